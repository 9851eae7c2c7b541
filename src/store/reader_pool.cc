#include "store/reader_pool.h"

namespace ordo::store {

void ReaderPool::add(std::unique_ptr<Session> session) {
  idle_.push_back(session.get());
  all_.push_back(std::move(session));
}

Session* ReaderPool::acquire() {
  Session* session = nullptr;
  {
    std::unique_lock lock(mutex_);
    const auto some_idle = [this] { return !idle_.empty(); };
    if (!patience_) {
      idle_again_.wait(lock, some_idle);
    } else if (!idle_again_.wait_for(lock, *patience_, some_idle)) {
      throw StorageError(Fault::kRetryable, 0, "store.acquire: all readers wait for their answers");
    }
    // The one used last has the warmest cache.
    session = idle_.back();
    idle_.pop_back();
  }
  try {
    session->begin_read();
  } catch (...) {
    release(session);
    throw;
  }
  return session;
}

void ReaderPool::release(Session* session) noexcept {
  session->rollback();
  {
    const std::scoped_lock lock(mutex_);
    idle_.push_back(session);
  }
  idle_again_.notify_one();
}

}  // namespace ordo::store
