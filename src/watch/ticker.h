// Does something every so often, on a thread of its own.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace ordo::watch {

class Ticker {
 public:
  // `name` is what a failure is logged under. Whatever `act` throws is logged, and it is done again.
  Ticker(int64_t every_ms, std::string name, std::function<void()> act);
  ~Ticker();
  void start();  // at once, then every `every_ms`
  void stop();

 private:
  void act_logged();

  const int64_t every_ms_;
  const std::string name_;
  const std::function<void()> act_;
  std::mutex mutex_;
  std::condition_variable cv_;
  bool stopping_ = false;
  std::jthread thread_;
};

}  // namespace ordo::watch
