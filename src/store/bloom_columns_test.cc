#include "store/bloom_columns.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace ordo::store {
namespace {

// Scatters as a keyed hash does.
int64_t hash_of(int64_t n) {
  auto x = static_cast<uint64_t>(n) + 0x9E3779B97F4A7C15ULL;
  x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ x >> 27) * 0x94D049BB133111EBULL;
  return static_cast<int64_t>((x ^ x >> 31) >> 1);
}

TEST(BloomColumns, every_key_is_found_in_each_of_its_groups) {
  BloomColumns columns;
  for (int64_t group = 0; group < 150; ++group) {
    for (int64_t n = 0; n < 200; ++n) columns.add(group, hash_of(group * 1000 + n));
    columns.add(group, hash_of(-7));
  }
  for (int64_t group = 0; group < 150; ++group) {
    for (int64_t n = 0; n < 200; ++n) {
      const auto found = columns.may_have(hash_of(group * 1000 + n));
      ASSERT_TRUE(std::ranges::binary_search(found, group));
    }
  }
  EXPECT_EQ(columns.may_have(hash_of(-7)).size(), 150u);
}

TEST(BloomColumns, a_full_column_is_followed_by_another_of_its_group) {
  BloomColumns columns;
  const int64_t keys = 3 * BloomColumns::kKeysMax + 1;
  for (int64_t n = 0; n < keys; ++n) columns.add(5, hash_of(n));
  for (int64_t n = 0; n < keys; n += 97) {
    ASSERT_EQ(columns.may_have(hash_of(n)), std::vector<int64_t>{5});
  }
}

TEST(BloomColumns, few_groups_are_named_that_do_not_have_it) {
  BloomColumns columns;
  for (int64_t group = 0; group < 4; ++group) {
    for (int64_t n = 0; n < BloomColumns::kKeysMax; ++n) {
      columns.add(group, hash_of(group * 1'000'000 + n));
    }
  }
  int64_t named = 0;
  for (int64_t n = 0; n < 20'000; ++n) {
    named += std::ssize(columns.may_have(hash_of(900'000'000 + n)));
  }
  EXPECT_LT(named, 20'000 * 4 / 100);  // 1 % of what was asked
}

TEST(BloomColumns, an_empty_one_takes_no_memory) {
  const BloomColumns columns;
  EXPECT_EQ(columns.memory_bytes(), 0);
  EXPECT_TRUE(columns.may_have(1).empty());
}

}  // namespace
}  // namespace ordo::store
