// When the door closes by itself, and when it opens again: judged second by second from what is measured.
// Pure: no clock, no thread; who measures and who acts is load_watch.h.
//
//   normal      too much, or too slow, for hold_s on end        → queue_only: writes answer at once
//   queue_only  the log's queue is half full, or it stays slow   → shed: nothing is taken
//   either      nothing of it for recover_s on end               → one step back
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "flows/settings.h"

namespace ordo::watch {

// Below so much nothing is called a peak: a quiet shop does not trip at 1.2 times nothing.
inline constexpr int64_t kUsualPeakFloorPerS = 500;
// In queue_only it is shed when it has been slow so long: a queue that only grows helps nobody.
inline constexpr int64_t kShedAfterSlowS = 60;
// What lies so long without being applied is slow, also while no call comes to its end to be measured.
inline constexpr int64_t kFeedSlowMs = 30'000;

// One second.
struct Sample {
  int64_t accepted_per_s = 0;
  int64_t slow_ms_p95 = 0;
  int64_t log_pending = 0;  // accepted and not yet durable
  int64_t feed_oldest_ms = 0;
};

struct Thresholds {
  int64_t accepted_per_s = 0;  // more is too much
  int64_t slow_ms = 0;
  int64_t hold_s = 0;
  int64_t recover_s = 0;
};
[[nodiscard]] Thresholds thresholds_of(const flows::OverloadRule& rule, int64_t usual_peak_per_s);

[[nodiscard]] bool is_slow(const Sample& sample, int64_t slow_ms);

struct Verdict {
  flows::Mode mode = flows::Mode::kNormal;  // to change to
  std::string_view cause;                   // "rate", "slow", "queue" or "recovered"
  bool operator==(const Verdict&) const = default;
};

class OverloadJudge {
 public:
  // `now_is` is the mode that stands. Each change begins all counts anew.
  [[nodiscard]] std::optional<Verdict> judge(const Sample& sample, const Thresholds& thresholds,
                                             flows::Mode now_is);
  void begin_anew() { *this = {}; }

 private:
  [[nodiscard]] std::optional<Verdict> verdict(const Thresholds& thresholds, flows::Mode now_is,
                                               bool crowded) const;
  int64_t busy_s_ = 0, slow_s_ = 0, calm_s_ = 0;
};

}  // namespace ordo::watch
