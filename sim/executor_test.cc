#include "sim/executor.h"

#include <gtest/gtest.h>

#include <string>

namespace ordo::sim {
namespace {

std::string turns_of(uint64_t seed) {
  std::string turns;
  Executor executor(seed);
  executor.add("a", 1, [&] { return turns += 'a', true; });
  executor.add("b", 3, [&] { return turns += 'b', true; });
  for (int i = 0; i < 400; ++i) (void)executor.run_one();
  return turns;
}

TEST(Executor, a_seed_is_an_order_of_turns) {
  EXPECT_EQ(turns_of(1), turns_of(1));
  EXPECT_NE(turns_of(1), turns_of(2));
}

TEST(Executor, every_part_gets_its_share_and_no_fixed_place) {
  const std::string turns = turns_of(3);
  const auto share = std::ranges::count(turns, 'a');
  EXPECT_GT(share, 60);
  EXPECT_LT(share, 140);
  EXPECT_NE(turns.find("aa"), turns.npos);
  EXPECT_NE(turns.find("bbbb"), turns.npos);
}

TEST(Executor, it_is_idle_only_when_nobody_made_work_for_the_others) {
  Executor executor(4);
  int given = 5, left = 0, done = 0;
  executor.add("giver", 1, [&] { return given > 0 ? (--given, ++left, true) : false; });
  executor.add("worker", 1, [&] { return left > 0 ? (--left, ++done, true) : false; });
  EXPECT_TRUE(executor.run_until_idle(1000));
  EXPECT_EQ(done, 5);
  executor.add("restless", 1, [] { return true; });
  EXPECT_FALSE(executor.run_until_idle(1000));
}

}  // namespace
}  // namespace ordo::sim
