// One SQLite connection: prepared statements cached by the address of their Sql (or by text),
// values bound by name, errors turned into StorageError. Private to store/.
//
// A session is used by one thread at a time and holds no lock of its own (SQLITE_OPEN_NOMUTEX).
#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>
#include <unordered_map>

#include "store/parameters.h"
#include "store/sql.h"

namespace ordo::store {

// Turns the connection's present error into the exception of its class. `statement` is the name
// that logs know; `committing` makes a fault of the disk ambiguous.
[[nodiscard]] StorageError sqlite_error(sqlite3* db, int code, std::string_view statement,
                                        bool committing = false);

struct PreparedStatement {
  PreparedStatement(sqlite3* db, const char* statement_name, std::string_view statement_text);
  ~PreparedStatement();
  PreparedStatement(const PreparedStatement&) = delete;
  PreparedStatement& operator=(const PreparedStatement&) = delete;

  // Binds all parameters; an unknown, missing or repeated name is an InvariantBreach.
  void bind(std::span<const Param> params);

  sqlite3* db;
  sqlite3_stmt* handle = nullptr;
  const char* name;
  const char* source;  // the Sql's text, to notice an Sql without static storage
  ParameterNames parameters;
  bool in_use = false;

 private:
  void bind_value(int index, const Value& value);
};

class SqliteSession final : public Session {
 public:
  // `path` is opened for reading and writing, created when `create`. Throws StorageError.
  SqliteSession(const std::string& path, const std::string& vfs, bool create);
  ~SqliteSession() override;

  int64_t execute(const Sql& sql, Params params) override;
  void send(const Sql& sql, Params params) override { execute(sql, params); }
  void query(const Sql& sql, Params params, const RowFn& row) override;
  void script(std::string_view text, const char* postgres = nullptr) override;
  void query_text(const std::string& text, std::span<const Param> params,
                  const RowFn& row) override;
  void begin() override;
  void begin_read() override;
  void commit() override;
  void rollback() noexcept override;

  // Runs a PRAGMA and returns its first answer ("" when it has none).
  std::string pragma(const std::string& text);
  [[nodiscard]] sqlite3* native() const { return db_; }

 private:
  class Use;
  PreparedStatement& cached(const Sql& sql);
  PreparedStatement& cached_text(const std::string& text);
  void run(const Sql& sql, bool committing = false);
  void visit(PreparedStatement& statement, std::span<const Param> params, const RowFn& row);
  void ask_alone(PreparedStatement& statement, std::span<const Param> params, const RowFn& row);
  void require_transaction(const char* name) const;

  sqlite3* db_ = nullptr;
  std::unordered_map<const Sql*, std::unique_ptr<PreparedStatement>> statements_;
  std::unordered_map<std::string, std::unique_ptr<PreparedStatement>> texts_;
};

}  // namespace ordo::store
