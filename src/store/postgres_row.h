// A row of a PostgreSQL result in binary. Private to store/.
#pragma once

#include <libpq-fe.h>

#include <string>
#include <vector>

#include "store/sql.h"

namespace ordo::store {

// Types as the server numbers them, for ever (catalog/pg_type.dat).
inline constexpr Oid kBoolOid = 16, kByteaOid = 17, kNameOid = 19, kInt8Oid = 20, kInt2Oid = 21,
                     kInt4Oid = 23, kTextOid = 25, kUnknownOid = 705, kVarcharOid = 1043;

class PostgresRow final : public Row {
 public:
  explicit PostgresRow(const PGresult* result) : result_(result) {}
  void move_to(int row) { row_ = row; }

  [[nodiscard]] int columns() const override { return PQnfields(result_); }
  [[nodiscard]] bool is_null(int column) const override {
    return PQgetisnull(result_, row_, column) != 0;
  }
  // A column that holds no whole number is an InvariantBreach, whatever it would be read as elsewhere.
  [[nodiscard]] int64_t integer(int column) const override;
  [[nodiscard]] std::string_view text(int column) const override;
  [[nodiscard]] Value::Kind kind(int column) const override;
  [[nodiscard]] std::string_view column_name(int column) const override {
    return PQfname(result_, column);
  }

 private:
  const PGresult* result_;
  int row_ = 0;
  mutable std::vector<std::string> digits_;  // of numbers that were read as texts
};

}  // namespace ordo::store
