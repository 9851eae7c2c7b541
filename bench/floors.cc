#include "bench/floors.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <vector>

#include "bench/stored_rows.h"
#include "bench/traffic.h"

namespace ordo::bench {
namespace {

struct Close {
  void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
  void operator()(sqlite3_stmt* s) const { sqlite3_finalize(s); }
};
using Db = std::unique_ptr<sqlite3, Close>;
using Stmt = std::unique_ptr<sqlite3_stmt, Close>;

void must(bool ok, sqlite3* db) {
  if (!ok) throw std::runtime_error(sqlite3_errmsg(db));
}

Db open(const std::string& path) {
  sqlite3* raw = nullptr;
  const int rc = sqlite3_open(path.c_str(), &raw);
  Db db(raw);
  must(rc == SQLITE_OK, raw);
  return db;
}

void run(sqlite3* db, const std::string& sql) {
  must(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK, db);
}

Stmt prepare(sqlite3* db, const std::string& sql) {
  sqlite3_stmt* s = nullptr;
  must(sqlite3_prepare_v2(db, sql.c_str(), -1, &s, nullptr) == SQLITE_OK, db);
  return Stmt(s);
}

Db create(const std::string& path) {
  std::filesystem::remove(path);
  Db db = open(path);
  run(db.get(), "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;");
  return db;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void bind(sqlite3_stmt* s, int at, const StoredCell& c) {
  const int n = static_cast<int>(c.bytes.size());
  switch (c.kind) {
    case StoredCell::Kind::kInteger: sqlite3_bind_int64(s, at, c.integer); break;
    case StoredCell::Kind::kText: sqlite3_bind_text(s, at, c.bytes.data(), n, SQLITE_STATIC); break;
    case StoredCell::Kind::kBlob: sqlite3_bind_blob(s, at, c.bytes.data(), n, SQLITE_STATIC); break;
    case StoredCell::Kind::kNull: sqlite3_bind_null(s, at); break;
  }
}

std::string insert_of(const StoredTable& table) {
  std::string marks;
  for (size_t i = 0; i < table.columns.size(); ++i) marks += i ? ",?" : "?";
  return "INSERT INTO " + table.name + " VALUES(" + marks + ")";
}

void copy_schema(sqlite3* from, sqlite3* to) {
  Stmt s = prepare(from,
                   "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE "
                   "'sqlite_%' ORDER BY type DESC, name");
  while (sqlite3_step(s.get()) == SQLITE_ROW) {
    run(to, reinterpret_cast<const char*>(sqlite3_column_text(s.get(), 0)));
  }
}

}  // namespace

double floor_append(const std::string& dir, int64_t messages) {
  std::vector<std::string> ids, bodies;
  for (int64_t i = 0; i < messages; ++i) {
    ids.push_back(message_id(i));
    bodies.push_back(order_body(i));
  }
  Db db = create(dir + "/f1.db");
  run(db.get(),
      "CREATE TABLE log(seq INTEGER PRIMARY KEY, received_at INTEGER NOT NULL, id TEXT NOT NULL, "
      "headers TEXT NOT NULL, body BLOB NOT NULL)");
  Stmt insert = prepare(db.get(), "INSERT INTO log VALUES(?,?,?,?,?)");
  const auto bind_text = [&](int at, const std::string& text) {
    sqlite3_bind_text(insert.get(), at, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
  };
  const auto start = std::chrono::steady_clock::now();
  for (int64_t i = 0; i < messages; ++i) {
    if (i % 64 == 0) run(db.get(), "BEGIN IMMEDIATE");
    const std::string& body = bodies[static_cast<size_t>(i)];
    const std::string headers = kept_headers(i);
    sqlite3_bind_int64(insert.get(), 1, i + 1);
    sqlite3_bind_int64(insert.get(), 2, 1'767'225'600'000 + i);
    bind_text(3, ids[static_cast<size_t>(i)]);
    bind_text(4, headers);
    sqlite3_bind_blob(insert.get(), 5, body.data(), static_cast<int>(body.size()), SQLITE_STATIC);
    must(sqlite3_step(insert.get()) == SQLITE_DONE, db.get());
    sqlite3_reset(insert.get());
    if (i % 64 == 63 || i + 1 == messages) run(db.get(), "COMMIT");
  }
  return static_cast<double>(messages) / seconds_since(start);
}

RowsFloor floor_rows(const std::string& source, const std::string& dir, int64_t orders) {
  Db from = open(source);
  Db db = create(dir + "/f2.db");
  copy_schema(from.get(), db.get());
  const std::vector<StoredTable> tables = read_stored_tables(source);
  int64_t rows = 0;
  for (const StoredTable& table : tables) rows += table.rows();
  std::vector<Stmt> inserts;
  inserts.reserve(tables.size());
  for (const StoredTable& t : tables) inserts.push_back(prepare(db.get(), insert_of(t)));
  const int64_t batches = std::max<int64_t>(1, orders / 100);
  const auto start = std::chrono::steady_clock::now();
  for (int64_t b = 0; b < batches; ++b) {
    run(db.get(), "BEGIN IMMEDIATE");
    for (size_t t = 0; t < tables.size(); ++t) {
      const int64_t end = tables[t].rows() * (b + 1) / batches;
      for (int64_t r = tables[t].rows() * b / batches; r < end; ++r) {
        for (size_t c = 0; c < tables[t].columns.size(); ++c) {
          bind(inserts[t].get(), static_cast<int>(c) + 1, tables[t].at(r, c));
        }
        must(sqlite3_step(inserts[t].get()) == SQLITE_DONE, db.get());
        sqlite3_reset(inserts[t].get());
      }
    }
    run(db.get(), "COMMIT");
  }
  return {static_cast<double>(orders) / seconds_since(start),
          static_cast<double>(rows) / static_cast<double>(orders)};
}

}  // namespace ordo::bench
