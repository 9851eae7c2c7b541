#include "bench/stored_rows.h"

#include <sqlite3.h>

#include <memory>
#include <stdexcept>

namespace ordo::bench {
namespace {

using Source = std::unique_ptr<sqlite3, decltype(&sqlite3_close_v2)>;
using Query = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;

Query ask(sqlite3* db, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) {
    throw std::runtime_error(sqlite3_errmsg(db));
  }
  return {statement, &sqlite3_finalize};
}

StoredCell read_cell(sqlite3_stmt* row, int column) {
  using Kind = StoredCell::Kind;
  const int type = sqlite3_column_type(row, column);
  if (type == SQLITE_NULL) return {};
  if (type == SQLITE_INTEGER) return {Kind::kInteger, sqlite3_column_int64(row, column), {}};
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(row, column));
  const auto size = static_cast<size_t>(sqlite3_column_bytes(row, column));
  return {type == SQLITE_BLOB ? Kind::kBlob : Kind::kText, 0,
          size > 0 ? std::string(bytes, size) : std::string()};
}

StoredTable read_stored_table(sqlite3* db, std::string name) {
  StoredTable table{std::move(name), {}, {}};
  const Query rows = ask(db, "SELECT * FROM " + table.name);
  const int columns = sqlite3_column_count(rows.get());
  for (int i = 0; i < columns; ++i) table.columns.emplace_back(sqlite3_column_name(rows.get(), i));
  while (sqlite3_step(rows.get()) == SQLITE_ROW) {
    for (int i = 0; i < columns; ++i) table.cells.push_back(read_cell(rows.get(), i));
  }
  return table;
}

}  // namespace

std::vector<StoredTable> read_stored_tables(const std::string& path) {
  sqlite3* raw = nullptr;
  const int opened = sqlite3_open(path.c_str(), &raw);
  const Source db(raw, &sqlite3_close_v2);
  if (opened != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(raw));
  std::vector<StoredTable> tables;
  const Query names = ask(raw,
                          "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE "
                          "'sqlite_%' ORDER BY name");
  while (sqlite3_step(names.get()) == SQLITE_ROW) {
    tables.push_back(
        read_stored_table(raw, reinterpret_cast<const char*>(sqlite3_column_text(names.get(), 0))));
  }
  return tables;
}

}  // namespace ordo::bench
