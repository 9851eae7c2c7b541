#include "api/routes_fixture.h"

namespace ordo::api::testing {
namespace {

class MessagesRoutesTest : public RoutesTest {
 protected:
  MessagesRoutesTest() { add_shop(); }
  // An order that the contract refuses.
  std::string park(const std::string& external_id = "m-1") {
    return receive(external_id, "order.upserted", order_data("A-1", "sold"));
  }
  size_t in_review() { return get("/review").body.at("items").as_array().size(); }
};

TEST_F(MessagesRoutesTest, a_message_is_kept_raw_and_shown_with_what_is_wrong) {
  const std::string id = park();
  const Answer a = get("/messages/" + id);
  ASSERT_EQ(a.status, 200) << a.text;
  EXPECT_EQ(a.at("state"), "parked");
  EXPECT_EQ(a.at("shop"), "mini");
  EXPECT_EQ(a.body.at("headers").at("user-agent").as_string(), "test");
  EXPECT_NE(a.at("body").find(R"("status":"sold")"), std::string::npos);
  EXPECT_EQ(a.at("body_encoding"), "utf-8");
  EXPECT_EQ(a.body.at("errors").at(0).at("pointer").as_string(), "/data/status");
  EXPECT_EQ(get("/messages/99").at("code"), "message_not_found");
}

TEST_F(MessagesRoutesTest, a_body_that_is_no_text_is_shown_as_base64) {
  const Answer a = get("/messages/" + receive_body("m-1", "\xff\xfe"));
  EXPECT_EQ(a.at("body_encoding"), "base64");
  EXPECT_EQ(a.at("body"), "//4=");
}

TEST_F(MessagesRoutesTest, raw_bodies_are_withheld_from_who_only_reads_and_credentials_from_all) {
  const std::string id = park();
  const json::value first = get("/messages").body.at("items").as_array().back();
  const Answer config = get("/messages/" + std::string(first.at("id").as_string()));
  EXPECT_EQ(config.at("route"), "config.shop");
  EXPECT_TRUE(config.body.at("body").is_null());
  EXPECT_EQ(config.text.find("whsec_"), std::string::npos);
  role_ = "read_only";
  const Answer a = get("/messages/" + id);
  EXPECT_TRUE(a.body.at("body").is_null());
  EXPECT_TRUE(a.body.at("body_withheld").as_bool());
}

TEST_F(MessagesRoutesTest, raw_bodies_of_a_forgotten_person_are_gone_for_everyone) {
  const std::string raw = receive("m-1", "order.upserted", order_data("A-1"));
  const std::string repeat = receive("m-1", "order.upserted", order_data("A-1"));
  const std::string other = receive("m-2", "order.upserted", order_data("A-2"));
  const std::string order = get("/messages/" + raw).at("order_id");
  EXPECT_EQ(get("/messages/" + raw).status, 200);
  EXPECT_EQ(post("/orders/" + order + "/forget-person", R"({"reason":"asked"})").status, 200);
  for (const std::string& id : {raw, repeat, other}) {
    const Answer a = get("/messages/" + id);
    EXPECT_EQ(a.status, 410) << a.text;
    EXPECT_EQ(a.at("code"), "person_forgotten");
    EXPECT_EQ(a.text.find("张三"), std::string::npos);
    EXPECT_EQ(post("/messages/" + id + "/replay", "").status, 410);
    EXPECT_EQ(post("/messages/" + id + "/amend", R"({"patch":{}})").status, 410);
  }
  EXPECT_EQ(get("/messages?shop=mini").status, 200) << "that they came stays known";
  EXPECT_EQ(get("/messages/" + park("m-3")).status, 200);
}

TEST_F(MessagesRoutesTest,
       a_forgotten_persons_messages_are_gone_that_were_parked_before_they_were_mended) {
  const std::string patch = R"({"patch":{"data":{"status":"paid"}}})";
  const std::string first = park();
  const std::string second = post("/messages/" + first + "/replay", "").at("message_id");
  const Answer mended = post("/messages/" + second + "/amend", patch);
  ASSERT_EQ(mended.at("state"), "applied") << mended.text;
  std::string others = order_data("B-1");
  others.replace(others.find("u-9"), 3, "u-8");
  receive("m-2", "order.upserted", others);
  const std::string reused = receive("m-2", "order.upserted", order_data("A-9"));
  EXPECT_EQ(post("/messages/" + reused + "/replay", "").at("state"), "applied");
  const std::string lost = park("m-3");
  for (const std::string& id : {first, second, reused, lost}) {
    EXPECT_EQ(get("/messages/" + id).status, 200) << id;
  }
  post("/orders/" + mended.at("order_id") + "/forget-person", R"({"reason":"asked"})");
  for (const std::string& id : {first, second, mended.at("message_id"), reused}) {
    EXPECT_EQ(get("/messages/" + id).at("code"), "person_forgotten") << id;
    EXPECT_EQ(post("/messages/" + id + "/replay", "").status, 410) << id;
  }
  EXPECT_EQ(get("/messages/" + lost).status, 200)
      << "it came to no order: nobody knows whose it is";
}

TEST_F(MessagesRoutesTest, messages_are_listed_by_state_and_shop_newest_first) {
  const std::string parked = park();
  const std::string waiting =
      receive("m-2", "order.paid",
              R"("channel_order_no":"Z-9","paid_at":"2026-01-22T14:40:00Z","amount":1)");
  const auto ids = [&](const std::string& query) {
    std::string text;
    const Answer a = get("/messages?" + query);
    for (const json::value& v : a.body.at("items").as_array()) {
      text += std::string(v.at("id").as_string()) + " ";
    }
    return text;
  };
  EXPECT_EQ(ids("shop=mini"), waiting + " " + parked + " ");
  EXPECT_EQ(ids("state=parked"), parked + " ");
  EXPECT_EQ(ids("state=waiting"), waiting + " ");
  EXPECT_EQ(ids("state=received"), "");
  const Answer page = get("/messages?shop=mini&limit=1");
  EXPECT_EQ(ids("shop=mini&cursor=" + page.at("next_cursor")), parked + " ");
  EXPECT_EQ(get("/messages?state=lost").pointer(), "/state");
  EXPECT_EQ(get("/messages?shop=none").pointer(), "/shop");
}

TEST_F(MessagesRoutesTest, messages_are_found_by_what_they_are_and_when_they_came) {
  const std::string order = receive("m-1", "order.upserted", order_data("A-1"));
  clock_.advance_ms(kHourMs);
  const std::string parked = park("m-2");
  clock_.advance_ms(kHourMs);
  const std::string repeat = receive("m-1", "order.upserted", order_data("A-1"));
  const auto ids = [&](const std::string& query) {
    std::string text;
    const Answer a = get("/messages?" + query);
    for (const json::value& v : a.body.at("items").as_array()) {
      text += std::string(v.at("id").as_string()) + " ";
    }
    return text;
  };
  EXPECT_EQ(ids("external_id=m-1"), order + " ") << "a repeat used nothing up";
  EXPECT_EQ(ids("external_id=m-2"), parked + " ");
  EXPECT_EQ(ids("external_id=m-3"), "");
  EXPECT_EQ(ids("external_id=m-2&state=applied"), "");
  EXPECT_EQ(ids("order_id=" + get("/messages/" + order).at("order_id")),
            repeat + " " + order + " ");
  EXPECT_EQ(ids("code=unknown_status"), parked + " ");
  EXPECT_EQ(ids("route=config.shop").size(), 2u);
  EXPECT_EQ(ids("route=config"), "") << "only what stands below";
  EXPECT_EQ(ids("route=standard"), repeat + " " + parked + " " + order + " ");
  EXPECT_EQ(ids("received_from=2026-01-22T16:00:00Z&received_to=2026-01-22T17:00:00Z"),
            parked + " ");
  EXPECT_EQ(ids("received_from=2026-01-22T17:00:00Z"), repeat + " ");
  EXPECT_EQ(ids("received_from=2026-01-23T17:00:00Z"), "");
  EXPECT_EQ(get("/messages?order_id=x").pointer(), "/order_id");
  EXPECT_EQ(get("/messages?received_to=today").pointer(), "/received_to");
}

TEST_F(MessagesRoutesTest, a_row_of_the_standard_channel_says_which_event_it_was) {
  const std::string body =
      R"({"type":"order.upserted","timestamp":"2026-01-22T14:30:00Z","data":{)" +
      order_data("A-1") + "}}";
  const std::string at = std::to_string(clock_.now().ms / 1000);
  const Digest mac = hmac_sha256("01234567890123456789012345678901", "m-7." + at + "." + body);
  auto asked = send("POST", "/hooks/standard/mini", body,
                    {{"webhook-id", "m-7"},
                     {"webhook-timestamp", at},
                     {"webhook-signature", "v1," + base64(bytes_view(mac))}});
  settle();
  hub_->drain();
  EXPECT_EQ(answer_of(*asked).status, 200);
  const Answer row = get("/messages?external_id=m-7");
  EXPECT_EQ(row.body.at("items").at(0).at("route"), "standard/order.upserted");
  EXPECT_EQ(row.body.at("items").at(0).at("state"), "applied");
}

TEST_F(MessagesRoutesTest, what_is_durable_but_not_applied_is_listed_as_received) {
  auto asked = send("POST", "/api/v1/orders", R"({"shop":"mini",)" + order_data("A-1") + "}");
  settle();
  hub_->inbox().flush();
  auto listing = send("GET", "/api/v1/messages?state=received");
  settle();
  EXPECT_EQ(answer_of(*listing).body.at("items").as_array().size(), 1u);
  auto figures = send("GET", "/api/v1/stats");
  settle();
  EXPECT_EQ(answer_of(*figures).at("backlog"), "1");
  hub_->drain();
  EXPECT_EQ(answer_of(*asked).status, 201);
  EXPECT_EQ(get("/stats").at("backlog"), "0");
}

TEST_F(MessagesRoutesTest, an_amended_message_is_applied_and_leaves_the_review) {
  const std::string id = park();
  EXPECT_EQ(in_review(), 1u);
  const Answer a = post("/messages/" + id + "/amend", R"({"patch":{"data":{"status":"paid"}}})");
  ASSERT_EQ(a.status, 200) << a.text;
  EXPECT_EQ(a.at("state"), "applied");
  EXPECT_EQ(get("/orders/" + a.at("order_id")).at("channel_order_no"), "A-1");
  EXPECT_EQ(in_review(), 0u);
  EXPECT_EQ(get("/messages/" + id).at("resolved_by"), a.at("message_id"));
  EXPECT_EQ(get("/messages/" + a.at("message_id")).at("replay_of"), id);
  const std::string again =
      R"({"type":"order.upserted","timestamp":"2026-01-22T14:30:00Z","data":{)" +
      order_data("A-1", "paid") + "}}";
  EXPECT_NE(get("/messages/" + receive_body("m-1", again)).at("state"), "applied")
      << "the id is used up";
}

TEST_F(MessagesRoutesTest, an_amendment_that_is_still_wrong_is_refused_and_nothing_is_stored) {
  const std::string path = "/messages/" + park() + "/amend";
  const auto before = hub_->inbox().last();
  EXPECT_EQ(post(path, R"({"patch":{"data":{"status":"gone"}}})").pointer(), "/data/status");
  EXPECT_EQ(post(path, R"({"body":"{"})").status, 400);
  EXPECT_EQ(post(path, R"({})").status, 422);
  EXPECT_EQ(post(path, R"({"body":"x","patch":{}})").status, 422);
  EXPECT_EQ(post("/messages/99/amend", R"({"body":"x"})").status, 404);
  EXPECT_EQ(hub_->inbox().last(), before);
}

TEST_F(MessagesRoutesTest, a_replay_comes_to_what_the_present_state_makes_of_it) {
  const std::string id = park();
  const Answer parked = post("/messages/" + id + "/replay", "");
  EXPECT_EQ(parked.at("state"), "parked") << "it is as wrong as before";
  const std::string good = receive("m-2", "order.upserted", order_data("A-2"));
  EXPECT_EQ(post("/messages/" + good + "/replay", "").at("state"), "duplicate");
  const std::string waiting =
      receive("m-3", "order.paid",
              R"("channel_order_no":"Z-9","paid_at":"2026-01-22T14:40:00Z","amount":1)");
  EXPECT_EQ(post("/messages/" + waiting + "/replay", "").at("code"), "not_replayable");
  EXPECT_EQ(post("/messages/1/replay", "").at("code"), "not_replayable") << "a command";
}

TEST_F(MessagesRoutesTest, a_message_under_a_used_id_can_be_sent_on_knowingly) {
  receive("m-1", "order.upserted", order_data("A-1"));
  const std::string reused = receive("m-1", "order.upserted", order_data("A-2"));
  EXPECT_EQ(get("/messages/" + reused).at("code"), "message_id_reused");
  EXPECT_EQ(post("/messages/" + reused + "/replay", "").at("state"), "applied");
}

TEST_F(MessagesRoutesTest, the_review_is_resolved_by_replay_or_dismissal) {
  const std::string id = park();
  EXPECT_EQ(post("/review/" + id + "/resolve", R"({"action":"dismiss"})").pointer(), "/reason");
  EXPECT_EQ(post("/review/" + id + "/resolve", R"({"action":"burn"})").pointer(), "/action");
  EXPECT_EQ(post("/review/" + id + "/resolve", R"({"action":"replay"})").at("state"), "parked");
  const Answer done =
      post("/review/" + id + "/resolve", R"({"action":"dismiss","reason":"a test"})");
  EXPECT_EQ(done.status, 200) << done.text;
  EXPECT_EQ(post("/review/" + id + "/resolve", R"({"action":"dismiss","reason":"a test"})").status,
            409);
  EXPECT_EQ(in_review(), 1u) << "the replay that was parked again";
}

TEST_F(MessagesRoutesTest, a_dismissal_sent_again_under_its_key_hears_the_first_answer) {
  const std::string path = "/review/" + park() + "/resolve";
  const std::string body = R"({"action":"dismiss","reason":"a test"})";
  EXPECT_EQ(ask("POST", path, body, {{"idempotency-key", "d-1"}}).status, 200);
  EXPECT_EQ(ask("POST", path, body, {{"idempotency-key", "d-1"}}).status, 200);
  EXPECT_EQ(ask("POST", path, body, {{"idempotency-key", "d-2"}}).status, 409);
}

TEST_F(MessagesRoutesTest, a_refused_observation_is_dismissed_with_a_reason) {
  receive("m-2", "order.upserted", order_data("B-1", "completed"));
  receive("m-3", "order.cancelled", R"("channel_order_no":"B-1")", "2026-01-22T14:50:00Z");
  const json::array items = get("/review").body.at("items").as_array();
  ASSERT_EQ(items.size(), 1u);
  const std::string path = "/review/" + std::string(items[0].at("id").as_string()) + "/resolve";
  EXPECT_EQ(post(path, R"({"action":"replay"})").pointer(), "/action");
  EXPECT_EQ(post(path, R"({"action":"dismiss"})").pointer(), "/reason");
  EXPECT_EQ(post(path, R"({"action":"dismiss","reason":"known"})").status, 200);
  EXPECT_TRUE(get("/review").body.at("items").as_array().empty());
  EXPECT_EQ(post(path, R"({"action":"dismiss","reason":"known"})").status, 409);
  EXPECT_EQ(post("/review/999.1/resolve", R"({"action":"dismiss","reason":"x"})").status, 404);
}

TEST_F(MessagesRoutesTest, refused_observations_follow_parked_messages_page_by_page) {
  park();
  receive("m-2", "order.upserted", order_data("B-1", "completed"));
  receive("m-3", "order.cancelled", R"("channel_order_no":"B-1")", "2026-01-22T14:50:00Z");
  std::vector<std::string> types;
  std::string cursor;
  do {
    const Answer a = get("/review?limit=1" + (cursor.empty() ? "" : "&cursor=" + cursor));
    ASSERT_EQ(a.status, 200) << a.text;
    for (const json::value& v : a.body.at("items").as_array()) {
      types.emplace_back(v.at("type").as_string());
    }
    cursor = a.body.at("next_cursor").is_null() ? "" : a.at("next_cursor");
  } while (!cursor.empty());
  ASSERT_GE(types.size(), 2u);
  EXPECT_EQ(types.front(), "message");
  EXPECT_EQ(types.back(), "refused_observation");
  EXPECT_EQ(get("/review?cursor=bzp4").at("code"), "malformed_cursor");
}

TEST_F(MessagesRoutesTest,
       the_review_is_narrowed_by_kind_reason_shop_and_age_and_counted_by_reason) {
  park();
  receive("m-2", "order.upserted", order_data("B-1", "completed"));
  receive("m-3", "order.cancelled", R"("channel_order_no":"B-1")", "2026-01-22T14:50:00Z");
  const auto types = [&](const std::string& query) {
    std::string seen;
    for (const json::value& v : get("/review?" + query).body.at("items").as_array()) {
      seen += v.at("type").as_string() == "message" ? 'm' : 'r';
    }
    return seen;
  };
  EXPECT_EQ(types("type=message"), "m");
  EXPECT_EQ(types("type=refused_observation"), "r");
  EXPECT_EQ(types("type=message&limit=1"), "m");
  EXPECT_EQ(types("code=unknown_status"), "m");
  EXPECT_EQ(types("code=fulfilment"), "r");
  EXPECT_EQ(types("code=payment"), "");
  EXPECT_EQ(types("shop=mini"), "mr");
  EXPECT_EQ(types("received_to=2000-01-01T00:00:00Z"), "");
  EXPECT_EQ(types("received_from=2000-01-01T00:00:00Z"), "mr");
  const json::value one =
      json::parse(R"([{"type":"message","code":"unknown_status","count":1},)"
                  R"({"type":"refused_observation","code":"fulfilment","count":1}])");
  EXPECT_EQ(get("/review/counts").body.at("items"), one) << get("/review/counts").text;
  EXPECT_EQ(get("/review/counts").at("at_least"), "false");
  EXPECT_EQ(
      get("/review/counts?received_to=2000-01-01T00:00:00Z").body.at("items").as_array().size(),
      0u);
  EXPECT_EQ(get("/review?type=other").pointer(), "/type");
  EXPECT_EQ(get("/review/counts?shop=other").pointer(), "/shop");
  EXPECT_EQ(get("/review?received_from=now").pointer(), "/received_from");
}

}  // namespace
}  // namespace ordo::api::testing
