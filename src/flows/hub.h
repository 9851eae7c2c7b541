// One merchant's hub, put together: stores, log, feed, lane and cell. The HTTP API, the command line,
// the simulator and the benchmarks all drive this one object.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/call_log.h"
#include "core/configuration.h"
#include "core/entry.h"
#include "core/inbox.h"
#include "core/lane.h"
#include "core/latency.h"
#include "flows/settings.h"
#include "store/database.h"
#include "store/keyring.h"
#include "store/lookups.h"

namespace ordo::flows {

struct HubOptions {
  std::string data_dir;
  // Where orders and all that is applied are kept: postgres://… (DatabaseOptions::path), or empty: a file in
  // data_dir. Keys, the crash marker and records of calls lie in data_dir in any case.
  std::string store;
  int store_answer_ms = 15'000;  // server stores: for an answer, before its connection is given up
  // Server stores: postgres://… of a standby of that server's, for what people look at; empty: none.
  std::string read_store;
  // Server stores: nothing is written there, and no lane taken from whoever serves it; nothing may be accepted
  // or applied. A folder is opened as ever, since its lock keeps others away.
  bool looks = false;
  bool threads = true;  // false: step() by hand (simulator, offline commands)
  int decode_workers = 1;
  std::string heads_copy;               // signed heads are also kept here; empty: nowhere else
  std::string vfs;                      // simulator
  std::optional<Key256> master;         // simulator and tests: instead of data_dir/keys/master.key
  core::CrashMarker* marker = nullptr;  // simulator: lives across simulated crashes
  Clock* clock = nullptr;               // default: the system's
  int64_t segment_entries = core::kSegmentEntriesMax;  // of the log, a file
};

// What is wrong with a store that does not open, or does not bear a command: "data_in_use" by another process,
// "store_unavailable" for now (no server yet, a lock, a full disk: trying again may help), "storage_failed".
[[nodiscard]] Error storage_error(const store::StorageError& error);

class Hub {
 public:
  // Opens or creates everything under data_dir and takes its lock; recovers. Errors say what to do:
  // code "data_in_use" when another ordo has it open, "key_missing" and "key_mismatch" where the master key
  // is not the one that the store was written with, those of storage_error(), "wrong_store", "not_copied",
  // "unfinished_copy", "no_data". A hub with threads takes a server's store over from whoever has it; one without
  // leaves it to a process that is there; one that looks takes nothing.
  [[nodiscard]] static Result<std::unique_ptr<Hub>> open(HubOptions options);
  ~Hub();

  void start();  // threads begin; one of them reads the pages of indexes, and nobody waits for it
  void stop();   // finishes the running batch; what is accepted stays in the log

  // Without threads: flushes the log and runs batches until nothing is left. StorageError as it comes.
  void drain();
  bool step();  // one log group and one batch; false when idle

  // Appends to the log. False when it is full, or the store another's: answer refusal(), a 503.
  [[nodiscard]] bool submit(core::InboundPtr inbound);
  // All of them in one commit of the log, at most core::kLogPageMax; false: none was taken.
  [[nodiscard]] bool submit_page(std::vector<core::InboundPtr>& page);

  // What a caller hears whose entry was not taken.
  [[nodiscard]] Error refusal() const;
  // Whether another process has taken the store over: nothing is accepted or applied here any more, for good,
  // and what was accepted stays in the log. Any thread.
  [[nodiscard]] bool taken_over() const;
  // Whether what becomes known now could be written down; where not, nobody outside is called. Any thread.
  [[nodiscard]] bool takes() const;

  // A command of our own (API call, configuration edit). `done` gets the outcome after its commit, on
  // the lane's thread. `stream`: the shop concerned, or the system's. Answers the refusal to append.
  struct Command {
    std::string route;  // e.g. "orders.transition"
    std::string body;   // JSON
    ShopId stream = core::kSystemStream;
    std::string caller;           // "key:7", "cli", "user:1"
    std::string idempotency_key;  // may be empty
    std::string headers;          // JSON or empty
    std::function<void(MessageSeq)> on_durable;
    std::function<void(const core::Outcome&)> done;
  };
  [[nodiscard]] bool command(Command command);
  // For programs without threads: appends, drains and answers.
  [[nodiscard]] Result<core::Outcome> command_now(Command command);

  [[nodiscard]] store::Database& database();
  [[nodiscard]] core::Inbox& inbox();
  [[nodiscard]] core::Lane& lane();
  [[nodiscard]] core::Feed& feed();
  // What the hub calls. Kept on a real disk only; a simulated one counts them.
  [[nodiscard]] core::CallLog& calls();
  [[nodiscard]] const core::Latency& decoding() const;  // of each entry, on whichever thread
  // Whether what is read often has been read once since start(): until then answers may be slow.
  [[nodiscard]] bool warm() const;
  [[nodiscard]] const store::Keyring& keyring() const;
  [[nodiscard]] store::Lookups& lookups();
  [[nodiscard]] Clock& clock();
  [[nodiscard]] const HubOptions& options() const;
  // The settings as of the last commit; cheap, any thread.
  [[nodiscard]] std::shared_ptr<const Settings> settings() const;

 private:
  struct Impl;
  [[nodiscard]] static Result<std::unique_ptr<Hub>> open_whole(HubOptions options);
  explicit Hub(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace ordo::flows
