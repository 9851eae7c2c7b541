// Copies the write-ahead log back into the database on a connection and thread of its own, so that
// no commit pays for it. Private to store/.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>

#include "store/sqlite_session.h"

namespace ordo::store {

inline constexpr int kRestartBusyTimeoutMs = 20;  // what a writer may wait for a restart

// In frames, each of which is a page.
struct CheckpointLimits {
  int64_t wake_frames = 1'000;     // wake when so many frames are new
  int64_t restart_frames = 4'000;  // beyond this the log must start anew
};

// One checkpoint on `session`, in SQLite's `mode`; the frames that are left, or nothing when
// another connection was in the way. Throws StorageError on an I/O fault.
[[nodiscard]] std::optional<int64_t> checkpoint_once(SqliteSession& session, int mode);

class Checkpointer {
 public:
  // Takes a connection of its own. Without `thread`, only run() checkpoints.
  Checkpointer(std::unique_ptr<SqliteSession> session, bool thread, CheckpointLimits limits = {});
  ~Checkpointer();  // stops the thread promptly and makes one attempt to empty the log

  // Called by the writer after each commit with the length of the log. Cheap.
  void committed(int64_t frames);
  // One pass on the caller's thread; frames left.
  int64_t run();
  // Faults met by the thread so far: a checkpoint loses nothing and is tried again at the next
  // wake.
  [[nodiscard]] int64_t faults() const { return faults_; }

 private:
  void loop();
  void pass(int64_t frames);
  [[nodiscard]] bool due() const { return frames_ - seen_ >= limits_.wake_frames; }

  const CheckpointLimits limits_;
  std::mutex work_;  // guards session_
  std::unique_ptr<SqliteSession> session_;
  std::mutex signal_;  // guards what follows
  std::condition_variable wake_;
  int64_t frames_ = 0;
  int64_t seen_ = 0;
  bool stopping_ = false;
  std::atomic<int64_t> faults_{0};
  std::thread thread_;
};

}  // namespace ordo::store
