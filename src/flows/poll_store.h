// How far each shop has been pulled, and what came of each window of time. Written by the lane: a cursor
// with the effects of its pages, so that it never lies beyond what was taken over, and a window when what
// it listed has been looked up among our orders.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "store/database.h"

namespace ordo::flows {

extern const store::Component kFlowsComponent;

inline constexpr int64_t kPullWindowsKeptMs = 90 * kDayMs;
inline constexpr size_t kMissingKept = 50;  // numbers of missing orders that a window names
inline constexpr size_t kGapsMax = 50;      // windows that are mended at once

// A window of the platform's time that was read to its end, both ends included, beside what we have.
struct PullWindow {
  Instant from, to;
  int64_t total = 0;    // orders that the platform counts in it
  int64_t listed = 0;   // different ones that it listed
  int64_t ours = 0;     // those of them that are our orders
  int64_t missing = 0;  // how many are known to lack; 0: the window is whole
  std::vector<std::string>
      missing_numbers;  // of those whose number is known, the first kMissingKept
  int64_t tries = 0;    // how often they have been asked for since
  Instant next_at;      // when they are asked for again
  bool operator==(const PullWindow&) const = default;
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
  // Every order that changed before it is known to be ours: windows without a gap reach so far. 0: unknown.
  Instant complete_until;
  Instant probe_from;  // a person wants everything since then to be read once more; 0: nobody does
};

// What one call changes.
struct PullChange {
  ShopId shop;
  PullState state;
  int64_t listed = 0;
  Instant probed;  // the probe_from that this cursor has taken up
};

void save_pull(store::UnitOfWork& uow, const PullChange& change, Instant at);
// With the shop's complete_until, which follows from its windows.
void save_window(store::UnitOfWork& uow, ShopId shop, const PullWindow& window, Instant at);
// The earlier one stands. Nothing where the shop has never been asked: its first pull looks back anyway.
void save_probe(store::UnitOfWork& uow, ShopId shop, Instant from);

[[nodiscard]] std::map<int64_t, PullRow> load_pulls(const store::Reader& reader);  // by shop
// Up to where windows that were looked up, whole or not, follow each other without a hole. 0: none was yet.
[[nodiscard]] Instant looked_up_until(const store::Reader& reader, ShopId shop);
// Windows with a gap that no whole window has covered since, oldest first, at most kGapsMax.
[[nodiscard]] std::vector<PullWindow> load_gaps(const store::Reader& reader, ShopId shop);

struct PullWindowRow {
  PullWindow window;
  Instant at;  // when it was looked up last
};
// Newest first: those that end before `before`.
[[nodiscard]] std::vector<PullWindowRow> load_windows(const store::Reader& reader, ShopId shop,
                                                      Instant before, size_t count);

}  // namespace ordo::flows
