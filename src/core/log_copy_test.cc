#include "core/log_copy.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "core/counting_street_store.h"
#include "core/inbox.h"
#include "core/schema.h"

namespace ordo::core {
namespace {

constexpr int64_t kEntriesOfIt = 6;

// A log of three files, and its copy, which is one.
class LogCopyTest : public testing::Test {
 protected:
  LogCopyTest() {
    std::filesystem::create_directories(dir_.file("copy"));
    const auto log = inbox("log", 2);
    for (int64_t seq = 1; seq <= kEntriesOfIt; ++seq) {
      EXPECT_TRUE(log->append(inbound(kShopA, "body " + std::to_string(seq))));
      EXPECT_TRUE(log->flush());
    }
  }

  std::unique_ptr<Inbox> inbox(const std::string& name, int64_t segment_entries) {
    InboxOptions options;
    options.dir = dir_.file(name);
    options.checkpoint_thread = false;
    options.segment_entries = segment_entries;
    return std::make_unique<Inbox>(options, keyring_, clock_);
  }
  // What it had otherwise before, and after.
  std::pair<std::string, std::string> copy() {
    const LogCopy log(log_files(dir_.file("log")), keyring_);
    const auto target = store::Database::open(
        {.path = dir_.file("copy/inbox-000001.db"), .checkpoint_thread = false, .readers = 2});
    target->migrate({&kLogComponent, 1});
    const std::string before = log.difference(*target, {});
    log.put(*target, {});
    return {before, log.difference(*target, {})};
  }
  std::vector<std::string> bodies(const std::string& name) {
    const auto log = inbox(name, 100);
    std::vector<std::string> all;
    for (int64_t seq = 1; seq <= kEntriesOfIt; ++seq) {
      const auto entry = log->read(MessageSeq(seq));
      all.push_back(entry ? entry->body : "missing");
    }
    return all;
  }
  // As erasing leaves it.
  void destroy_keys(size_t file) {
    static constexpr store::Sql kDestroy{"test.destroy", "DELETE FROM day_keys"};
    const auto database = store::Database::open(log_files(dir_.file("log"))[file]);
    auto uow = database->begin();
    uow.execute(kDestroy, {});
    uow.commit();
  }

  store::TempDir dir_;
  ManualClock clock_{Instant{1'767'268'800'000}};
  store::Keyring keyring_ = store::Keyring::from_master(Key256{9});
};

TEST_F(LogCopyTest, many_files_with_a_key_each_become_one_table_with_one) {
  ASSERT_EQ(log_files(dir_.file("log")).size(), 3U);
  const auto [before, after] = copy();
  EXPECT_NE(before, "");
  EXPECT_EQ(after, "");
  EXPECT_EQ(bodies("copy"), bodies("log"));
  EXPECT_EQ(bodies("copy")[5], "body 6");
  EXPECT_EQ(copy().first, "") << "what is there is left alone";
}

TEST_F(LogCopyTest, what_was_erased_stays_erased) {
  destroy_keys(1);
  EXPECT_EQ(copy().second, "");
  EXPECT_EQ(bodies("copy"),
            (std::vector<std::string>{"body 1", "body 2", "", "", "body 5", "body 6"}));
  destroy_keys(0);
  EXPECT_EQ(copy().second, "") << "another file's key is the oldest now";
  EXPECT_EQ(bodies("copy"), bodies("log"));
  destroy_keys(2);
  EXPECT_EQ(copy().second, "");
  EXPECT_EQ(bodies("copy"), std::vector<std::string>(kEntriesOfIt, ""));
}

TEST_F(LogCopyTest, another_key_opens_nothing_and_says_so) {
  keyring_ = store::Keyring::from_master(Key256{10});
  EXPECT_THROW((void)copy(), store::StorageError);
}

}  // namespace
}  // namespace ordo::core
