// Runs self-tests: asks the platform once as the poller would, and calls the hub's own public address as
// the platform would. One that ends all right or not takes ten seconds at most. Each of the two calls leaves
// a record in the log of calls, as every attempt does; without bodies where the credentials are not saved.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "flows/callback_tests.h"
#include "flows/hub.h"
#include "flows/own_call.h"
#include "flows/self_test_runs.h"

namespace ordo::flows {

inline constexpr int64_t kSelfTestCallMs = 4 * kSecondMs;  // each of two calls
inline constexpr int64_t kSelfTestApplyMs = kSecondMs;     // until the message is applied

// The shop as it is to be tested: as it stands, or as somebody is about to save it.
struct SelfTestSubject {
  std::string shop;  // code
  const channels::Adapter* adapter = nullptr;
  Secret credentials;
  Instant expires_at;  // of the credentials; 0: not known
  bool saved = false;  // false: what comes in is verified and not kept
  ShopId stream =
      core::kSystemStream;  // whose logs are told; the system's for one that is not there yet
  std::string public_url;   // where the hub is reached from outside; empty: nobody has said it
  std::string_view address_from;  // as SelfTestReport has it
  std::string key;                // under which its run is found
};

class SelfTester {
 public:
  using MakeFetcher = std::function<std::unique_ptr<Fetcher>()>;  // for each test another
  SelfTester(Hub& hub, CallbackTests& tests, MakeFetcher make_fetcher);
  // On the caller's thread, which it blocks. Changes nothing but what the callback leaves in the log.
  [[nodiscard]] SelfTestReport run(const SelfTestSubject& subject);
  [[nodiscard]] const SelfTestRuns& runs() const { return runs_; }
  void stop();  // tests that run end soon

 private:
  // A test as its own thread goes through it; shown after each step that may take a while.
  struct Going {
    const SelfTestSubject& subject;
    Fetcher& fetcher;
    SelfTestRun& run;
    SelfTestReport report;
  };
  void check_calls(Going& test);
  void check_callbacks(Going& test);
  void check_record(Going& test, const CallbackTest& sent);
  void judge_record(const Arrival& arrival, SelfTestReport& report);
  [[nodiscard]] bool wait_a_little();
  Exchange make_call(const channels::HttpCall& call, std::string_view check, Fetcher& fetcher,
                     core::CallRecord& record);
  void keep_record(const SelfTestSubject& subject, const SelfTestReport& report,
                   const Exchange& exchange, core::CallRecord record);

  Hub& hub_;
  CallbackTests& tests_;
  MakeFetcher make_fetcher_;
  SelfTestRuns runs_;
  std::mutex mutex_;
  std::condition_variable cv_;
  std::atomic<bool> stopping_{false};
};

}  // namespace ordo::flows
