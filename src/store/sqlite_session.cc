#include "store/sqlite_session.h"

#include <fmt/format.h>

#include "base/invariant.h"
#include "base/log.h"

namespace ordo::store {
namespace {

// List filters combine freely: beyond this many texts the idle ones are forgotten.
constexpr size_t kTextStatementsMax = 256;

constexpr Sql kBegin{"store.begin", "BEGIN IMMEDIATE"};
constexpr Sql kBeginRead{"store.begin_read", "BEGIN DEFERRED"};
constexpr Sql kCommit{"store.commit", "COMMIT"};
constexpr Sql kRollback{"store.rollback", "ROLLBACK"};

// A fault while committing is ambiguous even where SQLite rolls back for the living process: the
// commit record may be in the log, and a restart would find it there.
Fault fault_of(int code, bool committing) {
  switch (code & 0xff) {
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_NOMEM: return committing ? Fault::kAmbiguous : Fault::kRetryable;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_INTERRUPT:
    case SQLITE_PROTOCOL:
    case SQLITE_SCHEMA: return Fault::kRetryable;
    case SQLITE_CONSTRAINT: return Fault::kConstraint;
    default: return Fault::kFatal;
  }
}

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* handle) : handle_(handle) {}
  int columns() const override { return sqlite3_column_count(handle_); }
  bool is_null(int column) const override {
    return sqlite3_column_type(handle_, column) == SQLITE_NULL;
  }
  int64_t integer(int column) const override { return sqlite3_column_int64(handle_, column); }
  std::string_view text(int column) const override;
  Value::Kind kind(int column) const override;
  std::string_view column_name(int column) const override {
    return sqlite3_column_name(handle_, column);
  }

 private:
  sqlite3_stmt* handle_;
};

std::string_view SqliteRow::text(int column) const {
  // A blob must not pass through column_text, which may convert it and add a terminator.
  const bool blob = sqlite3_column_type(handle_, column) == SQLITE_BLOB;
  const void* data = blob ? sqlite3_column_blob(handle_, column)
                          : static_cast<const void*>(sqlite3_column_text(handle_, column));
  if (data == nullptr) return {};
  return {static_cast<const char*>(data),
          static_cast<size_t>(sqlite3_column_bytes(handle_, column))};
}

Value::Kind SqliteRow::kind(int column) const {
  switch (sqlite3_column_type(handle_, column)) {
    case SQLITE_NULL: return Value::Kind::kNull;
    case SQLITE_INTEGER: return Value::Kind::kInt;
    case SQLITE_BLOB: return Value::Kind::kBlob;
    default: return Value::Kind::kText;
  }
}

}  // namespace

StorageError sqlite_error(sqlite3* db, int code, std::string_view statement, bool committing) {
  return {fault_of(code, committing), code,
          fmt::format("{}: {} (sqlite {})", statement,
                      db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code), code)};
}

PreparedStatement::PreparedStatement(sqlite3* connection, const char* statement_name,
                                     std::string_view statement_text)
    : db(connection), name(statement_name), source(statement_text.data()) {
  const char* tail = nullptr;
  const int code =
      sqlite3_prepare_v3(db, statement_text.data(), static_cast<int>(statement_text.size()),
                         SQLITE_PREPARE_PERSISTENT, &handle, &tail);
  if (code != SQLITE_OK) throw sqlite_error(db, code, name);
  invariant(handle != nullptr, "a named statement is empty");
  const int count = sqlite3_bind_parameter_count(handle);
  for (int i = 1; i <= count; ++i) {
    const char* parameter = sqlite3_bind_parameter_name(handle, i);
    invariant(parameter != nullptr && parameter[0] == ':', "a parameter is not written :name");
    parameters.add(parameter + 1);
  }
}

PreparedStatement::~PreparedStatement() { sqlite3_finalize(handle); }

void PreparedStatement::bind_value(int index, const Value& value) {
  // A null view is an empty text, but SQLite would take the null pointer for NULL.
  const char* data = value.text().data() != nullptr ? value.text().data() : "";
  int code = SQLITE_OK;
  switch (value.kind()) {
    case Value::Kind::kNull: code = sqlite3_bind_null(handle, index); break;
    case Value::Kind::kInt: code = sqlite3_bind_int64(handle, index, value.integer()); break;
    case Value::Kind::kText:
      code =
          sqlite3_bind_text64(handle, index, data, value.text().size(), SQLITE_STATIC, SQLITE_UTF8);
      break;
    case Value::Kind::kBlob:
      code = sqlite3_bind_blob64(handle, index, data, value.text().size(), SQLITE_STATIC);
      break;
  }
  if (code != SQLITE_OK) throw sqlite_error(db, code, name);
}

void PreparedStatement::bind(std::span<const Param> params) {
  parameters.match(name, params, [this](size_t place, const Value& value) {
    bind_value(static_cast<int>(place) + 1, value);
  });
}

// Holds a statement while it runs and resets it whatever happens. A statement that already runs (a
// query inside its own row callback) is prepared once more for this use alone.
class SqliteSession::Use {
 public:
  explicit Use(PreparedStatement& wanted) : statement_(&wanted) {
    if (wanted.in_use) {
      extra_ =
          std::make_unique<PreparedStatement>(wanted.db, wanted.name, sqlite3_sql(wanted.handle));
      statement_ = extra_.get();
    }
    statement_->in_use = true;
  }
  ~Use() {
    sqlite3_reset(statement_->handle);
    statement_->in_use = false;
  }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;
  PreparedStatement* operator->() const { return statement_; }
  // Answers whether there is a row.
  bool step(bool committing = false) {
    const int code = sqlite3_step(statement_->handle);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    throw sqlite_error(statement_->db, code, statement_->name, committing);
  }

 private:
  PreparedStatement* statement_;
  std::unique_ptr<PreparedStatement> extra_;
};

SqliteSession::SqliteSession(const std::string& path, const std::string& vfs, bool create) {
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
  const int code = sqlite3_open_v2(path.c_str(), &db_, flags, vfs.empty() ? nullptr : vfs.c_str());
  if (code != SQLITE_OK) {
    const StorageError error = sqlite_error(db_, code, "store.open");
    sqlite3_close(db_);
    throw StorageError(error);
  }
  sqlite3_extended_result_codes(db_, 1);
  // A text in double quotes is a mistake that SQLite would forgive and PostgreSQL would not.
  sqlite3_db_config(db_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(db_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  sqlite3_db_config(db_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
}

SqliteSession::~SqliteSession() {
  statements_.clear();
  texts_.clear();
  sqlite3_close(db_);
}

PreparedStatement& SqliteSession::cached(const Sql& sql) {
  auto& slot = statements_[&sql];
  if (!slot) slot = std::make_unique<PreparedStatement>(db_, sql.name, sql.text);
  invariant(slot->source == sql.text, "an Sql without static storage");
  return *slot;
}

PreparedStatement& SqliteSession::cached_text(const std::string& text) {
  const auto found = texts_.find(text);
  if (found != texts_.end()) return *found->second;
  if (texts_.size() >= kTextStatementsMax) {
    std::erase_if(texts_, [](const auto& entry) { return !entry.second->in_use; });
  }
  auto statement = std::make_unique<PreparedStatement>(db_, "store.query_text", text);
  return *texts_.emplace(text, std::move(statement)).first->second;
}

// An I/O error or a full disk makes SQLite roll the whole transaction back; what came after it
// would otherwise be committed alone.
void SqliteSession::require_transaction(const char* name) const {
  if (sqlite3_get_autocommit(db_) == 0) return;
  throw StorageError(Fault::kRetryable, SQLITE_ABORT_ROLLBACK,
                     fmt::format("{}: the engine has rolled this transaction back", name));
}

int64_t SqliteSession::execute(const Sql& sql, Params params) {
  require_transaction(sql.name);
  Use use(cached(sql));
  use->bind(as_span(params));
  while (use.step()) {
  }
  return sqlite3_changes64(db_);
}

void SqliteSession::visit(PreparedStatement& statement, std::span<const Param> params,
                          const RowFn& row) {
  Use use(statement);
  use->bind(params);
  const SqliteRow view(use->handle);
  while (use.step()) {
    if (!row(view)) return;
  }
}

// Whoever only reads has no transaction that a statement could join: it would commit by itself.
void SqliteSession::ask_alone(PreparedStatement& statement, std::span<const Param> params,
                              const RowFn& row) {
  invariant(sqlite3_stmt_readonly(statement.handle) != 0, "a statement that writes was asked");
  visit(statement, params, row);
}

void SqliteSession::query(const Sql& sql, Params params, const RowFn& row) {
  ask_alone(cached(sql), as_span(params), row);
}

void SqliteSession::query_text(const std::string& text, std::span<const Param> params,
                               const RowFn& row) {
  ask_alone(cached_text(text), params, row);
}

void SqliteSession::script(std::string_view text, const char*) {
  const char* at = text.data();
  const char* end = at + text.size();
  while (at < end) {
    sqlite3_stmt* handle = nullptr;
    int code = sqlite3_prepare_v2(db_, at, static_cast<int>(end - at), &handle, &at);
    while (code == SQLITE_OK && handle != nullptr && (code = sqlite3_step(handle)) == SQLITE_ROW) {
      code = SQLITE_OK;
    }
    sqlite3_finalize(handle);
    if (code != SQLITE_OK && code != SQLITE_DONE) throw sqlite_error(db_, code, "store.script");
  }
}

void SqliteSession::run(const Sql& sql, bool committing) {
  Use use(cached(sql));
  while (use.step(committing)) {
  }
}

void SqliteSession::begin() {
  invariant(sqlite3_get_autocommit(db_) != 0, "a unit of work is open already");
  run(kBegin);
}

void SqliteSession::begin_read() { run(kBeginRead); }

void SqliteSession::commit() {
  require_transaction(kCommit.name);
  try {
    run(kCommit, true);
  } catch (const StorageError&) {
    rollback();
    throw;
  }
}

void SqliteSession::rollback() noexcept {
  if (sqlite3_get_autocommit(db_) != 0) return;
  try {
    run(kRollback);
  } catch (const StorageError& error) {
    // ROLLBACK fails only where SQLite has left the transaction already.
    log::debug("rollback_not_needed", {{"detail", error.what()}});
  }
}

std::string SqliteSession::pragma(const std::string& text) {
  std::string answer;
  visit(cached_text("PRAGMA " + text), {}, [&](const Row& row) {
    answer = row.text(0);
    return false;
  });
  return answer;
}

}  // namespace ordo::store
