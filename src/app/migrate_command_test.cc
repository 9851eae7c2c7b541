#include <gmock/gmock.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>

#include "app/commands.h"
#include "app/moved.h"
#include "store/test_engine.h"

namespace ordo::app {
namespace {

class MigrateTest : public testing::Test {
 protected:
  MigrateTest() {
    options_.data = dir_.file("data");
    options_.store = store::unused_test_store();
    options_.json = true;
  }

  // What it prints, and its exit code.
  boost::json::value run(bool apply, int wanted = kOk) {
    testing::internal::CaptureStdout();
    EXPECT_EQ(migrate(options_, apply), wanted);
    const std::string printed = testing::internal::GetCapturedStdout();
    return printed.empty() ? boost::json::value() : boost::json::parse(printed);
  }
  // As a folder of a version that had no look-ups yet.
  void take_lookups_away() {
    static constexpr store::Sql kForget{"test.forget",
                                        "DELETE FROM migrations WHERE component = 'lookups'"};
    static constexpr store::Sql kDrop{"test.drop", "DROP TABLE lookups"};
    const auto db =
        store::Database::open({.path = store::path_or(options_.store, options_.data + "/ordo.db")});
    auto uow = db->begin();
    uow.execute(kForget, {});
    uow.execute(kDrop, {});
    uow.commit();
  }

  store::TempDir dir_;
  CommonOptions options_;
};

TEST_F(MigrateTest, a_folder_without_data_is_left_alone) {
  EXPECT_EQ(migrate(options_, true), kFailed);
  EXPECT_FALSE(std::filesystem::exists(options_.data));
}

TEST_F(MigrateTest, what_is_missing_is_shown_and_run_only_when_told) {
  ASSERT_TRUE(open_offline(options_));
  EXPECT_TRUE(run(false).at("migrations").as_array().empty());
  take_lookups_away();
  for (int i = 0; i < 2; ++i) {
    const auto shown = run(false);
    ASSERT_EQ(shown.at("migrations").as_array().size(), 1U);
    EXPECT_EQ(shown.at("migrations").at(0).at("component"), "lookups");
    EXPECT_EQ(shown.at("migrations").at(0).at("number"), 1);
    EXPECT_EQ(shown.at("migrations").at(0).at("name"), "lookups");
  }
  EXPECT_TRUE(run(true).at("applied").as_bool());
  EXPECT_TRUE(run(true).at("migrations").as_array().empty()) << "a second run does nothing";
}

TEST_F(MigrateTest, a_folder_that_has_moved_stays_as_it_was) {
  ASSERT_TRUE(open_offline(options_));
  take_lookups_away();
  ASSERT_TRUE(mark_moved(options_.data, "postgres://db.example/ordo?schema=shop"));
  testing::internal::CaptureStderr();
  (void)run(true, kConfig);
  EXPECT_EQ(prove(options_), kConfig);
  EXPECT_EQ(verify_history(options_, ""), kConfig);
  EXPECT_EQ(retain(options_), kConfig);
  EXPECT_EQ(doctor(options_), kConfig);
  const std::string told = testing::internal::GetCapturedStderr();
  EXPECT_EQ(std::ranges::count(told, '\n'), 5) << told;
  std::filesystem::remove(options_.data + "/moved");
  EXPECT_EQ(run(false).at("migrations").as_array().size(), 1U) << "nobody has opened it";
}

TEST_F(MigrateTest, a_store_that_is_no_server_is_not_made) {
  options_.store = dir_.file("store");
  EXPECT_EQ(migrate(options_, false), kUsage);
  EXPECT_FALSE(std::filesystem::exists(options_.store));
}

TEST_F(MigrateTest, closed_files_of_the_log_are_migrated_too) {
  ASSERT_TRUE(open_offline(options_));
  std::filesystem::create_directories(options_.data + "/inbox/archive");
  const std::string old = options_.data + "/inbox/archive/inbox-000000.db";
  store::Database::open({.path = old});
  EXPECT_EQ(run(false).at("migrations").at(0).at("place"), "inbox/archive/inbox-000000.db");
  EXPECT_TRUE(run(true).at("applied").as_bool());
  EXPECT_TRUE(run(false).at("migrations").as_array().empty());
}

}  // namespace
}  // namespace ordo::app
