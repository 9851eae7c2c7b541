// Proves stock beside the running lane, a slice every two seconds: each slice goes on where the last one ended, item
// by item, and at the end begins anew with the first. What contradicts itself is the alert stock_contradicted of its
// item, once an hour while it lasts. A hub of a quarter of a million movements is gone round in ten seconds.
#pragma once

#include <atomic>
#include <map>
#include <string>

#include "flows/hub.h"
#include "stock/prove_queries.h"
#include "watch/ticker.h"

namespace ordo::watch {

inline constexpr int64_t kStockSliceEveryMs = 2 * kSecondMs;
inline constexpr int64_t kStockSlice = 50'000;  // movements

class StockWatch {
 public:
  explicit StockWatch(flows::Hub& hub);
  void start() { ticker_.start(); }
  void stop() { ticker_.stop(); }
  void look(int64_t movements = kStockSlice);  // one slice, on one thread

  // How often all items have been gone through since the start. Any thread.
  [[nodiscard]] int64_t rounds() const { return rounds_.load(); }

 private:
  void tell(stock::ItemId item, const std::string& sentence);

  flows::Hub& hub_;
  stock::StockProof proof_;
  std::map<int64_t, Instant> told_;  // by item
  std::atomic<int64_t> rounds_ = 0;
  Ticker ticker_;
};

}  // namespace ordo::watch
