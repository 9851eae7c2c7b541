// The patrol walks round every ten seconds and asks whether statuses follow their cause: whatever has come
// is applied, known to its order and told to those who asked, within the merchant's time (PatrolRule).
//
//   apply_behind          what has come is not applied                              (the whole hub)
//   messages_wait         messages wait for an order that has not come              (a shop)
//   parked_with_order     messages that name an order were set aside                (a shop)
//   status_not_told       changes of status have not reached the shop's address     (a shop)
//   pull_behind           a platform has not been read for so long                  (a shop)
//   changes_late          live changes came late after their platform's moment        (a shop)
//   shop_silent           a platform that calls has fallen silent                   (a shop)
//   mirrors_differ        orders stand otherwise in a system that should follow (a shop; mirrors.h)
//   credentials_expiring  a week, and a day, before the end                         (a shop)
//
// Each is an alert with a key, raised when it is found, and once more every hour while it lasts. One that
// says that nothing is applied cannot be applied either: /readyz and the figures tell it at once.
//
// `judge` is pure; the rest of Patrol reads, on a thread of its own.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/alert_kinds.h"
#include "flows/hub.h"
#include "flows/mend_commands.h"
#include "flows/poll_store.h"
#include "watch/callbacks.h"
#include "watch/lag.h"
#include "watch/mirrors.h"
#include "watch/patrol_queries.h"
#include "watch/ticker.h"

namespace ordo::watch {

inline constexpr int64_t kPatrolEveryMs = 10 * kSecondMs;
inline constexpr int64_t kFindingAgainMs = kHourMs;
inline constexpr int64_t kLaneIdleMs =
    kMinuteMs;  // without a commit while something is to be applied

inline constexpr flows::AlertKind kFindings[] = {
    flows::AlertKind::kApplyBehind,        flows::AlertKind::kMessagesWait,
    flows::AlertKind::kParkedWithOrder,    flows::AlertKind::kStatusNotTold,
    flows::AlertKind::kPullBehind,         flows::AlertKind::kChangesLate,
    flows::AlertKind::kShopSilent,         flows::AlertKind::kMirrorsDiffer,
    flows::AlertKind::kCredentialsExpiring};

// How a platform's reading goes, as the patrol remembers it.
struct Reading {
  Instant watermark;
  Instant moved_at;          // when the watermark was seen to move last
  bool was_current = false;  // it has been near the present since the start
  bool runs = false;         // neither paused nor stopped nor without a watermark
};

// What one round has seen.
struct Seen {
  Instant now;
  std::optional<Instant> oldest;  // arrival of what is not applied; nothing, or not told: none
  std::vector<Late> waiting, parked, unsent;
  std::map<int64_t, LateChanges> late;  // by shop
  std::vector<Differing> differing;
  std::map<int64_t, Reading> readings;  // by shop
  std::map<int64_t, Instant> heard;  // when each shop's platform called last, or the patrol began
  std::map<int64_t, Usual> usual;  // of shops that are silent for long and not quiet by themselves
};
[[nodiscard]] std::vector<flows::Finding> judge(const Seen& seen, const flows::Settings& settings);

// Why nothing is applied any more, or nothing where it is: what waits is older than the patrol's rule allows,
// and the lane has committed nothing for kLaneIdleMs. Any thread.
[[nodiscard]] std::optional<std::string> stalled(flows::Hub& hub);

class Patrol {
 public:
  explicit Patrol(flows::Hub& hub);
  void start() { ticker_.start(); }
  void stop() { ticker_.stop(); }
  void walk();  // one round, on one thread

  // How many of each kind the last round found. Any thread.
  [[nodiscard]] std::map<std::string, int64_t> findings() const;
  // How long the changes of each shop take, as the last round saw it. Any thread.
  [[nodiscard]] std::map<int64_t, LagFigure> lags() const;

 private:
  [[nodiscard]] Seen look(const flows::Settings& settings);
  void look_at_changes(const flows::Settings& settings, const store::Reader& reader, Seen& seen);
  void look_at_readings(const flows::Settings& settings, const store::Reader& reader, Seen& seen);
  void read_back(const store::Reader& reader, Instant now);
  void listen(const flows::Settings& settings, const store::Reader& reader, Seen& seen);
  void tell(const std::vector<flows::Finding>& found);

  flows::Hub& hub_;
  std::map<int64_t, Reading> readings_;
  std::map<int64_t, Instant> heard_;
  CallbackBook callbacks_;
  int64_t not_read_back_ = 0;  // messages up to this one still say nothing of what is usual
  LagBook lag_book_;
  MirrorWatch mirrors_;
  std::map<std::string, Instant> connected_;  // shops, as of the settings of connected_version_
  std::optional<int64_t> connected_version_;
  std::optional<int64_t> last_event_, last_message_;  // none before the first round
  std::map<std::string, Instant> raised_;  // keys of what was found, and when it was told
  mutable std::mutex mutex_;
  std::map<std::string, int64_t> counts_;
  std::map<int64_t, LagFigure> lags_;
  Ticker ticker_;
};

}  // namespace ordo::watch
