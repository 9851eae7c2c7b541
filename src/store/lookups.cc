#include "store/lookups.h"

#include <algorithm>
#include <tuple>

#include "base/invariant.h"
#include "store/bloom_columns.h"

namespace ordo::store {
namespace {

constexpr int kBucketShift = 14;

// PostgreSQL knows no WITHOUT ROWID: its migration leaves those two words out.
constexpr Migration kMigrations[] = {
    {1, "lookups",
     "CREATE TABLE lookups (bucket INTEGER NOT NULL, hash INTEGER NOT NULL, id INTEGER NOT NULL, "
     "PRIMARY KEY (bucket, hash, id)) WITHOUT ROWID"},
};

constexpr Sql kInsert{"lookups.insert",
                      "INSERT INTO lookups (bucket, hash, id) VALUES (:bucket, :hash, :id) "
                      "ON CONFLICT DO NOTHING"};
// A server takes twice as long for a row that may be there.
constexpr Sql kInsertFresh{"lookups.insert_fresh",
                           "INSERT INTO lookups (bucket, hash, id) VALUES (:bucket, :hash, :id)"};
constexpr Sql kFind{"lookups.find",
                    "SELECT id FROM lookups WHERE bucket = :bucket AND hash = :hash ORDER BY id"};
constexpr Sql kScan{.name = "lookups.scan",
                    .text = "SELECT bucket, hash FROM lookups ORDER BY bucket, hash",
                    .walks = true};
// Hops from bucket to bucket and seeks once in each, instead of reading the whole table.
constexpr Sql kFindUnfiltered{
    "lookups.find_unfiltered",
    "WITH RECURSIVE hop (bucket) AS (SELECT min(bucket) FROM lookups UNION ALL "
    "SELECT (SELECT min(l.bucket) FROM lookups AS l WHERE l.bucket > hop.bucket) FROM hop "
    "WHERE hop.bucket IS NOT NULL) "
    "SELECT f.id FROM hop CROSS JOIN lookups AS f "
    "WHERE f.bucket = hop.bucket AND f.hash = :hash ORDER BY f.id"};

}  // namespace

const Component kLookupsComponent{"lookups", kMigrations};

struct Lookups::Impl {
  BloomColumns filters;  // a group for each bucket
};

int64_t lookup_bucket(int64_t id) { return id >> kBucketShift; }

Lookups::Lookups() : impl_(std::make_unique<Impl>()) {}
Lookups::~Lookups() = default;

void Lookups::load(const Reader& reader) {
  reader.query(kScan, {}, [&](const Row& row) {
    impl_->filters.add(row.integer(0), row.integer(1));
    return true;
  });
}

void Lookups::write(UnitOfWork& uow, const Sql& sql, const Lookup& row) {
  const auto [hash, id] = row;
  invariant(id > 0, "a look-up of no id");
  const int64_t number = lookup_bucket(id);
  // The filter first: a reader that sees the row committed must not miss it.
  impl_->filters.add(number, hash);
  uow.execute(sql, {{"bucket", number}, {"hash", hash}, {"id", id}});
}

void Lookups::insert(UnitOfWork& uow, int64_t hash, int64_t id) { write(uow, kInsert, {hash, id}); }

// Neighbours in the index one after the other, and each statement's rows together.
void Lookups::insert(UnitOfWork& uow, std::vector<Lookup> rows,
                     const std::unordered_set<int64_t>& fresh) {
  const auto place = [](const Lookup& row) {
    return std::tuple(lookup_bucket(row.second), row.first, row.second);
  };
  std::ranges::sort(rows, {}, place);
  const auto repeated = std::ranges::unique(rows);
  rows.erase(repeated.begin(), repeated.end());
  for (const bool are_fresh : {true, false}) {
    for (const Lookup& row : rows) {
      if (fresh.contains(row.second) != are_fresh) continue;
      write(uow, are_fresh ? kInsertFresh : kInsert, row);
    }
  }
}

std::vector<int64_t> Lookups::find(const Reader& reader, int64_t hash) const {
  std::vector<int64_t> ids;
  for (const int64_t number : impl_->filters.may_have(hash)) {
    reader.query(kFind, {{"bucket", number}, {"hash", hash}}, [&ids](const Row& row) {
      ids.push_back(row.integer(0));
      return true;
    });
  }
  return ids;
}

void Lookups::ask(Questions& questions, int64_t hash, std::vector<int64_t>& ids) const {
  for (const int64_t number : impl_->filters.may_have(hash)) {
    questions.ask(kFind, {{"bucket", number}, {"hash", hash}}, [&ids](const Row& row) {
      ids.push_back(row.integer(0));
      return true;
    });
  }
}

std::vector<int64_t> Lookups::find_unfiltered(const Reader& reader, int64_t hash) {
  std::vector<int64_t> ids;
  reader.query(kFindUnfiltered, {{"hash", hash}}, [&ids](const Row& row) {
    ids.push_back(row.integer(0));
    return true;
  });
  return ids;
}

int64_t Lookups::memory_bytes() const { return impl_->filters.memory_bytes(); }

}  // namespace ordo::store
