// A hub tells simulated receivers of its alerts, over real sockets: signatures, refusals, limits, failures
// and answers that get lost.
#include <mutex>

#include "core/outbox_queries.h"
#include "flows/dispatcher.h"
#include "flows/mend_commands.h"
#include "flows/test_support.h"
#include "sim/mail_receiver.h"
#include "sim/notify_receivers.h"

namespace ordo::sim {
namespace {

namespace json = boost::json;

class NotifyOverNetwork : public flows::HubTest {
 protected:
  NotifyOverNetwork() {
    const std::string at = server_.address();
    target("wecom", "wecom_bot", {{"key", accounts_.wecom_key}, {"endpoint", at}});
    target("dingtalk", "dingtalk_bot",
           {{"access_token", accounts_.dingtalk_token},
            {"secret", accounts_.dingtalk_secret},
            {"keyword", accounts_.dingtalk_keyword},
            {"endpoint", at}});
    target(
        "feishu", "feishu_bot",
        {{"token", accounts_.feishu_token}, {"secret", accounts_.feishu_secret}, {"endpoint", at}});
    target("aliyun", "aliyun_sms",
           {{"access_key_id", accounts_.aliyun_key},
            {"access_key_secret", accounts_.aliyun_secret},
            {"sign_name", "测试商城"},
            {"template_code", "SMS_000000001"},
            {"phones", {"+8613800000000"}},
            {"endpoint", at}});
    target("tencent", "tencent_sms",
           {{"secret_id", accounts_.tencent_id},
            {"secret_key", accounts_.tencent_key},
            {"sdk_app_id", "1400000000"},
            {"template_id", "1000001"},
            {"sign_name", "测试商城"},
            {"phones", {"+8613800000000"}},
            {"endpoint", at}});
  }
  void target(const std::string& code, const std::string& kind, const json::object& credentials) {
    const core::Outcome outcome = command(
        "config.notify_target", {{"code", code}, {"kind", kind}, {"credentials", credentials}});
    ASSERT_EQ(outcome.answer.status, 201) << outcome.answer.body;
  }
  void rule(const json::array& targets, int64_t group_s = 0) {
    const core::Outcome outcome = command("config.alert_rule", {{"code", "all"},
                                                                {"match", {{"kinds", {"*"}}}},
                                                                {"severity", "critical"},
                                                                {"targets", targets},
                                                                {"group_s", group_s}});
    ASSERT_LT(outcome.answer.status, 300) << outcome.answer.body;
  }
  void raise(const std::string& key, const std::string& detail = "3 lacking <@all>") {
    const core::Outcome outcome =
        command("alerts.raise", {}, core::kSystemStream,
                flows::finding_body({"orders_missing", key, detail, "shop-a", {}}));
    ASSERT_EQ(outcome.answer.status, 200) << outcome.answer.body;
  }
  void send() {
    while (dispatcher_.dispatch_due()) hub_->drain();
  }
  void advance(int64_t ms) {
    const std::lock_guard lock(mutex_);
    clock_.advance_ms(ms);
    hub_->drain();
  }
  core::OutboxRow call(int64_t id = 0) {
    const auto reader = hub_->database().writer_reader();
    if (id) return *core::load_call(reader, OutboxId(id));
    return core::walk_outbox(reader, {}, INT64_MAX, 1).items.at(0);
  }
  core::OutboxRow tested(const std::string& code) {
    const core::Outcome outcome = command("notify.test", {{"code", code}});
    const std::string id(json::parse(outcome.answer.body).at("call_id").as_string());
    send();
    return call(*parse_id(id));
  }
  const std::vector<std::string>& taken(std::string_view receiver) {
    return receivers_.taken(receiver);
  }

  NotifyAccounts accounts_;
  std::mutex mutex_;
  NotifyReceivers receivers_;
  PlatformServer server_{[this](const PlatformRequest& request) {
    const std::lock_guard lock(mutex_);
    return receivers_.serve(request, clock_.now());
  }};
  std::unique_ptr<flows::Courier> courier_ = flows::webhook_courier();
  std::unique_ptr<flows::Teller> teller_ = flows::network_teller();
  flows::Dispatcher dispatcher_{*hub_, *courier_, *teller_};
};

TEST_F(NotifyOverNetwork, an_alert_reaches_every_kind_of_receiver_signed_as_each_wants_it) {
  rule({"wecom", "dingtalk", "feishu", "aliyun", "tencent"});
  raise("missing/a");
  send();
  ASSERT_EQ(taken("wecom").size(), 1u) << call().last_error;
  EXPECT_TRUE(taken("wecom").at(0).starts_with(
      "<font color=\"warning\">**［严重］ 平台有单未到**</font>\n> 3 lacking ＜＠all＞\n> "
      "店铺：shop-a"))
      << taken("wecom").at(0);
  for (const char* receiver : {"dingtalk", "feishu", "aliyun", "tencent"}) {
    ASSERT_EQ(taken(receiver).size(), 1u) << receiver;
    EXPECT_NE(taken(receiver).at(0).find("平台有单未到"), std::string::npos) << receiver;
  }
  EXPECT_EQ(core::count_outbox(hub_->database().writer_reader()).open, 0);
}

TEST_F(NotifyOverNetwork, a_test_says_what_it_met) {
  for (const char* code : {"wecom", "dingtalk", "feishu", "aliyun", "tencent"}) {
    EXPECT_EQ(tested(code).state, core::OutboxState::kDelivered) << code << tested(code).last_error;
  }
  command("config.notify_target", {{"code", "wecom"}, {"credentials", {{"key", "wrong"}}}});
  command("config.notify_target", {{"code", "dingtalk"}, {"credentials", {{"secret", "SECx"}}}});
  command("config.notify_target", {{"code", "feishu"}, {"credentials", {{"secret", "x"}}}});
  command("config.notify_target",
          {{"code", "aliyun"}, {"credentials", {{"access_key_secret", "x"}}}});
  command("config.notify_target", {{"code", "tencent"}, {"credentials", {{"secret_key", "x"}}}});
  const std::pair<const char*, const char*> refusals[] = {
      {"wecom", "93000 invalid webhook url"},
      {"dingtalk", "310000 sign not match"},
      {"feishu", "19021 sign match fail or timestamp is not within one hour"},
      {"aliyun", "SignatureDoesNotMatch the signature is not right"},
      {"tencent", "AuthFailure.SignatureFailure the signature is not right"}};
  for (const auto& [code, words] : refusals) {
    const core::OutboxRow row = tested(code);
    EXPECT_EQ(row.state, core::OutboxState::kDiscarded) << code;
    EXPECT_EQ(row.last_error, words) << code;
  }
  EXPECT_EQ(number("SELECT count(*) FROM alerts"), 0);
}

TEST_F(NotifyOverNetwork, who_sent_too_much_waits_and_loses_nothing) {
  receivers_.limit_to(2);
  rule({"wecom"});
  for (int i = 0; i < 4; ++i) raise("missing/" + std::to_string(i));
  send();
  EXPECT_EQ(taken("wecom").size(), 2u);
  EXPECT_EQ(dispatcher_.dispatch_due(), 0);
  for (int minute = 0; minute < 3; ++minute) {
    advance(kMinuteMs);
    send();
  }
  EXPECT_EQ(taken("wecom").size(), 4u);
  EXPECT_EQ(number("SELECT max(attempts) FROM outbox"), 1) << "waiting spends no attempts";
}

TEST_F(NotifyOverNetwork, a_receiver_that_is_down_is_told_when_it_is_back) {
  rule({"feishu"});
  for (const int status : {503, 0}) receivers_.misbehave(status);
  raise("missing/a");
  for (int second = 0; second < 30 && taken("feishu").empty(); second += 5) {
    send();
    advance(5 * kSecondMs);
  }
  EXPECT_EQ(taken("feishu").size(), 1u);
  EXPECT_EQ(call().attempts, 1);
}

TEST_F(NotifyOverNetwork, an_answer_that_is_lost_after_success_is_told_again) {
  rule({"dingtalk"});
  receivers_.lose_answer();
  raise("missing/a");
  send();
  EXPECT_EQ(taken("dingtalk").size(), 1u);
  EXPECT_EQ(call().state, core::OutboxState::kWaiting);
  advance(6 * kSecondMs);
  send();
  EXPECT_EQ(taken("dingtalk").size(), 2u) << "at least once";
  EXPECT_EQ(call().state, core::OutboxState::kDelivered);
}

TEST_F(NotifyOverNetwork, a_refused_notice_ends_by_itself_and_the_next_one_goes) {
  rule({"wecom"});
  command("config.delivery", {{"attempts", 1}, {"first_wait_seconds", 1}, {"factor", 1}});
  command("config.notify_target", {{"code", "wecom"}, {"credentials", {{"key", "wrong"}}}});
  raise("missing/a");
  send();
  EXPECT_EQ(call().state, core::OutboxState::kDiscarded);
  EXPECT_EQ(texts("SELECT kind || ' ' || detail FROM alerts ORDER BY id").back(),
            R"(notify_gave_up {"receiver":"wecom","error":"93000 invalid webhook url"})");
  command("config.notify_target",
          {{"code", "wecom"}, {"credentials", {{"key", accounts_.wecom_key}}}});
  raise("missing/b");
  send();
  EXPECT_EQ(taken("wecom").size(), 1u);
  EXPECT_EQ(number("SELECT count(*) FROM outbox"), 2) << "nobody is told of telling";
}

TEST_F(NotifyOverNetwork, an_operators_report_is_asked_for_until_it_comes) {
  rule({"aliyun", "tencent"});
  receivers_.report("");
  raise("missing/a");
  send();
  EXPECT_EQ(number("SELECT count(*) FROM outbox WHERE state = 1"), 2);
  EXPECT_EQ(number("SELECT count(*) FROM notify_receipts WHERE state = 0 AND tries = 0"), 2);
  advance(15 * kSecondMs);
  send();
  EXPECT_EQ(number("SELECT count(*) FROM notify_receipts WHERE state = 0 AND tries = 1"), 2);
  receivers_.report("DELIVERED");
  advance(30 * kSecondMs);
  send();
  EXPECT_EQ(number("SELECT count(*) FROM notify_receipts WHERE state = 1 AND next_at = 0"), 2);
  EXPECT_EQ(number("SELECT count(*) FROM alerts WHERE kind = 'notify_gave_up'"), 0);
}

TEST_F(NotifyOverNetwork, what_an_operator_did_not_deliver_is_alerted_with_its_code) {
  rule({"aliyun", "tencent"});
  receivers_.report("MK:0001");
  raise("missing/a");
  send();
  advance(15 * kSecondMs);
  send();
  EXPECT_EQ(number("SELECT count(*) FROM notify_receipts WHERE state = 2"), 2);
  EXPECT_EQ(texts("SELECT detail FROM alerts WHERE kind = 'notify_gave_up' ORDER BY key"),
            (std::vector<std::string>{R"({"receiver":"aliyun","error":"…0000 MK:0001"})",
                                      R"({"receiver":"tencent","error":"…0000 MK:0001"})"}));
}

TEST_F(NotifyOverNetwork, mail_arrives_as_it_was_written) {
  MailReceiver post("ordo", "s3cret");
  target("mail", "email",
         {{"url", post.address()},
          {"user", "ordo"},
          {"password", "s3cret"},
          {"from", "ordo@example.com"},
          {"to", {"li@example.com", "wang@example.com"}}});
  rule({"mail"});
  raise("missing/a", ".\r\nMAIL FROM:<evil@example.com>");
  send();
  ASSERT_EQ(post.received().size(), 1u) << call().last_error;
  const ReceivedMail mail = post.received().at(0);
  EXPECT_EQ(mail.from, "ordo@example.com");
  EXPECT_EQ(mail.to, (std::vector<std::string>{"li@example.com", "wang@example.com"}));
  EXPECT_NE(mail.text.find("Message-ID: <ordo-"), std::string::npos);
  std::string body = mail.text.substr(mail.text.find("\r\n\r\n") + 4);
  std::erase_if(body, [](char c) { return c == '\r' || c == '\n'; });
  const auto words = from_base64(body);
  ASSERT_TRUE(words);
  EXPECT_TRUE(words->starts_with("[严重] 平台有单未到\r\n\r\n.  MAIL FROM:<evil@example.com>\r\n"))
      << *words;
}

TEST_F(NotifyOverNetwork, a_mail_server_that_refuses_is_quoted) {
  MailReceiver post("ordo", "s3cret");
  const json::object credentials{{"url", post.address()},
                                 {"user", "ordo"},
                                 {"password", "wrong"},
                                 {"from", "ordo@example.com"},
                                 {"to", {"li@example.com"}}};
  target("mail", "email", credentials);
  const core::OutboxRow wrong = tested("mail");
  EXPECT_EQ(wrong.state, core::OutboxState::kDiscarded);
  EXPECT_TRUE(wrong.last_error.starts_with("535 ")) << wrong.last_error;
  command("config.notify_target", {{"code", "mail"}, {"credentials", {{"password", "s3cret"}}}});
  EXPECT_EQ(tested("mail").state, core::OutboxState::kDelivered);
  command("config.notify_target",
          {{"code", "mail"}, {"credentials", {{"to", {"li@example.com", "x@nowhere.example"}}}}});
  const core::OutboxRow unknown = tested("mail");
  EXPECT_TRUE(unknown.last_error.starts_with("550 ")) << unknown.last_error;
  EXPECT_EQ(post.received().size(), 1u) << "all get it, or none";
}

TEST_F(NotifyOverNetwork, a_mail_server_that_says_later_is_asked_later) {
  MailReceiver post;
  target("mail", "email",
         {{"url", post.address()}, {"from", "ordo@example.com"}, {"to", {"li@example.com"}}});
  rule({"mail"});
  post.answer_next_with("451 greylisted");
  raise("missing/a");
  send();
  EXPECT_EQ(call().state, core::OutboxState::kWaiting);
  EXPECT_EQ(call().attempts, 0);
  advance(6 * kSecondMs);
  send();
  EXPECT_EQ(post.received().size(), 1u);
}

TEST_F(NotifyOverNetwork, what_lies_on_the_disk_holds_no_credentials_of_receivers) {
  rule({"wecom", "dingtalk"});
  raise("missing/a");
  send();
  const std::string all = bytes();
  EXPECT_EQ(all.find(accounts_.wecom_key), std::string::npos);
  EXPECT_EQ(all.find(accounts_.dingtalk_secret), std::string::npos);
  EXPECT_EQ(all.find(accounts_.dingtalk_token), std::string::npos);
}

}  // namespace
}  // namespace ordo::sim
