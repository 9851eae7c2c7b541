// What a hub has stored, read from its file as it is: what the floors write again.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ordo::bench {

struct StoredCell {
  enum class Kind : uint8_t { kNull, kInteger, kText, kBlob } kind = Kind::kNull;
  int64_t integer = 0;
  std::string bytes;
};

// A table's rows in key order, flat.
struct StoredTable {
  std::string name;
  std::vector<std::string> columns;
  std::vector<StoredCell> cells;
  [[nodiscard]] int64_t rows() const {
    return columns.empty() ? 0 : std::ssize(cells) / std::ssize(columns);
  }
  [[nodiscard]] const StoredCell& at(int64_t row, size_t column) const {
    return cells[static_cast<size_t>(row) * columns.size() + column];
  }
};

// Every table of this SQLite file, by name.
[[nodiscard]] std::vector<StoredTable> read_stored_tables(const std::string& path);

}  // namespace ordo::bench
