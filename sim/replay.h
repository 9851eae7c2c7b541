// The proof by replay: real trade pushed at a real hub that is killed again and again, and every
// order compared in the end.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/result.h"
#include "sim/comparison.h"
#include "sim/hub_client.h"
#include "sim/olist.h"
#include "sim/process.h"
#include "sim/pusher.h"
#include "sim/replay_platforms.h"

namespace ordo::sim {

struct ReplayOptions {
  std::string data;  // the Olist folder
  std::string ordo;  // the program
  std::string dir;   // where the hub's data goes; empty: a temporary folder
  Faults faults{.duplicate = 0.10,
                .drop = 0.05,
                .reorder = 0.10,
                .reorder_window = 5000,
                .decorate = 0.10,
                .own_zone = true};
  // A Shopify and a Taobao shop trade beside the five of the standard form: pushed and pulled, and
  // failing too (olist_platforms.h). The run then lasts until their last change has been read.
  bool platforms = true;
  int64_t live_ms = 60'000;  // of the platforms' trade; the rest of it lies before the run
  int64_t taobao_calls_per_minute = PlatformPlan{}.taobao_calls_per_minute;
  int kills = 10;
  uint64_t seed = 1;
  size_t limit = 0;  // orders; 0: all
  int connections = 256;
  bool keep = false;  // leave the folder behind
};

struct ReplayReport {
  PushReport push;
  size_t orders = 0, shown = 0, right = 0, lost = 0, twice = 0, wrong = 0, strange = 0;
  std::vector<std::string> differences;
  int kills = 0;
  int crashes = 0;            // ends that nobody asked for
  double settle_seconds = 0;  // from the last acknowledgement until all was applied
  HubStats last_stats;
  PlatformReport platforms;
  std::map<std::string, Comparison::OfShop> shops;  // by code
  double seconds = 0;                               // of the whole run
  int stop_exit = -1, prove_exit = -1, verify_exit = -1;
  std::string prove_output;
  int64_t database_bytes = 0;
  int64_t peak_memory_kib = 0;
  std::string dir;  // where the hub's folder is, when kept

  // Every order there, once and right; nothing given up; the hub's own proofs agree.
  [[nodiscard]] bool equal() const;
};

struct ReplayProgress {
  uint64_t acknowledged = 0, messages = 0;
  int kills = 0;
  std::string step;     // "pushing", "settling" …
  std::string waiting;  // for what, where it is known
  double seconds = 0;   // since the run began
  PlatformReport platforms;
};

// Blocks for the whole replay. `progress` is called about ten times a second.
[[nodiscard]] Result<ReplayReport> replay(
    const ReplayOptions& options, const std::function<void(const ReplayProgress&)>& progress);

// When the hub is killed: counts of acknowledged messages, growing, all below `messages`.
[[nodiscard]] std::vector<uint64_t> kill_moments(int kills, uint64_t messages, uint64_t seed);

}  // namespace ordo::sim
