// The trade behind `ordo demo`: simulated shops that sell at a pace that eyes can follow, over the
// same public doors as any real channel. Four push messages of the standard form; two are shops of platforms
// that are pulled (demo_platforms.h).
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/crypto.h"
#include "base/result.h"
#include "base/time.h"
#include "sim/demo_life.h"
#include "sim/demo_platforms.h"
#include "sim/hub_client.h"
#include "sim/shop.h"
#include "sim/signer.h"

namespace ordo::sim {

class DemoTrade {
 public:
  static constexpr double kOrdersPerSecond = 2;

  // `owner_key` creates the shops, which sign with `secrets`, one for each of demo_shops(). The same seed
  // draws the same orders; only their numbers and times tell one run from another, so that a
  // demonstration may go on with yesterday's data.
  DemoTrade(std::string base_url, Secret owner_key, std::vector<std::string> secrets,
            double orders_per_second = kOrdersPerSecond, uint64_t seed = 1);
  DemoTrade(const DemoTrade&) = delete;
  DemoTrade& operator=(const DemoTrade&) = delete;
  ~DemoTrade();  // stops

  // What the hub is to know of the platforms' shops, before start() and when all has ended; see there.
  [[nodiscard]] std::vector<std::string> platform_shops() const { return platforms_.shops(); }

  // Creates the shops that are missing and begins to trade on a thread of its own. Errors: the hub
  // is not there, or does not take the shops.
  [[nodiscard]] Result<> start();
  // Returns when the thread has ended; what was not pushed yet is forgotten. Safe to call again.
  void stop();

  [[nodiscard]] uint64_t orders_placed() const { return orders_; }  // of the shops that push
  [[nodiscard]] uint64_t messages_accepted() const { return accepted_; }

 private:
  struct Pending {
    Due due;
    int attempts = 0;
    bool operator>(const Pending& other) const { return due.at > other.due.at; }
  };

  void open_shops(Instant now);
  void stock_up(Instant now);
  void run();
  void place_order(Instant now);
  void push_due(Instant now);
  void push(Pending pending, Instant now);
  void push_of_platforms();
  void plan(Due due, int attempts = 0);
  [[nodiscard]] bool wait_until(Instant next);

  HubClient client_;
  DemoPlatforms platforms_;
  const std::vector<std::string> secrets_;
  int64_t order_gap_ms_;
  uint64_t seed_;
  Dice dice_;
  std::string run_stamp_;  // part of every number of this run
  std::vector<Shop> shops_;
  std::vector<Signer> signers_;
  std::vector<Pending> heap_;  // the earliest is at the front
  Instant next_order_;
  std::atomic<uint64_t> orders_ = 0, accepted_ = 0;

  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace ordo::sim
