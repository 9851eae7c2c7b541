// Which stream floods: the one from which, in the last second that was counted or in the one that is being
// counted, came kFloodRatio times as much as from any other that is alive, and no less than kFloodMin. What it
// brings may be gathered for a moment (kGatherMs), so that log and lane are free when one of the others comes: a
// commit in progress is what these wait for. A stream that is alone floods nobody. Not thread-safe.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>

#include "base/ids.h"
#include "base/time.h"
#include "core/limits.h"

namespace ordo::core {

class Floods {
 public:
  void arrived(ShopId stream, Instant at) {
    // What the hub tells itself is no shop that another could hold up.
    if (stream == kSystemStream) return;
    if (at >= since_.plus_ms(kLiveMs)) judge_second(at);
    const size_t count = ++counts_[stream.value];
    // A flood is not to have a second of its own before it is one.
    if (count % kFloodMin == 0 && floods(stream.value, count)) flooding_ = stream.value;
  }
  [[nodiscard]] bool is_flooding(int64_t stream) const { return stream == flooding_; }

 private:
  void judge_second(Instant at) {
    last_ = std::exchange(counts_, {});
    if (at >= since_.plus_ms(2 * kLiveMs)) last_.clear();  // long ago
    const auto most = std::ranges::max_element(last_, {}, [](const auto& s) { return s.second; });
    flooding_ = most != last_.end() && floods(most->first, most->second) ? most->first : kNone;
    since_ = at;
  }

  [[nodiscard]] bool floods(int64_t stream, size_t count) const {
    size_t others = 0;
    for (const auto* counted : {&last_, &counts_}) {
      for (const auto& [id, n] : *counted) {
        if (id != stream) others = std::max(others, n);
      }
    }
    return others > 0 && count >= kFloodMin && count >= kFloodRatio * others;
  }

  static constexpr int64_t kNone = -1;
  std::map<int64_t, size_t> counts_, last_;  // since `since_`, and in the second before
  Instant since_;
  int64_t flooding_ = kNone;
};

}  // namespace ordo::core
