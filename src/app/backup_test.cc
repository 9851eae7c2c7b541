#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "app/commands.h"
#include "app/copy.h"
#include "app/moved.h"
#include "flows/components.h"
#include "flows/prove.h"
#include "flows/test_support.h"
#include "store/backup.h"
#include "store/digest.h"
#include "store/postgres_test_support.h"

namespace ordo::app {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;

class BackupTest : public flows::HubTest {
 protected:
  BackupTest() {
    segment_entries_ = 3;
    open();
    for (int i = 0; i < 5; ++i) (void)receive(flows::order_event("B" + std::to_string(i)));
    options_.data = dir_.file("data");
  }

  std::string back_up(bool with_keys, int wanted = kOk) {
    testing::internal::CaptureStdout();
    EXPECT_EQ(backup(options_, to_, with_keys), wanted);
    return testing::internal::GetCapturedStdout();
  }
  static std::string digest(store::Database& database) {
    return store::digest_store(database.read().reader(), flows::state_components()).sha256();
  }

  const std::string to_ = dir_.file("backup");
  CommonOptions options_;
};

TEST_F(BackupTest, a_copy_of_a_hub_at_work_is_a_hub_that_proves_itself) {
  EXPECT_TRUE(submit(flows::order_event("LATE")));
  EXPECT_TRUE(hub_->inbox().flush());  // accepted, and not applied
  EXPECT_THAT(back_up(false), HasSubstr("but the master key"));
  hub_->drain();
  flows::HubOptions options;
  options.data_dir = to_;
  options.threads = false;
  options.master = Key256{7};
  options.clock = &clock_;
  auto restored = flows::Hub::open(options);
  ASSERT_TRUE(restored) << restored.error().detail;
  (*restored)->drain();
  const auto proof =
      flows::prove((*restored)->database(), (*restored)->inbox(), (*restored)->keyring());
  EXPECT_THAT(proof.complaints, IsEmpty());
  EXPECT_EQ(digest((*restored)->database()), digest(hub_->database()));
}

TEST_F(BackupTest, keys_are_in_it_only_where_they_are_asked_for) {
  fs::create_directories(options_.data + "/keys");
  std::ofstream(options_.data + "/keys/master.key") << "a key";
  (void)back_up(false);
  EXPECT_FALSE(fs::exists(to_ + "/keys"));
  (void)back_up(false, kFailed);  // it is not empty any more
  fs::remove_all(to_);
  EXPECT_THAT(back_up(true), HasSubstr("the master key too"));
  const auto others = fs::perms::group_all | fs::perms::others_all;
  for (const auto& file : fs::recursive_directory_iterator(to_)) {
    EXPECT_EQ(file.status().permissions() & others, fs::perms::none) << file.path();
  }
  EXPECT_TRUE(fs::exists(to_ + "/keys/master.key"));
}

TEST_F(BackupTest, a_folder_without_data_is_not_backed_up) {
  options_.data = dir_.file("elsewhere");
  (void)back_up(false, kFailed);
  EXPECT_FALSE(fs::exists(to_));
}

TEST_F(BackupTest, a_folder_that_has_moved_is_not_backed_up) {
  ASSERT_TRUE(mark_moved(options_.data, "postgres://db.example/ordo?schema=shop"));
  testing::internal::CaptureStderr();
  (void)back_up(false, kConfig);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("has moved to postgres://db.ex"));
  EXPECT_FALSE(fs::exists(to_));
}

TEST_F(BackupTest, a_server_is_dumped_and_restored_and_proves_itself) {
  auto& cluster = store::PostgresCluster::shared();
  options_.store = cluster.fresh_dsn();
  ASSERT_TRUE(copy_hub(*hub_, options_.store));
  (void)back_up(false);
  cluster.run("DROP SCHEMA " + options_.store.substr(options_.store.rfind('=') + 1) + " CASCADE");
  const std::string restore = fmt::format(
      "{}/pg_restore --no-owner --dbname='host=127.0.0.1 port={} user=ordo "
      "dbname=postgres' {}/store.dump",
      store::kPostgresBinaries, cluster.port(), to_);
  ASSERT_EQ(std::system(restore.c_str()), 0);
  const auto database = store::Database::open({.path = options_.store});
  EXPECT_EQ(digest(*database), digest(hub_->database()));
  core::InboxOptions log;
  log.store = options_.store;
  const core::Inbox inbox(log, hub_->keyring(), clock_);
  EXPECT_THAT(flows::prove(*database, inbox, hub_->keyring()).complaints, IsEmpty());
}

}  // namespace
}  // namespace ordo::app
