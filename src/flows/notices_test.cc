#include "flows/notices.h"

#include <gtest/gtest.h>

#include "flows/test_support.h"

#include "core/alert_detail.h"
#include "flows/notice_words.h"

namespace ordo::flows {
namespace {

class Notices : public testing::Test {
 protected:
  Notices() {
    settings_.notify_targets["bot"].code = "bot";
    settings_.notify_targets["sms"].code = "sms";
    AlertRule rule;
    rule.code = "all";
    rule.kinds = {"*"};
    rule.targets = {"bot"};
    rule.group_s = 60;
    settings_.alert_rules.push_back(rule);
  }
  static core::Alert alert(std::string kind, std::string key = "", bool again = false) {
    core::Alert a{std::move(kind), OrderId(5), MessageSeq(9), "detail of " + key};
    a.key = std::move(key);
    a.again = again;
    return a;
  }
  NoticeStep tell(const std::vector<core::Alert>& alerts, Instant now = kNoon) {
    NoticeStep step = notices_for(alerts, settings_, memory_, now, [this] { return ++last_id_; });
    for (const NoticeGroup& group : step.kept) memory_.groups[{group.rule, group.kind}] = group;
    for (const auto& key : step.told) memory_.told[key] = now;
    return step;
  }
  AlertRule& rule() { return settings_.alert_rules.front(); }

  Settings settings_;
  NoticeMemory memory_;
  int64_t last_id_ = 100;
};

TEST_F(Notices, the_first_is_told_at_once_and_the_others_of_its_kind_are_counted) {
  const NoticeStep step = tell({alert("status_jump", "a"), alert("status_jump", "b"),
                                alert("status_jump", "c"), alert("orders_missing", "d")});
  ASSERT_EQ(step.outbox.size(), 2u) << "one of each kind";
  EXPECT_EQ(step.outbox.at(0).target, "notify:bot");
  EXPECT_EQ(step.outbox.at(0).order, OrderId{}) << "its own lane";
  const NoticeBody body = decode_notice(step.outbox.at(0).body);
  EXPECT_EQ(body.kind, "status_jump");
  EXPECT_EQ(body.detail, "detail of a");
  EXPECT_EQ(body.order, OrderId(5));
  ASSERT_EQ(step.kept.size(), 2u);
  EXPECT_EQ(memory_.groups.at({"all", "status_jump"}).merged(), 2);
  ASSERT_EQ(step.timers.size(), 2u);
  EXPECT_EQ(step.timers.at(0).due, kNoon.plus_ms(60'000));
  EXPECT_TRUE(tell({alert("status_jump", "e")}, kNoon.plus_ms(30'000)).outbox.empty());
  EXPECT_EQ(memory_.groups.at({"all", "status_jump"}).merged(), 3);
}

TEST_F(Notices, a_group_ends_with_one_notice_of_all_that_followed_and_goes_on) {
  tell({alert("status_jump", "a"), alert("status_jump", "b"), alert("status_jump", "c")});
  const Instant end = kNoon.plus_ms(60'000);
  const NoticeStep step = end_group(memory_.groups.at({"all", "status_jump"}), settings_, end);
  ASSERT_EQ(step.outbox.size(), 1u);
  EXPECT_EQ(decode_notice(step.outbox.at(0).body).more, 2);
  EXPECT_EQ(decode_notice(step.outbox.at(0).body).detail, "detail of c");
  ASSERT_EQ(step.kept.size(), 1u);
  EXPECT_EQ(step.kept.at(0).merged(), 0);
  EXPECT_EQ(step.timers.at(0).due, end.plus_ms(60'000));
  const NoticeStep quiet = end_group(step.kept.at(0), settings_, end.plus_ms(60'000));
  EXPECT_TRUE(quiet.outbox.empty());
  EXPECT_EQ(quiet.closed.size(), 1u);
  EXPECT_TRUE(quiet.timers.empty());
}

TEST_F(Notices, a_group_of_a_rule_that_is_gone_is_closed_in_silence) {
  tell({alert("status_jump", "a"), alert("status_jump", "b")});
  settings_.alert_rules.clear();
  const NoticeStep step = end_group(memory_.groups.at({"all", "status_jump"}), settings_, kNoon);
  EXPECT_TRUE(step.outbox.empty());
  EXPECT_EQ(step.closed.size(), 1u);
}

TEST_F(Notices, what_followed_is_told_as_the_rule_stood_when_it_is_edited) {
  tell({alert("status_jump", "a"), alert("status_jump", "b")});
  const AlertRule stood = rule();
  rule().targets = {"sms"};
  const NoticeGroup open = memory_.groups.at({"all", "status_jump"});
  const NoticeStep step = end_edited(open, stood, settings_, kNoon.plus_ms(1'000));
  ASSERT_EQ(step.outbox.size(), 1u);
  EXPECT_EQ(step.outbox.at(0).target, "notify:bot");
  EXPECT_EQ(decode_notice(step.outbox.at(0).body).more, 1);
  EXPECT_EQ(step.closed.size(), 1u);
  EXPECT_EQ(step.cancelled.at(0).due, kNoon.plus_ms(60'000));
  EXPECT_TRUE(step.timers.empty());
}

TEST_F(Notices, without_grouping_each_is_told) {
  rule().group_s = 0;
  const NoticeStep step = tell({alert("status_jump", "a"), alert("status_jump", "b")});
  EXPECT_EQ(step.outbox.size(), 2u);
  EXPECT_TRUE(step.kept.empty());
  EXPECT_TRUE(step.timers.empty());
}

TEST_F(Notices, what_is_met_again_is_told_after_its_time_or_never) {
  rule().group_s = 0;
  EXPECT_EQ(tell({alert("status_jump", "a")}).outbox.size(), 1u);
  EXPECT_TRUE(tell({alert("status_jump", "a", true)}, kNoon.plus_ms(kDayMs)).outbox.empty());
  rule().repeat_s = 3'600;
  EXPECT_EQ(tell({alert("status_jump", "b")}).outbox.size(), 1u);
  EXPECT_TRUE(tell({alert("status_jump", "b", true)}, kNoon.plus_ms(kHourMs - 1)).outbox.empty());
  EXPECT_EQ(tell({alert("status_jump", "b", true)}, kNoon.plus_ms(kHourMs)).outbox.size(), 1u);
  EXPECT_TRUE(tell({alert("status_jump", "b", true)}, kNoon.plus_ms(kHourMs + 1)).outbox.empty());
}

TEST_F(Notices, every_receiver_of_a_kind_is_told_once) {
  settings_.notify_targets["bot"].kind = "wecom_bot";
  settings_.notify_targets["sms"].kind = "aliyun_sms";
  rule().target_kinds = {"aliyun_sms", "wecom_bot"};
  const NoticeStep step = tell({alert("status_jump", "a")});
  ASSERT_EQ(step.outbox.size(), 2u) << "the one that is named by its code as well, once";
  EXPECT_EQ(step.outbox.at(0).target, "notify:bot");
  EXPECT_EQ(step.outbox.at(1).target, "notify:sms");
}

TEST_F(Notices, a_silence_holds_until_it_ends) {
  settings_.silences.push_back({"7", {"status_jump"}, {}, kNoon.plus_ms(1'000), "works", ""});
  EXPECT_TRUE(tell({alert("status_jump", "a")}).outbox.empty());
  EXPECT_TRUE(memory_.groups.empty()) << "nothing was told that something could follow";
  EXPECT_EQ(tell({alert("orders_missing", "a")}).outbox.size(), 1u);
  EXPECT_EQ(tell({alert("status_jump", "b")}, kNoon.plus_ms(1'000)).outbox.size(), 1u);
}

TEST_F(Notices, what_followed_is_not_told_when_it_was_silenced_meanwhile) {
  tell({alert("status_jump", "a"), alert("status_jump", "b")});
  settings_.silences.push_back({"7", {"*"}, {}, kNoon.plus_ms(kHourMs), "works", ""});
  const NoticeStep step =
      end_group(memory_.groups.at({"all", "status_jump"}), settings_, kNoon.plus_ms(60'000));
  EXPECT_TRUE(step.outbox.empty());
}

TEST_F(Notices, a_silence_of_the_shop_that_was_met_last_silences_no_other) {
  for (const auto& [code, id] : {std::pair{"a", 1}, {"b", 2}}) {
    Shop& shop = settings_.shops[code];
    shop.code = code;
    shop.id = ShopId(id);
    settings_.shops_by_id[id] = &shop;
  }
  const auto of = [](int64_t shop, const char* key) {
    core::Alert a = alert("orders_missing", key);
    a.shop = ShopId(shop);
    return a;
  };
  tell({of(1, "first"), of(2, "b1"), of(1, "a1"), of(1, "a2"), of(2, "b2")});
  settings_.silences.push_back({"7", {"*"}, {"b"}, kNoon.plus_ms(kHourMs), "works", ""});
  const NoticeStep step =
      end_group(memory_.groups.at({"all", "orders_missing"}), settings_, kNoon.plus_ms(60'000));
  ASSERT_EQ(step.outbox.size(), 1u);
  const NoticeBody body = decode_notice(step.outbox.at(0).body);
  EXPECT_EQ(body.more, 2);
  EXPECT_EQ(body.detail, "detail of a2");
  EXPECT_EQ(body.shop, "a");
}

TEST_F(Notices, a_group_counts_so_many_shops_apart_and_the_rest_as_of_none) {
  NoticeGroup group;
  for (size_t i = 0; i < kFollowedShopsMax + 5; ++i) group.add("s" + std::to_string(i), "d");
  EXPECT_LE(group.followed.size(), kFollowedShopsMax + 1);
  EXPECT_EQ(group.merged(), static_cast<int64_t>(kFollowedShopsMax + 5));
  EXPECT_EQ(group.followed.back(), (Followers{"", 5, "d"}));
}

TEST_F(Notices, each_receiver_of_a_rule_is_told_and_those_that_are_gone_are_not) {
  rule().targets = {"bot", "gone", "sms"};
  const NoticeStep step = tell({alert("status_jump", "a")});
  ASSERT_EQ(step.outbox.size(), 2u);
  EXPECT_EQ(step.outbox.at(1).target, "notify:sms");
}

TEST_F(Notices, a_notice_is_told_in_the_zone_of_its_shop_and_of_the_whole_hub_in_that_of_most) {
  for (const auto& [code, zone] :
       {std::pair{"a", "Asia/Shanghai"}, {"b", "Europe/Berlin"}, {"c", "Asia/Shanghai"}}) {
    Shop& shop = settings_.shops[code];
    shop.code = code;
    shop.zone = zone;
    shop.id = ShopId(static_cast<int64_t>(settings_.shops.size()));
    settings_.shops_by_id[shop.id.value] = &shop;
  }
  rule().group_s = 0;
  core::Alert of_b = alert("shop_silent", "b");
  of_b.shop = ShopId(2);
  const NoticeStep step = tell({of_b, alert("mode_changed", "m")});
  EXPECT_EQ(decode_notice(step.outbox.at(0).body).zone, "Europe/Berlin");
  EXPECT_EQ(decode_notice(step.outbox.at(1).body).zone, "Asia/Shanghai");
}

TEST_F(Notices, telling_is_never_told_of) {
  EXPECT_TRUE(tell({alert("notify_gave_up", "a")}).outbox.empty());
}

core::OutboxMessage message_of(NoticeBody body, const char* route = kNoticeRoute) {
  body.at = kNoon;
  core::OutboxMessage message = notice_to("bot", route, body, kNoon);
  message.id = OutboxId(42);
  return message;
}

TEST(NoticeWords, a_notice_speaks_the_readers_language) {
  NoticeBody body;
  body.rule = "all";
  body.rule_name = "漏单";
  body.kind = "orders_missing";
  body.shop = "mini";
  body.detail = core::alert_detail({{"shop", "mini"},
                                    {"total", 7},
                                    {"ours", 4},
                                    {"from", "2026-01-22T10:00:00.000Z"},
                                    {"to", "2026-01-22T11:00:00.000Z"}});
  body.zone = "Asia/Shanghai";
  body.severity = channels::Severity::kCritical;
  body.order = OrderId(7);
  const channels::Notice zh = notice_of(message_of(body), "zh");
  EXPECT_EQ(zh.id, "ordo-42");
  EXPECT_EQ(zh.title, "[严重] 平台有单未到");
  EXPECT_EQ(zh.lines,
            (std::vector<std::string>{
                "店铺 mini：平台有 7 单，这里只有 4 单（2026-01-22 18:00:00 (UTC+8) 至 "
                "2026-01-22 19:00:00 (UTC+8)）",
                "店铺：mini", "订单：#7", "规则：漏单", "时间：2026-01-22 20:00:00 (UTC+8)",
                "处理：系统会自动补拉；仍缺时按平台订单号核对"}));
  const channels::Notice en = notice_of(message_of(body), "en");
  EXPECT_EQ(en.title, "[Critical] Orders missing from the platform");
  EXPECT_EQ(en.lines.at(0),
            "mini: the platform counts 7 orders, 4 are here (2026-01-22 18:00:00 (UTC+8) to "
            "2026-01-22 19:00:00 (UTC+8))");
  EXPECT_EQ(en.lines.at(1), "Shop: mini");
}

TEST(NoticeWords, a_notice_of_an_older_program_keeps_its_sentence_and_says_utc) {
  NoticeBody body;
  body.rule = "all";
  body.kind = "orders_missing";
  body.detail = "mini: 3 lacking";
  const channels::Notice zh = notice_of(message_of(body), "zh");
  EXPECT_EQ(zh.lines.at(0), "mini: 3 lacking");
  EXPECT_EQ(zh.lines.at(2), "时间：2026-01-22 12:00:00 (UTC)");
}

TEST(NoticeWords, many_are_counted_and_unknown_kinds_are_named_as_they_are) {
  NoticeBody body;
  body.rule = "all";
  body.kind = "never_heard_of";
  body.detail = "x {} y";
  body.more = 12;
  const channels::Notice notice = notice_of(message_of(body), "zh");
  EXPECT_EQ(notice.title, "[警告] never_heard_of");
  EXPECT_EQ(notice.lines.at(0), "又有 12 条，例如：x {} y");
  EXPECT_EQ(notice_of(message_of(body), "en").lines.at(0), "12 more, e.g. x {} y");
}

TEST(NoticeWords, a_test_says_that_it_is_one) {
  EXPECT_EQ(notice_of(message_of({}, kNoticeTestRoute), "en").title, "Ordo test notice");
}

}  // namespace
}  // namespace ordo::flows
