// A database file (later: a PostgreSQL schema) with one writer and a pool of readers.
//
// SQLite: WAL, synchronous=FULL, automatic checkpoints off; a thread of its own checkpoints
// (PASSIVE whenever 1,000 frames wait, RESTART with a tiny busy time-out beyond 4,000), so that a
// commit never pays for one. Files are created 0600.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/sql.h"

namespace ordo::store {

struct Migration {
  int number;  // 1, 2, 3 … without gaps within a component
  const char* name;
  const char* sql;  // portable DDL; each runs in a transaction of its own
};

// A component owns its tables and numbers its own migrations ("core", "orders" …).
struct Component {
  const char* name;
  std::span<const Migration> migrations;
};

struct DatabaseOptions {
  std::string path;
  std::string vfs = {};  // SQLite VFS name; empty: the operating system's
  // Simulator: exclusive locking, readers share the writer's session.
  bool single_connection = false;
  bool checkpoint_thread = true;  // false: checkpoint() is called by hand
  int readers = 3;
  int64_t writer_cache_kib = 65536;
  int64_t reader_cache_kib = 8192;
  int page_bytes = 8192;  // of a file that is made; one that exists keeps its own
};

class Database;

// A reader lent from the pool; given back on destruction. Snapshot reads: all queries of one lease
// made inside snapshot() … see one state.
class ReadLease {
 public:
  ReadLease(ReadLease&&) noexcept;
  ~ReadLease();
  [[nodiscard]] const Reader& reader() const { return reader_; }
  [[nodiscard]] const Reader* operator->() const { return &reader_; }

 private:
  friend class Database;
  ReadLease(Database& db, Session* session);
  Database* db_;
  Session* session_;
  Reader reader_;
};

class Database {
 public:
  // Opens or creates; throws StorageError(kFatal) with a message that says what to do (not a
  // database, read-only, locked by another process, disk full).
  static std::unique_ptr<Database> open(const DatabaseOptions& options);
  ~Database();

  // Runs what is missing, each in a transaction, and records it in `migrations(component, number)`.
  // A schema newer than the list: StorageError(kFatal).
  void migrate(std::span<const Component> components);

  // The writer. One at a time, one thread at a time.
  [[nodiscard]] UnitOfWork begin();
  // Reads on the writer's own connection, for the writer's thread (prefetch).
  [[nodiscard]] Reader writer_reader();
  // A reader from the pool, each lease one consistent snapshot; waits until one is free. Any
  // thread.
  [[nodiscard]] ReadLease read();

  // Checkpoints what it can without waiting for anyone; returns frames left in the log.
  int64_t checkpoint();
  // Reads the file once so that the first minutes are not slow: all of it where it has at most this many
  // bytes (-1: half of the memory that the machine has to spare), else its indexes. Ends early when it is
  // asked to. Any thread, beside all others.
  void warm(const std::stop_token& stop = {}, int64_t whole_up_to = -1);
  // "ok", or the first complaint of the engine's own integrity check.
  [[nodiscard]] std::string integrity();
  [[nodiscard]] int64_t size_bytes() const;

 private:
  struct Impl;
  explicit Database(std::unique_ptr<Impl> impl);
  friend class ReadLease;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ordo::store
