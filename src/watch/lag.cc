#include "watch/lag.h"

#include <algorithm>
#include <vector>

namespace ordo::watch {
namespace {

// The value that `percent` of them do not exceed.
int64_t percentile(const std::vector<int64_t>& sorted, size_t percent) {
  return sorted[(sorted.size() * percent + 99) / 100 - 1];
}

}  // namespace

bool is_live(const Change& change, Instant connected_at, bool read_to_present) {
  if (change.lag_ms() > kPastMs) return false;
  return change.pulled ? read_to_present : change.said >= connected_at;
}

void LagBook::take(const Change& live, int64_t late_ms) {
  Shop& shop = shops_[live.shop.value];
  shop.newest.push_back({live.committed, live.lag_ms()});
  if (shop.newest.size() > kLagsKept) shop.newest.pop_front();
  if (live.lag_ms() <= late_ms) return;
  if (live.committed >= shop.late.newest.plus_ms(kLateStandsMs)) shop.late = {};
  ++shop.late.count;
  shop.late.newest = live.committed;
  if (live.lag_ms() > shop.late.slowest.lag_ms()) shop.late.slowest = live;
}

std::map<int64_t, LateChanges> LagBook::late(Instant now) const {
  std::map<int64_t, LateChanges> late;
  for (const auto& [id, shop] : shops_) {
    if (shop.late.count > 0 && now < shop.late.newest.plus_ms(kLateStandsMs)) late[id] = shop.late;
  }
  return late;
}

std::map<int64_t, LagFigure> LagBook::figures(Instant now) const {
  std::map<int64_t, LagFigure> figures;
  for (const auto& [id, shop] : shops_) {
    std::vector<int64_t> lags;
    for (const Lag& lag : shop.newest) {
      if (now < lag.at.plus_ms(kLagFigureMs)) lags.push_back(lag.ms);
    }
    if (lags.empty()) continue;
    std::ranges::sort(lags);
    figures[id] = {percentile(lags, 50), percentile(lags, 95), shop.newest.back().at};
  }
  return figures;
}

}  // namespace ordo::watch
