#include "store/files.h"

#include <gtest/gtest.h>

#include <fstream>

#include "store/database.h"
#include "store/sim_vfs.h"
#include "store/test_support.h"

namespace ordo::store {
namespace {

TEST(Files, a_file_is_found_where_it_is) {
  const TempDir dir;
  EXPECT_FALSE(file_exists("", dir.file("a")));
  std::ofstream(dir.file("a")) << "x";
  EXPECT_TRUE(file_exists("", dir.file("a")));
}

TEST(Files, a_file_is_as_large_as_what_was_written_and_one_that_is_not_there_is_nothing) {
  const TempDir dir;
  EXPECT_EQ(file_bytes(dir.file("a")), 0);
  std::ofstream(dir.file("a")) << "twelve bytes";
  EXPECT_EQ(file_bytes(dir.file("a")), 12);
}

TEST(Files, a_simulated_disk_has_files_of_its_own) {
  SimDisk disk("files-test", 1);
  EXPECT_FALSE(file_exists(disk.vfs_name(), "data/a.db"));
  DatabaseOptions options;
  options.path = "data/a.db";
  options.vfs = disk.vfs_name();
  options.single_connection = true;
  options.checkpoint_thread = false;
  (void)Database::open(options);
  EXPECT_TRUE(file_exists(disk.vfs_name(), "data/a.db"));
}

}  // namespace
}  // namespace ordo::store
