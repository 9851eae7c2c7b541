// A simulated Shopify shop: the REST calls that pull orders, and webhooks as the platform signs them.
// Written from the platform's documents alone; only the digest is common with the adapter. Bytes in,
// bytes out: whoever serves it owns the socket and the clock.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "sim/dice.h"

namespace ordo::sim {

struct ShopifyAccount {
  std::string domain, app_secret, access_token;
};

// How the platform misbehaves; each is "one call in n", 0 for never.
struct ShopifyFaults {
  uint64_t limited = 0;       // 429 with Retry-After
  uint64_t broken = 0;        // 502
  uint64_t silent = 0;        // no answer
  uint64_t forgets_page = 0;  // a page_info is no longer known
};

struct ShopifyAnswer {
  int status = 200;  // 0: no answer
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

using ShopifyHeaders = std::vector<std::pair<std::string, std::string>>;

class ShopifyShop {
 public:
  ShopifyShop(ShopifyAccount account, ShopifyFaults faults, uint64_t seed);

  // Books an order, new or changed, with its own text from `{` to `}`, changed at `updated_at`.
  void put_order(int64_t id, Instant updated_at, std::string text);

  // `target` is the path with its query; `token` the value of X-Shopify-Access-Token.
  [[nodiscard]] ShopifyAnswer get(std::string_view target, std::string_view token);

  // The headers of a webhook with this body.
  [[nodiscard]] ShopifyHeaders webhook_headers(std::string_view topic, std::string_view webhook_id,
                                               std::string_view body) const;

 private:
  struct Order {
    Instant updated_at;
    std::string text;
  };
  // Where a listing goes on: its window, and the last id that it showed.
  struct Page {
    Instant from, to;
    int64_t below = INT64_MAX;
    int64_t limit = 50;
  };
  using Query = std::map<std::string, std::string>;

  [[nodiscard]] ShopifyAnswer list(const Query& query);
  [[nodiscard]] ShopifyAnswer count(const Query& query) const;
  [[nodiscard]] ShopifyAnswer show(Page page);
  [[nodiscard]] bool strikes(uint64_t one_in);

  ShopifyAccount account_;
  ShopifyFaults faults_;
  Dice dice_;
  std::map<int64_t, Order, std::greater<>> orders_;
  std::map<std::string, Page> pages_;  // by page_info
  int64_t used_ = 0;                   // of a bucket of 40
};

}  // namespace ordo::sim
