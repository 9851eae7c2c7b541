// A database with one writer and a pool of readers: a file of SQLite, or a schema of PostgreSQL.
//
// SQLite: WAL, synchronous=FULL, automatic checkpoints off; a thread of its own checkpoints
// (PASSIVE whenever 1,000 frames wait, RESTART with a tiny busy time-out beyond 4,000), so that a
// commit never pays for one. Files are created 0600.
//
// PostgreSQL (postgres_engine.h): the writer owns its lane by an epoch that migrate() takes. Whoever
// takes it next makes what the first one does then throw kTakenOver; nothing of it is written.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/sql.h"

namespace ordo::store {

struct Migration {
  int number;  // 1, 2, 3 … without gaps within a component
  const char* name;
  const char* sql;                 // portable DDL; each runs in a transaction of its own
  const char* postgres = nullptr;  // only where the portable text cannot do (postgres_text.h)
};

// A component owns its tables and numbers its own migrations ("core", "orders" …).
struct Component {
  const char* name;
  std::span<const Migration> migrations;
};

struct DatabaseOptions {
  std::string path;  // a file, or postgres://user@host/database?schema=merchant
  // PostgreSQL: what the writer owns within the schema. The log and the street each have a writer.
  std::string lane = "street";
  // PostgreSQL: taken together with it, in one transaction, so that nobody ever owns one without the other. The
  // Database whose lane that is opens with its `epoch` (Database::epoch_of) and takes nothing itself.
  std::vector<std::string> with_lanes = {};
  std::optional<int64_t> epoch = {};
  // PostgreSQL: false for who does one thing: where another process owns the lane and is connected, or was heard
  // of in the last moments, migrate() throws kTakenOver instead of taking it. A file is guarded by its
  // folder's lock.
  bool takes_over = true;
  // PostgreSQL: nothing is ever written, and no lane taken, whoever owns it; begin() may not be called, and
  // migrate() throws kFatal where something would have to be changed.
  bool looks = false;
  // PostgreSQL: postgres://… of a standby, for read_anywhere(); empty: there is none. Names the same schema.
  std::string read_path = {};
  // PostgreSQL: how long an answer may take before its connection is given up: of the writer; of readers, 0:
  // half a minute, and ten where who reads is nobody's server and may ask what takes long (a proof).
  int answer_ms = 15'000, reader_answer_ms = 0;
  std::string vfs = {};  // SQLite VFS name; empty: the operating system's
  // Simulator: exclusive locking, readers share the writer's session.
  bool single_connection = false;
  bool checkpoint_thread = true;  // false: checkpoint() is called by hand
  int readers = 3;
  int64_t writer_cache_kib = 65536;
  int64_t reader_cache_kib = 8192;
  int page_bytes = 8192;  // of a file that is made; one that exists keeps its own
};

// Leases of read_anywhere() until now: at the replica, and at the primary because the replica had not replayed
// what was committed here, or had no connection to lend, or was not there.
struct ReadCounts {
  int64_t at_replica = 0, behind = 0, busy = 0, not_there = 0;
  bool is_away = false;  // at the moment
};

// Whether a path is the address of a server; any other is a file's.
[[nodiscard]] bool names_server(std::string_view path);

class Engine;

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
  ReadLease(Engine& engine, Session& session);
  Engine* engine_;
  Session* session_;
  Reader reader_;
};

class Database {
 public:
  // Opens or creates; throws StorageError(kFatal) with a message that says what to do (not a
  // database, read-only, locked by another process, disk full; a wrong address, a server that is too
  // old or only a standby).
  static std::unique_ptr<Database> open(const DatabaseOptions& options);
  ~Database();

  // Runs what is missing, each in a transaction, and records it in `migrations(component, number)`.
  // A schema newer than the list: StorageError(kFatal), and nothing was changed. Owns the lane from
  // here on.
  void migrate(std::span<const Component> components);
  // The last migration of a component that has been run; 0: none, as where nothing was ever stored. Needs no
  // migrate(), and changes nothing.
  [[nodiscard]] int64_t migrated(const char* component);
  // Throws kTakenOver once another process has taken the lane; says nothing of what is open. One round trip,
  // for a writer that has nothing to write: whoever writes is told by that. The writer's thread.
  void require_owned();
  // Under which migrate() took one of its lanes; nothing where there are no lanes, or it only looks.
  [[nodiscard]] std::optional<int64_t> epoch_of(const std::string& lane) const;

  // The writer. One at a time, one thread at a time.
  [[nodiscard]] UnitOfWork begin();
  // Reads on the writer's own connection, for the writer's thread (prefetch).
  [[nodiscard]] Reader writer_reader();
  // A reader from the pool, each lease one consistent snapshot; waits until one is free. Any
  // thread.
  [[nodiscard]] ReadLease read();
  // The same at a replica, where there is one that shows everything which was committed here by now; for what
  // people look at, and nothing is decided by. It may end with kRetryable where the replica is lost, or has to
  // go on with what contradicts a long look.
  [[nodiscard]] ReadLease read_anywhere();
  [[nodiscard]] std::optional<ReadCounts> read_counts() const;  // where a replica is given

  // Checkpoints what it can without waiting for anyone; returns frames left in the log. A server does
  // so by itself, and has none.
  int64_t checkpoint();
  // Reads the file once so that the first minutes are not slow: all of it where it has at most this many
  // bytes (-1: half of the memory that the machine has to spare), else its indexes. Ends early when it is
  // asked to. Any thread, beside all others.
  void warm(const std::stop_token& stop = {}, int64_t whole_up_to = -1);
  // After a deletion that was committed: `table`, a small one, is freed of what was deleted from it, so that
  // keys that were destroyed do not lie on in its file. SQLite has overwritten them (secure_delete) and
  // checkpoints its log. A server writes the table anew under a lock; what a reader that is older than the
  // deletion might still look at stays until the next time, and copies in the server's own log and its
  // backups go when those do. Throws StorageError: kRetryable where a reader does not leave the table. Any
  // thread.
  void scrub(const char* table);
  // After changes that were committed, of a table that may be large: what they left behind is freed, beside all
  // who read and write it. Most of its bytes go with that; a server's page may keep some until it is written
  // to again. Throws StorageError. Any thread.
  void sweep(const char* table);
  // "ok", or the first complaint of the engine's own integrity check.
  [[nodiscard]] std::string integrity();
  [[nodiscard]] int64_t size_bytes() const;
  // How often the writer has waited for a server; SQLite has none.
  [[nodiscard]] int64_t round_trips() const;

 private:
  explicit Database(std::unique_ptr<Engine> engine);
  std::unique_ptr<Engine> engine_;
};

}  // namespace ordo::store
