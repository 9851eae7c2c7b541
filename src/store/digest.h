// A hash of what a store holds, whichever engine holds it: the same history gives the same hash on a file
// of SQLite and in a schema of PostgreSQL.
//
// Tables are taken in the order in which the components make them, rows in that of their primary keys,
// values by their columns' types; what is sealed is hashed as it lies there.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.h"
#include "store/database.h"
#include "store/tables.h"

namespace ordo::store {

// A chain of hashes over pieces of what is added, so that neither is it held as a whole nor is each value
// hashed by itself.
class RunningDigest {
 public:
  void add(std::string_view text);  // with its length
  void add(const Cells& row);
  [[nodiscard]] std::string hex();  // of all so far

 private:
  void room();
  void close();
  std::string piece_;
  Digest digest_{};
};

struct TableDigest {
  std::string table;
  int64_t rows = 0;
  std::string sha256;
  bool operator==(const TableDigest&) const = default;
};

struct StoreDigest {
  std::vector<TableDigest> tables;
  [[nodiscard]] std::string sha256() const;
  bool operator==(const StoreDigest&) const = default;
};

// Told now and then which table is being read, and how many of its rows have been.
using TableProgress = std::function<void(std::string_view table, int64_t rows)>;

// Reads every row; one state of the store where `reader` is a lease.
[[nodiscard]] StoreDigest digest_store(const Reader& reader, std::span<const Component> components,
                                       const TableProgress& progress = {});

}  // namespace ordo::store
