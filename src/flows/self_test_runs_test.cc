#include "flows/self_test_runs.h"

#include <gtest/gtest.h>

namespace ordo::flows {
namespace {

TEST(SelfTestRuns, shows_what_a_run_has_come_to_and_the_newest_of_a_key) {
  SelfTestRuns runs;
  EXPECT_EQ(runs.find("shop:1"), nullptr);
  const auto first = runs.begin("shop:1");
  EXPECT_TRUE(runs.find("shop:1")->shown().running);
  SelfTestReport report;
  Steps(report, "calls").ok("credentials", "complete");
  first->show("calls", report);
  Steps(report, "calls").ok("answer", "answered 200");
  EXPECT_EQ(runs.find("shop:1")->shown().check, "calls");
  EXPECT_EQ(runs.find("shop:1")->shown().report.steps.size(), 1u);
  first->end(report);
  EXPECT_FALSE(runs.find("shop:1")->shown().running);
  EXPECT_EQ(runs.find("shop:1")->shown().report.steps.size(), 2u);
  const auto second = runs.begin("shop:1");
  EXPECT_EQ(runs.find("shop:1"), second);
}

TEST(SelfTestRuns, keeps_so_many_and_drops_the_oldest) {
  SelfTestRuns runs;
  for (size_t i = 0; i <= kSelfTestRunsKept; ++i) {
    runs.begin("shop:" + std::to_string(i))->end({});
  }
  EXPECT_EQ(runs.find("shop:0"), nullptr);
  EXPECT_NE(runs.find("shop:1"), nullptr);
}

}  // namespace
}  // namespace ordo::flows
