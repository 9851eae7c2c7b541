// The platforms of `ordo demo`: a Taobao shop and a Shopify shop, simulated in the demonstration's own process
// and asked over ports of this machine by their real protocols, so that cursors, watermarks and limits can be
// watched. They end with the demonstration.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "sim/demo_orders.h"
#include "sim/dice.h"
#include "sim/platform_server.h"

namespace ordo::sim {

inline constexpr const char* kDemoTaobaoCode = "demo-taobao";
inline constexpr const char* kDemoShopifyCode = "demo-shopify";

class DemoPlatforms {
 public:
  // A webhook as Shopify sends it.
  struct Push {
    std::string path, body;
    ShopifyHeaders headers;
  };

  // Both have sold for two hours when they open. A new order comes about every `gap_ms` in each of them.
  // `now` is asked by the servers' threads too. Throws std::system_error where no port can be had.
  DemoPlatforms(std::function<Instant()> now, int64_t gap_ms, uint64_t seed);

  // What the hub is to know of the two shops, as bodies of config.shop: their addresses and secrets are
  // those of this run.
  [[nodiscard]] std::vector<std::string> shops() const;
  // The same for when the demonstration has ended: nobody is there to be asked.
  [[nodiscard]] static std::vector<std::string> shops_at_rest();

  // What has happened since it was called last stands in the books; what Shopify pushes of it.
  [[nodiscard]] std::vector<Push> trade();
  [[nodiscard]] Instant next() const { return changes_.begin()->first; }  // when something happens
  [[nodiscard]] uint64_t orders_placed() const { return orders_; }

 private:
  enum class Platform : uint8_t { kTaobao, kShopify };
  struct Change {
    Platform platform;
    int64_t number;  // of the order that changes; 0: another one is placed
  };

  void place(Platform platform, Instant at);
  void change(const Change& change, Instant at, std::vector<Push>& pushes);

  const std::function<Instant()> now_;
  const int64_t gap_ms_;
  Dice dice_;
  std::multimap<Instant, Change> changes_;
  std::map<int64_t, PlatformOrder> open_;  // that will change again
  int64_t last_number_ = 0;
  uint64_t orders_ = 0, webhooks_ = 0;

  mutable std::mutex mutex_;  // what the servers' threads see
  const TaobaoAccount taobao_account_;
  const ShopifyAccount shopify_account_;
  TaobaoShop taobao_;
  ShopifyShop shopify_;
  PlatformServer taobao_server_, shopify_server_;
};

}  // namespace ordo::sim
