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

// One platform's shop, as both sides see it.
struct PlatformShop {
  std::string code;
  PullProgress pulled;  // as the hub showed it last
  uint64_t calls = 0, limits_met = 0;
};

struct PlatformReport {
  std::vector<PlatformShop> shops;
  uint64_t bad_signatures = 0;  // and tokens
  size_t changes = 0, changes_planned = 0;
  Instant end;  // of the last change

  // All has happened, the hub has read it, and knows that nothing of it lacks.
  [[nodiscard]] bool complete() const;
};

struct PlatformPlan {
  bool faults = true;
  uint64_t seed = 1;
  // What the Taobao app may call. The platform names no figures: they follow from the app's level, and
  // its default of some hundreds a minute would have the run wait for hours and test nothing more.
  int64_t taobao_calls_per_minute = 12'000;
};

class ReplayPlatforms {
 public:
  ReplayPlatforms(PlatformTrade trade, const PlatformPlan& plan);
  ~ReplayPlatforms();

  // Opens the two shops at the hub, each with the status words that the data set's states ask for.
  [[nodiscard]] Result<> open_shops(HubClient& client) const;
  void play();  // on a thread of its own, to the end of the trade

  [[nodiscard]] std::unique_ptr<Envelope> envelope() const;
  // Asks the hub how far it is; stands in the next report.
  [[nodiscard]] Result<> look(HubClient& client);
  [[nodiscard]] PlatformReport report() const;

 private:
  void run(const std::stop_token& stopping);
  void change(const PlatformChange& change);

  PlatformTrade trade_;
  PlatformPlan plan_;
  mutable std::mutex mutex_;  // what the servers' threads see
  std::condition_variable_any changed_;
  TaobaoShop taobao_;
  ShopifyShop shopify_;
  PlatformServer taobao_server_, shopify_server_;
  size_t changes_ = 0;
  PullProgress taobao_pulled_, shopify_pulled_;
  std::jthread player_;
};

}  // namespace ordo::sim
