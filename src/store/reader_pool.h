// Connections that only read, lent one at a time. Private to store/.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "store/sql.h"

namespace ordo::store {

class ReaderPool {
 public:
  // `patience`: how long acquire() waits at most; nothing: as long as it takes.
  explicit ReaderPool(std::optional<std::chrono::milliseconds> patience = {})
      : patience_(patience) {}
  // Call before the first acquire().
  void add(std::unique_ptr<Session> session);
  // Waits until a connection is idle; its read transaction is open, and its snapshot is taken by
  // the first query. Any thread. StorageError(kRetryable) where none came back in time.
  [[nodiscard]] Session* acquire();
  void release(Session* session) noexcept;

 private:
  const std::optional<std::chrono::milliseconds> patience_;
  std::mutex mutex_;
  std::condition_variable idle_again_;
  std::vector<Session*> idle_;
  std::vector<std::unique_ptr<Session>> all_;
};

}  // namespace ordo::store
