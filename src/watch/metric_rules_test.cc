#include "watch/metric_rules.h"

#include <gtest/gtest.h>

#include "flows/test_support.h"
#include "watch/metric_watch.h"

namespace ordo::watch {
namespace {

using flows::AlertRule;
using flows::Finding;
using flows::MetricTest;

AlertRule parked(int64_t for_s = 0, int64_t repeat_s = 0) {
  AlertRule rule;
  rule.code = "parked";
  rule.metric = MetricTest{"ordo_parked_messages", ">", 50, for_s};
  rule.repeat_s = repeat_s;
  return rule;
}

class MetricRulesTest : public testing::Test {
 protected:
  // What is raised, as if it was taken.
  size_t at(int64_t seconds, double value) {
    const Figure figures[] = {{"ordo_parked_messages", value}};
    const Instant now{seconds * kSecondMs};
    const auto findings = rules_.judge(std::span(&rule_, 1), figures, now);
    for (const Finding& finding : findings) rules_.raised(finding.key, now);
    return findings.size();
  }
  AlertRule rule_ = parked();
  MetricRules rules_;
};

TEST(Figures, the_text_format_is_read) {
  const auto figures = read_figures(
      "# HELP a b\n# TYPE a gauge\na 1\na{l=\"x y\"} 2.5\nbad x\nnan Nan\ninf{le=\"+Inf\"} 3");
  ASSERT_EQ(figures.size(), 3u);
  EXPECT_EQ(figures[0].series, "a");
  EXPECT_EQ(figures[1].series, "a{l=\"x y\"}");
  EXPECT_EQ(figures[1].value, 2.5);
}

TEST_F(MetricRulesTest, a_figure_that_crosses_its_threshold_is_raised_once) {
  EXPECT_EQ(at(0, 50), 0u);
  EXPECT_EQ(at(10, 51), 1u);
  EXPECT_EQ(at(20, 60), 0u);
  EXPECT_EQ(at(30, 0), 0u);
  EXPECT_EQ(at(40, 51), 1u) << "it had fallen below";
}

TEST_F(MetricRulesTest, it_has_to_hold_for_its_time) {
  rule_ = parked(30);
  EXPECT_EQ(at(0, 60), 0u);
  EXPECT_EQ(at(20, 60), 0u);
  EXPECT_EQ(at(25, 10), 0u);
  EXPECT_EQ(at(30, 60), 0u) << "it began anew";
  EXPECT_EQ(at(60, 60), 1u);
}

TEST_F(MetricRulesTest, while_it_holds_it_is_raised_as_often_as_it_is_repeated) {
  rule_ = parked(0, 60);
  EXPECT_EQ(at(0, 60), 1u);
  EXPECT_EQ(at(59, 60), 0u);
  EXPECT_EQ(at(60, 60), 1u);
}

TEST_F(MetricRulesTest, what_was_not_taken_is_raised_again) {
  const Figure figures[] = {{"ordo_parked_messages", 60}};
  EXPECT_EQ(rules_.judge(std::span(&rule_, 1), figures, Instant{0}).size(), 1u);
  EXPECT_EQ(rules_.judge(std::span(&rule_, 1), figures, Instant{10'000}).size(), 1u);
}

TEST_F(MetricRulesTest, an_edited_rule_begins_anew) {
  rule_ = parked(30);
  EXPECT_EQ(at(0, 60), 0u);
  rule_.metric->value = 55;
  EXPECT_EQ(at(30, 60), 0u);
  EXPECT_EQ(at(60, 60), 1u);
}

TEST_F(MetricRulesTest, any_series_of_a_family_or_just_the_one_that_is_named) {
  const Figure figures[] = {{"ordo_outbox_messages{state=\"open\"}", 3},
                            {"ordo_outbox_messages{state=\"with_a_person\"}", 70}};
  rule_.metric->name = "ordo_outbox_messages";
  const auto any = rules_.judge(std::span(&rule_, 1), figures, Instant{0});
  ASSERT_EQ(any.size(), 1u);
  EXPECT_EQ(any[0].detail, R"({"figure":"ordo_outbox_messages{state=\"with_a_person\"}",)"
                           R"("value":"70","op":">","limit":"50"})");
  EXPECT_EQ(any[0].key, "metric/parked");
  rule_.metric->name = "ordo_outbox_messages{state=\"open\"}";
  EXPECT_TRUE(rules_.judge(std::span(&rule_, 1), figures, Instant{0}).empty());
  rule_.metric->op = "<=";
  EXPECT_EQ(rules_.judge(std::span(&rule_, 1), figures, Instant{0}).size(), 1u);
  rule_.metric->name = "ordo_outbox";
  EXPECT_TRUE(rules_.judge(std::span(&rule_, 1), figures, Instant{0}).empty());
}

class MetricWatchTest : public flows::HubTest {};

TEST_F(MetricWatchTest, a_figure_becomes_an_alert_and_a_notice_of_its_own_rule) {
  int asked = 0;
  MetricWatch watch(*hub_, [&] {
    ++asked;
    return std::string("ordo_parked_messages 61\n");
  });
  watch.look();
  EXPECT_EQ(asked, 0) << "without a rule of figures nobody asks for them";
  command("config.notify_target",
          {{"code", "bot"}, {"kind", "wecom_bot"}, {"credentials", {{"key", "k"}}}});
  const core::Outcome made = command(
      "config.alert_rule",
      {{"code", "parked"},
       {"metric", {{"name", "ordo_parked_messages"}, {"op", ">"}, {"value", 50}, {"for_s", 0}}},
       {"severity", "critical"},
       {"targets", {"bot"}}});
  ASSERT_EQ(made.answer.status, 201) << made.answer.body;
  watch.look();
  watch.look();
  hub_->drain();
  EXPECT_EQ(texts("SELECT kind || ' ' || detail || ' ' || count FROM alerts"),
            std::vector<std::string>{R"(metric_threshold {"figure":"ordo_parked_messages",)"
                                     R"("value":"61","op":">","limit":"50"} 1)"});
  EXPECT_EQ(texts("SELECT target FROM outbox"), std::vector<std::string>{"notify:bot"});
}

}  // namespace
}  // namespace ordo::watch
