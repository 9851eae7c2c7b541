#include "flows/alert_words.h"

#include <gtest/gtest.h>

#include "core/alert_detail.h"
#include "flows/alert_kinds.h"

namespace ordo::flows {
namespace {

const AlertReader kZh("zh", "Asia/Shanghai");
const AlertReader kEn("en", "America/St_Johns");

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

}  // namespace
}  // namespace ordo::flows
