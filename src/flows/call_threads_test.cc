#include "flows/call_threads.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/invariant.h"

namespace ordo::flows {
namespace {

// Answers with the address that was asked for, once the test lets it.
class Doors final : public Fetcher {
 public:
  Fetched fetch(const channels::HttpCall& call, const std::atomic<bool>& stopping) override {
    invariant(call.url != "broken", "a door that is not broken");
    const int now = ++inside;
    for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
    }
    inside.notify_all();
    std::unique_lock lock(mutex_);
    cv_.wait(lock, [&] { return open_ || stopping; });
    --inside;
    return {200, {}, call.url, ""};
  }
  void open() {
    {
      const std::lock_guard lock(mutex_);
      open_ = true;
    }
    cv_.notify_all();
  }
  void wait_for(int wanted) {
    for (int now = inside; now < wanted; now = inside) inside.wait(now);
  }

  std::atomic<int> inside{0}, most{0};

 private:
  std::mutex mutex_;
  std::condition_variable cv_;
  bool open_ = false;
};

channels::HttpCall to(const std::string& url) {
  channels::HttpCall call;
  call.url = url;
  return call;
}

constexpr int64_t kLongMs = 30'000;

TEST(CallThreads, every_call_comes_back_with_its_shop_and_a_few_are_under_way_at_once) {
  Doors doors;
  CallThreads calls(doors);
  calls.start();
  for (int64_t shop = 1; shop <= 12; ++shop) calls.make(shop, to(std::to_string(shop)));
  doors.wait_for(static_cast<int>(kCallsInFlightMax));
  doors.open();
  std::vector<std::pair<int64_t, std::string>> all;
  while (all.size() < 12) {
    const auto made = calls.wait(kLongMs);
    ASSERT_FALSE(made.empty());
    for (const auto& one : made) all.emplace_back(one.shop, one.fetched.body);
  }
  std::ranges::sort(all);
  for (int64_t shop = 1; shop <= 12; ++shop) {
    EXPECT_EQ(all[static_cast<size_t>(shop - 1)], std::pair(shop, std::to_string(shop)));
  }
  EXPECT_EQ(doors.most, static_cast<int>(kCallsInFlightMax));
  calls.stop();
}

TEST(CallThreads, a_call_that_cannot_be_made_is_one_without_an_answer) {
  Doors doors;
  CallThreads calls(doors);
  calls.start();
  calls.make(7, to("broken"));
  const auto made = calls.wait(kLongMs);
  ASSERT_EQ(made.size(), 1u);
  EXPECT_EQ(made.front().fetched.status, 0);
  EXPECT_FALSE(made.front().fetched.error.empty());
}

TEST(CallThreads, nothing_is_waited_for_longer_than_told) {
  Doors doors;
  CallThreads calls(doors);
  calls.start();
  EXPECT_TRUE(calls.wait(0).empty());
  EXPECT_TRUE(calls.wait(1).empty());
}

}  // namespace
}  // namespace ordo::flows
