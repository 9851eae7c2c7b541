#include "flows/alert_rules.h"

#include <gtest/gtest.h>

namespace ordo::flows {
namespace {

namespace json = boost::json;

constexpr Instant kNow{1'769'083'200'000};  // 2026-01-22T12:00:00Z

json::object object(std::string_view text) { return json::parse(text).as_object(); }

template <class T>
std::vector<std::string> pointers(const Result<T>& result) {
  std::vector<std::string> all;
  if (result) return all;
  for (const FieldError& field : result.error().fields) all.push_back(field.pointer);
  return all;
}

std::vector<std::string> wrong_in_rule(std::string_view text) {
  return pointers(parse_alert_rule("r", object(text)));
}
std::vector<std::string> wrong_in_silence(std::string_view text) {
  return pointers(parse_silence("7", object(text), kNow));
}

using Pointers = std::vector<std::string>;

TEST(AlertRules, a_rule_is_read_with_its_defaults) {
  const auto rule = parse_alert_rule(
      "r",
      object(R"({"match":{"kinds":["orders_missing"]},"severity":"critical","targets":["a"]})"));
  ASSERT_TRUE(rule) << rule.error().detail;
  EXPECT_EQ(rule->group_s, 60);
  EXPECT_EQ(rule->repeat_s, 0);
  EXPECT_TRUE(rule->shops.empty());
  EXPECT_EQ(rule->severity, channels::Severity::kCritical);
}

TEST(AlertRules, a_rule_tells_receivers_by_their_codes_or_by_their_kinds) {
  const auto rule = parse_alert_rule(
      "r", object(R"({"match":{"kinds":["*"]},"severity":"info","target_kinds":["email"]})"));
  ASSERT_TRUE(rule) << rule.error().detail;
  EXPECT_TRUE(rule->targets.empty());
  EXPECT_EQ(rule->target_kinds, std::vector<std::string>{"email"});
  EXPECT_EQ(wrong_in_rule(R"({"match":{"kinds":["*"]},"severity":"info","target_kinds":["owl"]})"),
            Pointers{"/target_kinds/0"});
  EXPECT_EQ(wrong_in_rule(R"({"match":{"kinds":["*"]},"severity":"info","target_kinds":[]})"),
            Pointers{"/target_kinds"});
  EXPECT_EQ(wrong_in_rule(R"({"match":{"kinds":["*"]},"severity":"info"})"), Pointers{"/targets"});
}

TEST(AlertRules, nonsense_is_refused_at_its_place) {
  EXPECT_EQ(wrong_in_rule(R"({"match":{"kinds":["*"]},"severity":"info","targets":["a"],)"
                          R"("group_s":-1,"repeat_s":604801})"),
            (Pointers{"/group_s", "/repeat_s"}));
  EXPECT_EQ(wrong_in_rule(R"({"match":{"kinds":["A B",7,"ok"]},"severity":"loud","targets":[]})"),
            (Pointers{"/match/kinds/0", "/match/kinds/1", "/severity", "/targets"}));
  EXPECT_EQ(
      wrong_in_rule(R"({"match":{"kinds":["*"]},"metric":{},"severity":"info","targets":["a"]})"),
      Pointers{"/match"});
  EXPECT_EQ(wrong_in_rule(R"({"severity":"info","targets":["a","a"],"colour":"red"})"),
            (Pointers{"/colour", "/match", "/targets"}));
  EXPECT_EQ(wrong_in_rule(R"({"match":{"kinds":[]},"severity":"info","targets":["a"]})"),
            Pointers{"/match/kinds"});
}

TEST(AlertRules, a_figure_has_a_name_a_comparison_and_a_number) {
  const auto rule = parse_alert_rule(
      "r", object(R"({"metric":{"name":"ordo_outbox_messages{state=\"open\"}","op":">","value":10,)"
                  R"("for_s":60},"severity":"warning","targets":["a"]})"));
  ASSERT_TRUE(rule) << rule.error().detail;
  EXPECT_EQ(rule->metric->for_s, 60);
  EXPECT_EQ(wrong_in_rule(R"({"metric":{"name":"no figure","op":"=","value":"x","for_s":-1},)"
                          R"("severity":"warning","targets":["a"]})"),
            (Pointers{"/metric/name", "/metric/op", "/metric/value", "/metric/for_s"}));
}

TEST(AlertRules, no_rule_is_about_telling_itself) {
  EXPECT_EQ(
      wrong_in_rule(R"({"match":{"kinds":["notify_gave_up"]},"severity":"info","targets":["a"]})"),
      Pointers{"/match/kinds/0"});
  AlertRule all;
  all.kinds = {"*"};
  EXPECT_TRUE(matches(all, "status_jump", "", ""));
  EXPECT_FALSE(matches(all, "notify_gave_up", "", ""));
}

TEST(AlertRules, a_rule_matches_its_kinds_and_shops) {
  AlertRule rule;
  rule.kinds = {"status_jump"};
  rule.shops = {"mini"};
  EXPECT_TRUE(matches(rule, "status_jump", "mini", ""));
  EXPECT_FALSE(matches(rule, "status_jump", "other", ""));
  EXPECT_FALSE(matches(rule, "status_jump", "", "")) << "of no shop";
  EXPECT_FALSE(matches(rule, "orders_missing", "mini", ""));
  rule.paused = true;
  EXPECT_FALSE(matches(rule, "status_jump", "mini", ""));
}

TEST(AlertRules, a_rule_of_figures_matches_what_it_raised_itself) {
  AlertRule rule;
  rule.code = "parked";
  rule.metric = MetricTest{"ordo_parked_messages", ">", 50, 0};
  EXPECT_TRUE(matches(rule, kMetricAlert, "", "metric/parked"));
  EXPECT_FALSE(matches(rule, kMetricAlert, "", "metric/other"));
  EXPECT_FALSE(matches(rule, "status_jump", "", "metric/parked"));
}

TEST(AlertRules, a_silence_ends_ahead_and_says_why) {
  EXPECT_TRUE(
      wrong_in_silence(R"({"kinds":["*"],"until":"2026-01-22T20:00:00+08:00","reason":"x"})") ==
      Pointers{"/until"})
      << "that is now";
  EXPECT_TRUE(
      wrong_in_silence(R"({"kinds":["*"],"until":"2026-01-22T13:00:00Z","reason":"x"})").empty());
  EXPECT_EQ(wrong_in_silence(R"({"kinds":["*"],"until":"2027-02-01T00:00:00Z","reason":"x"})"),
            Pointers{"/until"});
  EXPECT_EQ(wrong_in_silence(R"({"until":"tomorrow"})"), (Pointers{"/kinds", "/until", "/reason"}));
  EXPECT_TRUE(stored_silence("7", object(R"({"kinds":["*"],"until":"2020-01-01T00:00:00Z",)"
                                         R"("reason":"x"})")))
      << "one that was accepted once stays readable";
}

TEST(AlertRules, a_receiver_is_read_with_what_its_kind_asks_for) {
  const auto wrong = [](std::string_view text) {
    return pointers(parse_notify_target("t", object(text)));
  };
  EXPECT_TRUE(wrong(R"({"kind":"wecom_bot","credentials":{"key":"k"}})").empty());
  EXPECT_EQ(wrong(R"({"kind":"wecom_bot","credentials":{"endpoint":"https://a.example"}})"),
            Pointers{"/credentials/key"});
  EXPECT_EQ(wrong(R"({"kind":"pager","per_minute":0,"language":"fr","paused":1})"),
            (Pointers{"/kind", "/per_minute", "/language", "/paused", "/credentials"}));
  EXPECT_EQ(pointers(parse_notify_target("No Code", object(R"({"kind":"wecom_bot","credentials":)"
                                                           R"({"key":"k"}})"))),
            Pointers{"/code"});
}

}  // namespace
}  // namespace ordo::flows
