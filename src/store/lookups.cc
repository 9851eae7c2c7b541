#include "store/lookups.h"

#include <algorithm>
#include <mutex>
#include <shared_mutex>

#include "base/invariant.h"
#include "store/bloom.h"

namespace ordo::store {
namespace {

constexpr int kBucketShift = 14;
constexpr int64_t kFirstFilterKeys = 1 << kBucketShift;
constexpr int64_t kNextFilterKeysMin = 2048;

// PostgreSQL knows no WITHOUT ROWID: its migration leaves those two words out.
constexpr Migration kMigrations[] = {
    {1, "lookups",
     "CREATE TABLE lookups (bucket INTEGER NOT NULL, hash INTEGER NOT NULL, id INTEGER NOT NULL, "
     "PRIMARY KEY (bucket, hash, id)) WITHOUT ROWID"},
};

constexpr Sql kInsert{"lookups.insert",
                      "INSERT INTO lookups (bucket, hash, id) VALUES (:bucket, :hash, :id) "
                      "ON CONFLICT DO NOTHING"};
constexpr Sql kFind{"lookups.find",
                    "SELECT id FROM lookups WHERE bucket = :bucket AND hash = :hash ORDER BY id"};
constexpr Sql kScan{"lookups.scan", "SELECT bucket, hash FROM lookups ORDER BY bucket, hash"};
// Hops from bucket to bucket and seeks once in each, instead of reading the whole table.
constexpr Sql kFindUnfiltered{
    "lookups.find_unfiltered",
    "WITH RECURSIVE hop (bucket) AS (SELECT min(bucket) FROM lookups UNION ALL "
    "SELECT (SELECT min(l.bucket) FROM lookups AS l WHERE l.bucket > hop.bucket) FROM hop "
    "WHERE hop.bucket IS NOT NULL) "
    "SELECT f.id FROM hop CROSS JOIN lookups AS f "
    "WHERE f.bucket = hop.bucket AND f.hash = :hash ORDER BY f.id"};

int64_t bucket_of(int64_t id) { return id >> kBucketShift; }

// A bucket's filters: one of the exact size after a start, more as keys are added.
struct Bucket {
  int64_t number;
  std::vector<Bloom> filters;

  [[nodiscard]] bool full() const { return filters.empty() || filters.back().full(); }
  [[nodiscard]] bool may_have(int64_t hash) const {
    return std::ranges::any_of(filters, [hash](const Bloom& f) { return f.may_have(hash); });
  }
  // Each as large as half of what is there already: few filters, little waste.
  void grow() {
    int64_t keys = 0;
    for (const Bloom& filter : filters) keys += filter.keys();
    filters.emplace_back(filters.empty() ? kFirstFilterKeys
                                         : std::max(kNextFilterKeysMin, keys / 2));
  }
};

Bucket sealed_bucket(int64_t number, const std::vector<int64_t>& hashes) {
  Bucket bucket{number, {}};
  Bloom& filter = bucket.filters.emplace_back(static_cast<int64_t>(hashes.size()));
  for (const int64_t hash : hashes) filter.add(hash);
  return bucket;
}

}  // namespace

const Component kLookupsComponent{"lookups", kMigrations};

struct Lookups::Impl {
  // Guards the shape: the vectors, not the filters' bits. The adding thread is the only one that
  // changes it, and so reads it without the lock.
  mutable std::shared_mutex shape;
  std::vector<Bucket> buckets;  // by number

  Bucket& bucket_with_room(int64_t number);
  [[nodiscard]] std::vector<int64_t> candidates(int64_t hash) const;
};

Bucket& Lookups::Impl::bucket_with_room(int64_t number) {
  // Nearly always the last one.
  auto at = buckets.end();
  while (at != buckets.begin() && std::prev(at)->number >= number) --at;
  const bool missing = at == buckets.end() || at->number != number;
  if (!missing && !at->full()) return *at;
  const std::unique_lock lock(shape);
  if (missing) at = buckets.insert(at, Bucket{number, {}});
  at->grow();
  return *at;
}

std::vector<int64_t> Lookups::Impl::candidates(int64_t hash) const {
  std::vector<int64_t> numbers;
  const std::shared_lock lock(shape);
  for (const Bucket& bucket : buckets) {
    if (bucket.may_have(hash)) numbers.push_back(bucket.number);
  }
  return numbers;
}

Lookups::Lookups() : impl_(std::make_unique<Impl>()) {}
Lookups::~Lookups() = default;

void Lookups::load(const Reader& reader) {
  std::vector<Bucket> buckets;
  std::vector<int64_t> hashes;
  int64_t number = 0;
  const auto seal = [&] {
    if (!hashes.empty()) buckets.push_back(sealed_bucket(number, hashes));
    hashes.clear();
  };
  reader.query(kScan, {}, [&](const Row& row) {
    if (row.integer(0) != number) seal();
    number = row.integer(0);
    hashes.push_back(row.integer(1));
    return true;
  });
  seal();
  const std::unique_lock lock(impl_->shape);
  impl_->buckets = std::move(buckets);
}

void Lookups::insert(UnitOfWork& uow, int64_t hash, int64_t id) {
  invariant(id > 0, "a look-up of no id");
  const int64_t number = bucket_of(id);
  // The filter first: a reader that sees the row committed must not miss it.
  impl_->bucket_with_room(number).filters.back().add(hash);
  uow.execute(kInsert, {{"bucket", number}, {"hash", hash}, {"id", id}});
}

std::vector<int64_t> Lookups::find(const Reader& reader, int64_t hash) const {
  std::vector<int64_t> ids;
  for (const int64_t number : impl_->candidates(hash)) {
    reader.query(kFind, {{"bucket", number}, {"hash", hash}}, [&ids](const Row& row) {
      ids.push_back(row.integer(0));
      return true;
    });
  }
  return ids;
}

std::vector<int64_t> Lookups::find_unfiltered(const Reader& reader, int64_t hash) {
  std::vector<int64_t> ids;
  reader.query(kFindUnfiltered, {{"hash", hash}}, [&ids](const Row& row) {
    ids.push_back(row.integer(0));
    return true;
  });
  return ids;
}

int64_t Lookups::memory_bytes() const {
  int64_t bytes = 0;
  const std::shared_lock lock(impl_->shape);
  for (const Bucket& bucket : impl_->buckets) {
    bytes += static_cast<int64_t>(sizeof(Bucket));
    for (const Bloom& filter : bucket.filters) bytes += filter.memory_bytes();
  }
  return bytes;
}

}  // namespace ordo::store
