// Rows of one INSERT, gathered a column at a time: a server writes many of them by one statement in half of
// the time that as many statements take. Private to store/.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "store/postgres_link.h"
#include "store/postgres_text.h"

namespace ordo::store {

// The array type of a type that values are bound as (bigint, text, bytea), and its name in SQL.
[[nodiscard]] Oid array_of(Oid type);
[[nodiscard]] std::string_view array_name(Oid type);

// As it is prepared; `types` are those of one row's values.
[[nodiscard]] std::string set_text(const SetInsert& set, std::span<const Oid> types);

class PostgresRows {
 public:
  // Values come place by place, row by row; `types` are those of the places.
  void add(size_t place, const Value& value, std::span<const Oid> types);
  void end_row() { ++rows_; }
  [[nodiscard]] size_t count() const { return rows_; }
  [[nodiscard]] size_t bytes() const { return bytes_; }
  // Arrays in binary, valid until the next change.
  void bind(PostgresArguments& arguments);
  void clear() noexcept;

 private:
  struct Column {
    std::string bytes;
    bool has_null = false;
  };
  std::vector<Column> columns_;
  size_t rows_ = 0, bytes_ = 0;
};

}  // namespace ordo::store
