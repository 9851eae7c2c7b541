// Who is told of what, edited and at work in a hub.
#include "flows/alert_commands.h"

#include "core/outbox_queries.h"
#include "flows/dispatcher.h"
#include "flows/mend_commands.h"
#include "flows/notice_store.h"
#include "flows/notices.h"
#include "flows/prove.h"
#include "flows/test_support.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;

// Says what it is told to say, and keeps what it was told.
class Listening final : public Teller {
 public:
  Telling tell(const core::OutboxMessage& message, const NotifyTarget& target, Instant) override {
    heard.push_back(target.code + " " + decode_notice(message.body).detail);
    return {says};
  }
  channels::Told says;
  std::vector<std::string> heard;
};

class AlertCommands : public HubTest {
 protected:
  int put_target(const std::string& code, json::object more = {}) {
    json::object body{{"code", code}, {"kind", "wecom_bot"}, {"credentials", {{"key", "k3y"}}}};
    for (auto& [key, value] : more) body[key] = std::move(value);
    last_ = command("config.notify_target", body);
    return last_.answer.status;
  }
  int put_rule(json::object more = {}) {
    json::object body{{"code", "all"},
                      {"match", {{"kinds", {"*"}}}},
                      {"severity", "warning"},
                      {"targets", {"bot"}},
                      {"group_s", 0}};
    for (auto& [key, value] : more) body[key] = std::move(value);
    last_ = command("config.alert_rule", body);
    return last_.answer.status;
  }
  int put_silence(const json::object& body) {
    last_ = command("config.silence", body);
    return last_.answer.status;
  }
  void raise(const std::string& key, const std::string& kind = "orders_missing") {
    command("alerts.raise", {}, core::kSystemStream,
            finding_body({kind, key, "about " + key, "", {}}));
  }
  std::string said() const {
    const json::object body = json::parse(last_.answer.body).as_object();
    return std::string(body.at("code").as_string());
  }
  int64_t calls() { return number("SELECT count(*) FROM outbox"); }
  void expect_proved() {
    const auto report = prove(hub_->database(), hub_->inbox(), hub_->keyring());
    EXPECT_TRUE(report.complaints.empty()) << report.complaints.front();
  }
  void send() {
    while (dispatcher_.dispatch_due()) hub_->drain();
  }

  Listening teller_;
  std::unique_ptr<Courier> courier_ = webhook_courier();
  Dispatcher dispatcher_{*hub_, *courier_, teller_};
};

TEST_F(AlertCommands, an_alert_becomes_an_outgoing_notice_in_the_same_commit) {
  ASSERT_EQ(put_target("bot"), 201) << last_.answer.body;
  ASSERT_EQ(put_rule(), 201) << last_.answer.body;
  raise("missing/a");
  EXPECT_EQ(texts("SELECT target || ' ' || route || ' ' || order_id FROM outbox"),
            std::vector<std::string>{"notify:bot alert.notice 0"});
  send();
  EXPECT_EQ(teller_.heard, std::vector<std::string>{"bot about missing/a"});
  expect_whole_history();
}

TEST_F(AlertCommands, followers_are_told_together_when_their_group_ends) {
  put_target("bot");
  put_rule({{"group_s", 60}});
  for (const char* key : {"a", "b", "c"}) raise(key);
  EXPECT_EQ(calls(), 1);
  open();  // a restart forgets nothing
  clock_.advance_ms(59 * kSecondMs);
  hub_->drain();
  EXPECT_EQ(calls(), 1);
  clock_.advance_ms(kSecondMs);
  hub_->drain();
  ASSERT_EQ(calls(), 2);
  const NoticeBody many = decode_notice(texts("SELECT body FROM outbox ORDER BY id").back());
  EXPECT_EQ(many.more, 2);
  EXPECT_EQ(many.detail, "about c");
  expect_proved();
  clock_.advance_ms(60 * kSecondMs);
  hub_->drain();
  EXPECT_EQ(number("SELECT count(*) FROM notify_groups"), 0);
  EXPECT_EQ(number("SELECT count(*) FROM timers"), 0);
}

TEST_F(AlertCommands, what_a_group_counted_is_told_when_its_rule_is_edited_or_removed) {
  put_target("bot");
  put_target("other");
  put_rule({{"group_s", 60}});
  for (const char* key : {"a", "b", "c"}) raise(key);
  EXPECT_EQ(calls(), 1);
  ASSERT_EQ(put_rule({{"group_s", 60}, {"targets", {"other"}}}), 200) << last_.answer.body;
  EXPECT_EQ(texts("SELECT target FROM outbox ORDER BY id").back(), "notify:bot");
  EXPECT_EQ(decode_notice(texts("SELECT body FROM outbox ORDER BY id").back()).more, 2);
  EXPECT_EQ(number("SELECT count(*) FROM notify_groups"), 0);
  expect_proved();
  for (const char* key : {"d", "e"}) raise(key);
  EXPECT_EQ(calls(), 3) << "the new rule begins with one that is told at once";
  EXPECT_EQ(put_rule({{"group_s", 60}, {"targets", {"nobody"}}}), 422);
  EXPECT_EQ(calls(), 3) << "an edit that is refused ends nothing";
  ASSERT_EQ(command("config.alert_rule", {{"remove", "all"}}).answer.status, 200);
  EXPECT_EQ(calls(), 4);
  EXPECT_EQ(number("SELECT count(*) FROM timers"), 0);
  expect_proved();
}

TEST_F(AlertCommands, a_group_keeps_what_followed_of_each_shop_over_a_restart) {
  NoticeStep step;
  NoticeGroup group{5, "all", "shop_silent", clock_.now().plus_ms(kHourMs), {}};
  for (const char* shop : {"a", "", "b", "a"}) group.add(shop, std::string("about ") + shop);
  step.kept.push_back(group);
  store::UnitOfWork uow = hub_->database().begin();
  save_notice_step(uow, step, clock_.now());
  EXPECT_EQ(load_notice_group(uow, 5), group);
}

TEST_F(AlertCommands, a_group_whose_timer_was_dropped_is_closed_and_the_next_is_told_at_once) {
  put_target("bot");
  put_rule({{"group_s", 60}});
  for (const char* key : {"a", "b"}) raise(key);
  GroupEnds ends;
  ends.dropped = {number("SELECT id FROM notify_groups")};
  core::Batch batch(BatchNo(1'000), clock_.now(), 10'000, 10'000, core::Configuration());
  store::UnitOfWork uow = hub_->database().begin();
  tell_alerts(uow, *hub_->settings(), batch, ends);
  uow.commit();
  EXPECT_TRUE(batch.outbox.empty());
  EXPECT_EQ(number("SELECT count(*) FROM notify_groups"), 0);
  raise("c");
  EXPECT_EQ(calls(), 2);
}

TEST_F(AlertCommands, what_is_met_again_is_told_again_after_its_time) {
  put_target("bot");
  put_rule({{"repeat_s", 3'600}});
  raise("a");
  clock_.advance_ms(kHourMs - 1);
  raise("a");
  EXPECT_EQ(calls(), 1);
  clock_.advance_ms(1);
  raise("a");
  EXPECT_EQ(calls(), 2);
  EXPECT_EQ(number("SELECT count FROM alerts"), 3);
}

TEST_F(AlertCommands, a_silence_that_has_ended_makes_room) {
  put_target("bot");
  put_rule();
  ASSERT_EQ(put_silence({{"kinds", {"*"}}, {"until", at(120)}, {"reason", "works"}}), 201);
  raise("a");
  EXPECT_EQ(calls(), 0);
  clock_.advance_ms(kHourMs);
  raise("b");
  EXPECT_EQ(calls(), 1);
  put_silence({{"kinds", {"status_jump"}}, {"until", at(300)}, {"reason", "again"}});
  EXPECT_EQ(hub_->settings()->silences.size(), 1u);
  EXPECT_EQ(hub_->settings()->silences.at(0).created_by, "key:7");
}

TEST_F(AlertCommands, a_silence_is_mended_and_lifted) {
  put_silence({{"kinds", {"*"}}, {"until", at(120)}, {"reason", "works"}});
  const std::string id = hub_->settings()->silences.at(0).id;
  EXPECT_EQ(put_silence({{"id", id}, {"until", at(180)}}), 200) << last_.answer.body;
  EXPECT_EQ(hub_->settings()->silences.at(0).until, *parse_rfc3339(at(180)));
  EXPECT_EQ(put_silence({{"id", id}, {"until", at(10)}}), 422);
  EXPECT_EQ(last_.pointer, "/until");
  EXPECT_EQ(put_silence({{"remove", id}}), 200);
  EXPECT_TRUE(hub_->settings()->silences.empty());
  EXPECT_EQ(put_silence({{"remove", id}}), 404);
}

TEST_F(AlertCommands, what_is_referred_to_must_be_there) {
  put_target("bot");
  EXPECT_EQ(put_rule({{"targets", {"bot", "nobody"}}}), 422);
  EXPECT_EQ(last_.pointer, "/targets/1");
  EXPECT_EQ(put_rule({{"match", {{"kinds", {"*"}}, {"shops", {"no-shop"}}}}}), 422);
  EXPECT_EQ(last_.pointer, "/match/shops/0");
  EXPECT_EQ(
      put_silence({{"kinds", {"*"}}, {"shops", {"no-shop"}}, {"until", at(120)}, {"reason", "x"}}),
      422);
  EXPECT_EQ(last_.pointer, "/shops/0");
  EXPECT_EQ(put_rule(), 201);
  EXPECT_EQ(command("config.notify_target", {{"remove", "bot"}}).answer.status, 409);
  EXPECT_EQ(command("config.alert_rule", {{"remove", "all"}}).answer.status, 200);
  EXPECT_EQ(command("config.notify_target", {{"remove", "bot"}}).answer.status, 200);
}

TEST_F(AlertCommands, the_first_rule_tells_phones_and_mailboxes_as_soon_as_there_are_some) {
  ASSERT_EQ(command("config.alert_rule", first_alert_rule()).answer.status, 201);
  raise("a");
  EXPECT_EQ(calls(), 0) << "there is nobody yet";
  put_target("bot");
  ASSERT_EQ(put_target("box", {{"kind", "email"},
                               {"credentials",
                                {{"url", "smtps://mail.example.com"},
                                 {"from", "hub@example.com"},
                                 {"to", {"ops@example.com"}}}}}),
            201)
      << last_.answer.body;
  clock_.advance_ms(kHourMs);
  hub_->drain();
  raise("b");
  EXPECT_EQ(texts("SELECT target FROM outbox"), std::vector<std::string>{"notify:box"});
  raise("c", "status_jump");
  EXPECT_EQ(calls(), 1) << "not every alert";
  expect_proved();
  EXPECT_EQ(command("config.notify_target", {{"remove", "box"}}).answer.status, 200)
      << "a rule of kinds holds no receiver";
}

TEST_F(AlertCommands, credentials_are_merged_and_a_stale_edit_is_refused) {
  put_target("bot");
  const json::object edit{{"code", "bot"},
                          {"credentials", {{"endpoint", "https://bots.example.com"}}},
                          {"if_version", 999}};
  EXPECT_EQ(command("config.notify_target", edit).answer.status, 412);
  EXPECT_EQ(put_target("bot", {{"credentials", {{"endpoint", "https://bots.example.com"}}}}), 200);
  EXPECT_EQ(hub_->settings()->notify_targets.at("bot").credentials.reveal(),
            R"({"key":"k3y","endpoint":"https://bots.example.com"})");
  EXPECT_EQ(put_target("bot", {{"credentials", {{"key", nullptr}}}}), 422);
  EXPECT_EQ(last_.pointer, "/credentials/key");
  EXPECT_EQ(put_target("bot", {{"kind", "feishu_bot"}}), 422);
  EXPECT_EQ(last_.pointer, "/kind");
  EXPECT_EQ(put_target("bot", {{"mode", "create"}}), 409);
  EXPECT_EQ(said(), "target_exists");
}

TEST_F(AlertCommands, a_receiver_is_told_no_more_often_than_it_takes) {
  put_target("bot", {{"per_minute", 2}});
  put_rule();
  for (const char* key : {"a", "b", "c"}) raise(key);
  send();
  EXPECT_EQ(teller_.heard.size(), 2u);
  clock_.advance_ms(kMinuteMs - 1);
  send();
  EXPECT_EQ(teller_.heard.size(), 2u);
  clock_.advance_ms(1);
  send();
  EXPECT_EQ(teller_.heard.size(), 3u);
}

TEST_F(AlertCommands, a_receiver_whose_name_only_looks_alike_is_not_held_up) {
  put_target("a-b", {{"per_minute", 1}});
  put_target("a_b");
  put_rule({{"targets", {"a-b", "a_b"}}});
  raise("a");
  send();
  raise("b");
  send();
  EXPECT_EQ(std::ranges::count(teller_.heard, "a-b about b"), 0) << "it has had its one";
  EXPECT_EQ(std::ranges::count(teller_.heard, "a_b about b"), 1);
}

TEST_F(AlertCommands, what_was_refused_to_the_end_is_discarded_and_alerted_once) {
  put_target("bot");
  put_rule();
  command("config.delivery", {{"attempts", 2}, {"first_wait_seconds", 1}, {"factor", 1}});
  teller_.says = {channels::Told::Met::kRefused, "93000 invalid webhook", 0};
  for (const char* key : {"a", "b"}) {
    raise(key);
    for (int second = 0; second < 3; ++second) {
      send();
      clock_.advance_ms(kSecondMs);
    }
  }
  EXPECT_EQ(teller_.heard.size(), 4u);
  EXPECT_EQ(number("SELECT count(*) FROM outbox WHERE state = 3"), 2);
  EXPECT_EQ(texts("SELECT detail || ' ' || count FROM alerts WHERE kind = 'notify_gave_up'"),
            std::vector<std::string>{R"({"receiver":"bot","error":"93000 invalid webhook"} 2)"});
  EXPECT_EQ(number("SELECT count(*) FROM alerts WHERE kind = 'outbox_gave_up'"), 0);
  expect_proved();
}

TEST_F(AlertCommands, who_is_down_is_asked_again_until_the_notice_is_too_old) {
  put_target("bot");
  put_rule();
  teller_.says = {channels::Told::Met::kDown, "no answer", 0};
  raise("a");
  for (int minute = 0; minute <= 365 && number("SELECT count(*) FROM outbox WHERE state = 0");
       ++minute) {
    send();
    clock_.advance_ms(kMinuteMs);
  }
  EXPECT_EQ(texts("SELECT state || ' ' || attempts || ' ' || last_error FROM outbox"),
            std::vector<std::string>{"3 0 no answer"});
  EXPECT_GT(teller_.heard.size(), 50u);
}

TEST_F(AlertCommands, a_receiver_that_is_paused_or_gone_drops_what_waits_and_says_why) {
  put_target("bot");
  put_target("old");
  put_rule({{"targets", {"bot", "old"}}});
  raise("a");
  put_target("bot", {{"paused", true}});
  put_rule({{"targets", {"bot"}}});
  command("config.notify_target", {{"remove", "old"}});
  send();
  EXPECT_TRUE(teller_.heard.empty());
  EXPECT_EQ(texts("SELECT state || ' ' || last_error FROM outbox ORDER BY target"),
            (std::vector<std::string>{"3 the receiver is paused", "3 the receiver was removed"}));
  EXPECT_EQ(number("SELECT count(*) FROM alerts WHERE kind = 'notify_gave_up'"), 0);
}

TEST_F(AlertCommands, a_test_is_tried_once_and_is_nobodys_alert) {
  put_target("bot");
  teller_.says = {channels::Told::Met::kDown, "no answer", 0};
  EXPECT_EQ(command("notify.test", {{"code", "bot"}}).answer.status, 201);
  EXPECT_EQ(command("notify.test", {{"code", "nobody"}}).answer.status, 404);
  send();
  EXPECT_EQ(texts("SELECT route || ' ' || state || ' ' || last_error FROM outbox"),
            std::vector<std::string>{"alert.test 3 no answer"});
  EXPECT_EQ(number("SELECT count(*) FROM alerts"), 0);
}

TEST_F(AlertCommands, whoever_was_missed_among_many_is_told_of) {
  put_target("bot");
  put_rule();
  teller_.says = {channels::Told::Met::kDelivered, "…5678 FailedOperation", 0};
  raise("a");
  send();
  EXPECT_EQ(number("SELECT state FROM outbox"), 1);
  EXPECT_EQ(texts("SELECT detail FROM alerts WHERE kind = 'notify_gave_up'"),
            std::vector<std::string>{R"({"receiver":"bot","error":"…5678 FailedOperation"})"});
}

}  // namespace
}  // namespace ordo::flows
