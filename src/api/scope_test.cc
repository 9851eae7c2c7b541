// Who sees some shops, object by object: every route is tried with what really belongs to another shop,
// and answers as if it were nobody's.
#include <map>
#include <optional>
#include <set>

#include "api/body.h"
#include "api/routes_fixture.h"
#include "core/outbox_store.h"

namespace ordo::api::testing {
namespace {

// What a route is told, so that nothing but the object decides.
const std::map<std::string, std::string> kBodies = {
    {"POST /api/v1/orders/{id}/reveal", R"({"purpose":"the buyer called"})"},
    {"POST /api/v1/orders/{id}/attachments/{attachment_id}/reveal",
     R"({"purpose":"the buyer called"})"},
    {"POST /api/v1/review/{id}/resolve", R"({"action":"dismiss","reason":"seen"})"},
    {"POST /api/v1/outbox/{id}/discard", R"({"reason":"seen"})"},
    {"POST /api/v1/messages/{id}/amend", R"({"patch":{"a":1}})"},
};
constexpr std::string_view kNobody = "999999999";

class ScopeTest : public RoutesTest {
 protected:
  // Everything that a route can name, of one shop.
  struct Belongings {
    std::string shop, order, snapshot, message, refusal, alert, call, silence, attachment, record,
        cart;
  };

  ScopeTest() {
    ours_ = furnish("ours", "A-1");
    theirs_ = furnish("theirs", "B-1");
    caller_ = owner_of("ours");
  }

  // Who may do all that is not the whole hub's.
  Caller owner_of(const std::string& shop) {
    Caller caller;
    caller.id = "key:7";
    caller.role = "owner";
    caller.view = flows::kWholeView;
    caller.shops = core::ShopScope({hub_->settings()->shop(shop)->id});
    return caller;
  }

  std::string first_of(const std::string& path, const std::string& shop) {
    for (const json::value& item : get(path).body.at("items").as_array()) {
      const json::value* named = item.as_object().if_contains("shop");
      if (named && *named == json::value(shop)) return std::string(item.at("id").as_string());
    }
    ADD_FAILURE() << "nothing of " << shop << " at " << path;
    return {};
  }

  Belongings furnish(const std::string& shop, const std::string& number) {
    const Answer made =
        post("/shops", R"({"code":")" + shop +
                           R"(","channel":"standard","callback_url":)"
                           R"("https://erp.example/hook","credentials":{"secret":)"
                           R"("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="}})");
    EXPECT_EQ(made.status, 201) << made.text;
    receives_ = shop;
    Belongings b;
    b.shop = shop;
    b.order = add_order(number, shop);
    const Answer added = post("/orders/" + b.order + "/attachments", "asked in the chat",
                              {{"content-type", "text/plain"}});
    EXPECT_EQ(added.status, 201) << added.text;
    b.attachment = added.at("id");
    give_up_a_call(shop);
    b.call = first_of("/outbox", shop);
    EXPECT_EQ(post("/orders/" + b.order + "/transitions", R"({"to":"delivered"})").status, 409);
    b.alert = first_of("/alerts", shop);
    receive("late-" + shop, "order.upserted",
            R"("channel_order_no":")" + number + R"(","status":"nonsense")");
    b.message = first_of("/review", shop);
    const Answer reset =
        post("/orders/" + b.order + "/status-reset", R"({"to":"completed","reason":"lost"})");
    EXPECT_EQ(reset.status, 200) << reset.text;
    b.snapshot = reset.at("snapshot_id");
    receive("cancel-" + shop, "order.cancelled", R"("channel_order_no":")" + number + "\"",
            "2026-01-22T15:05:00Z");
    for (const json::value& item : get("/review").body.at("items").as_array()) {
      if (item.at("type") == "refused_observation" && item.at("order_id") == json::value(b.order)) {
        b.refusal = item.at("id").as_string();
      }
    }
    EXPECT_FALSE(b.refusal.empty()) << "the cancellation was to be refused";
    const Answer silenced =
        post("/silences", R"({"kinds":["*"],"shops":[")" + shop +
                              R"("],"until":"2026-01-23T15:00:00Z","reason":"works"})");
    EXPECT_EQ(silenced.status, 201) << silenced.text;
    b.silence = silenced.at("id");
    EXPECT_EQ(post("/stock/receipts", R"({"sku":"TEA","warehouse":"main","quantity":9})").status,
              201);
    const Answer held =
        post("/reservations", R"({"sku":"TEA","quantity":1,"shop":")" + shop + "\"}");
    EXPECT_EQ(held.status, 201) << held.text;
    b.cart = held.at("id");
    record_a_call(shop);
    b.record = first_of("/calls", shop);
    return b;
  }

  void record_a_call(const std::string& shop) {
    core::CallRecord record;
    record.shop = hub_->settings()->shop(shop)->id;
    record.started_at = clock_.now();
    record.target = "https://erp.example/hook";
    hub_->calls().record(std::move(record));
    hub_->calls().flush();
  }

  void give_up_a_call(const std::string& shop) {
    core::OutboxResult result;
    result.id = OutboxId(*parse_id(first_of("/outbox", shop)));
    result.give_up = true;
    result.error = "404";
    auto inbound = std::make_unique<core::Inbound>();
    inbound->entry.kind = core::EntryKind::kResult;
    inbound->entry.route = "outbox";
    inbound->entry.caller = "dispatcher";
    inbound->entry.stream = hub_->settings()->shop(shop)->id;
    inbound->entry.body = core::encode_result(result);
    random_bytes(inbound->entry.entropy);
    EXPECT_TRUE(hub_->submit(std::move(inbound)));
    hub_->drain();
  }

  // The path with an object of `b` in it; nothing for what no shop owns.
  static std::optional<std::string> path_of(const std::string& pattern, const Belongings& b) {
    const std::map<std::string, std::string> kinds = {
        {"/api/v1/orders/{id}", b.order},     {"/api/v1/messages/{id}", b.message},
        {"/api/v1/review/{id}", b.message},   {"/api/v1/outbox/{id}", b.call},
        {"/api/v1/alerts/{id}", b.alert},     {"/api/v1/shops/{code}", b.shop},
        {"/api/v1/silences/{id}", b.silence}, {"/api/v1/calls/{id}", b.record},
        {"/api/v1/reservations/{id}", b.cart}};
    for (const auto& [start, id] : kinds) {
      if (!pattern.starts_with(start)) continue;
      std::string path = start.substr(0, start.find('{')) + id + pattern.substr(start.size());
      if (const size_t at = path.find("{snapshot_id}"); at != path.npos) {
        path.replace(at, 13, b.snapshot);
      }
      if (const size_t at = path.find("{attachment_id}"); at != path.npos) {
        path.replace(at, 15, b.attachment);
      }
      return path;
    }
    return std::nullopt;
  }

  Answer try_route(const std::string& method, const std::string& pattern, std::string path) {
    if (pattern.ends_with("/as-of")) path += "?at=2026-01-22T15:00:00Z";
    const auto body = kBodies.find(method + " " + pattern);
    auto asked = send(method, path, body == kBodies.end() ? "{}" : body->second,
                      {{"content-type", "application/json"}});
    settle();
    hub_->drain();
    return answer_of(*asked);
  }

  // Page by page, one item each: whatever is shown or named by a cursor.
  std::string walked(const std::string& path) {
    std::string seen, next = path;
    for (int page = 0; !next.empty() && page < 50; ++page) {
      const Answer a = get(next);
      EXPECT_EQ(a.status, 200) << next << a.text;
      seen += a.text;
      const json::value& cursor = a.body.at("next_cursor");
      if (!cursor.is_string()) break;
      seen += " cursor \"" + decode_cursor(cursor.as_string()).value() + "\"";
      next = path + "&cursor=" + std::string(cursor.as_string());
    }
    return seen;
  }
  // Ids of different things may be alike: what a list shows and its cursors name is of one kind.
  void expect_only_ours(const std::string& text, const std::string& path) {
    const std::map<std::string, std::string> kinds = {
        {"/orders", theirs_.order}, {"/messages", theirs_.message}, {"/review", theirs_.message},
        {"/outbox", theirs_.call},  {"/calls", theirs_.record},     {"/alerts", theirs_.alert}};
    std::vector<std::string> foreign = {"\"theirs\"", "B-1", "\"o:" + theirs_.order + ".",
                                        R"("order_id":")" + theirs_.order + "\""};
    for (const auto& [start, id] : kinds) {
      if (!path.starts_with(start)) continue;
      foreign.push_back(R"("id":")" + id + "\"");
      foreign.push_back(" cursor \"" + id + "\"");
    }
    for (const std::string& trace : foreign) {
      EXPECT_EQ(text.find(trace), text.npos) << path << " holds " << trace;
    }
  }

  Belongings ours_, theirs_;
};

TEST_F(ScopeTest, what_is_another_shops_is_nobodys_at_every_route) {
  // Whose {id} is no shop's, and whose areas are closed to who sees only some.
  const std::set<std::string> kOfTheHub = {"/api/v1/keys/{id}",
                                           "/api/v1/users/{login}",
                                           "/api/v1/users/{login}/password-reset",
                                           "/api/v1/notify-targets/{code}",
                                           "/api/v1/notify-targets/{code}/test",
                                           "/api/v1/alert-rules/{code}",
                                           "/api/v1/channels/{channel}/contract",
                                           "/api/v1/settings/{kind}/versions",
                                           "/api/v1/settings/{kind}/versions/{version}",
                                           "/api/v1/settings/{kind}/rollback",
                                           "/api/v1/stock/items/{id}",
                                           "/api/v1/stock/items/{id}/movements",
                                           "/api/v1/stock/items/{id}/reservations",
                                           "/api/v1/stock/shortages/{id}/cover",
                                           "/api/v1/stock/shortages/{id}/drop",
                                           "/api/v1/stock/documents/{id}",
                                           "/api/v1/stock/documents/{id}/open",
                                           "/api/v1/stock/documents/{id}/record",
                                           "/api/v1/stock/documents/{id}/close",
                                           "/api/v1/skus/{sku}",
                                           "/api/v1/warehouses/{code}",
                                           "/api/v1/pools/{code}",
                                           "/api/v1/status-maps/{channel}",
                                           "/api/v1/status-maps/{channel}/versions",
                                           "/api/v1/status-maps/{channel}/rollback",
                                           "/api/v1/status-maps/{channel}/try",
                                           "/api/v1/channels/{channel}/self-test",
                                           "/hooks/{channel}/{shop}"};
  const Belongings nobody{std::string(kNobody), std::string(kNobody), std::string(kNobody),
                          std::string(kNobody), std::string(kNobody), std::string(kNobody),
                          std::string(kNobody), std::string(kNobody), std::string(kNobody),
                          std::string(kNobody), std::string(kNobody)};
  int tried = 0;
  for (const auto& [method, pattern] : router_->routes()) {
    if (pattern.find('{') == pattern.npos || kOfTheHub.contains(pattern)) continue;
    const auto foreign = path_of(pattern, theirs_);
    ASSERT_TRUE(foreign) << pattern << ": what does its {id} name?";
    const Answer met = try_route(method, pattern, *foreign);
    const Answer unknown = try_route(method, pattern, *path_of(pattern, nobody));
    EXPECT_EQ(met.text, unknown.text) << method << " " << *foreign;
    if (method == "PATCH" && pattern == "/api/v1/shops/{code}") {
      EXPECT_EQ(met.status, 403);
      continue;
    }
    EXPECT_EQ(met.status, 404) << method << " " << *foreign << met.text;
    const Answer own = try_route(method, pattern, *path_of(pattern, ours_));
    EXPECT_NE(own.status, 404) << method << " " << pattern << own.text;
    EXPECT_NE(own.status, 403) << method << " " << pattern << own.text;
    ++tried;
  }
  EXPECT_GE(tried, 19);
}

TEST_F(ScopeTest, a_refused_observation_of_another_shop_is_nobodys) {
  const std::string dismiss = R"({"action":"dismiss","reason":"seen"})";
  EXPECT_EQ(post("/review/" + theirs_.refusal + "/resolve", dismiss).status, 404);
  EXPECT_EQ(post("/review/" + ours_.refusal + "/resolve", dismiss).status, 200);
}

TEST_F(ScopeTest, lists_hold_nothing_of_another_shop_and_name_nothing_in_their_cursors) {
  for (const std::string path :
       {"/orders?limit=1", "/messages?limit=1", "/review?limit=1", "/outbox?limit=1",
        "/calls?limit=1", "/calls?outcome=failed&limit=1", "/alerts?limit=1",
        "/orders?status=completed&limit=1", "/messages?state=parked&limit=1",
        "/orders?sku=TEA-1&limit=1", "/outbox?state=given_up&limit=1",
        "/alerts?state=open&limit=1"}) {
    const std::string seen = walked(path);
    expect_only_ours(seen, path);
    EXPECT_NE(seen.find("\"ours\""), seen.npos) << path << seen;
  }
  const Answer reasons = get("/review/counts");
  EXPECT_EQ(reasons.body.at("items").at(0).at("count"), json::value(1)) << reasons.text;
  EXPECT_EQ(get("/review/counts?shop=theirs").pointer(), "/shop");
  expect_only_ours(get("/shops").text, "/shops");
  EXPECT_NE(get("/shops").text.find("\"ours\""), std::string::npos);
}

TEST_F(ScopeTest, what_is_not_applied_yet_is_shown_to_its_shop_alone) {
  for (const std::string shop : {"ours", "theirs"}) {
    auto inbound = std::make_unique<core::Inbound>();
    inbound->entry.stream = hub_->settings()->shop(shop)->id;
    inbound->entry.route = "standard";
    inbound->entry.external_id = "new-" + shop;
    inbound->entry.body = "{}";
    random_bytes(inbound->entry.entropy);
    EXPECT_TRUE(hub_->submit(std::move(inbound)));
  }
  hub_->inbox().flush();
  auto asked = send("GET", "/api/v1/messages?state=received");
  settle();
  const Answer a = answer_of(*asked);
  EXPECT_NE(a.text.find("new-ours"), std::string::npos) << a.text;
  EXPECT_EQ(a.text.find("new-theirs"), std::string::npos);
}

TEST_F(ScopeTest, searches_find_nothing_of_another_shop) {
  for (const std::string body :
       {R"({"phone":"13812345678"})", R"({"phone_tail":"5678"})", R"({"name":"张三"})",
        R"({"q":"13812345678"})", R"({"sku":"TEA-1"})", R"({"channel_order_no":"B-1"})",
        R"({"q":"B-1"})"}) {
    const Answer found = post("/orders/search", body);
    EXPECT_EQ(found.status, 200) << found.text;
    expect_only_ours(found.text, "/orders/search");
  }
  EXPECT_EQ(
      post("/orders/search", R"({"channel_order_no":"A-1"})").body.at("items").as_array().size(),
      1u);
  const Answer calls = post("/calls/search", R"({"q":"erp.example","limit":200})");
  expect_only_ours(calls.text, "/calls/search");
  EXPECT_NE(calls.text.find("\"ours\""), std::string::npos) << calls.text;
}

TEST_F(ScopeTest, who_sees_some_shops_holds_stock_for_these_and_handles_none) {
  for (const std::string shop : {R"(,"shop":"theirs")", R"(,"shop":"nowhere")", ""}) {
    EXPECT_EQ(post("/reservations", R"({"sku":"TEA","quantity":1)" + shop + "}").pointer(),
              "/shop");
  }
  EXPECT_EQ(post("/reservations", R"({"sku":"TEA","quantity":1,"shop":"ours"})").status, 201);
  EXPECT_EQ(post("/stock/receipts", R"({"sku":"TEA","warehouse":"main","quantity":9})").status,
            403);
  EXPECT_EQ(get("/stock?sku=TEA").body.at("items").at(0).at("locked"), json::value(3));
  const std::string item =
      get("/stock?sku=TEA").body.at("items").at(0).at("id").as_string().c_str();
  const Answer holds = get("/stock/items/" + item + "/reservations");
  EXPECT_EQ(holds.body.at("items").as_array().size(), 2U);
  EXPECT_EQ(holds.text.find("theirs"), std::string::npos) << holds.text;
}

TEST_F(ScopeTest, another_shops_code_is_as_unknown_as_one_that_nobody_has) {
  for (const std::string code : {"theirs", "nowhere"}) {
    EXPECT_EQ(get("/orders?shop=" + code).pointer(), "/shop");
    EXPECT_EQ(get("/messages?shop=" + code).at("code"), "unknown_shop");
    EXPECT_EQ(get("/calls?shop=" + code).at("code"), "unknown_shop");
    EXPECT_EQ(post("/orders/search", R"({"shop":")" + code + "\"}").pointer(), "/shop");
    EXPECT_EQ(post("/calls/search", R"({"shop":")" + code + "\"}").pointer(), "/shop");
    EXPECT_EQ(post("/orders", R"({"shop":")" + code + R"(",)" + order_data("N-1") + "}").at("code"),
              "unknown_shop");
  }
  EXPECT_EQ(post("/orders", R"({"shop":"ours",)" + order_data("N-1") + "}").status, 201);
}

TEST_F(ScopeTest, who_sees_some_shops_silences_these_and_no_others) {
  const auto silence = [](const std::string& shops) {
    return R"({"kinds":["*"],)" + shops + R"("until":"2026-01-23T15:00:00Z","reason":"works"})";
  };
  for (const char* shops : {"", R"("shops":[],)", R"("shops":["ours","theirs"],)",
                            R"("shops":["nowhere"],)", R"("shops":null,)"}) {
    EXPECT_EQ(post("/silences", silence(shops)).pointer(), "/shops") << shops;
  }
  EXPECT_EQ(post("/silences", silence(R"("shops":["ours"],)")).status, 201);
  EXPECT_EQ(get("/silences").text.find(R"("theirs")"), std::string::npos);
  const Answer own = get("/silences/" + ours_.silence);
  const Answer wider = ask("PATCH", "/silences/" + ours_.silence, R"({"shops":null})",
                           {{"if-match", own.headers.at("ETag")}});
  EXPECT_EQ(wider.pointer(), "/shops");
}

TEST_F(ScopeTest, figures_are_of_the_callers_shops) {
  caller_.reset();
  add_order("B-2", "theirs");
  const Answer all = get("/stats");
  EXPECT_EQ(all.at("orders"), "3");
  EXPECT_EQ(all.at("parked"), "2");
  caller_ = owner_of("ours");
  const Answer some = get("/stats");
  EXPECT_EQ(some.at("orders"), "1");
  EXPECT_EQ(some.at("parked"), "1");
  EXPECT_EQ(some.at("durable"), "null");
  caller_.reset();
  add_order("A-2", "ours");
  caller_ = owner_of("ours");
  EXPECT_EQ(get("/stats").at("orders"), "2");
}

TEST_F(ScopeTest, an_alert_of_the_whole_hub_is_not_for_who_sees_some_shops) {
  caller_.reset();
  const std::string all = walked("/alerts?limit=1");
  caller_ = owner_of("ours");
  EXPECT_NE(all.find("\"theirs\""), all.npos);
  expect_only_ours(walked("/alerts?limit=1"), "/alerts");
}

}  // namespace
}  // namespace ordo::api::testing
