#include "store/lookups.h"

#include <atomic>
#include <thread>

#include "base/invariant.h"
#include "store/test_engine.h"

namespace ordo::store {
namespace {

constexpr int64_t kBucketIds = 1 << 14;
using Ids = std::vector<int64_t>;

class LookupsTest : public testing::Test {
 protected:
  LookupsTest() { db_->migrate({&kLookupsComponent, 1}); }
  void insert(Lookups& lookups, int64_t hash, int64_t id) {
    auto uow = db_->begin();
    lookups.insert(uow, hash, id);
    uow.commit();
  }
  Ids find(const Lookups& lookups, int64_t hash) {
    const auto lease = db_->read();
    const Ids filtered = lookups.find(lease.reader(), hash);
    EXPECT_EQ(filtered, Lookups::find_unfiltered(lease.reader(), hash));
    return filtered;
  }

  TempDir dir_;
  std::unique_ptr<Database> db_ =
      Database::open({.path = path_or(fresh_test_store(), dir_.file("cell.db"))});
  Lookups lookups_;
};

TEST_F(LookupsTest, nothing_is_found_in_an_empty_table) { EXPECT_EQ(find(lookups_, 5), Ids{}); }

TEST_F(LookupsTest, ids_under_one_hash_come_from_all_buckets_oldest_first) {
  const Ids ids = {3, 9, kBucketIds + 1, kBucketIds * 5, kBucketIds * 900};
  for (const size_t i : {4U, 1U, 2U, 0U, 3U}) insert(lookups_, 77, ids[i]);
  insert(lookups_, 78, 4);
  EXPECT_EQ(find(lookups_, 77), ids);
  EXPECT_EQ(find(lookups_, 78), Ids{4});
}

TEST_F(LookupsTest, the_same_row_twice_is_one_row) {
  insert(lookups_, 5, 1);
  insert(lookups_, 5, 1);
  EXPECT_EQ(find(lookups_, 5), Ids{1});
}

TEST_F(LookupsTest, rows_of_fresh_ids_and_of_others_are_written_together_and_each_once) {
  insert(lookups_, 5, 1);
  const auto write = [&](std::vector<Lookup> rows) {
    auto uow = db_->begin();
    lookups_.insert(uow, std::move(rows), {kBucketIds + 2, 3});
    uow.commit();
  };
  write({{5, kBucketIds + 2}, {5, 1}, {9, 3}, {5, 3}, {5, kBucketIds + 2}});
  EXPECT_EQ(find(lookups_, 5), (Ids{1, 3, kBucketIds + 2}));
  EXPECT_EQ(find(lookups_, 9), Ids{3});
  EXPECT_THROW(write({{9, 3}}), StorageError) << "who has rows already is not fresh";
}

TEST_F(LookupsTest, filters_read_from_the_table_find_what_was_there) {
  for (int64_t i = 1; i <= 50; ++i) insert(lookups_, i * 1000, i * 5000);
  Lookups loaded;
  EXPECT_EQ(loaded.memory_bytes(), 0);
  loaded.load(db_->read().reader());
  EXPECT_GT(loaded.memory_bytes(), 0);
  for (int64_t i = 1; i <= 50; ++i) EXPECT_EQ(find(loaded, i * 1000), Ids{i * 5000});
  insert(loaded, 1000, 7);
  EXPECT_EQ(find(loaded, 1000), (Ids{7, 5000}));
}

TEST_F(LookupsTest, a_filter_grows_with_its_bucket) {
  constexpr int64_t kKeys = 60'000;
  auto uow = db_->begin();
  for (int64_t i = 1; i <= kKeys; ++i) lookups_.insert(uow, i, 1 + i % kBucketIds);
  for (int64_t i = 1; i <= kKeys; i += 97) {
    ASSERT_EQ(lookups_.find(uow, i), Ids{1 + i % kBucketIds});
  }
  EXPECT_LE(lookups_.memory_bytes(), 2 << 20);
}

TEST_F(LookupsTest, a_false_positive_of_a_filter_finds_no_row) {
  auto uow = db_->begin();
  for (int64_t i = 1; i <= 16'000; ++i) lookups_.insert(uow, i, i);
  for (int64_t i = 100'000; i < 120'000; ++i) ASSERT_EQ(lookups_.find(uow, i), Ids{});
}

TEST_F(LookupsTest, an_insertion_rolled_back_is_not_found) {
  {
    auto uow = db_->begin();
    lookups_.insert(uow, 5, 1);
    EXPECT_EQ(lookups_.find(uow, 5), Ids{1});
  }
  EXPECT_EQ(find(lookups_, 5), Ids{});
}

TEST_F(LookupsTest, an_id_that_is_none_is_a_breach) {
  auto uow = db_->begin();
  EXPECT_THROW(lookups_.insert(uow, 5, 0), InvariantBreach);
}

TEST_F(LookupsTest, readers_find_each_committed_row_while_the_lane_inserts) {
  std::atomic<int64_t> committed{0};
  std::atomic<int64_t> missed{0};
  std::thread reader([&] {
    int64_t last = 0;
    while (last < 300) {
      last = committed;
      if (last == 0) continue;
      const auto lease = db_->read();
      if (lookups_.find(lease.reader(), last) != Ids{last * 1000}) ++missed;
    }
  });
  for (int64_t i = 1; i <= 300; ++i) {
    insert(lookups_, i, i * 1000);
    committed = i;
  }
  reader.join();
  EXPECT_EQ(missed, 0);
}

}  // namespace
}  // namespace ordo::store
