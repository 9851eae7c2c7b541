// The two platforms of a replay, at work on ports of this machine: they go on while the hub is killed, and
// change their books as the time for it comes.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/result.h"
#include "sim/envelope.h"
#include "sim/hub_client.h"
#include "sim/olist_platforms.h"
#include "sim/platform_server.h"

namespace ordo::sim {

// What the platforms saw of the hub.
struct PlatformReport {
  uint64_t taobao_calls = 0, bad_signatures = 0, shopify_calls = 0;
  size_t changes = 0;
  std::vector<std::pair<std::string, Instant>>
      watermarks;  // by shop, as the hub shows them in the end
  Instant end;     // of the last change
};

class ReplayPlatforms {
 public:
  ReplayPlatforms(PlatformTrade trade, bool faults, uint64_t seed);
  ~ReplayPlatforms();

  // Opens the two shops at the hub, each with the status words that the data set's states ask for.
  [[nodiscard]] Result<> open_shops(HubClient& client) const;
  void play();  // on a thread of its own, to the end of the trade

  [[nodiscard]] std::unique_ptr<Envelope> envelope() const;
  // Whether all has happened and the hub says that it has read up to there.
  [[nodiscard]] Result<bool> read_to_the_end(HubClient& client);
  [[nodiscard]] PlatformReport report() const;

 private:
  void run(const std::stop_token& stopping);
  void change(const PlatformChange& change);

  PlatformTrade trade_;
  mutable std::mutex mutex_;  // what the servers' threads see
  std::condition_variable_any changed_;
  TaobaoShop taobao_;
  ShopifyShop shopify_;
  PlatformServer taobao_server_, shopify_server_;
  PlatformReport report_;
  std::jthread player_;
};

}  // namespace ordo::sim
