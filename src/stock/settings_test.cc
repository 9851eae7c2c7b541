#include "stock/settings.h"

#include <gtest/gtest.h>

#include "stock/bundle.h"
#include "stock/test_support.h"

namespace ordo::stock {
namespace {

namespace json = boost::json;

json::object object(std::string_view text) { return json::parse(text).as_object(); }

// Pointers of the fields at fault, in their order.
template <class T>
std::string wrong(const Result<T>& result) {
  std::string all;
  if (result) return all;
  for (const FieldError& f : result.error().fields) all += f.pointer + ";";
  return all;
}

TEST(StockSettings, say_fifteen_minutes_and_seventy_two_hours_where_nothing_is_set) {
  const auto settings = parse_stock_settings({});
  ASSERT_TRUE(settings);
  const Terms terms = settings->terms_of("taobao", "tea");
  EXPECT_EQ(terms, Terms{});
  EXPECT_EQ(terms.lock_ms, 15 * kMinuteMs);
  EXPECT_EQ(terms.placeholder_ms, 72 * kHourMs);
  EXPECT_FALSE(terms.per_buyer);
}

TEST(StockSettings, a_sku_says_more_than_its_channel_and_that_more_than_all) {
  auto settings = parse_stock_settings(object(
      R"({"lock_minutes": 20, "channels": {"taobao": {"lock_minutes": 30, "per_buyer": 5}}})"));
  ASSERT_TRUE(settings);
  const auto sku = parse_sku_settings(object(R"({"per_buyer": 2, "late_payment": "whole"})"));
  ASSERT_TRUE(sku);
  settings->skus.emplace("tea", *sku);
  const Terms tea = settings->terms_of("taobao", "tea");
  EXPECT_EQ(tea.lock_ms, 30 * kMinuteMs);
  EXPECT_EQ(tea.per_buyer, 2);
  EXPECT_EQ(tea.late_payment, LatePayment::kWhole);
  EXPECT_EQ(settings->terms_of("taobao", "cup").per_buyer, 5);
  EXPECT_EQ(settings->terms_of("shopify", "cup").lock_ms, 20 * kMinuteMs);
}

TEST(StockSettings, what_makes_no_sense_is_refused_with_every_field) {
  const auto refused = parse_stock_settings(object(
      R"({"lock_minutes": 0, "placeholder_hours": -1, "payment_minutes": 9999, "per_buyer": 0,
          "overdraft": "maybe", "share": 120, "channels": {"taobao": {"lock_minutes": "15"}}})"));
  EXPECT_EQ(code_of(refused), "stock_settings_invalid");
  EXPECT_EQ(wrong(refused),
            "/share;/lock_minutes;/placeholder_hours;/payment_minutes;/per_buyer;/overdraft;"
            "/channels/taobao/lock_minutes;");
  EXPECT_EQ(refused.error().kind, ErrorClass::kInvalid);
  EXPECT_EQ(wrong(parse_stock_settings(object(R"({"channels": []})"))), "/channels;");
}

TEST(StockSettings, a_negative_alert_threshold_is_refused) {
  EXPECT_EQ(wrong(parse_sku_settings(object(R"({"alert_below": -1})"))), "/alert_below;");
  EXPECT_EQ(parse_sku_settings(object(R"({"alert_below": 0})"))->alert_below, 0);
}

TEST(StockSettings, there_is_no_presale_without_an_arrival_date) {
  EXPECT_EQ(wrong(parse_sku_settings(object(R"({"presale": {"ceiling": 10}})"))),
            "/presale/arrives_on;");
  EXPECT_EQ(wrong(parse_sku_settings(
                object(R"({"presale": {"arrives_on": "2026-02-30", "ceiling": 10}})"))),
            "/presale/arrives_on;");
  EXPECT_EQ(wrong(parse_sku_settings(object(R"({"presale": {"arrives_on": "2026-12-01"}})"))),
            "/presale/ceiling;");
  const auto sku =
      parse_sku_settings(object(R"({"presale": {"arrives_on": "2026-12-01", "ceiling": 10}})"));
  ASSERT_TRUE(sku);
  EXPECT_EQ(sku->presale, (Presale{20261201, PresaleMode::kPlaceholder, 10}));
  EXPECT_TRUE(
      parse_sku_settings(object(R"({"presale": {"arrives_on": "2026-12-01", "mode": "deduct"}})")));
}

TEST(StockSettings, a_pool_has_a_quota) {
  EXPECT_EQ(wrong(parse_pool_settings({})), "/quota;");
  EXPECT_EQ(wrong(parse_pool_settings(object(R"({"quota": 0, "falls_back": 1})"))),
            "/quota;/falls_back;");
  EXPECT_EQ(*parse_pool_settings(object(R"({"quota": 5, "falls_back": true})")),
            (PoolSettings{5, true}));
}

TEST(StockSettings, are_written_as_they_are_read) {
  for (const char* said :
       {R"({"lock_minutes":20,"per_buyer":3,"overdraft":"refuse","shops_without":["outlet"]})",
        R"({"channels":{"taobao":{"late_payment":"whole"}}})"}) {
    const auto settings = parse_stock_settings(object(said));
    ASSERT_TRUE(settings);
    const auto again = parse_stock_settings(stock_settings_json(*settings));
    ASSERT_TRUE(again) << json::serialize(stock_settings_json(*settings));
    EXPECT_EQ(again->terms, settings->terms);
    EXPECT_EQ(again->channels, settings->channels);
    EXPECT_EQ(again->shops_without, settings->shops_without);
  }
  const auto sku = parse_sku_settings(object(
      R"({"lock_minutes":5,"alert_below":0,"presale":{"arrives_on":"2026-02-03","ceiling":9}})"));
  ASSERT_TRUE(sku);
  EXPECT_EQ(parse_sku_settings(sku_settings_json(*sku)), *sku);
}

TEST(StockBundle, is_made_of_skus_that_are_no_bundles) {
  const auto is_bundle = [](std::string_view sku) { return sku == "set"; };
  EXPECT_TRUE(check_bundle({"gift-box", {{"tea", 2}, {"cup", 1, true}}}, is_bundle));
  EXPECT_EQ(wrong(check_bundle({"gift-box", {}}, is_bundle)), "/components;");
  EXPECT_EQ(wrong(check_bundle({"gift-box", {{"set", 1}, {"tea", 0}, {"gift-box", 1}}}, is_bundle)),
            "/components/0/sku;/components/1/units;/components/2/sku;");
  EXPECT_EQ(wrong(check_bundle({"gift-box", {{"tea", 1}, {"tea", 2}}}, is_bundle)),
            "/components/0/sku;/components/1/sku;");
}

TEST(StockBundle, can_be_built_as_often_as_its_scarcest_component) {
  const Bundle box{"gift-box", {{"tea", 2}, {"cup", 3}}};
  EXPECT_EQ(buildable(box, [](std::string_view sku) { return sku == "tea" ? 9 : 100; }), 4);
  EXPECT_EQ(buildable(box, [](std::string_view sku) { return sku == "tea" ? 9 : 2; }), 0);
}

}  // namespace
}  // namespace ordo::stock
