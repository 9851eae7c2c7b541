#include "store/postgres_row.h"

#include <fmt/format.h>

#include "base/invariant.h"

namespace ordo::store {
namespace {

int64_t big_endian(const char* bytes, int length) {
  // The first byte carries the sign.
  int64_t value = static_cast<signed char>(bytes[0]);
  for (int i = 1; i < length; ++i) value = value * 256 + static_cast<unsigned char>(bytes[i]);
  return value;
}

[[noreturn]] void unreadable(const PGresult* result, int column) {
  breach(fmt::format("column {} ({}) is of PostgreSQL's type {}, which has to be cast",
                     PQfname(result, column), column, PQftype(result, column)));
}

}  // namespace

int64_t PostgresRow::integer(int column) const {
  if (is_null(column)) return 0;
  switch (PQftype(result_, column)) {
    case kBoolOid:
    case kInt2Oid:
    case kInt4Oid:
    case kInt8Oid:
      return big_endian(PQgetvalue(result_, row_, column), PQgetlength(result_, row_, column));
    default: unreadable(result_, column);
  }
}

std::string_view PostgresRow::text(int column) const {
  if (is_null(column)) return {};
  if (kind(column) == Value::Kind::kInt) {
    if (digits_.empty()) digits_.resize(static_cast<size_t>(columns()));
    return digits_[static_cast<size_t>(column)] = std::to_string(integer(column));
  }
  return {PQgetvalue(result_, row_, column),
          static_cast<size_t>(PQgetlength(result_, row_, column))};
}

Value::Kind PostgresRow::kind(int column) const {
  if (is_null(column)) return Value::Kind::kNull;
  switch (PQftype(result_, column)) {
    case kBoolOid:
    case kInt2Oid:
    case kInt4Oid:
    case kInt8Oid: return Value::Kind::kInt;
    case kByteaOid: return Value::Kind::kBlob;
    case kNameOid:
    case kTextOid:
    case kUnknownOid:
    case kVarcharOid: return Value::Kind::kText;
    default: unreadable(result_, column);
  }
}

}  // namespace ordo::store
