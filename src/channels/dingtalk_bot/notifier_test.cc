#include "channels/dingtalk_bot/notifier.h"

#include <gtest/gtest.h>

namespace ordo::channels::dingtalk_bot {
namespace {

constexpr Instant kNow{1'772'330'700'000};
const Secret kCredentials(R"({"access_token":"tok","secret":"SECdemo0000000000000000000000000000",)"
                          R"("keyword":"订单"})");

TEST(DingtalkBot, signatures_are_those_of_the_document) {
  EXPECT_EQ(sign(1'772'330'700'000, Secret("SECdemo0000000000000000000000000000")),
            "idR6Ua5HDaKRAnLGOIXptre8+hAKeUXDB8bmQLTBhZs=");
  EXPECT_EQ(sign(1'577'262'236'757, Secret("this is secret")),
            "hmPWwU+7lVdm3ZZz0r9tSfx0L4Q26jWOZr9+Gs6EZQM=");
}

TEST(DingtalkBot, a_notice_is_signed_in_its_address_and_holds_the_keyword) {
  const Notice notice{"1", "退款预警", {"近1小时: **8.2%**"}, Severity::kWarning};
  const auto call = DingtalkBot().request(kCredentials, notice, kNow, "");
  const auto& http = std::get<HttpCall>(call.value());
  EXPECT_EQ(http.url,
            "https://oapi.dingtalk.com/robot/send?access_token=tok&timestamp=1772330700000&sign="
            "idR6Ua5HDaKRAnLGOIXptre8%2BhAKeUXDB8bmQLTBhZs%3D");
  EXPECT_EQ(http.body,
            R"({"msgtype":"markdown","markdown":{"title":"订单 退款预警","text":"### 订单 )"
            R"(退款预警\u000a- 近1小时: ＊＊8.2%＊＊"},"at":{"isAtAll":false}})");
}

TEST(DingtalkBot, a_robot_without_a_secret_is_not_signed_for) {
  const auto call = DingtalkBot().request(Secret(R"({"access_token":"tok"})"), {}, kNow, "");
  EXPECT_EQ(std::get<HttpCall>(call.value()).url,
            "https://oapi.dingtalk.com/robot/send?access_token=tok");
}

TEST(DingtalkBot, who_was_too_fast_waits_as_long_as_it_is_shut_out) {
  EXPECT_EQ(DingtalkBot().read({200, {}, R"({"errcode":0,"errmsg":"ok"})"}).met,
            Told::Met::kDelivered);
  EXPECT_EQ(DingtalkBot().read({200, {}, R"({"errcode":310000,"errmsg":"sign not match"})"}).met,
            Told::Met::kRefused);
  for (const char* body : {R"({"errcode":130101})", R"({"errcode":410100})"}) {
    const Told told = DingtalkBot().read({200, {}, body});
    EXPECT_EQ(told.met, Told::Met::kLimited) << body;
    EXPECT_EQ(told.retry_after_ms, 10 * kMinuteMs);
  }
}

}  // namespace
}  // namespace ordo::channels::dingtalk_bot
