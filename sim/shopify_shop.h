// A simulated Shopify shop: the REST calls that pull orders, and webhooks as the platform signs them.
// Written from the platform's documents alone; only the digest is common with the adapter. Bytes in,
// bytes out: whoever serves it owns the socket and the clock.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "sim/dice.h"

namespace ordo::sim {

struct ShopifyAccount {
  std::string domain, app_secret, access_token;
  // Calls fill a bucket that leaks: 40 and 2 a second as plans usually have it, 400 and 20 on Plus.
  int64_t bucket = 40, leaks_per_second = 2;
};

// How the platform misbehaves; each is "one call in n", 0 for never.
struct ShopifyFaults {
  uint64_t limited = 0;       // the bucket is full, filled by another program of the merchant
  uint64_t broken = 0;        // 502
  uint64_t silent = 0;        // the call is carried out and its answer lost
  uint64_t forgets_page = 0;  // a page_info is no longer known
  uint64_t shifts = 0;  // a page repeats rows of the one before, or holds fewer than asked for
  int64_t shown_late_ms = 0;  // a change appears in lists and counts up to so long after its moment
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
  [[nodiscard]] ShopifyAnswer get(std::string_view target, std::string_view token, Instant now);
  [[nodiscard]] uint64_t calls() const { return calls_; }
  [[nodiscard]] uint64_t bad_tokens() const { return bad_tokens_; }
  [[nodiscard]] uint64_t limits_met() const { return limits_met_; }  // answers of 429

  // The headers of a webhook with this body.
  [[nodiscard]] ShopifyHeaders webhook_headers(std::string_view topic, std::string_view webhook_id,
                                               std::string_view body) const;

 private:
  struct Version {
    Instant updated_at, shown_at;
    std::string text;
  };
  // What it is, and what lists show of it until they know.
  struct Order {
    Version now;
    std::optional<Version> before;
    [[nodiscard]] const Version* shown(Instant at) const;
  };
  using Orders = std::map<int64_t, Order, std::greater<>>;
  // Where a listing goes on: its window, and the last id that it showed.
  struct Page {
    Instant from, to;
    int64_t below = INT64_MAX;
    int64_t limit = 50;
  };
  using Query = std::map<std::string, std::string>;

  [[nodiscard]] ShopifyAnswer serve(std::string_view target, Instant now);
  [[nodiscard]] ShopifyAnswer list(const Query& query, Instant now);
  [[nodiscard]] ShopifyAnswer count(const Query& query, Instant now) const;
  [[nodiscard]] ShopifyAnswer by_id(const std::string& ids) const;
  [[nodiscard]] ShopifyAnswer show(Page page, Instant now);
  void link_to(const Page& page, ShopifyAnswer& answer);
  [[nodiscard]] ShopifyAnswer too_many();
  [[nodiscard]] bool pour(Instant now);
  [[nodiscard]] bool strikes(uint64_t one_in);

  ShopifyAccount account_;
  ShopifyFaults faults_;
  Dice dice_;
  Orders orders_;
  std::map<std::string, Page> pages_;  // by page_info
  int64_t filled_ = 0;                 // of the bucket, in thousandths of a call
  Instant filled_at_;
  uint64_t calls_ = 0, bad_tokens_ = 0, limits_met_ = 0;
};

}  // namespace ordo::sim
