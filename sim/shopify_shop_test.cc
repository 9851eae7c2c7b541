// The adapter against the simulated shop: two readings of the same documents.
#include "sim/shopify_shop.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

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
  int64_t waited_ms = 0;

  void round() {
    const channels::Puller& puller = *channels::find_adapter("shopify")->puller();
    const std::string host = "https://demo.myshopify.com";
    for (bool more = true; more;) {
      const auto call = puller.next(kCredentials, cursor, now);
      ASSERT_TRUE(call.has_value());
      ASSERT_TRUE(call->url.starts_with(host));
      const ShopifyAnswer answer =
          shop.get(std::string_view(call->url).substr(host.size()), call->headers.at(1).second);
      std::vector<std::pair<std::string_view, std::string_view>> headers(answer.headers.begin(),
                                                                         answer.headers.end());
      const auto page = puller.read({answer.status, headers, answer.body}, call->cursor, now);
      if (!page) {
        failures.insert(page.error().error.code);
        continue;
      }
      for (const auto& message : page->messages) bodies.insert(message.body);
      cursor = page->cursor;
      more = page->more;
      waited_ms += page->wait_ms;
    }
  }
};

TEST(ShopifyShop, a_shop_that_fails_in_every_way_still_gives_everything_up) {
  ShopifyShop shop(kAccount, {.limited = 5, .broken = 5, .silent = 5, .forgets_page = 8}, 3);
  for (int64_t i = 0; i < 450; ++i) {
    shop.put_order(820'982'911'946'154'000 + i, kStart.plus_ms(i * 1000),
                   order_text(820'982'911'946'154'000 + i, kStart.plus_ms(i * 1000)));
  }
  Drive driven{shop,
               kStart.plus_ms(kHourMs),
               channels::find_adapter("shopify")->puller()->first_cursor(kStart),
               {},
               {}};
  driven.round();
  EXPECT_EQ(driven.bodies.size(), 450u);
  for (const std::string& code : driven.failures) {
    EXPECT_TRUE(code == "platform_down" || code == "rate_limited") << code;
  }
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
