// Asks the platforms for what they have: for each shop whose channel can be asked, one call in each turn,
// so that no shop starves another. The messages of a page and the next cursor enter the log together
// (pull_entries.h); after a crash the platform is asked once more for what was not durable, and what
// was met before is dropped by its message id.
//
// What a window listed is looked up among our orders once it has been applied (ledger.h). What lacks is asked
// for by its number where the platform can be asked so, else its window is read once more; both again and
// again, later each time. Every hour, and when a person wants it, the last hours are read once more: so much
// may have been shown late.
//
// What a failure means: rate_limited waits as told; platform_down, and what is not understood, wait
// 2, 4, 8 … 300 s; token_expired and permission_denied stop the shop, with one alert, until its
// credentials change or it is paused and goes on. A shop without what calls need is not asked.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "channels/pull.h"
#include "flows/fetcher.h"
#include "flows/hub.h"
#include "flows/ledger.h"
#include "flows/poll_store.h"
#include "flows/pull_entries.h"

namespace ordo::flows {

inline constexpr int64_t kPullEveryMs =
    kMinuteMs;  // between rounds, once nothing newer is to be had
inline constexpr int64_t kPullProbeEveryMs = kHourMs;
inline constexpr int64_t kGapEveryMs = kMinuteMs;  // between looks at what lacks
inline constexpr int64_t kGapAsksMax = 8;          // for a number: after 1, 2, 4 … minutes
inline constexpr int64_t kGapRereadsMax = 2;       // of a window: at once, and after an hour
inline constexpr int64_t kPullWaitMaxMs = 300 * kSecondMs;
inline constexpr int64_t kPullDownAlertAfter = 8;  // failures in a row: about eight minutes
inline constexpr int64_t kPullOddAlertAfter = 3;   // answers in a row that are not understood

class Poller {
 public:
  Poller(Hub& hub, Fetcher& fetcher);
  ~Poller();
  void start();
  void stop();
  // One turn on the caller's thread: one call for each shop that is due. Answers how many were made.
  int poll_once();

 private:
  struct Check {
    Listed listed;
    std::shared_ptr<std::atomic<bool>> applied;  // set by the lane
  };
  struct Pulling {
    PullState state;
    int64_t next_ms = 0;        // of the monotonic clock
    int64_t unfit = 0;          // keyed hash of credentials that do not suffice for calls
    bool failing_told = false;  // of this run of failures
    bool newest = false;        // nothing newer was to be had when it was asked last
    bool partial = false;       // what the open window listed before the start is not known
    Instant unchecked_from;     // what was read since then may not have been looked up; 0: it was
    std::map<std::string, std::string> listed;  // by the open window; see Listed
    std::deque<Check> checks;        // windows that are read and not looked up yet, oldest first
    Refused refused;                 // numbers that the platform lists and does not have
    std::set<std::string> told;      // unreadable ones that have been alerted
    std::deque<std::string> wanted;  // numbers to be asked for, the one that is asked for now first
    std::string one;                 // the cursor of that one; empty: it has not been asked for yet
    int64_t gaps_at_ms = 0;          // when what lacks is looked at next
    int64_t probe_at_ms = 0;         // when the last hours are read once more
    Instant probed;                  // the person's wish that was taken up
    std::vector<std::vector<core::InboundPtr>> unsent;  // for the log, which was full
  };
  // What a call came to, on its way into the log.
  struct Step {
    PullState next;
    std::vector<channels::PulledMessage> messages;
    std::vector<PullAlert> alerts;
    std::shared_ptr<std::atomic<bool>> applied;  // to be set when it is
    int64_t listed = 0;
    bool worth_an_entry = true;
  };

  void run();
  void turn_logged(int& calls);
  [[nodiscard]] int64_t now_ms() const;
  [[nodiscard]] Pulling& pulling_of(const Shop& shop);
  static void go_on_from(const Shop& shop, const PullRow& row, Pulling& pulling);
  void take_wishes(const Settings& settings);
  void read_once_more(const Shop& shop, Pulling& pulling);
  void read_from(const Shop& shop, Pulling& pulling, Instant from) const;
  [[nodiscard]] bool is_due(const Shop& shop, Pulling& pulling) const;
  [[nodiscard]] std::string first_cursor(const Shop& shop, Instant from) const;
  [[nodiscard]] Instant look_back(const Shop& shop) const;
  void call(const Shop& shop, Pulling& pulling);
  [[nodiscard]] std::string next_cursor(const Shop& shop, Pulling& pulling) const;
  [[nodiscard]] channels::PullResult fetch(const Shop& shop, const channels::HttpCall& wanted);
  void ask_for_one(const Shop& shop, Pulling& pulling);
  void take_one(const Shop& shop, Pulling& pulling, channels::PullPage page);
  void pass_one(Pulling& pulling);
  void not_callable(const Shop& shop, Pulling& pulling, const Error& error);
  void take_page(const Shop& shop, Pulling& pulling, channels::PullPage page);
  static void count_page(Pulling& pulling, const channels::PullPage& page);
  static void remember_denied(Pulling& pulling, const channels::PullPage& page);
  static void tell_unreadable(Pulling& pulling, const channels::PullPage& page, Step& step);
  static void close_window(Pulling& pulling, const channels::PulledWindow& finished, Step& step);
  void keep_books(const Shop& shop, Pulling& pulling);
  void mend_gaps(const Shop& shop, Pulling& pulling);
  void ask_again(const Shop& shop, Pulling& pulling, const std::vector<std::string>& numbers,
                 PullWindow& gap);
  void note(const Shop& shop, Pulling& pulling, const PullWindow& window, bool alert);
  void take_failure(const Shop& shop, Pulling& pulling, const channels::PullFailure& failure);
  void hand_over(const Shop& shop, Pulling& pulling, Step step);
  [[nodiscard]] bool send(Pulling& pulling);

  Hub& hub_;
  Fetcher& fetcher_;
  std::map<int64_t, Pulling> shops_;
  int64_t wishes_at_ms_ = 0;
  std::mutex mutex_;
  std::condition_variable cv_;
  std::atomic<bool> stopping_{false};
  std::jthread thread_;
};

}  // namespace ordo::flows
