#include "stock/catalogue.h"

#include <gtest/gtest.h>

#include "stock/test_support.h"

namespace ordo::stock {
namespace {

namespace json = boost::json;

json::object document(std::string_view text) { return json::parse(text).as_object(); }

template <class T>
std::string faults(const Result<T>& result) {
  std::string all = result ? "" : result.error().code + ":";
  if (result) return all;
  for (const FieldError& f : result.error().fields) all += f.pointer + ";";
  return all;
}

Catalogue tea_and_cup() {
  Catalogue c;
  c.put(*parse_sku("TEA", document(R"({"name":"煎茶","barcode":"６９０１","alert_below":5})")));
  c.put(*parse_sku("CUP", {}));
  c.put(*parse_sku("BOX", document(R"({"components":[{"sku":"tea","units":2},{"sku":"CUP"}]})")));
  return c;
}

TEST(Catalogue, a_sku_is_written_as_it_is_read) {
  const auto sku = parse_sku("TEA", document(R"({"name":" 煎茶 ","barcode":"６９０１","unit":"罐",
      "lock_minutes":5,"presale":{"arrives_on":"2026-12-01","ceiling":9}})"));
  ASSERT_TRUE(sku);
  EXPECT_EQ(sku->name, "煎茶");
  EXPECT_EQ(sku->barcode, "6901");
  const auto again = parse_sku("TEA", sku_json(*sku));
  ASSERT_TRUE(again) << json::serialize(sku_json(*sku));
  EXPECT_EQ(sku_json(*again), sku_json(*sku));
}

TEST(Catalogue, what_makes_no_sense_is_refused_with_every_field) {
  EXPECT_EQ(faults(parse_sku("tea 1", document(R"({"name":7,"alert_below":-1,"lock_minutes":0,
                                                   "presale":{"ceiling":1},"colour":"red"})"))),
            "sku_invalid:/sku;/name;/colour;/lock_minutes;/alert_below;/presale/arrives_on;");
  EXPECT_EQ(faults(parse_warehouse(" ", document(R"({"priority":-1,"sells":1,"x":1})"))),
            "warehouse_invalid:/code;/priority;/sells;/x;");
  EXPECT_EQ(faults(parse_pool("Live", document(R"({"quota":0,"shops":["A b"]})"))),
            "pool_invalid:/code;/shops;/quota;");
}

TEST(Catalogue, a_bundle_has_no_stock_of_its_own) {
  EXPECT_EQ(faults(parse_sku("BOX", document(R"({"components":[{"sku":"TEA"}],"alert_below":1,
      "presale":{"arrives_on":"2026-12-01","ceiling":9}})"))),
            "sku_invalid:/presale;/alert_below;");
}

TEST(Catalogue, bundles_are_made_of_what_is_known_and_is_no_bundle) {
  const Catalogue c = tea_and_cup();
  const auto check = [&](const char* sku, const char* text) {
    return faults(check_sku(c, *parse_sku(sku, document(text))));
  };
  EXPECT_EQ(check("BOX", R"({"components":[{"sku":"TEA"}]})"), "");
  EXPECT_EQ(check("SET", R"({"components":[{"sku":"BOX"}]})"), "bundle_invalid:/components/0/sku;");
  EXPECT_EQ(check("SET", R"({"components":[{"sku":"SET"}]})"), "bundle_invalid:/components/0/sku;");
  EXPECT_EQ(check("SET", R"({"components":[{"sku":"GONE"}]})"),
            "bundle_invalid:/components/0/sku;");
  EXPECT_EQ(check("TEA", R"({"components":[{"sku":"CUP"}]})"), "bundle_invalid:/components;");
  EXPECT_EQ(check("CUP", R"({"barcode":"6901"})"), "barcode_taken:/barcode;");
  EXPECT_EQ(check("TEA", R"({"barcode":"6901"})"), "");
}

TEST(Catalogue, binds_once_something_is_configured) {
  Catalogue c;
  EXPECT_TRUE(c.takes_sku("TEA"));
  EXPECT_TRUE(c.takes_warehouse("杭州仓"));
  c = tea_and_cup();
  c.warehouses["north"] = *parse_warehouse("north", document(R"({"priority":2})"));
  EXPECT_TRUE(c.takes_sku("TEA"));
  EXPECT_FALSE(c.takes_sku("TEAA"));
  EXPECT_FALSE(c.takes_warehouse("杭州仓"));
  EXPECT_TRUE(c.takes_warehouse("north"));
  EXPECT_EQ(c.settings.skus.at("TEA").alert_below, 5);
}

}  // namespace
}  // namespace ordo::stock
