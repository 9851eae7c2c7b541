#include "flows/self_test_runs.h"

#include <algorithm>

namespace ordo::flows {

void SelfTestRun::show(std::string_view check, const SelfTestReport& report) {
  std::lock_guard lock(mutex_);
  shown_ = {true, check, report};
}

void SelfTestRun::end(const SelfTestReport& report) {
  std::lock_guard lock(mutex_);
  shown_ = {false, {}, report};
}

SelfTestRun::Shown SelfTestRun::shown() const {
  std::lock_guard lock(mutex_);
  return shown_;
}

std::shared_ptr<SelfTestRun> SelfTestRuns::begin(std::string key) {
  auto run = std::make_shared<SelfTestRun>();
  std::lock_guard lock(mutex_);
  std::erase_if(runs_, [&](const Kept& kept) { return kept.first == key; });
  if (runs_.size() == kSelfTestRunsKept) runs_.pop_front();
  runs_.emplace_back(std::move(key), run);
  return run;
}

std::shared_ptr<const SelfTestRun> SelfTestRuns::find(std::string_view key) const {
  std::lock_guard lock(mutex_);
  const auto kept = std::ranges::find(runs_, key, &Kept::first);
  return kept == runs_.end() ? nullptr : kept->second;
}

}  // namespace ordo::flows
