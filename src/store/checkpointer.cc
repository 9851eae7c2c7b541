#include "store/checkpointer.h"

#include <algorithm>

#include "base/log.h"

namespace ordo::store {

std::optional<int64_t> checkpoint_once(SqliteSession& session, int mode) {
  int log = 0;
  int copied = 0;
  const int code = sqlite3_wal_checkpoint_v2(session.native(), nullptr, mode, &log, &copied);
  const int primary = code & 0xff;
  if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED) return std::nullopt;
  if (code != SQLITE_OK) throw sqlite_error(session.native(), code, "store.checkpoint");
  return std::max(0, log - copied);
}

Checkpointer::Checkpointer(std::unique_ptr<SqliteSession> session, bool thread,
                           CheckpointLimits limits)
    : limits_(limits), session_(std::move(session)) {
  sqlite3_busy_timeout(session_->native(), kRestartBusyTimeoutMs);
  // A connection that has never read does not know of the log and would checkpoint nothing.
  session_->pragma("schema_version");
  if (thread) thread_ = std::thread([this] { loop(); });
}

Checkpointer::~Checkpointer() {
  {
    const std::scoped_lock lock(signal_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
  try {
    (void)checkpoint_once(*session_, SQLITE_CHECKPOINT_TRUNCATE);
  } catch (const StorageError& error) {
    log::warn("checkpoint_failed", {{"error", error.what()}});
  }
}

void Checkpointer::committed(int64_t frames) {
  bool notify = false;
  {
    const std::scoped_lock lock(signal_);
    // A shorter log than before has been started anew.
    if (frames < frames_) seen_ = 0;
    frames_ = frames;
    notify = due();
  }
  if (notify) wake_.notify_one();
}

int64_t Checkpointer::run() {
  const std::scoped_lock lock(work_);
  const auto left = checkpoint_once(*session_, SQLITE_CHECKPOINT_PASSIVE);
  if (left) return *left;
  const std::scoped_lock signal(signal_);
  return frames_;
}

// RESTART holds the writer's lock while it copies: PASSIVE goes first, so that little is left for
// it.
void Checkpointer::pass(int64_t frames) {
  const std::scoped_lock lock(work_);
  (void)checkpoint_once(*session_, SQLITE_CHECKPOINT_PASSIVE);
  if (frames > limits_.restart_frames) (void)checkpoint_once(*session_, SQLITE_CHECKPOINT_RESTART);
}

void Checkpointer::loop() {
  std::unique_lock lock(signal_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || due(); });
    if (stopping_) return;
    const int64_t frames = frames_;
    // Set before the work, so that a log that starts anew meanwhile sets it back to zero.
    seen_ = frames;
    lock.unlock();
    try {
      pass(frames);
    } catch (const StorageError& error) {
      ++faults_;
      log::warn("checkpoint_failed", {{"error", error.what()}});
    }
    lock.lock();
  }
}

}  // namespace ordo::store
