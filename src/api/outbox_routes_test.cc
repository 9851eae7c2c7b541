#include "core/outbox_store.h"

#include "api/routes_fixture.h"

namespace ordo::api::testing {
namespace {

class OutboxRoutesTest : public RoutesTest {
 protected:
  OutboxRoutesTest() {
    const Answer made = post("/shops", R"({"code":"mini","channel":"standard","callback_url":)"
                                       R"("https://erp.example/hook","credentials":{"secret":)"
                                       R"("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="}})");
    EXPECT_EQ(made.status, 201) << made.text;
    order_ = add_order("A-1");
    EXPECT_EQ(
        post("/orders/" + order_ + "/transitions", R"({"to":"cancelled","reason":"asked for"})")
            .status,
        200);
  }
  // As the dispatcher reports it: through the log.
  void report(const std::string& id, bool delivered) {
    core::OutboxResult result;
    result.id = OutboxId(*parse_id(id));
    result.delivered = delivered;
    result.give_up = !delivered;
    result.error = delivered ? "" : "the target answered 404";
    auto inbound = std::make_unique<core::Inbound>();
    inbound->entry.kind = core::EntryKind::kResult;
    inbound->entry.route = "outbox";
    inbound->entry.caller = "dispatcher";
    inbound->entry.stream = hub_->settings()->shop("mini")->id;
    inbound->entry.body = core::encode_result(result);
    random_bytes(inbound->entry.entropy);
    EXPECT_TRUE(hub_->submit(std::move(inbound)));
    hub_->drain();
  }
  json::array items(const std::string& query = "") {
    const Answer a = get("/outbox" + query);
    EXPECT_EQ(a.status, 200) << a.text;
    return a.body.at("items").as_array();
  }
  std::string id_at(size_t place) {
    const json::array all = items();
    return std::string(all.at(all.size() - 1 - place).at("id").as_string());
  }
  std::string order_;
};

TEST_F(OutboxRoutesTest, calls_are_listed_with_what_became_of_them_and_without_their_bodies) {
  ASSERT_EQ(items().size(), 2u);
  const std::string first = id_at(0), second = id_at(1);
  report(first, false);
  const json::object given_up = items("?state=given_up").at(0).as_object();
  const std::string target = "shop:" + hub_->settings()->shop("mini")->id.str();
  EXPECT_EQ(
      json::serialize(given_up),
      R"({"id":")" + first + R"(","kind":"order.status_changed","target":")" + target +
          R"(","shop":"mini","order_id":")" + order_ +
          R"(","created_at":"2026-01-22T15:00:00.000Z","state":"given_up","attempts":1,)"
          R"("repeatable":"idempotent","next_attempt_at":null,"behind":null,"last_error":"the target answered 404",)"
          R"("settled_at":null,"receipt":null})");
  const json::object waiting = items("?state=waiting").at(0).as_object();
  EXPECT_EQ(waiting.at("behind").as_string(), first);
  EXPECT_TRUE(waiting.at("next_attempt_at").is_null()) << "the one before it goes first";
  report(first, true);
  EXPECT_TRUE(items("?state=waiting").at(0).at("next_attempt_at").is_string());
  EXPECT_TRUE(items("?state=delivered").at(0).at("settled_at").is_string());
  EXPECT_EQ(items("?target=" + target).size(), 2u);
  EXPECT_EQ(items("?target=shop:99").size(), 0u);
  EXPECT_EQ(get("/outbox?state=lost").pointer(), "/state");
  EXPECT_EQ(get("/outbox?cursor=!").at("code"), "malformed_cursor");
  const Answer page = get("/outbox?limit=1");
  EXPECT_EQ(page.body.at("items").at(0).at("id").as_string(), second);
  const Answer rest = get("/outbox?limit=1&cursor=" + page.at("next_cursor"));
  EXPECT_EQ(rest.body.at("items").at(0).at("id").as_string(), first);
  EXPECT_TRUE(rest.body.at("next_cursor").is_null());
}

TEST_F(OutboxRoutesTest, a_call_that_was_given_up_is_tried_again) {
  const std::string id = id_at(0);
  EXPECT_EQ(post("/outbox/" + id + "/retry", "").at("code"), "not_given_up");
  report(id, false);
  const HeaderList key{{"idempotency-key", "k-1"}};
  const Answer a = post("/outbox/" + id + "/retry", "", key);
  EXPECT_EQ(a.status, 200) << a.text;
  EXPECT_EQ(a.at("state"), "waiting");
  const Answer again = post("/outbox/" + id + "/retry", "", key);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.headers.at("Idempotency-Replayed"), "true");
  EXPECT_EQ(items("?state=waiting").size(), 2u);
  EXPECT_EQ(post("/outbox/999999/retry", "").at("code"), "call_not_found");
  EXPECT_EQ(post("/outbox/x/retry", "").status, 404);
}

TEST_F(OutboxRoutesTest, a_call_that_was_given_up_is_discarded_for_a_reason_that_its_trace_tells) {
  const std::string id = id_at(0);
  report(id, false);
  EXPECT_EQ(post("/outbox/" + id + "/discard", "{}").pointer(), "/reason");
  const Answer a = post("/outbox/" + id + "/discard", R"({"reason":"entered by hand"})");
  EXPECT_EQ(a.at("state"), "discarded") << a.text;
  EXPECT_EQ(post("/outbox/" + id + "/discard", R"({"reason":"twice"})").status, 409);
  EXPECT_EQ(items("?state=discarded").size(), 1u);
  EXPECT_TRUE(items("?state=waiting").at(0).at("behind").is_null());
  const std::string trace = get("/orders/" + order_ + "/trace").text;
  EXPECT_NE(trace.find("call.discarded"), std::string::npos);
  EXPECT_NE(trace.find("entered by hand"), std::string::npos);
}

TEST_F(OutboxRoutesTest, operations_may_mend_and_who_only_reads_may_look) {
  const std::string id = id_at(0);
  report(id, false);
  role_ = "read_only";
  EXPECT_EQ(get("/outbox").status, 200);
  EXPECT_EQ(post("/outbox/" + id + "/retry", "").status, 403);
  EXPECT_EQ(post("/outbox/" + id + "/discard", R"({"reason":"x"})").status, 403);
  role_ = "metrics";
  EXPECT_EQ(get("/outbox").status, 403);
  role_ = "operations";
  EXPECT_EQ(post("/outbox/" + id + "/retry", "").status, 200);
}

}  // namespace
}  // namespace ordo::api::testing
