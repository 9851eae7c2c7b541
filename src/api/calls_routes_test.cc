#include "core/call_log.h"

#include "api/routes_fixture.h"

namespace ordo::api::testing {
namespace {

class CallsRoutesTest : public RoutesTest {
 protected:
  CallsRoutesTest() {
    add_shop();
    add_shop("other");
  }
  core::CallRecord record(int64_t after_ms = 0, const std::string& shop = "mini") {
    core::CallRecord r;
    r.shop = hub_->settings()->shop(shop)->id;
    r.started_at = clock_.now().plus_ms(after_ms);
    r.duration_ms = 41;
    r.method = "GET";
    r.target = "https://shop.example/orders";
    r.status = 200;
    r.ok = true;
    r.request_bytes = 2;
    r.answer_bytes = 7;
    r.bodies = {"{}", R"({"n":1})", {}};
    return r;
  }
  void keep(core::CallRecord r) {
    hub_->calls().record(std::move(r));
    hub_->calls().flush();
  }
  json::array items(const std::string& query = "") {
    const Answer a = get("/calls" + query);
    EXPECT_EQ(a.status, 200) << a.text;
    return a.body.at("items").as_array();
  }
  std::string newest() { return std::string(items().at(0).at("id").as_string()); }
};

TEST_F(CallsRoutesTest, before_anything_was_called_the_list_is_empty) {
  EXPECT_TRUE(items().empty());
  EXPECT_EQ(get("/calls/7").at("code"), "call_record_not_found");
  EXPECT_EQ(get("/calls/x").status, 404);
}

TEST_F(CallsRoutesTest, a_call_is_listed_without_and_read_with_what_was_said) {
  core::CallRecord told = record();
  told.kind = core::CallKind::kCallback;
  told.outbox = OutboxId(5);
  told.order = OrderId(6);
  told.ok = false;
  told.status = 0;
  told.code = "down";
  told.detail = "Timeout was reached";
  told.request_id = "evt_5";
  told.subject = "order.status_changed";
  told.answer_bytes = 99'999;
  keep(told);
  const std::string id = newest();
  const std::string listed =
      R"({"id":")" + id +
      R"(","kind":"callback","shop":"mini","outbox_id":"5","order_id":"6",)"
      R"("started_at":"2026-01-22T15:00:00.000Z","duration_ms":41,"method":"GET",)"
      R"("target":"https://shop.example/orders","subject":"order.status_changed",)"
      R"("outcome":"failed","status":null,"code":"down","detail":"Timeout was reached",)"
      R"("request_id":"evt_5","answer_id":null,"request_bytes":2,"answer_bytes":99999,)"
      R"("window_from":null,"window_to":null)";
  EXPECT_EQ(json::serialize(items().at(0)), listed + "}");
  EXPECT_EQ(get("/calls/" + id).text,
            listed + R"(,"request":{"text":"{}","encoding":"utf-8","bytes":2,"cut":false},)"
                     R"("answer":{"text":"{\"n\":1}","encoding":"utf-8","bytes":99999,"cut":true},)"
                     R"("bodies_withheld":false,"bodies_erased":false})");
}

TEST_F(CallsRoutesTest, filters_narrow_the_list_and_bad_ones_are_named) {
  keep(record(0));
  core::CallRecord failed = record(10, "other");
  failed.kind = core::CallKind::kNotice;
  failed.ok = false;
  failed.status = 503;
  failed.target = "https://bot.example/send";
  failed.outbox = OutboxId(9);
  failed.order = OrderId(4);
  keep(failed);
  EXPECT_EQ(items().size(), 2u);
  for (const char* query :
       {"?shop=other", "?kind=notice", "?outcome=failed", "?outbox_id=9", "?order_id=4", "?q=BOT",
        "?q=503", "?started_from=2026-01-22T15:00:00.001Z"}) {
    const json::array found = items(query);
    ASSERT_EQ(found.size(), 1u) << query;
    EXPECT_EQ(found.at(0).at("kind").as_string(), "notice") << query;
  }
  EXPECT_EQ(items("?started_to=2026-01-22T15:00:00.010Z").at(0).at("kind").as_string(), "pull");
  EXPECT_TRUE(items("?shop=mini&outcome=failed").empty());
  EXPECT_EQ(get("/calls?shop=nowhere").pointer(), "/shop");
  EXPECT_EQ(get("/calls?kind=call").pointer(), "/kind");
  EXPECT_EQ(get("/calls?outcome=bad").pointer(), "/outcome");
  EXPECT_EQ(get("/calls?outbox_id=x").pointer(), "/outbox_id");
  EXPECT_EQ(get("/calls?order_id=0x1").pointer(), "/order_id");
  EXPECT_EQ(get("/calls?started_from=yesterday").pointer(), "/started_from");
  EXPECT_EQ(get("/calls?q=" + std::string(257, 'x')).pointer(), "/q");
  EXPECT_EQ(get("/calls?limit=0").pointer(), "/limit");
  EXPECT_EQ(get("/calls?cursor=!").at("code"), "malformed_cursor");
}

TEST_F(CallsRoutesTest, what_may_be_a_persons_is_looked_for_in_a_body) {
  keep(record(0));
  core::CallRecord told = record(10, "other");
  told.kind = core::CallKind::kNotice;
  told.subject = "to +86 138 & 张三=";
  keep(told);
  keep(record(20));
  const auto found = [this](const std::string& body) {
    const Answer a = post("/calls/search", body);
    EXPECT_EQ(a.status, 200) << body << a.text;
    return a.body.at("items").as_array().size();
  };
  EXPECT_EQ(found(R"({"q":"+86 138 & 张三="})"), 1u);
  EXPECT_EQ(found(R"({"q":"李四"})"), 0u);
  EXPECT_EQ(found(R"({"kind":"notice","shop":"other"})"), 1u);
  EXPECT_EQ(found(R"({"shop":"mini","outcome":"ok"})"), 2u);
  EXPECT_EQ(found("{}"), 3u);
  const Answer first = post("/calls/search", R"({"limit":2})");
  const std::string next(first.body.at("next_cursor").as_string());
  EXPECT_EQ(found(R"({"limit":2,"cursor":")" + next + R"("})"), 1u);
  EXPECT_EQ(post("/calls/search", R"({"fon":"1"})").pointer(), "/fon");
  EXPECT_EQ(post("/calls/search", R"({"q":1})").pointer(), "/q");
  EXPECT_EQ(post("/calls/search", R"({"limit":"2"})").pointer(), "/limit");
  EXPECT_EQ(post("/calls/search", R"({"kind":"call"})").pointer(), "/kind");
  EXPECT_EQ(post("/calls/search", R"({"cursor":"!"})").at("code"), "malformed_cursor");
  EXPECT_EQ(post("/calls/search", "[]").status, 400);
}

TEST_F(CallsRoutesTest, pages_follow_each_other) {
  for (int i = 0; i < 5; ++i) keep(record(i));
  std::vector<std::string> ids;
  std::string next = "/calls?limit=2";
  while (!next.empty()) {
    const Answer page = get(next);
    for (const json::value& item : page.body.at("items").as_array()) {
      ids.emplace_back(item.at("id").as_string());
    }
    const json::value& cursor = page.body.at("next_cursor");
    next = cursor.is_string() ? "/calls?limit=2&cursor=" + std::string(cursor.as_string()) : "";
  }
  ASSERT_EQ(ids.size(), 5u);
  EXPECT_TRUE(std::ranges::is_sorted(ids, std::ranges::greater{}));
}

TEST_F(CallsRoutesTest, bodies_are_for_who_sees_orders_whole) {
  keep(record());
  const std::string id = newest();
  for (const std::string role : {"support", "read_only"}) {
    role_ = role;
    const Answer a = get("/calls/" + id);
    EXPECT_EQ(a.status, 200);
    EXPECT_TRUE(a.body.at("bodies_withheld").as_bool());
    EXPECT_TRUE(a.body.at("answer").at("text").is_null());
    EXPECT_EQ(a.body.at("answer").at("bytes"), 7);
  }
  role_ = "operations";
  EXPECT_FALSE(get("/calls/" + id).body.at("bodies_withheld").as_bool());
  role_ = "warehouse";
  EXPECT_EQ(get("/calls/" + id).status, 403);
  EXPECT_EQ(get("/calls").status, 403);
}

TEST_F(CallsRoutesTest, what_is_no_text_is_shown_in_base64) {
  core::CallRecord r = record();
  r.bodies.answer = "\xff\xfe";
  keep(r);
  const Answer a = get("/calls/" + newest());
  EXPECT_EQ(a.body.at("answer").at("encoding").as_string(), "base64");
  EXPECT_EQ(a.body.at("answer").at("text").as_string(), "//4=");
}

TEST_F(CallsRoutesTest, an_answer_that_tells_of_somebody_forgotten_is_gone_at_once) {
  const std::string order = add_order("A-1");
  core::CallRecord pulled = record(1);
  pulled.bodies.orders = {"A-0", "A-1"};
  keep(pulled);
  core::CallRecord told = record(2);
  told.order = OrderId(*parse_id(order));
  keep(told);
  keep(record(3));
  EXPECT_EQ(post("/orders/" + order + "/forget-person", R"({"reason":"asked for"})").status, 200);
  std::vector<bool> erased;
  for (const json::value& item : items()) {
    const Answer a = get("/calls/" + std::string(item.at("id").as_string()));
    erased.push_back(a.body.at("bodies_erased").as_bool());
    EXPECT_EQ(a.body.at("answer").at("text").is_null(), erased.back());
  }
  EXPECT_EQ(erased, (std::vector<bool>{false, true, true}));
}

}  // namespace
}  // namespace ordo::api::testing
