// What holds for every receiver, and what they share.
#include "channels/notifier.h"

#include <gtest/gtest.h>

#include <map>

#include "base/text.h"
#include "channels/notify_kit.h"

namespace ordo::channels {
namespace {

constexpr Instant kNow{1'772'330'700'000};

const std::map<std::string_view, std::string> kCredentials = {
    {"wecom_bot", R"({"key":"693axxx6-7aoc"})"},
    {"dingtalk_bot", R"({"access_token":"tok","secret":"SECdemo","keyword":"告警"})"},
    {"feishu_bot", R"({"token":"hook-1","secret":"feishuDemoSecret"})"},
    {"aliyun_sms",
     R"({"access_key_id":"DemoAccessKeyId","access_key_secret":"s3cret","sign_name":"测试商城",)"
     R"("template_code":"SMS_000000001","phones":["+8613800000000"]})"},
    {"tencent_sms",
     R"({"secret_id":"id","secret_key":"s3cret","sdk_app_id":"1400000000","template_id":"1000001",)"
     R"("sign_name":"测试商城","phones":["+8613800000000"]})"},
    {"email",
     R"({"url":"smtps://mail.example.com","user":"u","password":"p","from":"ordo@example.com",)"
     R"("to":["li.na@example.com"]})"},
};

Notice notice(std::string title, std::string line) {
  return {"ordo-42", std::move(title), {std::move(line)}, Severity::kCritical};
}

Result<NotifyCall> request(const Notifier& notifier, const Notice& n) {
  return notifier.request(Secret(kCredentials.at(notifier.name())), n, kNow, "nonce-1");
}

TEST(Notifier, every_kind_has_credentials_that_suffice_and_is_found_by_its_name) {
  EXPECT_EQ(all_notifiers().size(), kCredentials.size());
  for (const Notifier* notifier : all_notifiers()) {
    EXPECT_EQ(find_notifier(notifier->name()), notifier);
    EXPECT_TRUE(notifier->check_credentials(kCredentials.at(notifier->name()))) << notifier->name();
    EXPECT_TRUE(request(*notifier, notice("t", "l"))) << notifier->name();
  }
  EXPECT_EQ(find_notifier("pager"), nullptr);
}

TEST(Notifier, what_is_missing_is_named_and_no_request_is_made_without_it) {
  for (const Notifier* notifier : all_notifiers()) {
    const auto checked = notifier->check_credentials("{}");
    ASSERT_FALSE(checked) << notifier->name();
    EXPECT_EQ(checked.error().code, "invalid_credentials");
    EXPECT_FALSE(notifier->request(Secret("{}"), notice("t", "l"), kNow, "n"));
    EXPECT_FALSE(notifier->check_credentials("[]"));
    EXPECT_FALSE(notifier->check_credentials("nonsense"));
  }
}

TEST(Notifier, secrets_are_not_among_what_may_be_shown) {
  for (const Notifier* notifier : all_notifiers()) {
    for (const std::string_view member : notifier->shown()) {
      EXPECT_TRUE(member != "key" && member != "token" && member != "access_token" &&
                  member != "secret" && member != "secret_key" && member != "access_key_secret" &&
                  member != "password")
          << notifier->name() << " " << member;
    }
  }
}

TEST(Notifier, an_address_that_is_not_https_is_refused_unless_it_is_this_machine) {
  const auto with = [](std::string_view endpoint) {
    return find_notifier("wecom_bot")
        ->check_credentials(R"({"key":"k","endpoint":")" + std::string(endpoint) + R"("})");
  };
  EXPECT_TRUE(with("https://bots.example.com"));
  EXPECT_TRUE(with("http://127.0.0.1:8099"));
  EXPECT_TRUE(with("http://localhost:8099"));
  for (const char* bad : {"http://bots.example.com", "http://127.0.0.1.evil.example",
                          "http://localhost@evil.example", "ftp://x", "evil"}) {
    const auto checked = with(bad);
    ASSERT_FALSE(checked) << bad;
    EXPECT_EQ(checked.error().fields.at(0).pointer, "/endpoint") << bad;
  }
}

TEST(Notifier, no_answer_and_a_broken_server_are_down_and_too_often_is_limited) {
  for (const Notifier* notifier : all_notifiers()) {
    if (notifier->name() == "email") continue;
    EXPECT_EQ(notifier->read({}).met, Told::Met::kDown) << notifier->name();
    EXPECT_EQ(notifier->read({503, {}, "busy"}).met, Told::Met::kDown) << notifier->name();
    const Told often = notifier->read({429, {}, ""});
    EXPECT_EQ(often.met, Told::Met::kLimited) << notifier->name();
    EXPECT_GE(often.retry_after_ms, kMinuteMs);
    EXPECT_EQ(notifier->read({200, {}, "<html>"}).met, Told::Met::kRefused) << notifier->name();
    EXPECT_EQ(notifier->read({302, {}, ""}).met, Told::Met::kRefused) << notifier->name();
  }
}

TEST(Notifier, what_a_receiver_asks_for_is_waited_for_but_not_for_ever) {
  const std::pair<std::string_view, std::string_view> headers[] = {{"Retry-After", "120"}};
  EXPECT_EQ(find_notifier("feishu_bot")->read({429, headers, ""}).retry_after_ms, 120'000);
  const std::pair<std::string_view, std::string_view> absurd[] = {{"Retry-After", "999999999999"}};
  EXPECT_EQ(find_notifier("feishu_bot")->read({429, absurd, ""}).retry_after_ms, kHourMs);
}

TEST(NotifyKit, a_text_is_cut_between_characters) {
  EXPECT_EQ(cut_bytes("库存预警", 12), "库存预警");
  EXPECT_EQ(cut_bytes("库存预警", 11), "库存…");
  EXPECT_EQ(cut_bytes("库存预警", 10), "库存…");
  EXPECT_EQ(cut_characters("库存预警", 4), "库存预警");
  EXPECT_EQ(cut_characters("库存预警", 3), "库存…");
  EXPECT_EQ(cut_characters("", 3), "");
}

TEST(NotifyKit, nothing_that_comes_from_outside_is_markup_or_a_mention) {
  EXPECT_EQ(without_markup("<@all> [x](http://e) **b**\n# `c` @所有人"),
            "＜＠all＞ ［x］(http://e) ＊＊b＊＊ ＃ ｀c｀ ＠所有人");
}

TEST(NotifyKit, long_words_are_cut_to_what_each_receiver_takes) {
  const std::string flood(20'000, '<');
  for (const Notifier* notifier : all_notifiers()) {
    const auto call = request(*notifier, notice(flood, flood));
    ASSERT_TRUE(call) << notifier->name();
    const auto* http = std::get_if<HttpCall>(&*call);
    if (!http) continue;
    EXPECT_LT(http->body.size() + http->url.size(), 20u << 10) << notifier->name();
    EXPECT_TRUE(is_valid_utf8(http->body)) << notifier->name();
  }
}

}  // namespace
}  // namespace ordo::channels
