// A request repeated under its idempotency key: judged by what the caller sent, whatever the command
// that was made of it holds, and answered as it was the first time.
#include "api/routes_fixture.h"

namespace ordo::api::testing {
namespace {

class RepeatsTest : public RoutesTest {
 protected:
  RepeatsTest() { add_shop(); }

  static HeaderList under(const std::string& key, HeaderList more = {}) {
    more.emplace_back("idempotency-key", key);
    return more;
  }
  static void expect_repeat(const Answer& first, const Answer& second) {
    EXPECT_EQ(second.status, first.status) << second.text;
    EXPECT_EQ(second.text, first.text);
    EXPECT_TRUE(second.headers.contains("Idempotency-Replayed"));
    EXPECT_FALSE(first.headers.contains("Idempotency-Replayed"));
  }
  static void expect_reused(const Answer& a) {
    EXPECT_EQ(a.status, 422) << a.text;
    EXPECT_EQ(a.at("code"), "idempotency_key_reused");
  }
  std::string hash_of(const std::string& login) {
    return hub_->settings()->users.at(login).password_hash;
  }
  // A message of an order that the contract refuses.
  std::string park(const std::string& external_id = "m-1", const std::string& no = "A-1") {
    return receive(external_id, "order.upserted", order_data(no, "sold"));
  }
  std::string version_of(const std::string& path) { return get(path).headers.at("ETag"); }
  json::array messages(const std::string& query) {
    return get("/messages?" + query).body.at("items").as_array();
  }
};

TEST_F(RepeatsTest, a_user_is_made_once_and_the_repeat_shows_the_same_password) {
  const std::string body = R"({"login":"li","role":"support"})";
  const Answer first = post("/users", body, under("u-1"));
  ASSERT_EQ(first.status, 201) << first.text;
  expect_repeat(first, post("/users", body, under("u-1")));
  EXPECT_TRUE(password_verify(hash_of("li"), first.at("one_time_password")));
  expect_reused(post("/users", R"({"login":"wu","role":"support"})", under("u-1")));
  const Answer other = post("/users", R"({"login":"wu","role":"support"})", under("u-2"));
  EXPECT_NE(other.at("one_time_password"), first.at("one_time_password"));
}

TEST_F(RepeatsTest, a_key_that_was_not_made_in_time_is_shown_to_the_repeat) {
  reopen(1);
  const std::string body = R"({"name":"fitter","role":"support"})";
  auto asked = send("POST", "/api/v1/keys", body, under("k-1"));
  settle();
  hub_->inbox().flush();
  ASSERT_EQ(answer_of(*asked).status, 202);
  reopen();
  const Answer shown = post("/keys", body, under("k-1"));
  ASSERT_EQ(shown.status, 201) << shown.text;
  const auto settings = hub_->settings();
  EXPECT_EQ(settings->keys_by_hash.size(), 1u);
  EXPECT_TRUE(settings->keys_by_hash.contains(hex(sha256(shown.at("key")))));
}

TEST_F(RepeatsTest, a_password_is_reset_once_and_the_repeat_shows_it_again) {
  post("/users", R"({"login":"li","role":"support"})");
  const Answer first = post("/users/li/password-reset", "", under("p-1"));
  ASSERT_EQ(first.status, 200) << first.text;
  const std::string hash = hash_of("li");
  expect_repeat(first, post("/users/li/password-reset", "", under("p-1")));
  EXPECT_EQ(hash_of("li"), hash) << "it was set once";
  EXPECT_TRUE(password_verify(hash, first.at("one_time_password")));
}

TEST_F(RepeatsTest, one_time_passwords_of_two_callers_differ_under_the_same_key) {
  post("/users", R"({"login":"li","role":"support"})");
  const std::string one =
      post("/users/li/password-reset", "", under("p-1")).at("one_time_password");
  Caller another = caller();
  another.id = "key:another";
  caller_ = another;
  EXPECT_NE(post("/users/li/password-reset", "", under("p-1")).at("one_time_password"), one);
}

TEST_F(RepeatsTest, an_edited_user_is_answered_as_the_edit_left_them) {
  post("/users", R"({"login":"boss","role":"owner"})");
  post("/users", R"({"login":"li","role":"support"})");
  const std::string tag = version_of("/users/li");
  const HeaderList headers = under("e-1", {{"if-match", tag}});
  const Answer first = ask("PATCH", "/users/li", R"({"role":"finance"})", headers);
  ASSERT_EQ(first.status, 200) << first.text;
  EXPECT_EQ(first.at("role"), "finance");
  ask("PATCH", "/users/li", R"({"role":"warehouse"})", {{"if-match", version_of("/users/li")}});
  expect_repeat(first, ask("PATCH", "/users/li", R"({"role":"finance"})", headers));
  EXPECT_EQ(hub_->settings()->users.at("li").role, "warehouse");
}

TEST_F(RepeatsTest, a_merged_address_is_judged_by_what_was_sent_not_by_what_stood) {
  const std::string path = "/orders/" + add_order("A-1");
  const std::string move = R"({"receiver":{"city":"宁波市"}})";
  const HeaderList headers = under("a-1", {{"if-match", version_of(path)}});
  const Answer first = ask("PATCH", path, move, headers);
  ASSERT_EQ(first.status, 200) << first.text;
  ask("PATCH", path, R"({"receiver":{"name":"李四"}})", {{"if-match", version_of(path)}});
  expect_repeat(first, ask("PATCH", path, move, headers));
  EXPECT_EQ(get(path).body.at("receiver").at("name").as_string(), "李四");
  expect_reused(ask("PATCH", path, move, under("a-1", {{"if-match", version_of(path)}})));
}

TEST_F(RepeatsTest, a_replay_under_a_key_is_sent_on_once) {
  const std::string id = park();
  const Answer first = post("/messages/" + id + "/replay", "", under("r-1"));
  ASSERT_EQ(first.status, 200) << first.text;
  EXPECT_EQ(first.at("state"), "parked");
  expect_repeat(first, post("/messages/" + id + "/replay", "", under("r-1")));
  EXPECT_EQ(messages("state=parked").size(), 2u);
  expect_reused(post("/messages/" + park("m-2") + "/replay", "", under("r-1")));
}

TEST_F(RepeatsTest, an_amendment_under_a_key_is_applied_once_and_settles_once) {
  const std::string path = "/messages/" + park();
  const std::string body = R"({"patch":{"data":{"status":"paid"}}})";
  const Answer first = post(path + "/amend", body, under("a-1"));
  ASSERT_EQ(first.at("state"), "applied") << first.text;
  expect_repeat(first, post(path + "/amend", body, under("a-1")));
  EXPECT_EQ(get(path).at("resolved_by"), first.at("message_id"));
  expect_reused(
      post(path + "/amend", R"({"patch":{"data":{"status":"pending_payment"}}})", under("a-1")));
  EXPECT_EQ(get(path).at("resolved_by"), first.at("message_id"))
      << "what was refused settles nothing";
}

TEST_F(RepeatsTest, a_review_resolved_by_replay_is_answered_alike_also_after_a_restart) {
  const std::string path = "/review/" + park() + "/resolve";
  const Answer first = post(path, R"({"action":"replay"})", under("r-1"));
  ASSERT_EQ(first.status, 200) << first.text;
  reopen();
  expect_repeat(first, post(path, R"({"action":"replay"})", under("r-1")));
  expect_reused(post(path, R"({"action":"replay","reason":"again"})", under("r-1")));
}

TEST_F(RepeatsTest,
       a_replay_that_waits_is_applied_when_its_order_comes_and_repeats_hear_the_first) {
  const std::string paid = receive(
      "m-1", "order.paid", R"("channel_order_no":"A-1","paid_at":"sometime","amount":9900)");
  const std::string path = "/messages/" + paid + "/amend";
  const std::string body = R"({"patch":{"data":{"paid_at":"2026-01-22T14:40:00Z"}}})";
  const Answer first = post(path, body, under("w-1"));
  ASSERT_EQ(first.at("state"), "waiting") << first.text;
  receive("m-2", "order.upserted", order_data("A-1", "pending_payment"));
  EXPECT_EQ(get("/messages/" + first.at("message_id")).at("state"), "applied");
  expect_repeat(first, post(path, body, under("w-1")));
}

TEST_F(RepeatsTest, a_repeat_in_the_same_batch_is_told_apart_too) {
  const std::string path = "/api/v1/messages/" + park() + "/replay";
  auto one = send("POST", path, "", under("r-1"));
  auto two = send("POST", path, "", under("r-1"));
  settle();
  hub_->drain();
  expect_repeat(answer_of(*one), answer_of(*two));
}

TEST_F(RepeatsTest, a_call_is_kept_with_where_it_came_from_and_what_with) {
  post("/orders", R"({"shop":"mini",)" + order_data("A-1") + "}",
       under("o-1", {{"user-agent", "erp/2"},
                     {"content-type", "application/json"},
                     {"cookie", "ordo_session=Bearer"}}));
  const std::string id(messages("route=orders.create").at(0).at("id").as_string());
  const Answer kept = get("/messages/" + id);
  const json::object headers = kept.body.at("headers").as_object();
  EXPECT_EQ(headers.at("remote"), "203.0.113.9");
  EXPECT_EQ(headers.at("user-agent"), "erp/2");
  EXPECT_EQ(headers.at("content-type"), "application/json");
  EXPECT_EQ(headers.at("idempotency-key"), "o-1");
  EXPECT_EQ(headers.at("request_digest").as_string().size(), 64u);
  EXPECT_EQ(kept.text.find("Bearer"), std::string::npos);
  EXPECT_EQ(kept.at("caller"), "key:owner");
}

}  // namespace
}  // namespace ordo::api::testing
