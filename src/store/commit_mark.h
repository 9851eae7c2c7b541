// Where a server's own log stood when this process last committed there: what a standby must have replayed to
// show all that was acknowledged. Private to store/. Any thread.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>

namespace ordo::store {

class CommitMark {
 public:
  struct Position {
    int64_t lsn = 0;
    // Counts promotions: numbers of two timelines cannot be compared.
    int64_t timeline = 0;
  };
  void set(Position position) {
    const std::scoped_lock lock(mutex_);
    position_ = position;
  }
  // It is not known: before the first commit, and after one that was unclear.
  void forget() {
    const std::scoped_lock lock(mutex_);
    position_.reset();
  }
  [[nodiscard]] std::optional<Position> get() const {
    const std::scoped_lock lock(mutex_);
    return position_;
  }

 private:
  mutable std::mutex mutex_;
  std::optional<Position> position_;
};

}  // namespace ordo::store
