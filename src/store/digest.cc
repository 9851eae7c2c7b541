#include "store/digest.h"

namespace ordo::store {
namespace {

constexpr size_t kDigestPieceBytes = 65'536;

void append_number(std::string& out, uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift);
}

TableDigest digest_table(const Reader& reader, const std::string& name,
                         const TableProgress& progress) {
  TableWalk walk(reader, table_of(reader, name));
  TableDigest table{name, 0, {}};
  RunningDigest digest;
  for (const Column& column : walk.table().columns) digest.add(column.name);
  for (auto rows = walk.next(); !rows.empty(); rows = walk.next()) {
    for (const Cells& row : rows) digest.add(row);
    table.rows += std::ssize(rows);
    if (progress) progress(name, table.rows);
  }
  table.sha256 = digest.hex();
  return table;
}

}  // namespace

void RunningDigest::add(std::string_view text) {
  append_number(piece_, text.size());
  piece_ += text;
  room();
}

// What is text in one engine and bytes in the other is told apart by neither: its column says it.
void RunningDigest::add(const Cells& row) {
  for (const Cell& cell : row) {
    switch (cell.kind) {
      case Value::Kind::kNull: piece_ += '0'; break;
      case Value::Kind::kInt:
        piece_ += 'i';
        append_number(piece_, static_cast<uint64_t>(cell.integer));
        break;
      case Value::Kind::kText:
      case Value::Kind::kBlob:
        piece_ += 't';
        add(cell.text);
        break;
    }
  }
  room();
}

std::string RunningDigest::hex() {
  close();
  return ordo::hex(digest_);
}

void RunningDigest::room() {
  if (piece_.size() >= kDigestPieceBytes) close();
}

void RunningDigest::close() {
  digest_ = ordo::sha256({bytes_view(digest_), piece_});
  piece_.clear();
}

std::string StoreDigest::sha256() const {
  RunningDigest digest;
  for (const TableDigest& table : tables) {
    digest.add(table.table);
    digest.add(table.sha256);
  }
  return digest.hex();
}

StoreDigest digest_store(const Reader& reader, std::span<const Component> components,
                         const TableProgress& progress) {
  StoreDigest digest;
  for (const std::string& name : tables_of(components)) {
    digest.tables.push_back(digest_table(reader, name, progress));
  }
  return digest;
}

}  // namespace ordo::store
