// Which stream floods: the one from which, in the last second that was counted, came kFloodRatio times as
// much as from any other that is alive, and no less than kFloodMin. What it brings may be gathered for a
// moment (kGatherMs), so that log and lane are free when one of the others comes: a commit in progress is
// what these wait for. A stream that is alone floods nobody. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>

#include "base/ids.h"
#include "base/time.h"
#include "core/limits.h"

namespace ordo::core {

class Floods {
 public:
  void arrived(ShopId stream, Instant at) {
    // What the hub tells itself is no shop that another could hold up.
    if (stream == kSystemStream) return;
    if (at >= since_.plus_ms(kLiveMs)) judge(at);
    ++counts_[stream.value];
  }
  [[nodiscard]] bool is_flooding(int64_t stream) const { return stream == flooding_; }

 private:
  void judge(Instant at) {
    size_t most = 0, second = 0;
    int64_t stream = kNone;
    for (const auto& [id, count] : counts_) {
      if (count > most) {
        second = most;
        most = count;
        stream = id;
      } else if (count > second) {
        second = count;
      }
    }
    const bool floods = second > 0 && most >= kFloodMin && most >= kFloodRatio * second;
    flooding_ = floods ? stream : kNone;
    counts_.clear();
    since_ = at;
  }

  static constexpr int64_t kNone = -1;
  std::map<int64_t, size_t> counts_;  // since `since_`
  Instant since_;
  int64_t flooding_ = kNone;
};

}  // namespace ordo::core
