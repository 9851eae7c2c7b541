// How long changes of orders take from the moment that their platform names to our commit, end to end. Pure.
//
// Only what is of the present counts: replays and imports are no messages of a platform and are not looked
// at; `is_live` tells the rest apart. The moment is the newest that the message names of the order; scans of
// couriers are left out, because they upload them hours later.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>

#include "base/ids.h"
#include "base/time.h"

namespace ordo::watch {

inline constexpr size_t kLagsKept = 100;                  // of a shop
inline constexpr int64_t kLagFigureMs = kHourMs;          // older ones say nothing of how it is now
inline constexpr int64_t kPastMs = kDayMs;                // what took longer is of the past
inline constexpr int64_t kLateStandsMs = 10 * kMinuteMs;  // without another late one

// A message of a platform has changed an order.
struct Change {
  ShopId shop;  // whose message it was
  OrderId order;
  std::string order_no;
  Instant said;  // by its platform
  Instant received, committed;
  bool pulled = false;  // asked for, not sent
  // 0 where the platform's clock is ahead.
  [[nodiscard]] int64_t lag_ms() const { return committed < said ? 0 : committed.ms - said.ms; }
};

// Whether it is news, and not the past that is read, sent once more, or filled in: that took longer than
// kPastMs, was sent and is of before its shop was connected, or was pulled while its platform had not been
// read up to the present.
[[nodiscard]] bool is_live(const Change& change, Instant connected_at, bool read_to_present);

struct LateChanges {
  int64_t count = 0;
  Change slowest;
  Instant newest;  // when the last of them was committed
};

struct LagFigure {
  int64_t median_ms = 0, p95_ms = 0;
  Instant at;  // when the newest change was committed
};

// What is remembered of live changes, by shop.
class LagBook {
 public:
  void take(const Change& live, int64_t late_ms);
  // Those that took longer than they may, as long as the last of them is no older than kLateStandsMs.
  [[nodiscard]] std::map<int64_t, LateChanges> late(Instant now) const;
  // Of the newest kLagsKept within kLagFigureMs.
  [[nodiscard]] std::map<int64_t, LagFigure> figures(Instant now) const;

 private:
  struct Lag {
    Instant at;
    int64_t ms = 0;
  };
  struct Shop {
    std::deque<Lag> newest;
    LateChanges late;
  };
  std::map<int64_t, Shop> shops_;
};

}  // namespace ordo::watch
