#include "store/postgres_rows.h"

#include <fmt/format.h>

#include "base/invariant.h"
#include "store/postgres_row.h"

namespace ordo::store {
namespace {

constexpr Oid kInt8ArrayOid = 1016, kTextArrayOid = 1009, kByteaArrayOid = 1001;
// An array in binary: dimensions, whether it holds NULL, its elements' type, how many, where they begin.
constexpr size_t kHeaderBytes = 20, kNullsAt = 4, kCountAt = 12;

void put_big_endian(char* to, uint64_t value, size_t bytes) {
  for (size_t i = bytes; i-- > 0; value >>= 8) to[i] = static_cast<char>(value & 0xff);
}

void add_big_endian(std::string& bytes, uint64_t value, size_t count) {
  bytes.resize(bytes.size() + count);
  put_big_endian(bytes.data() + bytes.size() - count, value, count);
}

void begin_array(std::string& bytes, Oid type) {
  add_big_endian(bytes, 1, 4);
  add_big_endian(bytes, 0, 4);
  add_big_endian(bytes, type, 4);
  add_big_endian(bytes, 0, 4);
  add_big_endian(bytes, 1, 4);
}

}  // namespace

Oid array_of(Oid type) {
  switch (type) {
    case kInt8Oid: return kInt8ArrayOid;
    case kTextOid: return kTextArrayOid;
    case kByteaOid: return kByteaArrayOid;
    default: breach("no value is bound as this type");
  }
}

std::string_view array_name(Oid type) {
  switch (type) {
    case kInt8Oid: return "BIGINT[]";
    case kTextOid: return "TEXT[]";
    case kByteaOid: return "BYTEA[]";
    default: breach("no value is bound as this type");
  }
}

std::string set_text(const SetInsert& set, std::span<const Oid> types) {
  std::string arrays, names;
  for (size_t i = 1; i <= types.size(); ++i) {
    const char* comma = i > 1 ? ", " : "";
    arrays += fmt::format("{}${}::{}", comma, i, array_name(types[i - 1]));
    names += fmt::format("{}p{}", comma, i);
  }
  return fmt::format("{}{}) AS given({}) {}", set.head, arrays, names, set.tail);
}

void PostgresRows::add(size_t place, const Value& value, std::span<const Oid> types) {
  if (columns_.size() < types.size()) columns_.resize(types.size());
  Column& column = columns_[place];
  const size_t before = column.bytes.size();
  if (before == 0) begin_array(column.bytes, types[place]);
  switch (value.kind()) {
    case Value::Kind::kNull:
      column.has_null = true;
      add_big_endian(column.bytes, UINT32_MAX, 4);
      break;
    case Value::Kind::kInt:
      add_big_endian(column.bytes, sizeof(int64_t), 4);
      add_big_endian(column.bytes, static_cast<uint64_t>(value.integer()), sizeof(int64_t));
      break;
    case Value::Kind::kText:
    case Value::Kind::kBlob:
      add_big_endian(column.bytes, value.text().size(), 4);
      column.bytes += value.text();
      break;
  }
  bytes_ += column.bytes.size() - before;
}

void PostgresRows::bind(PostgresArguments& arguments) {
  arguments.values.clear();
  arguments.lengths.clear();
  arguments.formats.assign(columns_.size(), 1);
  for (Column& column : columns_) {
    invariant(column.bytes.size() >= kHeaderBytes, "each place of a row is given");
    put_big_endian(column.bytes.data() + kNullsAt, column.has_null ? 1 : 0, 4);
    put_big_endian(column.bytes.data() + kCountAt, rows_, 4);
    arguments.values.push_back(column.bytes.data());
    arguments.lengths.push_back(static_cast<int>(column.bytes.size()));
  }
}

void PostgresRows::clear() noexcept {
  for (Column& column : columns_) {
    column.bytes.clear();
    column.has_null = false;
  }
  rows_ = bytes_ = 0;
}

}  // namespace ordo::store
