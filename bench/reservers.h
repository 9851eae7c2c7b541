// A hub in this process, and callers in it who reserve: each hands its command to the log and waits for the answer,
// which it gets after the lane's commit.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bench/merchant.h"
#include "flows/hub.h"

namespace ordo::bench {

inline constexpr int kBuyersAtOnce = 64;

struct Reserved {
  int64_t reserved = 0, short_of_stock = 0;  // answers; any other is thrown
  double per_s = 0;
  StageCosts costs;
};

class Reservers {
 public:
  explicit Reservers(const std::string& dir);
  // So many units of each.
  void receive(const std::vector<std::string>& skus, int64_t units);
  // kBuyersAtOnce callers take one unit after the other, until each of these was asked for once.
  [[nodiscard]] Reserved reserve(const std::vector<std::string>& skus);
  struct Left {
    int64_t available = 0, locked = 0;
  };
  [[nodiscard]] Left left(const std::string& sku);

 private:
  void call(std::string_view route, const std::vector<std::string>& bodies, int64_t at_once);

  // What the lane's thread counts of the commands that are under way.
  std::atomic<int64_t> idle_{0}, done_{0}, short_of_stock_{0}, failed_{0};
  std::unique_ptr<flows::Hub> hub_;  // ends first: it counts until then
};

}  // namespace ordo::bench
