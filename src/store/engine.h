// What stands behind a Database: an engine with its writer and its readers. Private to store/.
#pragma once

#include <memory>
#include <span>
#include <stop_token>
#include <string>

#include "store/database.h"

namespace ordo::store {

class Engine {
 public:
  virtual ~Engine() = default;
  virtual void migrate(std::span<const Component> components) = 0;
  virtual int64_t migrated(const char* component) = 0;
  virtual void require_owned() = 0;
  virtual std::optional<int64_t> epoch_of(const std::string&) const { return {}; }
  virtual Session& writer() = 0;
  // With its read transaction open; waits until one is idle. Any thread.
  virtual Session& acquire() = 0;
  // The same; perhaps a replica's. Given back alike.
  virtual Session& acquire_anywhere() { return acquire(); }
  virtual std::optional<ReadCounts> read_counts() const { return {}; }
  virtual void release(Session& session) noexcept = 0;
  virtual int64_t checkpoint() = 0;
  virtual void warm(const std::stop_token& stop, int64_t whole_up_to) = 0;
  virtual void scrub(const char* table) = 0;
  virtual void sweep(const char* table) = 0;
  virtual std::string integrity(const Reader& reader) = 0;
  virtual int64_t size_bytes(const Reader& reader) = 0;
  virtual int64_t round_trips() { return 0; }
};

// Throw StorageError(kFatal) with a message that says what to do.
[[nodiscard]] std::unique_ptr<Engine> open_sqlite(const DatabaseOptions& options);
[[nodiscard]] std::unique_ptr<Engine> open_postgres(const DatabaseOptions& options);

}  // namespace ordo::store
