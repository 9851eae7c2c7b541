#include "sim/replay.h"

#include <algorithm>

#include "sim/olist_fixture.h"

namespace ordo::sim {
namespace {

TEST(KillMoments, grow_and_lie_within_the_trade) {
  const auto moments = kill_moments(25, 1000, 3);
  ASSERT_EQ(moments.size(), 25u);
  EXPECT_TRUE(std::ranges::is_sorted(moments));
  EXPECT_LT(moments.back(), 1000u);
  EXPECT_NE(kill_moments(25, 1000, 4), moments);
}

ReplayReport all_well() {
  ReplayReport report;
  report.orders = report.right = 5;
  report.push.messages = report.push.acknowledged = 30;
  report.stop_exit = report.prove_exit = report.verify_exit = 0;
  return report;
}

TEST(ReplayReport, is_equal_only_when_nothing_at_all_is_amiss) {
  EXPECT_TRUE(all_well().equal());
  const std::function<void(ReplayReport&)> faults[] = {
      [](ReplayReport& r) { r.lost = 1; },
      [](ReplayReport& r) { r.twice = 1; },
      [](ReplayReport& r) { r.wrong = 1; },
      [](ReplayReport& r) { r.strange = 1; },
      [](ReplayReport& r) { r.right = 4; },
      [](ReplayReport& r) { r.crashes = 1; },
      [](ReplayReport& r) { r.prove_exit = 1; },
      [](ReplayReport& r) { r.verify_exit = 1; },
      [](ReplayReport& r) { r.stop_exit = 137; },
      [](ReplayReport& r) { r.push.given_up = 1; },
      [](ReplayReport& r) { r.push.acknowledged = 29; },
      [](ReplayReport& r) { r.last_stats.waiting = 1; },
      [](ReplayReport& r) { r.last_stats.parked = 1; },
      [](ReplayReport& r) { r.platforms.changes_planned = 1; },
      [](ReplayReport& r) { r.platforms.shops = {{"unread", {}, 1, 0}}; },
      [](ReplayReport& r) { r.platforms.bad_signatures = 1; },
      [](ReplayReport& r) { r.last_stats.backlog = 1; }};
  for (const auto& fault : faults) {
    ReplayReport report = all_well();
    fault(report);
    EXPECT_FALSE(report.equal());
  }
}

TEST(Replay, without_its_data_says_which_file_is_missing) {
  ReplayOptions options;
  options.data = "/nonexistent/olist";
  const auto report = replay(options, [](const ReplayProgress&) {});
  ASSERT_FALSE(report.has_value());
  EXPECT_NE(report.error().detail.find("olist_orders_dataset"), std::string::npos);
}

TEST_F(OlistFiles, orders_that_end_before_what_is_expected_are_not_replayed) {
  pack_all();
  pack("expected.csv.gz",
       "order_id,units,goods_minor,freight_minor,paid_minor,payment,fulfilment,headline\n"
       "aa01,1,3999,3167,7166,paid,in_transit,in_transit\n"
       "aa02,0,0,0,0,unpaid,none,pending_payment\n"
       "aa03,0,0,0,0,unpaid,none,pending_payment\n");
  ReplayOptions options;
  options.data = dir_;
  options.ordo = "/nonexistent/ordo";
  options.platforms = false;
  const auto code = [&] { return replay(options, [](const ReplayProgress&) {}).error().code; };
  EXPECT_EQ(code(), "data_incomplete");
  options.limit = 2;
  EXPECT_NE(code(), "data_incomplete");
}

}  // namespace
}  // namespace ordo::sim
