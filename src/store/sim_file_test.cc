#include "store/sim_file.h"

#include <gtest/gtest.h>

#include <set>

namespace ordo::store {
namespace {

std::string content(const SimFile& file) {
  std::string bytes(static_cast<size_t>(file.size()), '\0');
  EXPECT_EQ(file.read(bytes.data(), file.size(), 0), file.size());
  return bytes;
}

TEST(SimFile, synced_bytes_survive_every_crash) {
  for (uint64_t seed = 0; seed < 50; ++seed) {
    SimRandom random(seed);
    SimFile file;
    file.write(std::string(3000, 'a'), 0);
    file.sync();
    file.write("bb", 700);
    file.crash(random);
    std::string old(3000, 'a');
    std::string fresh = old;
    fresh.replace(700, 2, "bb");
    EXPECT_TRUE(content(file) == old || content(file) == fresh);
  }
}

TEST(SimFile, unsynced_sectors_arrive_in_every_mixture) {
  std::set<std::string> seen;
  for (uint64_t seed = 0; seed < 200; ++seed) {
    SimRandom random(seed);
    SimFile file;
    file.write(std::string(1024, 'a'), 0);
    file.sync();
    file.write(std::string(1024, 'b'), 0);
    file.crash(random);
    seen.insert({content(file)[0], content(file)[1023]});
  }
  EXPECT_EQ(seen, (std::set<std::string>{"aa", "ab", "ba", "bb"}));
}

TEST(SimFile, a_lost_growth_gives_the_old_size_or_zeros) {
  std::set<int64_t> sizes;
  for (uint64_t seed = 0; seed < 100; ++seed) {
    SimRandom random(seed);
    SimFile file;
    file.write(std::string(512, 'a'), 0);
    file.sync();
    file.write(std::string(512, 'b'), 512);
    file.crash(random);
    sizes.insert(file.size());
    if (file.size() > 512) {
      EXPECT_TRUE(content(file)[600] == 'b' || content(file)[600] == '\0');
    }
  }
  EXPECT_EQ(sizes, (std::set<int64_t>{512, 1024}));
}

TEST(SimFile, a_truncation_that_was_not_synced_may_be_undone) {
  std::set<int64_t> sizes;
  for (uint64_t seed = 0; seed < 50; ++seed) {
    SimRandom random(seed);
    SimFile file;
    file.write(std::string(2000, 'a'), 0);
    file.sync();
    file.truncate(0);
    EXPECT_EQ(file.size(), 0);
    file.crash(random);
    sizes.insert(file.size());
  }
  EXPECT_EQ(sizes, (std::set<int64_t>{0, 2000}));
}

TEST(SimRandom, one_seed_gives_one_sequence) {
  SimRandom a(9);
  SimRandom b(9);
  SimRandom c(10);
  EXPECT_EQ(a.next(), b.next());
  EXPECT_NE(a.next(), c.next());
  EXPECT_FALSE(a.chance(0));
  EXPECT_TRUE(a.chance(1));
}

}  // namespace
}  // namespace ordo::store
