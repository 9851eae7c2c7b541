#include "flows/alert_words.h"

#include <gtest/gtest.h>

#include <set>

#include "core/alert_detail.h"
#include "core/limits.h"
#include "flows/alert_kinds.h"
#include "flows/alert_rules.h"
#include "flows/teller.h"

namespace ordo::flows {
namespace {

const AlertReader kZh("zh", "Asia/Shanghai");
const AlertReader kEn("en", "America/St_Johns");

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

TEST(AlertWords, values_are_worded_in_the_readers_language_and_zone) {
  const std::string detail =
      core::alert_detail({{"count", 3},
                          {"since", core::moment_value(Instant{1'769'083'200'000})},
                          {"examples", "A-1"}});
  EXPECT_EQ(kZh.detail("messages_wait", detail),
            "3 条消息在等还没到的订单，最早自 2026-01-22 20:00:00 (UTC+8)：A-1");
  EXPECT_EQ(kEn.detail("messages_wait", detail),
            "3 messages wait for orders that have not come, the oldest since 2026-01-22 08:30:00 "
            "(UTC-3:30): A-1");
}

TEST(AlertWords, words_of_ours_are_translated_and_others_stay_as_they_are) {
  const std::string jump = core::alert_detail({{"order_no", "SO1"},
                                               {"axis", "fulfilment"},
                                               {"from", "none"},
                                               {"to", "completed"},
                                               {"source", "standard:shop-a"},
                                               {"via", "picked_up,in_transit"}});
  EXPECT_EQ(kZh.detail("status_jump", jump),
            "订单 SO1 的履约由「未开始」直接变为「已完成」，standard:shop-a 没有上报中间的 "
            "已揽收、运输中");
  EXPECT_EQ(kEn.detail("status_jump", jump),
            "fulfilment of order SO1 went from none straight to completed; standard:shop-a did not "
            "report picked up, in transit");
  EXPECT_EQ(kZh.word("never_heard_of"), "never heard of");
}

TEST(AlertWords, a_part_whose_value_is_missing_is_left_out) {
  EXPECT_EQ(kZh.detail("transition_refused", core::alert_detail({{"order_no", "SO1"},
                                                                 {"payment", "p1"},
                                                                 {"was", "4.00 CNY"},
                                                                 {"said", "5.00 CNY"}})),
            "订单 SO1：支付 p1 原为 4.00 CNY，现称 5.00 CNY，以先到的为准");
  EXPECT_EQ(kZh.detail("crashed_twice", core::alert_detail({{"why", "x"}})),
            "处理时进程两次退出，已搁置");
  EXPECT_EQ(kEn.detail("apply_behind", core::alert_detail({})), "what came … ago is not applied");
}

TEST(AlertWords, spans_are_said_in_the_unit_that_fits) {
  EXPECT_EQ(kZh.span(119), "119 秒");
  EXPECT_EQ(kZh.span(120), "2 分钟");
  EXPECT_EQ(kEn.span(7'200), "2 hours");
  EXPECT_EQ(kEn.span(3 * 86'400), "3 days");
}

TEST(AlertWords, what_an_older_program_left_is_shown_as_it_is) {
  EXPECT_EQ(kZh.detail("orders_missing", "mini: 3 lacking"), "mini: 3 lacking");
  EXPECT_EQ(kZh.detail("orders_missing", "{ is no object"), "{ is no object");
  EXPECT_EQ(kZh.title("never_heard_of"), "never_heard_of");
  EXPECT_EQ(kZh.detail("never_heard_of", R"({"a":1,"b":"x"})"), "a: 1; b: x");
  EXPECT_EQ(kZh.advice("never_heard_of"), "");
}

TEST(AlertWords, a_value_that_is_endless_is_cut_where_a_character_ends) {
  std::string endless;
  for (int i = 0; i < 300; ++i) endless += "单";
  const auto fields = core::alert_fields(core::alert_detail({{"error", endless}}));
  ASSERT_TRUE(fields);
  EXPECT_EQ(fields->at("error").as_string().size(), core::kAlertValueBytesMax / 3 * 3);
}

}  // namespace
}  // namespace ordo::flows
