// How far each shop has been pulled, and what came of each window of time. Written by the lane with the
// effects of the pages themselves, so that a cursor never lies beyond what was taken over.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/ids.h"
#include "base/time.h"
#include "store/database.h"

namespace ordo::flows {

extern const store::Component kFlowsComponent;

inline constexpr int64_t kPullWindowsKeptMs = 90 * kDayMs;

// A window of the platform's time that was read to its end: both ends included.
struct WindowCount {
  Instant from, to;
  int64_t total = 0;  // orders that the platform counts in it
  int64_t ours = 0;   // different ones that were read
  bool operator==(const WindowCount&) const = default;
};

struct PullState {
  std::string cursor;      // empty: never asked
  Instant watermark;       // everything that changed before it has been read; 0: unknown
  std::string error_code;  // of the last call; empty: it went well
  std::string error_detail;
  int64_t failures = 0;     // in a row
  int64_t stopped_for = 0;  // keyed hash of credentials that are not accepted; 0: none
};

struct PullRow {
  PullState state;
  Instant at;  // of the last call that went well; 0: none has yet
  int64_t listed_total = 0;
};

// What one call changes.
struct PullChange {
  ShopId shop;
  PullState state;
  int64_t listed = 0;
  std::optional<WindowCount> window;
};

void save_pull(store::UnitOfWork& uow, const PullChange& change, Instant at);
[[nodiscard]] std::map<int64_t, PullRow> load_pulls(const store::Reader& reader);  // by shop

}  // namespace ordo::flows
