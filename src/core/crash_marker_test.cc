#include "core/crash_marker.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <map>

#include "store/test_support.h"

namespace ordo::core {
namespace {

using Times = std::map<Suspect, int>;

Times left(CrashMarker& marker) {
  Times times;
  for (const auto& l : marker.recover()) times[l.suspect] = l.times;
  return times;
}

Suspect message(int64_t seq) { return suspect(MessageSeq(seq)); }

void open(CrashMarker& marker, const std::vector<int64_t>& seqs) {
  std::vector<Suspect> suspects;
  for (const int64_t seq : seqs) suspects.push_back(message(seq));
  marker.open(suspects);
}

TEST(CrashMarker, a_batch_that_was_closed_leaves_nothing) {
  auto marker = memory_crash_marker();
  open(*marker, {1, 2});
  marker->close();
  EXPECT_EQ(left(*marker), Times{});
}

TEST(CrashMarker, what_was_open_alone_is_counted_at_each_crash) {
  auto marker = memory_crash_marker();
  open(*marker, {1, 2});
  EXPECT_EQ(left(*marker), (Times{{message(1), 0}, {message(2), 0}}))
      << "among others it is only a suspect";
  open(*marker, {1});
  marker->close();
  open(*marker, {2});
  EXPECT_EQ(left(*marker), (Times{{message(2), 1}}));
  open(*marker, {2});
  EXPECT_EQ(left(*marker), (Times{{message(2), 2}}));
}

TEST(CrashMarker, a_restart_that_opens_nothing_does_not_count) {
  auto marker = memory_crash_marker();
  open(*marker, {1});
  EXPECT_EQ(left(*marker), (Times{{message(1), 1}}));
  EXPECT_EQ(left(*marker), (Times{{message(1), 1}}));
}

TEST(CrashMarker, what_was_being_decoded_is_remembered_beside_the_batch) {
  auto marker = memory_crash_marker();
  open(*marker, {1});
  const size_t done = marker->begin_decoding(MessageSeq(8));
  (void)marker->begin_decoding(MessageSeq(9));
  marker->end_decoding(done);
  EXPECT_EQ(left(*marker), (Times{{message(1), 0}, {message(9), 0}})) << "neither was alone";
  open(*marker, {1});
  EXPECT_EQ(left(*marker), (Times{{message(1), 1}})) << "the new process has decoded nothing";
  marker->close();
  (void)marker->begin_decoding(MessageSeq(9));
  EXPECT_EQ(left(*marker), (Times{{message(9), 1}}));
}

TEST(CrashMarker, more_threads_than_it_has_places_for_go_unmarked) {
  auto marker = memory_crash_marker();
  for (int64_t seq = 1; seq <= 1000; ++seq) (void)marker->begin_decoding(MessageSeq(seq));
  marker->end_decoding(marker->begin_decoding(MessageSeq(1001)));
  const Times marked = left(*marker);
  EXPECT_FALSE(marked.empty());
  EXPECT_FALSE(marked.contains(message(1001)));
}

TEST(CrashMarker, the_file_remembers_across_processes) {
  store::TempDir dir;
  const std::string path = dir.file("open_batch");
  open(*file_crash_marker(path), {7, 8});
  {
    auto second = file_crash_marker(path);
    EXPECT_EQ(left(*second), (Times{{message(7), 0}, {message(8), 0}}));
    open(*second, {8});
  }
  EXPECT_EQ(left(*file_crash_marker(path)), (Times{{message(8), 1}}));
}

TEST(CrashMarker, more_than_it_can_hold_is_cut_off_not_written_beyond) {
  auto marker = memory_crash_marker();
  open(*marker, std::vector<int64_t>(100'000, 5));
  EXPECT_EQ(left(*marker), (Times{{message(5), 0}}));
}

TEST(CrashMarker, timers_are_remembered_beside_messages_by_what_tells_them_apart) {
  const Timer due{Instant{5}, "balance_due", 7}, later{Instant{6}, "balance_due", 7};
  auto marker = memory_crash_marker();
  marker->open(std::vector<Suspect>{suspect(due), suspect(later), message(7)});
  EXPECT_EQ(left(*marker), (Times{{suspect(due), 0}, {suspect(later), 0}, {message(7), 0}}));
  marker->open(std::vector<Suspect>{suspect(later)});
  EXPECT_EQ(left(*marker), (Times{{suspect(later), 1}}));
}

TEST(CrashMarker, a_timer_is_known_again_however_long_its_name) {
  const Timer timer{Instant{5}, std::string(200, 'k'), 7};
  auto marker = memory_crash_marker();
  marker->open(std::vector<Suspect>{suspect(timer)});
  EXPECT_EQ(left(*marker), (Times{{suspect(timer), 1}}));
}

// Its first number was how many are open.
TEST(CrashMarker, a_file_of_the_first_form_reads_as_empty) {
  store::TempDir dir;
  const std::string path = dir.file("open_batch");
  std::ofstream(path, std::ios::binary)
      << std::string("\x01\0\0\0\0\0\0\0", 8) << std::string(64, 'x');
  EXPECT_EQ(left(*file_crash_marker(path)), Times{});
}

TEST(CrashMarker, the_file_has_its_blocks_before_it_is_written_to) {
  store::TempDir dir;
  const std::string path = dir.file("open_batch");
  const auto marker = file_crash_marker(path);
  struct stat file{};
  ASSERT_EQ(::stat(path.c_str(), &file), 0);
  constexpr int64_t kBlockBytes = 512;
  EXPECT_GE(file.st_blocks * kBlockBytes, file.st_size);
}

TEST(CrashMarker, a_folder_that_is_not_there_is_a_fault_that_says_so) {
  EXPECT_NE(store::message_of([] {
              (void)file_crash_marker("/no/such/folder/x");
            }).find("/no/such/folder/x"),
            std::string::npos);
}

}  // namespace
}  // namespace ordo::core
