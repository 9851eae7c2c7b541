// How many calls each shop's platform has made to us, by stretches of ten minutes, and whether a silence is
// one by chance. What we have asked the platform for is none of its calls. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "base/ids.h"
#include "base/time.h"

namespace ordo::watch {

inline constexpr int64_t kStretchMs = 10 * kMinuteMs;
inline constexpr int64_t kCallbacksKeptMs = 9 * kDayMs;  // before the newest call of the shop

// A shop is not quiet when so many calls came at the same time of day on both days that its silence is
// compared with: where ten are usual, none comes by chance once in 22,000.
inline constexpr int64_t kNotQuiet = 10;
inline constexpr int64_t kSilenceMinutes = 47;  // where the shop says nothing else

// What is usual in a stretch of the day.
struct Usual {
  int64_t days_ago[2] = {0, 0};
  int64_t calls[2] = {0, 0};  // on each of them
};

class CallbackBook {
 public:
  // Newer and older ones, in any order; what is older than kCallbacksKeptMs is not kept.
  void count(ShopId shop, Instant at, int64_t calls);
  // In the whole stretches between the two.
  [[nodiscard]] int64_t between(ShopId shop, Instant from, Instant to) const;

  // Nothing where the shop is quiet then, or has not called for long enough to tell: the same time of day,
  // from `since` to `now`, at most a day of it, is looked up yesterday and a week ago; of a shop that has
  // not called for a week yet, yesterday and the day before.
  [[nodiscard]] std::optional<Usual> usual_if_not_quiet(ShopId shop, Instant since,
                                                        Instant now) const;

 private:
  struct Shop {
    int64_t oldest = 0, newest = 0;  // stretches with a call
    std::vector<int64_t> calls;      // by stretch, a ring
  };
  std::map<int64_t, Shop> shops_;
};

}  // namespace ordo::watch
