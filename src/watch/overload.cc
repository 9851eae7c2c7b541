#include "watch/overload.h"

#include "core/limits.h"

namespace ordo::watch {

using flows::Mode;

Thresholds thresholds_of(const flows::OverloadRule& rule, int64_t usual_peak_per_s) {
  return {usual_peak_per_s * rule.factor_percent / 100, rule.slow_ms, rule.hold_s, rule.recover_s};
}

bool is_slow(const Sample& sample, int64_t slow_ms) {
  return sample.slow_ms_p95 >= slow_ms || sample.feed_oldest_ms >= kFeedSlowMs;
}

std::optional<Verdict> OverloadJudge::judge(const Sample& sample, const Thresholds& thresholds,
                                            Mode now_is) {
  const bool busy = sample.accepted_per_s > thresholds.accepted_per_s;
  const bool slow = is_slow(sample, thresholds.slow_ms);
  const bool crowded = sample.log_pending > static_cast<int64_t>(core::kInboxQueueMax / 2);
  busy_s_ = busy ? busy_s_ + 1 : 0;
  slow_s_ = slow ? slow_s_ + 1 : 0;
  calm_s_ = busy || slow || crowded ? 0 : calm_s_ + 1;
  const auto found = verdict(thresholds, now_is, crowded);
  if (found) begin_anew();
  return found;
}

std::optional<Verdict> OverloadJudge::verdict(const Thresholds& thresholds, Mode now_is,
                                              bool crowded) const {
  if (now_is == Mode::kNormal) {
    if (crowded) return Verdict{Mode::kQueueOnly, "queue"};
    if (slow_s_ >= thresholds.hold_s) return Verdict{Mode::kQueueOnly, "slow"};
    if (busy_s_ >= thresholds.hold_s) return Verdict{Mode::kQueueOnly, "rate"};
    return std::nullopt;
  }
  if (now_is == Mode::kQueueOnly && crowded) return Verdict{Mode::kShed, "queue"};
  if (now_is == Mode::kQueueOnly && slow_s_ >= kShedAfterSlowS) return Verdict{Mode::kShed, "slow"};
  if (calm_s_ < thresholds.recover_s) return std::nullopt;
  return Verdict{now_is == Mode::kShed ? Mode::kQueueOnly : Mode::kNormal, "recovered"};
}

}  // namespace ordo::watch
