// The tables of a store as either engine has them, and their rows in the order of their keys: what
// comparing, hashing and copying stores needs, whatever the tables mean.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "store/database.h"

namespace ordo::store {

struct Column {
  std::string name;
  Value::Kind kind;
  bool operator==(const Column&) const = default;
};

struct Table {
  std::string name;
  std::vector<Column> columns;
  std::vector<size_t> key;  // the places in `columns` of the primary key's, in its order
  bool operator==(const Table&) const = default;
};

// A value that outlives its row.
struct Cell {
  Value::Kind kind = Value::Kind::kNull;
  int64_t integer = 0;
  std::string text;
  [[nodiscard]] Value value() const;
  bool operator==(const Cell&) const = default;
};
using Cells = std::vector<Cell>;  // of a whole row, or of a key

// The names of the tables that these components' migrations leave behind, in the order in which they are
// made. Neither `migrations` nor what an engine has of its own is among them.
[[nodiscard]] std::vector<std::string> tables_of(std::span<const Component> components);

// Whether the store has a table of this name.
[[nodiscard]] bool has_table(const Reader& reader, const std::string& name);
// Throws StorageError(kFatal) where there is no such table, or it has no key to be ordered by.
[[nodiscard]] Table table_of(const Reader& reader, const std::string& name);

[[nodiscard]] Cells key_of(const Table& table, const Cells& row);
// A key as a person would write it: `7`, or `7, "SKU-1"`.
[[nodiscard]] std::string shown_key(const Cells& key);

// Beyond `after` and up to `upto`, which is included; empty: no bound.
struct KeyRange {
  Cells after, upto;
};

// At most `limit` rows, ordered by key. Texts are ordered by their bytes on both engines.
[[nodiscard]] std::vector<Cells> read_rows(const Reader& reader, const Table& table,
                                           const KeyRange& range, int64_t limit);

// Goes through a table a part at a time: as many rows as are some megabytes.
class TableWalk {
 public:
  TableWalk(const Reader& reader, Table table);
  // The next rows; empty at the end.
  [[nodiscard]] std::vector<Cells> next();
  // Where the last part ended: the range that it lay in is (before(), after()].
  [[nodiscard]] const Cells& before() const { return before_; }
  [[nodiscard]] const Cells& after() const { return after_; }
  [[nodiscard]] const Table& table() const { return table_; }

 private:
  Reader reader_;
  Table table_;
  Cells before_, after_;
  int64_t rows_;
};

}  // namespace ordo::store
