// Looks at the figures every ten seconds and raises what rules of alerts find in them.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "flows/hub.h"
#include "watch/metric_rules.h"

namespace ordo::watch {

inline constexpr int64_t kFiguresEveryMs = 10 * kSecondMs;

class MetricWatch {
 public:
  // `figures`: the text of /metrics; asked only while there is a rule of figures.
  MetricWatch(flows::Hub& hub, std::function<std::string()> figures);
  ~MetricWatch();
  void start();
  void stop();
  void look();  // once, on the caller's thread

 private:
  void run();

  flows::Hub& hub_;
  std::function<std::string()> figures_;
  MetricRules rules_;
  std::mutex mutex_;
  std::condition_variable cv_;
  bool stopping_ = false;
  std::jthread thread_;
};

}  // namespace ordo::watch
