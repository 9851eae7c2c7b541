#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "store/checkpointer.h"
#include "store/engine.h"
#include "store/migrate.h"
#include "store/reader_pool.h"
#include "store/sqlite_session.h"
#include "store/warming.h"

namespace ordo::store {
namespace {

// What the write-ahead log may grow to: its blocks are then written again and again, and stay in memory.
constexpr int64_t kWakeBytes = 4 << 20, kRestartBytes = 16 << 20;
constexpr int kOpenBusyTimeoutMs = 1'000;
// Only a restart of the log and a backup's snapshot make the writer wait, both shortly.
constexpr int kBusyTimeoutMs = 5'000;

constexpr Sql kIntegrity{"store.integrity", "PRAGMA integrity_check(1)"};
constexpr Sql kHasTableOfMigrations{
    "store.has_migrations",
    "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'migrations'"};
constexpr Sql kSize{"store.size",
                    "SELECT p.page_count * s.page_size FROM pragma_page_count() AS p, "
                    "pragma_page_size() AS s"};

const char* advice(int code) {
  switch (code & 0xff) {
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return "the file is not a sound SQLite database: move it away and restore a backup";
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return "the file is read-only: give this user the right to write to it and to its folder";
    case SQLITE_CANTOPEN:
      return "the file cannot be opened: check that the folder exists and may be written to";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return "another process holds the file: stop it, or talk to the running server";
    case SQLITE_FULL: return "the disk is full: make room and start again";
    default: return "check the disk";
  }
}

[[noreturn]] void throw_unopened(const std::string& path, int native, const std::string& what,
                                 Fault fault = Fault::kFatal) {
  throw StorageError(fault, native,
                     fmt::format("cannot open {}: {} ({})", path, advice(native), what));
}

// SQLite gives -wal and -shm the mode of the database file, so that it is enough to set that one,
// and to set it before there is anything to read. An existing file is never opened here: closing
// it would drop the locks that this process may hold on it.
void restrict_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file >= 0) {
    ::close(file);
  } else if (errno != EEXIST) {
    const int native = errno == ENOSPC ? SQLITE_FULL : SQLITE_CANTOPEN;
    throw_unopened(path, native, std::strerror(errno));
  }
  struct stat info{};
  if (::stat(path.c_str(), &info) != 0 || (info.st_mode & 077) == 0) return;
  if (::chmod(path.c_str(), 0600) != 0) throw_unopened(path, SQLITE_PERM, std::strerror(errno));
}

// Common to all connections.
void configure(SqliteSession& session, int64_t cache_kib) {
  sqlite3_busy_timeout(session.native(), kOpenBusyTimeoutMs);
  session.pragma("temp_store=MEMORY");
  session.pragma("mmap_size=0");
  session.pragma("foreign_keys=OFF");
  session.pragma("trusted_schema=OFF");
  session.pragma("synchronous=FULL");
  session.pragma("wal_autocheckpoint=0");
  session.pragma(fmt::format("cache_size=-{}", cache_kib));
}

// The log's mode is set on the first connection; the others find it in the file.
void configure_writer(SqliteSession& session, const DatabaseOptions& options) {
  if (options.single_connection) session.pragma("locking_mode=EXCLUSIVE");
  session.pragma(fmt::format("page_size={}", options.page_bytes));
  configure(session, options.writer_cache_kib);
  // An erased data key must be gone from the file. Zeroed cells alone (FAST) would leave its copy
  // on pages that a merge of leaves has freed, so that freed pages are zeroed as well. What the
  // log still holds goes with the next checkpoints; a key's copies in backups go when those
  // expire.
  session.pragma("secure_delete=ON");
  if (session.pragma("journal_mode=WAL") != "wal") {
    throw_unopened(options.path, SQLITE_CANTOPEN, "the file system does not allow WAL mode");
  }
  if (sqlite3_db_readonly(session.native(), "main") == 1) {
    throw_unopened(options.path, SQLITE_READONLY, "opened without the right to write");
  }
}

class SqliteEngine final : public Engine {
 public:
  explicit SqliteEngine(const DatabaseOptions& wanted) : options_(wanted) {}
  ~SqliteEngine() override {
    if (writer_) sqlite3_wal_hook(writer_->native(), nullptr, nullptr);
  }
  void open();

  void migrate(std::span<const Component> components) override;
  int64_t migrated(const char* component) override {
    if (Reader(*writer_).integer(kHasTableOfMigrations) != 1) return 0;
    return last_migration(*writer_, component);
  }
  void require_owned() override {}  // the folder's lock keeps others away
  Session& writer() override { return *writer_; }
  Session& acquire() override;
  void release(Session& session) noexcept override;
  int64_t checkpoint() override;
  void warm(const std::stop_token& stop, int64_t whole_up_to) override;
  void scrub(const char*) override { (void)checkpoint(); }
  void sweep(const char*) override { (void)checkpoint(); }
  std::string integrity(const Reader& reader) override;
  int64_t size_bytes(const Reader& reader) override { return reader.integer(kSize).value_or(0); }

 private:
  std::unique_ptr<SqliteSession> connect(int64_t cache_kib);
  static int committed(void* self, sqlite3* db, const char* name, int frames);

  DatabaseOptions options_;
  int64_t frames_ = 0;  // in the log, as the writer last saw it
  std::unique_ptr<SqliteSession> writer_;
  ReaderPool readers_;
  std::unique_ptr<Checkpointer> checkpointer_;
};

// Without its own hook SQLite checkpoints inside the commit.
int SqliteEngine::committed(void* self, sqlite3*, const char*, int frames) {
  auto* engine = static_cast<SqliteEngine*>(self);
  engine->frames_ = frames;
  if (engine->checkpointer_) engine->checkpointer_->committed(frames);
  return SQLITE_OK;
}

// A file that opens may still take nothing: its disk is full, or it is read-only.
void SqliteEngine::migrate(std::span<const Component> components) {
  try {
    run_migrations(*writer_, components);
  } catch (const StorageError& error) {
    // A statement that is wrong is no matter of the disk.
    const int primary = error.native() & 0xff;
    if (primary == 0 || primary == SQLITE_ERROR || primary == SQLITE_CONSTRAINT) throw;
    throw_unopened(options_.path, error.native(), error.what(), error.fault());
  }
}

std::unique_ptr<SqliteSession> SqliteEngine::connect(int64_t cache_kib) {
  auto session = std::make_unique<SqliteSession>(options_.path, options_.vfs, false);
  configure(*session, cache_kib);
  sqlite3_busy_timeout(session->native(), kBusyTimeoutMs);
  return session;
}

void SqliteEngine::open() {
  if (options_.vfs.empty()) restrict_file(options_.path);
  writer_ = std::make_unique<SqliteSession>(options_.path, options_.vfs, true);
  configure_writer(*writer_, options_);
  sqlite3_busy_timeout(writer_->native(), kBusyTimeoutMs);
  // Opening recovers the log of a crashed process, whose last commits may have reached the log but
  // not the disk. They will be shown as committed: they must be durable before anyone sees them.
  (void)checkpoint_once(*writer_, SQLITE_CHECKPOINT_RESTART);
  sqlite3_wal_hook(writer_->native(), &SqliteEngine::committed, this);
  if (options_.single_connection) return;
  for (int i = 0; i < std::max(1, options_.readers); ++i) {
    auto session = connect(options_.reader_cache_kib);
    session->pragma("query_only=ON");
    readers_.add(std::move(session));
  }
  checkpointer_ = std::make_unique<Checkpointer>(
      connect(options_.reader_cache_kib), options_.checkpoint_thread,
      CheckpointLimits{kWakeBytes / options_.page_bytes, kRestartBytes / options_.page_bytes});
}

Session& SqliteEngine::acquire() {
  if (options_.single_connection) return *writer_;
  return *readers_.acquire();
}

void SqliteEngine::release(Session& session) noexcept {
  // The simulator's only connection may stand inside the writer's transaction: it is left alone.
  if (!options_.single_connection) readers_.release(&session);
}

int64_t SqliteEngine::checkpoint() {
  if (checkpointer_) return checkpointer_->run();
  return checkpoint_once(*writer_, SQLITE_CHECKPOINT_PASSIVE).value_or(frames_);
}

void SqliteEngine::warm(const std::stop_token& stop, int64_t whole_up_to) {
  const int64_t most = whole_up_to < 0 ? available_memory() / 2 : whole_up_to;
  // A connection of its own, so that nobody waits for it.
  const auto session = connect(options_.reader_cache_kib);
  session->pragma("query_only=ON");
  if (size_bytes(Reader(*session)) <= most)
    read_through(*session, stop);
  else
    read_indexes(*session, stop);
}

std::string SqliteEngine::integrity(const Reader& reader) {
  try {
    return reader.text(kIntegrity).value_or("the engine gave no answer");
  } catch (const StorageError& error) {
    const int primary = error.native() & 0xff;
    if (primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB) return error.what();
    throw;
  }
}

}  // namespace

std::unique_ptr<Engine> open_sqlite(const DatabaseOptions& options) {
  auto engine = std::make_unique<SqliteEngine>(options);
  try {
    engine->open();
  } catch (const StorageError& error) {
    if (std::string_view(error.what()).starts_with("cannot open")) throw;
    throw_unopened(options.path, error.native(), error.what());
  }
  return engine;
}

}  // namespace ordo::store
