// Watches the load at the door: measures every second, changes the mode where the merchant lets it
// (overload.h), and learns the usual peak: the busiest minute of the last seven days that was not slow.
// A person's mode is never changed (flows/load_commands.h).
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "flows/hub.h"
#include "watch/load_meter.h"
#include "watch/overload.h"
#include "watch/ticker.h"

namespace ordo::watch {

// What is usual under this rule: what it says, else what has been learned, at least kUsualPeakFloorPerS.
[[nodiscard]] int64_t usual_peak_per_s(const flows::OverloadRule& rule,
                                       const store::Reader& reader);

class LoadWatch {
 public:
  LoadWatch(flows::Hub& hub, std::shared_ptr<LoadMeter> meter);
  void start() { ticker_.start(); }
  void stop();
  // What happens each second, on one thread.
  void tick();

 private:
  [[nodiscard]] Sample measure(int64_t elapsed_ms);
  void learn(const Sample& sample, int64_t accepted);
  void end_minute(Instant now);
  void record_hour();
  void consider(const Sample& sample);
  void change_mode(const Verdict& verdict, const Sample& sample, int64_t usual_per_s);

  flows::Hub& hub_;
  std::shared_ptr<LoadMeter> meter_;
  OverloadJudge judge_;
  int64_t last_ms_ = 0;        // of the monotonic clock; 0: not begun
  int64_t taken_ = 0;          // in the second that was measured last
  int64_t minute_ = 0;         // number of the minute that is being counted
  int64_t in_minute_ = 0;      // accepted in it
  bool minute_counts_ = true;  // nothing of it was slow or shed
  int64_t hour_peak_ = 0;      // busiest minute of the present hour
  int64_t usual_per_s_ = 0;    // as of the last minute; 0: to be read
  std::shared_ptr<std::atomic<bool>> asked_ = std::make_shared<std::atomic<bool>>(false);
  Ticker ticker_;
};

}  // namespace ordo::watch
