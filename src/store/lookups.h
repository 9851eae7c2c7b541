// Exact look-up by keyed hash whose insertions stay local: the table `lookups(bucket, hash, id)` is
// keyed by a bucket that grows with time (id >> 14), so that a batch dirties a few pages whatever
// the size of the store, and Bloom filters in memory (bloom_columns.h: 13 bits a key, all buckets asked
// at once) spare nearly every seek into an old bucket. Measured reason: random index pages are what a
// large store suffers from.
//
// Several kinds of key share the table: the kind is part of what is hashed. 63-bit hashes may
// collide: callers verify against the row they are led to.
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_set>
#include <utility>
#include <vector>

#include "store/database.h"

namespace ordo::store {

extern const Component kLookupsComponent;

using Lookup = std::pair<int64_t, int64_t>;  // hash and id

// Where a row of this id stands.
[[nodiscard]] int64_t lookup_bucket(int64_t id);

class Lookups {
 public:
  Lookups();
  ~Lookups();
  // Reads the filters' keys from the table, once, at start: a sequential scan.
  void load(const Reader& reader);
  // Writes the row; the filter learns it at once (a rolled back insertion leaves only a false
  // positive behind). Lane thread only.
  void insert(UnitOfWork& uow, int64_t hash, int64_t id);
  // Those of one unit of work, in the order of the table's key, each once. Ids that are `fresh` are given by
  // it: no row of theirs can be there yet, and whether one is there, a server need not ask.
  void insert(UnitOfWork& uow, std::vector<Lookup> rows, const std::unordered_set<int64_t>& fresh);
  // Ids under this hash, oldest first. Thread-safe against insert.
  [[nodiscard]] std::vector<int64_t> find(const Reader& reader, int64_t hash) const;
  // The same, together with other questions; `ids` is given them.
  void ask(Questions& questions, int64_t hash, std::vector<int64_t>& ids) const;
  // The same by the table alone, for programs that have not loaded the filters.
  [[nodiscard]] static std::vector<int64_t> find_unfiltered(const Reader& reader, int64_t hash);
  [[nodiscard]] int64_t memory_bytes() const;

 private:
  void write(UnitOfWork& uow, const Sql& sql, const Lookup& row);

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ordo::store
