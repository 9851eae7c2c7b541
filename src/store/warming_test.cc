#include "store/warming.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "store/database.h"
#include "store/test_support.h"

namespace ordo::store {
namespace {

constexpr Migration kGoods[] = {
    {1, "goods", "CREATE TABLE goods (id INTEGER PRIMARY KEY, amount INTEGER NOT NULL)"},
    {2, "index", "CREATE INDEX goods_amount ON goods (amount)"},
};
constexpr Component kGoodsBook{"test", kGoods};
constexpr Sql kPutGoods{"goods.put", "INSERT INTO goods (id, amount) VALUES (:id, :amount)"};

// Whether another process would find a lock of this one's on the file.
bool locked_for_others(const std::string& path) {
  const pid_t child = fork();
  if (child == 0) {
    struct flock lock{};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    if (file < 0 || ::fcntl(file, F_GETLK, &lock) != 0) _exit(2);
    _exit(lock.l_type == F_UNLCK ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 1;
}

class WarmingTest : public testing::Test {
 protected:
  std::unique_ptr<Database> open_with(int rows) {
    auto db = Database::open({.path = path_});
    db->migrate({&kGoodsBook, 1});
    auto uow = db->begin();
    for (int i = 0; i < rows; ++i) uow.execute(kPutGoods, {{"id", i}, {"amount", i}});
    uow.commit();
    db->checkpoint();
    return db;
  }
  TempDir dir_;
  std::string path_ = dir_.file("cell.db");
};

TEST_F(WarmingTest, the_machine_says_what_it_has_to_spare) { EXPECT_GT(available_memory(), 0); }

// What this process has read, from wherever it came.
int64_t bytes_read() {
  std::ifstream file("/proc/self/io");
  std::string word;
  int64_t bytes = 0;
  file >> word >> bytes;
  return bytes;
}

TEST_F(WarmingTest, reads_a_file_that_fits_in_memory_whole_and_else_its_indexes) {
  const auto db = open_with(20'000);
  const int64_t size = db->size_bytes();
  ASSERT_GT(size, 200'000);
  const auto read_by = [&](int64_t whole_up_to) {
    const int64_t before = bytes_read();
    db->warm({}, whole_up_to);
    return bytes_read() - before;
  };
  EXPECT_GE(read_by(size), size);
  EXPECT_LT(read_by(size - 1), size * 3 / 4);
}

TEST_F(WarmingTest, leaves_the_locks_of_the_other_connections_alone) {
  const auto db = open_with(1);
  ASSERT_TRUE(locked_for_others(path_));
  db->warm();
  EXPECT_TRUE(locked_for_others(path_));
}

TEST_F(WarmingTest, ends_when_it_is_asked_to) {
  const auto db = open_with(20'000);
  const int64_t size = db->size_bytes();
  std::stop_source stop;
  stop.request_stop();
  for (const int64_t whole_up_to : {size, int64_t{0}}) {
    const int64_t before = bytes_read();
    db->warm(stop.get_token(), whole_up_to);
    EXPECT_LT(bytes_read() - before, size / 4);
  }
}

}  // namespace
}  // namespace ordo::store
