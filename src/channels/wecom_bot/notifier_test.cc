#include "channels/wecom_bot/notifier.h"

#include <gtest/gtest.h>

namespace ordo::channels::wecom_bot {
namespace {

const Secret kCredentials(R"({"key":"693axxx6-7aoc"})");

TEST(WecomBot, a_notice_is_markdown_at_the_address_that_holds_the_key) {
  const Notice notice{"1", "库存预警", {"可用: 3", "<@all> 7日日均: 12.4"}, Severity::kWarning};
  const auto call = WecomBot().request(kCredentials, notice, {}, "");
  const auto& http = std::get<HttpCall>(call.value());
  EXPECT_EQ(http.method, "POST");
  EXPECT_EQ(http.url, "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693axxx6-7aoc");
  EXPECT_EQ(http.body,
            R"({"msgtype":"markdown","markdown":{"content":"<font color=\"warning\">**库存预警**)"
            R"(</font>\u000a> 可用: 3\u000a> ＜＠all＞ 7日日均: 12.4"}})");
}

TEST(WecomBot, the_content_never_exceeds_4096_bytes) {
  const Notice notice{"1", "t", std::vector<std::string>(200, std::string(300, 'x')), {}};
  const auto call = WecomBot().request(kCredentials, notice, {}, "");
  EXPECT_LE(std::get<HttpCall>(call.value()).body.size(), 4'096u + 250);
}

TEST(WecomBot, a_200_with_an_error_code_is_a_refusal) {
  EXPECT_EQ(WecomBot().read({200, {}, R"({"errcode":0,"errmsg":"ok"})"}).met,
            Told::Met::kDelivered);
  const Told refused =
      WecomBot().read({200, {}, R"({"errcode":93000,"errmsg":"invalid webhook"})"});
  EXPECT_EQ(refused.met, Told::Met::kRefused);
  EXPECT_EQ(refused.detail, "93000 invalid webhook");
  const Told often = WecomBot().read({200, {}, R"({"errcode":45009,"errmsg":"api freq out"})"});
  EXPECT_EQ(often.met, Told::Met::kLimited);
  EXPECT_EQ(often.retry_after_ms, kMinuteMs);
}

}  // namespace
}  // namespace ordo::channels::wecom_bot
