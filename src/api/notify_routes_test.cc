// Receivers, rules and silences over the API.
#include "api/routes_fixture.h"

namespace ordo::api::testing {
namespace {

constexpr const char* kBot =
    R"({"code":"bot","kind":"feishu_bot","name":"值班群","credentials":{"token":"t0ken","secret":)"
    R"("s3cret","keyword":"告警"}})";
constexpr const char* kRule =
    R"({"code":"all","match":{"kinds":["*"]},"severity":"warning","targets":["bot"]})";

class NotifyRoutesTest : public RoutesTest {
 protected:
  static std::string silence(const std::string& until) {
    return R"({"kinds":["orders_missing"],"until":")" + until + R"(","reason":"works"})";
  }
  Answer edit(const std::string& path, const std::string& body, const std::string& version) {
    return ask("PATCH", path, body, {{"if-match", "\"" + version + "\""}});
  }
};

TEST_F(NotifyRoutesTest, a_receiver_is_made_shown_without_its_secrets_and_edited) {
  const Answer made = post("/notify-targets", kBot);
  ASSERT_EQ(made.status, 201) << made.text;
  EXPECT_EQ(made.headers.at("Location"), "/api/v1/notify-targets/bot");
  const Answer one = get("/notify-targets/bot");
  EXPECT_EQ(
      json::serialize(one.body),
      R"({"code":"bot","kind":"feishu_bot","name":"值班群","language":"zh","per_minute":18,)"
      R"("paused":false,"credentials":{"keyword":"告警"},"credentials_set":["token","secret",)"
      R"("keyword"],"version":)" +
          made.at("version") + "}");
  EXPECT_EQ(one.headers.at("ETag"), "\"" + made.at("version") + "\"");
  EXPECT_EQ(ask("PATCH", "/notify-targets/bot", R"({"paused":true})").status, 428);
  EXPECT_EQ(edit("/notify-targets/bot", R"({"paused":true})", "999").status, 412);
  const Answer edited =
      edit("/notify-targets/bot", R"({"credentials":{"secret":"n3w"}})", made.at("version"));
  ASSERT_EQ(edited.status, 200) << edited.text;
  EXPECT_NE(hub_->settings()->notify_targets.at("bot").credentials.reveal().find("t0ken"),
            std::string::npos);
  EXPECT_EQ(get("/notify-targets").text.find("n3w"), std::string::npos);
  EXPECT_EQ(post("/notify-targets", kBot).at("code"), "target_exists");
}

TEST_F(NotifyRoutesTest, what_is_wrong_is_said_with_its_place) {
  const auto pointer = [&](const std::string& path, const std::string& body) {
    const Answer a = post(path, body);
    EXPECT_EQ(a.status, 422) << body << a.text;
    return a.pointer();
  };
  EXPECT_EQ(pointer("/notify-targets", R"({"kind":"wecom_bot","credentials":{"key":"k"}})"),
            "/code");
  EXPECT_EQ(pointer("/notify-targets",
                    R"({"code":"b","kind":"wecom_bot","credentials":{"key":"k","endpoint":)"
                    R"("http://evil.example"}})"),
            "/credentials/endpoint");
  EXPECT_EQ(pointer("/notify-targets", R"({"remove":"bot"})"), "/remove");
  EXPECT_EQ(pointer("/alert-rules", kRule), "/targets/0");
  EXPECT_EQ(pointer("/silences", silence("2026-01-22T14:59:00Z")), "/until");
  EXPECT_EQ(pointer("/silences", R"({"id":"7","kinds":["*"]})"), "/id");
}

TEST_F(NotifyRoutesTest, a_rule_may_tell_kinds_of_receivers_before_there_is_one) {
  const Answer made = post("/alert-rules", R"({"code":"all","match":{"kinds":["*"]},)"
                                           R"("severity":"info","target_kinds":["email"]})");
  ASSERT_EQ(made.status, 201) << made.text;
  const Answer rule = get("/alert-rules/all");
  EXPECT_EQ(json::serialize(rule.body.at("targets")), "[]");
  EXPECT_EQ(json::serialize(rule.body.at("target_kinds")), R"(["email"])");
}

TEST_F(NotifyRoutesTest, rules_are_listed_edited_and_removed) {
  post("/notify-targets", kBot);
  const Answer made = post("/alert-rules", kRule);
  ASSERT_EQ(made.status, 201) << made.text;
  EXPECT_EQ(
      json::serialize(get("/alert-rules").body.at("items").at(0)),
      R"({"code":"all","name":"","match":{"kinds":["*"]},"metric":null,"severity":"warning",)"
      R"("targets":["bot"],"target_kinds":[],"group_s":60,"repeat_s":0,"paused":false,"version":)" +
          made.at("version") + "}");
  EXPECT_EQ(edit("/alert-rules/all", R"({"group_s":-1})", made.at("version")).pointer(),
            "/group_s");
  EXPECT_EQ(edit("/alert-rules/all", R"({"targets":null})", made.at("version")).pointer(),
            "/targets");
  const Answer figure =
      edit("/alert-rules/all",
           R"({"match":null,"metric":{"name":"ordo_parked_messages","op":">","value":50}})",
           made.at("version"));
  EXPECT_EQ(figure.status, 200) << figure.text;
  EXPECT_EQ(ask("DELETE", "/notify-targets/bot").at("code"), "target_in_use");
  EXPECT_EQ(ask("DELETE", "/alert-rules/all").status, 204);
  EXPECT_EQ(get("/alert-rules/all").at("code"), "rule_not_found");
  EXPECT_EQ(ask("DELETE", "/notify-targets/bot").status, 204);
  EXPECT_EQ(ask("DELETE", "/notify-targets/bot").at("code"), "target_not_found");
}

TEST_F(NotifyRoutesTest, operations_silence_and_masked_roles_do_not_read_why) {
  role_ = "operations";
  const Answer made = post("/silences", silence("2026-01-22T16:00:00Z"));
  ASSERT_EQ(made.status, 201) << made.text;
  const Answer one = get("/silences/" + made.at("id"));
  EXPECT_EQ(one.at("active"), "true");
  EXPECT_EQ(one.at("reason"), "works");
  EXPECT_EQ(one.at("created_by"), "key:operations");
  const Answer longer =
      edit("/silences/" + made.at("id"), R"({"until":"2026-01-22T18:00:00Z"})", made.at("version"));
  EXPECT_EQ(longer.status, 200) << longer.text;
  role_ = "support";
  EXPECT_EQ(get("/silences").body.at("items").at(0).at("reason"), json::value(nullptr));
  clock_.advance_ms(3 * kHourMs);
  EXPECT_EQ(get("/silences/" + made.at("id")).at("active"), "false");
  role_ = "operations";
  EXPECT_EQ(ask("DELETE", "/silences/" + made.at("id")).status, 204);
}

TEST_F(NotifyRoutesTest, a_test_is_an_outgoing_call_that_can_be_looked_up) {
  post("/notify-targets", kBot);
  const Answer sent = post("/notify-targets/bot/test", "");
  ASSERT_EQ(sent.status, 201) << sent.text;
  const std::string path = "/outbox/" + sent.at("call_id");
  EXPECT_EQ(sent.headers.at("Location"), "/api/v1" + path);
  const Answer call = get(path);
  EXPECT_EQ(call.at("kind"), "alert.test");
  EXPECT_EQ(call.at("target"), "notify:bot");
  EXPECT_EQ(call.at("state"), "waiting");
  EXPECT_EQ(post("/notify-targets/nobody/test", "").at("code"), "target_not_found");
  EXPECT_EQ(get("/outbox/999999").at("code"), "call_not_found");
}

TEST_F(NotifyRoutesTest, a_notice_that_waits_is_not_a_persons_to_discard) {
  post("/notify-targets", kBot);
  const std::string id = post("/notify-targets/bot/test", "").at("call_id");
  EXPECT_EQ(post("/outbox/" + id + "/discard", R"({"reason":"x"})").at("code"), "not_given_up");
}

TEST_F(NotifyRoutesTest, receivers_can_be_seen_to_whatever_the_mode) {
  ASSERT_EQ(ask("PUT", "/mode", R"({"mode":"queue_only"})").status, 200);
  EXPECT_EQ(post("/notify-targets", kBot).status, 201);
  ASSERT_EQ(ask("PUT", "/mode", R"({"mode":"shed"})").status, 200);
  EXPECT_EQ(post("/silences", silence("2026-01-22T16:00:00Z")).status, 201);
}

}  // namespace
}  // namespace ordo::api::testing
