// The catalogue of stock over the interface: what makes no sense is refused where it is typed, with its reason.
#include "api/routes_fixture.h"

namespace ordo::api::testing {
namespace {

class CatalogueRoutes : public RoutesTest {
 protected:
  Answer put(const std::string& path, const std::string& body, const std::string& version = "0") {
    return ask("PUT", path, body, {{"if-match", version}});
  }
};

TEST_F(CatalogueRoutes, a_sku_is_set_read_edited_and_removed) {
  const Answer set = put("/skus/tea_1", R"({"name":"煎茶","barcode":"6901","lock_minutes":5})");
  ASSERT_EQ(set.status, 200) << set.text;
  EXPECT_EQ(set.at("sku"), "TEA-1");
  const Answer read = get("/skus/TEA-1");
  EXPECT_EQ(read.text, set.text);
  EXPECT_EQ(put("/skus/TEA-1", "{}").status, 412);
  EXPECT_EQ(put("/skus/TEA-1", R"({"name":"tea"})", read.headers.at("ETag")).status, 200);
  EXPECT_EQ(get("/skus?q=6901").body.at("items").as_array().size(), 0U);
  EXPECT_EQ(get("/skus?q=tea").body.at("items").as_array().size(), 1U);
  EXPECT_EQ(ask("DELETE", "/skus/TEA-1").status, 204);
  EXPECT_EQ(get("/skus/TEA-1").at("code"), "sku_not_found");
  EXPECT_EQ(ask("DELETE", "/skus/TEA-1").status, 404);
}

TEST_F(CatalogueRoutes, nonsense_is_refused_with_its_reason) {
  EXPECT_EQ(put("/skus/TEA", R"({"alert_below":-1})").pointer(), "/alert_below");
  EXPECT_EQ(put("/skus/TEA", R"({"presale":{"ceiling":5}})").pointer(), "/presale/arrives_on");
  EXPECT_EQ(put("/skus/TEA", R"({"lock_minutes":0})").pointer(), "/lock_minutes");
  EXPECT_EQ(put("/settings/stock", R"({"lock_minutes":0})").at("code"), "stock_settings_invalid");
  EXPECT_EQ(put("/settings/stock", R"({"channels":{"nowhere":{}}})").pointer(),
            "/channels/nowhere");
  EXPECT_EQ(put("/pools/live", R"({"quota":5,"shops":["nowhere"]})").pointer(), "/shops");
  EXPECT_EQ(put("/pools/live", R"({"quota":0})").pointer(), "/quota");
  EXPECT_EQ(put("/warehouses/north", R"({"priority":-1})").pointer(), "/priority");
}

TEST_F(CatalogueRoutes, a_bundle_is_made_of_known_skus_that_are_none) {
  ASSERT_EQ(put("/skus/TEA", "{}").status, 200);
  EXPECT_EQ(put("/skus/BOX", R"({"components":[{"sku":"CUP"}]})").at("code"), "bundle_invalid");
  ASSERT_EQ(put("/skus/BOX", R"({"components":[{"sku":"TEA","units":2}]})").status, 200);
  EXPECT_EQ(put("/skus/SET", R"({"components":[{"sku":"BOX"}]})").at("code"), "bundle_invalid");
  EXPECT_EQ(ask("DELETE", "/skus/TEA").at("code"), "sku_in_use");
  EXPECT_EQ(post("/stock/receipts", R"({"sku":"BOX","warehouse":"main","quantity":1})").at("code"),
            "bundle_has_no_stock");
  ASSERT_EQ(post("/stock/receipts", R"({"sku":"TEA","warehouse":"main","quantity":5})").status,
            201);
  EXPECT_EQ(post("/reservations", R"({"sku":"BOX","quantity":3})").at("code"),
            "insufficient_stock");
  const Answer held = post("/reservations", R"({"sku":"BOX","quantity":2})");
  EXPECT_EQ(held.body.at("parts").at(0).at("quantity"), json::value(4)) << held.text;
}

TEST_F(CatalogueRoutes, settings_are_versions_that_can_be_set_again) {
  const Answer set = put("/settings/stock", R"({"lock_minutes":20})");
  ASSERT_EQ(set.status, 200) << set.text;
  EXPECT_EQ(get("/settings/stock").at("lock_minutes"), "20");
  EXPECT_EQ(get("/settings/stock/versions").body.at("items").as_array().size(), 2U);
  const Answer back = ask("POST", "/settings/stock/rollback", R"({"version":0})",
                          {{"if-match", set.headers.at("ETag")}});
  EXPECT_EQ(back.status, 200) << back.text;
  EXPECT_EQ(get("/settings/stock").at("lock_minutes"), "15");
}

}  // namespace
}  // namespace ordo::api::testing
