#include "channels/feishu_bot/notifier.h"

#include <gtest/gtest.h>

namespace ordo::channels::feishu_bot {
namespace {

constexpr Instant kNow{1'772'330'700'000};

TEST(FeishuBot, the_text_is_the_key_and_what_is_signed_is_empty) {
  EXPECT_EQ(sign(1'772'330'700, Secret("feishuDemoSecret")),
            "zzPoK3i2a08ZSOwfdftyhpVPi53I36Zz6B1nEI+kDOY=");
}

TEST(FeishuBot, a_notice_is_a_card_of_plain_text_signed_in_its_body) {
  const Notice notice{"1", "对账差异", {"<at user_id=\"all\">", "差异 2 笔"}, Severity::kCritical};
  const auto call = FeishuBot().request(Secret(R"({"token":"hook-1","secret":"feishuDemoSecret"})"),
                                        notice, kNow, "");
  const auto& http = std::get<HttpCall>(call.value());
  EXPECT_EQ(http.url, "https://open.feishu.cn/open-apis/bot/v2/hook/hook-1");
  EXPECT_EQ(http.body,
            R"({"timestamp":"1772330700","sign":"zzPoK3i2a08ZSOwfdftyhpVPi53I36Zz6B1nEI+kDOY=",)"
            R"("msg_type":"interactive","card":{"header":{"template":"red","title":{"tag":)"
            R"("plain_text","content":"对账差异"}},"elements":[{"tag":"div","text":{"tag":)"
            R"("plain_text","content":"<at user_id=\"all\">\u000a差异 2 笔"}}]}})");
}

TEST(FeishuBot, both_forms_of_answers_are_understood) {
  const auto met = [](std::string_view body) { return FeishuBot().read({200, {}, body}).met; };
  EXPECT_EQ(met(R"({"code":0,"msg":"success","data":{}})"), Told::Met::kDelivered);
  EXPECT_EQ(met(R"({"StatusCode":0,"StatusMessage":"success"})"), Told::Met::kDelivered);
  EXPECT_EQ(met(R"({"code":19021,"msg":"sign match fail"})"), Told::Met::kRefused);
  EXPECT_EQ(met(R"({"code":11232,"msg":"too many"})"), Told::Met::kLimited);
}

}  // namespace
}  // namespace ordo::channels::feishu_bot
