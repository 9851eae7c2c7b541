#include "store/pending.h"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>

#include "store/postgres_test_support.h"

namespace ordo::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr Migration kHouse[] = {
    {1, "walls", "CREATE TABLE walls(id INTEGER PRIMARY KEY)"},
    {2, "roof", "CREATE TABLE roof(id INTEGER PRIMARY KEY)"},
    {3, "door", "CREATE TABLE door(id INTEGER PRIMARY KEY)"},
};
constexpr Component kHouseComponent{"house", kHouse};
constexpr Component kOlderHouse{"house", std::span(kHouse).first(2)};

class PendingTest : public testing::Test {
 protected:
  std::vector<std::string> pending(const std::string& path,
                                   const Component& component = kHouseComponent) {
    const auto db = Database::open({.path = path, .checkpoint_thread = false, .readers = 1});
    std::vector<std::string> shown;
    for (const auto& p : pending_migrations(db->read().reader(), {&component, 1})) {
      for (const Migration& m : p.next) {
        shown.push_back(fmt::format("{} {}>{} {}", p.component, p.last, m.number, m.name));
      }
    }
    return shown;
  }
  static void migrate(const std::string& path, const Component& component) {
    Database::open({.path = path, .checkpoint_thread = false, .readers = 1})
        ->migrate({&component, 1});
  }

  TempDir dir_;
  std::vector<std::string> paths_{dir_.file("house.db"), PostgresCluster::shared().fresh_dsn()};
};

TEST_F(PendingTest, looking_changes_nothing_and_what_was_run_is_not_shown_again) {
  for (const std::string& path : paths_) {
    for (int i = 0; i < 2; ++i) {
      EXPECT_THAT(pending(path),
                  ElementsAre("house 0>1 walls", "house 0>2 roof", "house 0>3 door"));
    }
    migrate(path, kHouseComponent);
    EXPECT_THAT(pending(path), IsEmpty());
  }
}

TEST_F(PendingTest, a_newer_store_is_refused) {
  for (const std::string& path : paths_) {
    migrate(path, kHouseComponent);
    EXPECT_THAT(message_of([&] { (void)pending(path, kOlderHouse); }),
                HasSubstr("is at 3, this program knows 2: start a newer version"));
  }
}

// Each migration is a transaction of its own: whoever is killed between two leaves the first.
TEST_F(PendingTest, one_that_is_killed_between_two_is_shown_and_goes_on) {
  for (const std::string& path : paths_) {
    const pid_t child = ::fork();
    if (child == 0) {
      const auto db = Database::open({.path = path, .checkpoint_thread = false, .readers = 1});
      db->migrate({&kOlderHouse, 1});
      ::raise(SIGKILL);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    EXPECT_THAT(pending(path), ElementsAre("house 2>3 door"));
    migrate(path, kHouseComponent);
    EXPECT_THAT(pending(path), IsEmpty());
  }
}

}  // namespace
}  // namespace ordo::store
