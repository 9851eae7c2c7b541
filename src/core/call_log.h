// The log of the calls that the hub makes: who was called, how long it took, what was said. Whoever calls
// records and goes on: records are written in groups by a thread of their own, and those that the disk does
// not take in time are dropped and counted. It has a file of its own, is bounded by age and by bytes, and
// may be lost without loss to any order (call_record.h).
//
// Threads: record() from any, and it never waits for the disk; flush() from the writer's thread, or from
// the caller's where start() was not called; everything else from any. What reads and what erases throws
// store::StorageError.
#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "core/call_queries.h"
#include "core/call_record.h"
#include "core/calls_store.h"
#include "core/latency.h"
#include "core/limits.h"
#include "store/database.h"
#include "store/keyring.h"

namespace ordo::core {

struct CallLogOptions {
  std::string path;  // made when the first record is written; empty: calls are counted and not kept
  int64_t bytes_max = kCallBytesMax;
  size_t queue_max = kCallQueueMax;
};

struct CallMetrics {
  struct Kind {
    std::atomic<int64_t> ok{0}, failed{0};
    Latency took;
  };
  std::array<Kind, std::size(kCallKinds)> kinds;
  std::atomic<int64_t> dropped{0};  // records that were not kept
  [[nodiscard]] const Kind& of(CallKind kind) const {
    return kinds.at(static_cast<size_t>(kind) - 1);
  }
};

class CallLog {
 public:
  CallLog(CallLogOptions options, const store::Keyring& keyring);
  ~CallLog();

  void record(CallRecord record);

  void start();  // flushes on a thread of its own until stop()
  void stop();   // writes what is queued, then ends the thread
  // Writes what is queued as one group; false when there was nothing. What cannot be written is dropped,
  // and the program's log says so.
  bool flush();

  [[nodiscard]] CallPage walk(const CallFilter& filter, int64_t before, size_t count);
  // With its bodies, as far as their key is there.
  [[nodiscard]] std::optional<CallRecord> load(CallId id);

  // Removes what began before this moment. Answers how many records.
  int64_t drop_before(Instant moment);
  // Destroy keys, so that bodies read as erased: of UTC days before `day` (yyyymmdd), or of this shop up to
  // now. Answer how many keys.
  int64_t erase_bodies_before(int32_t day);
  int64_t erase_bodies_of(ShopId shop);
  // Up to which event of history forgetting has been heeded; nothing while nothing is kept.
  [[nodiscard]] std::optional<int64_t> heeded();
  void heed(int64_t event);

  [[nodiscard]] int64_t size_bytes() const;  // of the file
  [[nodiscard]] const CallMetrics& metrics() const { return metrics_; }

 private:
  // Null where nothing is kept, or nothing has been kept yet and `make` does not want it.
  [[nodiscard]] store::Database* database(bool make);
  void run();
  void write(std::vector<CallRecord>& group);
  void write_one(store::UnitOfWork& uow, CallRecord& record);
  void make_room(store::UnitOfWork& uow);
  const std::pair<int64_t, Key256>& key_for(store::UnitOfWork& uow, const CallRecord& record);
  template <class Act>
  int64_t erase(Act act);

  const CallLogOptions options_;
  const store::Keyring& keyring_;
  CallMetrics metrics_;

  std::mutex opening_;
  std::unique_ptr<store::Database> database_;

  std::mutex writing_;  // guards the one writer of the file, and what follows
  std::unordered_map<int64_t, std::pair<int64_t, Key256>> keys_;  // by shop and day
  int64_t bytes_ = -1;                                            // kept; -1: not counted yet

  std::mutex mutex_;  // guards what follows
  std::condition_variable cv_;
  std::vector<CallRecord> queue_;
  bool stopping_ = false;
  std::jthread thread_;
};

}  // namespace ordo::core
