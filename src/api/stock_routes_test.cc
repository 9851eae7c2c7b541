// Stock over the interface: what is moved, held and documented is read again, and explained.
#include "api/routes_fixture.h"

namespace ordo::api::testing {
namespace {

class StockRoutes : public RoutesTest {
 protected:
  StockRoutes() { EXPECT_EQ(receipt(10).status, 201); }
  Answer receipt(int64_t quantity, const std::string& more = "") {
    return post("/stock/receipts", R"({"sku":"tea","warehouse":"main","quantity":)" +
                                       std::to_string(quantity) + more + "}");
  }
  json::value item(const std::string& query = "sku=TEA") {
    return get("/stock?" + query).body.at("items").at(0);
  }
  int64_t of_item(std::string_view bucket) { return item().at(bucket).as_int64(); }
  std::string item_id() { return std::string(item().at("id").as_string()); }
  Answer hold(int64_t quantity, const std::string& more = "") {
    return post("/reservations",
                R"({"sku":"TEA","quantity":)" + std::to_string(quantity) + more + "}");
  }
};

TEST_F(StockRoutes, goods_that_came_are_listed_and_explained) {
  EXPECT_EQ(of_item("sellable"), 10);
  const Answer one = get("/stock/items/" + item_id());
  EXPECT_EQ(one.headers.at("ETag"), "\"1\"");
  const json::value& figure = one.body.at("explained").at(0);
  EXPECT_EQ(figure.at("bucket"), json::value("available"));
  EXPECT_EQ(figure.at("shares").at(0).at("kind"), json::value("receive"));
  EXPECT_EQ(figure.at("shares").at(0).at("brought"), json::value(10));
  EXPECT_EQ(get("/stock/items/999999").at("code"), "stock_item_not_found");
}

TEST_F(StockRoutes, a_correction_says_why_and_stands_in_the_ledger) {
  const std::string adjustment = R"({"sku":"TEA","warehouse":"main","quantity":-3,"reason":)";
  EXPECT_EQ(post("/stock/adjustments", adjustment + "\"\"}").pointer(), "/reason");
  const Answer moved = post("/stock/adjustments", adjustment + R"("破损"})");
  EXPECT_EQ(moved.status, 201) << moved.text;
  EXPECT_EQ(moved.at("sellable"), "7");
  const Answer ledger = get("/stock/items/" + item_id() + "/movements?limit=1");
  EXPECT_EQ(ledger.body.at("items").at(0).at("kind"), json::value("adjust"));
  EXPECT_EQ(ledger.body.at("items").at(0).at("reason"), json::value("破损"));
  const Answer older =
      get("/stock/items/" + item_id() + "/movements?limit=1&cursor=" + ledger.at("next_cursor"));
  EXPECT_EQ(older.body.at("items").at(0).at("no"), json::value(1));
  EXPECT_EQ(get("/audit").body.at("items").at(0).at("kind"), json::value("stock.adjust"));
}

TEST_F(StockRoutes, what_is_not_there_is_not_taken_and_nothing_is_made) {
  const Answer refused =
      post("/stock/freezes", R"({"sku":"CUP","warehouse":"main","quantity":1,"reason":"x"})");
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.at("code"), "not_enough");
  EXPECT_TRUE(get("/stock?sku=CUP").body.at("items").as_array().empty());
  EXPECT_EQ(receipt(0).pointer(), "/quantity");
}

TEST_F(StockRoutes, a_move_stands_on_what_its_caller_has_seen) {
  const auto at = [&](const char* version) {
    return post("/stock/receipts", R"({"sku":"TEA","warehouse":"main","quantity":1})",
                {{"if-match", version}});
  };
  EXPECT_EQ(at("\"7\"").status, 412);
  EXPECT_EQ(at("\"1\"").status, 201);
  EXPECT_EQ(at("\"1\"").at("code"), "version_stale");
  EXPECT_EQ(receipt(1, R"(,"expected_sellable":10)").at("code"), "sellable_changed");
  EXPECT_EQ(receipt(1, R"(,"expected_sellable":11)").status, 201);
}

TEST_F(StockRoutes, a_repeat_moves_nothing_again) {
  const HeaderList key{{"idempotency-key", "k-1"}};
  const std::string body = R"({"sku":"TEA","warehouse":"main","quantity":5})";
  EXPECT_EQ(post("/stock/receipts", body, key).status, 201);
  const Answer again = post("/stock/receipts", body, key);
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.headers.at("Idempotency-Replayed"), "true");
  EXPECT_EQ(of_item("sellable"), 15);
}

TEST_F(StockRoutes, a_pool_gets_no_more_than_its_quota) {
  ASSERT_EQ(ask("PUT", "/pools/live", R"({"quota":4})", {{"if-match", "0"}}).status, 200);
  const auto earmark = [&](const char* path, int quantity) {
    return post(path, R"({"sku":"TEA","warehouse":"main","pool":"live","quantity":)" +
                          std::to_string(quantity) + "}");
  };
  EXPECT_EQ(earmark("/stock/earmarks", 5).at("code"), "pool_quota");
  EXPECT_EQ(earmark("/stock/earmarks", 4).status, 201);
  EXPECT_EQ(item("sku=TEA&pool=live").at("earmarked"), json::value(4));
  EXPECT_EQ(earmark("/stock/give-backs", 1).status, 201);
  EXPECT_EQ(item("sku=TEA&pool=").at("sellable"), json::value(7));
}

TEST_F(StockRoutes, what_is_configured_binds) {
  ASSERT_EQ(ask("PUT", "/warehouses/north", R"({})", {{"if-match", "0"}}).status, 200);
  EXPECT_EQ(receipt(1).at("code"), "unknown_warehouse");
  ASSERT_EQ(ask("PUT", "/warehouses/main", R"({})", {{"if-match", "0"}}).status, 200);
  ASSERT_EQ(ask("PUT", "/skus/cup", R"({})", {{"if-match", "0"}}).status, 200);
  EXPECT_EQ(receipt(1).at("code"), "unknown_sku");
}

TEST_F(StockRoutes, low_stock_is_found) {
  ASSERT_EQ(
      ask("PUT", "/skus/TEA", R"({"name":"煎茶","alert_below":11})", {{"if-match", "0"}}).status,
      200);
  EXPECT_EQ(item("state=low").at("name"), json::value("煎茶"));
  EXPECT_EQ(item("q=%E7%85%8E").at("sku"), json::value("TEA"));
  ASSERT_EQ(receipt(1).status, 201);
  EXPECT_TRUE(get("/stock?state=low").body.at("items").as_array().empty());
  EXPECT_TRUE(get("/stock?state=short").body.at("items").as_array().empty());
  EXPECT_EQ(get("/stock?state=odd").pointer(), "/state");
}

TEST_F(StockRoutes, a_cart_holds_stock_until_it_lets_go_or_pays) {
  const Answer held = hold(4, R"(,"ttl_s":60,"owner":"cart-1")");
  ASSERT_EQ(held.status, 201) << held.text;
  EXPECT_EQ(held.at("expires_at"), "2026-01-22T15:01:00.000Z");
  EXPECT_EQ(hold(7).at("code"), "insufficient_stock");
  const std::string path = "/reservations/" + held.at("id");
  EXPECT_EQ(get(path).at("state"), "pending");
  const Answer holders = get("/stock/items/" + item_id() + "/reservations");
  EXPECT_EQ(holders.body.at("items").at(0).at("cart"), json::value(true));
  EXPECT_EQ(post(path + "/confirm", "").at("state"), "posted");
  EXPECT_EQ(of_item("occupied"), 4);
  EXPECT_EQ(post(path + "/release", "").at("state"), "voided");
  EXPECT_EQ(post(path + "/release", "").status, 200);
  EXPECT_EQ(of_item("sellable"), 10);
  EXPECT_EQ(post(path + "/confirm", "").at("code"), "reservation_not_pending");
  EXPECT_EQ(post("/reservations/999999/release", "").status, 404);
  const Answer ledger = get("/stock/items/" + item_id() + "/movements");
  EXPECT_EQ(ledger.text.find("cart-1"), std::string::npos) << "whose it is concerns nobody";
}

TEST_F(StockRoutes, a_cart_takes_from_no_pool_of_others) {
  add_shop();
  ASSERT_EQ(ask("PUT", "/pools/stream", R"({"quota":9,"shops":[]})", {{"if-match", "0"}}).status,
            200);
  const Answer given =
      post("/stock/earmarks", R"({"sku":"TEA","warehouse":"main","pool":"stream","quantity":3})");
  ASSERT_EQ(given.status, 201) << given.text;
  EXPECT_EQ(hold(1, R"(,"shop":"mini","pool":"stream")").pointer(), "/pool");
  EXPECT_EQ(hold(1, R"(,"pool":"nobodys")").at("code"), "unknown_pool");
  EXPECT_EQ(hold(1, R"(,"pool":"stream")").status, 201) << "who sees everything names any";
}

TEST_F(StockRoutes, what_a_cart_holds_ends_by_itself_once) {
  ASSERT_EQ(hold(10, R"(,"ttl_s":60)").status, 201);
  EXPECT_EQ(of_item("sellable"), 0);
  clock_.advance_ms(61'000);
  ASSERT_EQ(receipt(1).status, 201);
  EXPECT_EQ(of_item("sellable"), 11);
}

TEST_F(StockRoutes, a_cart_that_ended_and_is_gone_is_refused_however_often) {
  const std::string path = "/reservations/" + hold(10, R"(,"ttl_s":60)").at("id");
  clock_.advance_ms(61'000);
  ASSERT_EQ(receipt(1).status, 201);
  ASSERT_EQ(hold(11).status, 201);
  EXPECT_EQ(post(path + "/confirm", "").at("code"), "insufficient_stock");
  EXPECT_EQ(post(path + "/confirm", "").at("code"), "insufficient_stock");
}

TEST_F(StockRoutes, a_purchase_is_drafted_placed_and_received_in_parts) {
  const Answer drafted =
      post("/stock/documents", R"({"kind":"purchase","warehouse":"main","supplier":"安吉",)"
                               R"("lines":[{"sku":"TEA","quantity":5}]})");
  ASSERT_EQ(drafted.status, 201) << drafted.text;
  const std::string path = "/stock/documents/" + drafted.at("id");
  EXPECT_EQ(post(path + "/record", R"({"lines":[{"sku":"TEA","quantity":1}]})").at("code"),
            "document_state");
  ASSERT_EQ(post(path + "/open", "", {{"if-match", "\"1\""}}).status, 200);
  EXPECT_EQ(of_item("incoming"), 5);
  EXPECT_EQ(post(path + "/open", "", {{"if-match", "\"1\""}}).status, 412);
  const Answer partly = post(path + "/record", R"({"lines":[{"sku":"TEA","quantity":3}]})");
  EXPECT_EQ(partly.at("state"), "partly") << partly.text;
  const Answer closed = post(path + "/close", "");
  EXPECT_EQ(closed.at("state"), "done");
  EXPECT_EQ(closed.body.at("lines").at(0).at("lost"), json::value(2));
  EXPECT_EQ(of_item("sellable"), 13);
  EXPECT_EQ(get("/stock/documents?kind=purchase&state=done").body.at("items").as_array().size(),
            1U);
  EXPECT_EQ(get(path).at("created_by"), "key:owner");
}

TEST_F(StockRoutes, a_document_moves_all_of_its_lines_or_none) {
  ASSERT_EQ(post("/stock/receipts", R"({"sku":"CUP","warehouse":"main","quantity":1})").status,
            201);
  const Answer drafted = post(
      "/stock/documents", R"({"kind":"transfer","from":"main","warehouse":"south",)"
                          R"("lines":[{"sku":"TEA","quantity":5},{"sku":"CUP","quantity":2}]})");
  const Answer refused = post("/stock/documents/" + drafted.at("id") + "/open", "");
  EXPECT_EQ(refused.at("code"), "not_enough") << refused.text;
  EXPECT_EQ(of_item("sellable"), 10);
  EXPECT_TRUE(get("/stock?warehouse=south").body.at("items").as_array().empty());
}

TEST_F(StockRoutes, a_file_is_tried_first_and_then_taken_as_a_whole) {
  const HeaderList csv{{"content-type", "text/csv"}};
  const std::string file = "sku,warehouse,available\nTEA,main,7\nCUP,main,x\n";
  const Answer tried = post("/imports/stock?dry_run=true", file, csv);
  ASSERT_EQ(tried.status, 200) << tried.text;
  EXPECT_EQ(tried.body.at("errors").at(0).at("pointer"), json::value("/rows/2/available"));
  EXPECT_EQ(post("/imports/stock", file, csv).at("code"), "import_invalid");
  EXPECT_EQ(of_item("sellable"), 10);
  const Answer taken = post("/imports/stock", "sku,warehouse,available\nTEA,main,7\n", csv);
  EXPECT_EQ(taken.at("changed"), "1") << taken.text;
  EXPECT_EQ(of_item("sellable"), 7);
  EXPECT_NE(get("/exports/stock").text.find("TEA,,main,,7,7,"), std::string::npos);
  EXPECT_EQ(post("/imports/skus", "sku,name\nTEA,煎茶\n", csv).at("changed"), "1");
  EXPECT_NE(get("/exports/skus").text.find("TEA,煎茶,"), std::string::npos);
}

}  // namespace
}  // namespace ordo::api::testing
