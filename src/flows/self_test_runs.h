// Self-tests that run, and those that ended last: what each has come to so far, for whoever looks at it
// meanwhile. In memory only. Thread-safe.
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "flows/own_call.h"

namespace ordo::flows {

inline constexpr size_t kSelfTestRunsKept = 64;

class SelfTestRun {
 public:
  struct Shown {
    bool running = true;
    std::string_view check;  // that goes on; empty: none does
    SelfTestReport report;   // the steps that came to their end
  };
  void show(std::string_view check, const SelfTestReport& report);
  void end(const SelfTestReport& report);
  [[nodiscard]] Shown shown() const;

 private:
  mutable std::mutex mutex_;
  Shown shown_;
};

class SelfTestRuns {
 public:
  // A new one, which is found under the key in place of the one before.
  [[nodiscard]] std::shared_ptr<SelfTestRun> begin(std::string key);
  // Null: none was begun under it since the program started, or many others were since.
  [[nodiscard]] std::shared_ptr<const SelfTestRun> find(std::string_view key) const;

 private:
  using Kept = std::pair<std::string, std::shared_ptr<SelfTestRun>>;
  mutable std::mutex mutex_;
  std::deque<Kept> runs_;  // oldest first
};

}  // namespace ordo::flows
