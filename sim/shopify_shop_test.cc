// The adapter against the simulated shop: two readings of the same documents.
#include "sim/shopify_shop.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "channels/shopify/adapter.h"

namespace ordo::sim {
namespace {

const ShopifyAccount kAccount{"demo.myshopify.com", "app-secret", "shpat_1"};
const Secret kCredentials(R"({"secret":"app-secret","shop_domain":"demo.myshopify.com",)"
                          R"("access_token":"shpat_1"})");
const Instant kStart = Instant{1'773'489'600'000};

std::string order_text(int64_t id, Instant updated_at) {
  return fmt::format(R"({{"id":{},"updated_at":"{}"}})", id, format_rfc3339(updated_at));
}

struct Drive {
  ShopifyShop& shop;
  Instant now;
  std::string cursor;
  std::set<std::string> bodies, failures;

  void round() {
    const channels::Puller& puller = *channels::find_adapter("shopify")->puller();
    const std::string host = "https://demo.myshopify.com";
    for (bool more = true; more;) {
      const auto call = puller.next(kCredentials, cursor, now);
      ASSERT_TRUE(call.has_value());
      ASSERT_TRUE(call->url.starts_with(host));
      const ShopifyAnswer answer = shop.get(std::string_view(call->url).substr(host.size()),
                                            call->headers.at(1).second, now);
      std::vector<std::pair<std::string_view, std::string_view>> headers(answer.headers.begin(),
                                                                         answer.headers.end());
      const auto page = puller.read({answer.status, headers, answer.body}, call->cursor, now);
      if (!page) {
        failures.insert(page.error().error.code);
        now = now.plus_ms(page.error().retry_after_ms.value_or(kSecondMs));
        continue;
      }
      for (const auto& message : page->messages) bodies.insert(message.body);
      cursor = page->cursor;
      more = page->more;
      now = now.plus_ms(page->wait_ms);
    }
  }
};

constexpr int64_t kFirstOrder = 820'982'911'946'154'000;

void book_orders(ShopifyShop& shop, int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    const Instant at = kStart.plus_ms(i * 500);
    shop.put_order(kFirstOrder + i, at, order_text(kFirstOrder + i, at));
  }
}

Drive drive_of(ShopifyShop& shop) {
  const auto* puller = channels::find_adapter("shopify")->puller();
  return {shop, kStart.plus_ms(kHourMs), puller->first_cursor(kStart), {}, {}};
}

TEST(ShopifyShop, a_shop_that_fails_in_every_way_still_gives_everything_up) {
  ShopifyShop shop(kAccount,
                   {.limited = 5, .broken = 5, .silent = 5, .forgets_page = 8, .shifts = 2}, 3);
  book_orders(shop, 450);
  Drive drive = drive_of(shop);
  drive.round();
  EXPECT_EQ(drive.bodies.size(), 450u);
  EXPECT_GT(shop.limits_met(), 0u);
  EXPECT_EQ(shop.bad_tokens(), 0u);
  for (const std::string& code : drive.failures) {
    // Refused: a page that was forgotten again and again.
    EXPECT_TRUE(code == "platform_down" || code == "rate_limited" || code == "request_refused")
        << code;
  }
}

const std::string kCountTarget =
    "/admin/api/2026-07/orders/count.json?status=any&updated_at_min=" + format_rfc3339(kStart) +
    "&updated_at_max=" + format_rfc3339(kStart.plus_ms(kHourMs));

std::string header_of(const ShopifyAnswer& answer, std::string_view name) {
  const auto at = std::ranges::find(answer.headers, name, &ShopifyHeaders::value_type::first);
  return at == answer.headers.end() ? "" : at->second;
}

TEST(ShopifyShop, its_bucket_takes_forty_calls_at_once_and_leaks_two_a_second) {
  ShopifyShop shop(kAccount, {}, 1);
  for (int i = 1; i <= 40; ++i) {
    const auto answer = shop.get(kCountTarget, "shpat_1", kStart);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(header_of(answer, "X-Shopify-Shop-Api-Call-Limit"), fmt::format("{}/40", i));
  }
  const auto refused = shop.get(kCountTarget, "shpat_1", kStart);
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(header_of(refused, "Retry-After"), "0.6");
  const Instant later = kStart.plus_ms(kSecondMs);
  EXPECT_EQ(shop.get(kCountTarget, "shpat_1", later).status, 200);
  EXPECT_EQ(shop.get(kCountTarget, "shpat_1", later).status, 200);
  EXPECT_EQ(shop.get(kCountTarget, "shpat_1", later).status, 429);
  EXPECT_EQ(shop.limits_met(), 2u);
}

// The puller's own waiting keeps a merchant's other programs going.
TEST(ShopifyShop, whoever_heeds_its_answers_never_meets_its_limit) {
  ShopifyShop shop(kAccount, {.shifts = 1}, 1);
  book_orders(shop, 6'000);
  Drive drive = drive_of(shop);
  drive.round();
  EXPECT_EQ(drive.bodies.size(), 6'000u);
  EXPECT_GT(shop.calls(), 60u);
  EXPECT_EQ(shop.limits_met(), 0u);
}

TEST(ShopifyShop, a_change_is_listed_late_and_known_by_its_id_at_once) {
  ShopifyShop shop(kAccount, {.shown_late_ms = kMinuteMs}, 4);
  const Instant changed = kStart.plus_ms(10 * kMinuteMs);
  shop.put_order(kFirstOrder, kStart, order_text(kFirstOrder, kStart));
  shop.put_order(kFirstOrder, changed, order_text(kFirstOrder, changed));
  const auto listed = [&](Instant at) {
    std::string target = kCountTarget;
    target.replace(target.find("/count.json"), 11, ".json");
    return shop.get(target, "shpat_1", at).body;
  };
  EXPECT_NE(listed(changed).find(format_rfc3339(kStart)), std::string::npos);
  EXPECT_NE(listed(changed.plus_ms(kMinuteMs)).find(format_rfc3339(changed)), std::string::npos);
  const std::string one =
      fmt::format("/admin/api/2026-07/orders.json?status=any&ids={}", kFirstOrder);
  EXPECT_NE(shop.get(one, "shpat_1", changed).body.find(format_rfc3339(changed)),
            std::string::npos);
}

TEST(ShopifyShop, its_webhooks_are_believed_and_altered_ones_are_not) {
  const ShopifyShop shop(kAccount, {}, 1);
  const std::string body = R"({"id":1})";
  const auto headers = shop.webhook_headers("orders/paid", "w-1", body);
  const std::vector<std::pair<std::string_view, std::string_view>> views(headers.begin(),
                                                                         headers.end());
  const channels::shopify::ShopifyAdapter adapter;
  const auto verified = adapter.verify({views, body}, kCredentials, kStart);
  ASSERT_TRUE(verified.has_value());
  EXPECT_EQ(verified->topic, "orders/paid");
  EXPECT_EQ(verified->external_id, "w-1");
  EXPECT_FALSE(adapter.verify({views, R"({"id":2})"}, kCredentials, kStart).has_value());
}

}  // namespace
}  // namespace ordo::sim
