#include "store/bloom.h"

#include <gtest/gtest.h>

namespace ordo::store {
namespace {

TEST(Bloom, what_was_added_is_never_denied) {
  Bloom filter(10'000);
  for (int64_t i = 1; i <= 10'000; ++i) filter.add(i * 7);
  for (int64_t i = 1; i <= 10'000; ++i) ASSERT_TRUE(filter.may_have(i * 7));
  EXPECT_TRUE(filter.full());
}

TEST(Bloom, at_most_about_one_key_in_a_hundred_is_claimed_wrongly) {
  Bloom filter(50'000);
  for (int64_t i = 1; i <= 50'000; ++i) filter.add(i);
  int claimed = 0;
  for (int64_t i = 1; i <= 100'000; ++i) claimed += filter.may_have(1'000'000 + i) ? 1 : 0;
  EXPECT_LT(claimed, 1'200);
  EXPECT_LE(filter.memory_bytes(), 50'000 * 12 / 8 + 64);
}

TEST(Bloom, an_empty_filter_denies_everything) {
  const Bloom filter(0);
  for (int64_t i = 0; i < 1'000; ++i) EXPECT_FALSE(filter.may_have(i));
}

}  // namespace
}  // namespace ordo::store
