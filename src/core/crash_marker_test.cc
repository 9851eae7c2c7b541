#include "core/crash_marker.h"

#include <gtest/gtest.h>

#include "store/test_support.h"

namespace ordo::core {
namespace {

std::map<int64_t, int> left(CrashMarker& marker) {
  std::map<int64_t, int> times;
  for (const auto& l : marker.recover()) times[l.seq] = l.times;
  return times;
}

using Times = std::map<int64_t, int>;

TEST(CrashMarker, a_batch_that_was_closed_leaves_nothing) {
  auto marker = memory_crash_marker();
  marker->open(std::vector<int64_t>{1, 2});
  marker->close();
  EXPECT_EQ(left(*marker), Times{});
}

TEST(CrashMarker, what_was_open_alone_is_counted_at_each_crash) {
  auto marker = memory_crash_marker();
  marker->open(std::vector<int64_t>{1, 2});
  EXPECT_EQ(left(*marker), (Times{{1, 0}, {2, 0}})) << "among others it is only a suspect";
  marker->open(std::vector<int64_t>{1});
  marker->close();
  marker->open(std::vector<int64_t>{2});
  EXPECT_EQ(left(*marker), (Times{{2, 1}}));
  marker->open(std::vector<int64_t>{2});
  EXPECT_EQ(left(*marker), (Times{{2, 2}}));
}

TEST(CrashMarker, a_restart_that_opens_nothing_does_not_count) {
  auto marker = memory_crash_marker();
  marker->open(std::vector<int64_t>{1});
  EXPECT_EQ(left(*marker), (Times{{1, 1}}));
  EXPECT_EQ(left(*marker), (Times{{1, 1}}));
}

TEST(CrashMarker, the_file_remembers_across_processes) {
  store::TempDir dir;
  const std::string path = dir.file("open_batch");
  file_crash_marker(path)->open(std::vector<int64_t>{7, 8});
  {
    auto second = file_crash_marker(path);
    EXPECT_EQ(left(*second), (Times{{7, 0}, {8, 0}}));
    second->open(std::vector<int64_t>{8});
  }
  EXPECT_EQ(left(*file_crash_marker(path)), (Times{{8, 1}}));
}

TEST(CrashMarker, more_than_it_can_hold_is_cut_off_not_written_beyond) {
  auto marker = memory_crash_marker();
  marker->open(std::vector<int64_t>(100'000, 5));
  EXPECT_EQ(left(*marker), (Times{{5, 0}}));
}

TEST(CrashMarker, a_folder_that_is_not_there_is_a_fault_that_says_so) {
  EXPECT_NE(store::message_of([] {
              (void)file_crash_marker("/no/such/folder/x");
            }).find("/no/such/folder/x"),
            std::string::npos);
}

}  // namespace
}  // namespace ordo::core
