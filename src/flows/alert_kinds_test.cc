#include "flows/alert_kinds.h"

#include <gtest/gtest.h>

#include <set>

#include "core/alert_detail.h"
#include "flows/alert_rules.h"
#include "flows/teller.h"

namespace ordo::flows {
namespace {

// {name, name:kind} of a sentence, kinds left out.
std::set<std::string> values_in(std::string_view pattern) {
  std::set<std::string> names;
  for (size_t at = pattern.find('{'); at != std::string_view::npos;
       at = pattern.find('{', at + 1)) {
    const std::string_view named = pattern.substr(at + 1, pattern.find('}', at) - at - 1);
    names.emplace(named.substr(0, named.find(':')));
  }
  return names;
}

bool is_well_formed(std::string_view pattern) {
  char open = 0;
  int depth = 0;
  for (const char c : pattern) {
    if (c == '[' || c == '{') {
      if (c == '[' && open) return false;
      open = c;
      ++depth;
    }
    if (c == ']' || c == '}') {
      if (--depth < 0) return false;
      open = depth ? '[' : 0;
    }
  }
  return depth == 0;
}

TEST(AlertKinds, every_kind_is_named_worded_and_advised_on_in_both_languages) {
  std::set<std::string_view> names;
  for (const AlertKindRow& row : alert_kinds()) {
    EXPECT_TRUE(is_kind(row.name)) << row.name;
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    for (const AlertWords& words : {row.zh, row.en}) {
      EXPECT_FALSE(words.title.empty() || words.detail.empty() || words.advice.empty()) << row.name;
      EXPECT_TRUE(is_well_formed(words.detail)) << row.name << ": " << words.detail;
    }
    EXPECT_EQ(find_alert_kind(row.name), &row);
    EXPECT_EQ(name(row.id), row.name);
  }
  EXPECT_EQ(find_alert_kind("never_heard_of"), nullptr);
}

TEST(AlertKinds, both_languages_tell_of_the_same_values) {
  // What a time's reader says of it in English is its own sentence; Chinese names its code and the zone.
  const std::set<std::string_view> unlike = {"time_impossible"};
  for (const AlertKindRow& row : alert_kinds()) {
    if (unlike.contains(row.name)) continue;
    EXPECT_EQ(values_in(row.zh.detail), values_in(row.en.detail)) << row.name;
  }
}

TEST(AlertKinds, what_the_street_and_telling_raise_by_themselves_is_listed) {
  for (const std::string_view kind : core::kStreetAlerts) {
    EXPECT_NE(find_alert_kind(kind), nullptr) << kind;
  }
  EXPECT_EQ(name(AlertKind::kNotifyGaveUp), kNotifyGaveUp);
  EXPECT_EQ(name(AlertKind::kMetricThreshold), kMetricAlert);
}

}  // namespace
}  // namespace ordo::flows
