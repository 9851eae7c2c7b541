// Whose lanes are: both of a merchant's are taken at once, by nobody who only looks, and not from an owner who is
// merely cut off.
#include <gmock/gmock.h>

#include "store/postgres_test_support.h"

namespace ordo::store {
namespace {

using testing::HasSubstr;

constexpr Migration kShelfTables[] = {{1, "shelf", "CREATE TABLE shelf (id INTEGER PRIMARY KEY)"}};
constexpr Component kLentShelf{"shelf", kShelfTables};
constexpr Sql kPutOnShelf{"shelf.put", "INSERT INTO shelf (id) VALUES (:id)"};
constexpr Sql kCountShelf{"shelf.count", "SELECT count(*) FROM shelf"};

class PostgresLanes : public testing::Test {
 protected:
  using Opened = std::unique_ptr<Database>;
  [[nodiscard]] Opened serve() const {
    auto database = Database::open({.path = dsn_, .with_lanes = {"log"}});
    database->migrate({&kLentShelf, 1});
    return database;
  }
  [[nodiscard]] Opened log_of(const Database& street) const {
    return Database::open({.path = dsn_, .lane = "log", .epoch = street.epoch_of("log")});
  }
  [[nodiscard]] Opened does_one_thing() const {
    return Database::open({.path = dsn_, .takes_over = false});
  }
  static void migrate_shelf(Database& database) { database.migrate({&kLentShelf, 1}); }
  static void put(Database& database, int64_t id) {
    auto uow = database.begin();
    uow.execute(kPutOnShelf, {{"id", id}});
    uow.commit();
  }
  [[nodiscard]] std::string epochs() const {
    return run("SELECT string_agg(name || ' ' || epoch, ',' ORDER BY name) FROM " + schema_ +
               ".lane");
  }
  static std::string run(const std::string& sql) { return PostgresCluster::shared().run(sql); }
  // As a network does that drops them: nobody signs off.
  void cut_off() const {
    run("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name LIKE "
        "'ordo %" +
        schema_ + "'");
  }

  std::string dsn_ = PostgresCluster::shared().fresh_dsn();
  std::string schema_ = dsn_.substr(dsn_.rfind('=') + 1);
};

TEST_F(PostgresLanes, both_are_taken_by_one_and_lost_by_the_other_at_once) {
  const auto first = serve(), first_log = log_of(*first);
  first_log->migrate({});
  put(*first_log, 1);
  const auto second = serve();
  EXPECT_EQ(epochs(), "log 2,street 2");
  EXPECT_EQ(fault_of([&] { put(*first_log, 2); }), Fault::kTakenOver) << "before its log is opened";
  EXPECT_EQ(fault_of([&] { put(*first, 2); }), Fault::kTakenOver);
  const auto second_log = log_of(*second);
  second_log->migrate({});
  put(*second_log, 3);
  put(*second, 4);
  EXPECT_EQ(second->read()->integer(kCountShelf), 3);
}

// Else each would have a lane of the other's, and both would end.
TEST_F(PostgresLanes, of_two_that_start_at_once_one_has_both) {
  const auto first = serve(), second = serve();
  const auto second_log = log_of(*second), first_log = log_of(*first);
  second_log->migrate({});
  EXPECT_EQ(fault_of([&] { first_log->migrate({}); }), Fault::kTakenOver);
  put(*second, 1);
  put(*second_log, 2);
}

TEST_F(PostgresLanes, who_migrates_again_takes_nothing_again) {
  const auto street = serve(), log = log_of(*street);
  log->migrate({});
  migrate_shelf(*street);
  put(*log, 1);
  EXPECT_EQ(epochs(), "log 1,street 1");
}

TEST_F(PostgresLanes, who_looks_takes_none_and_writes_nothing_beside_an_owner_who_goes_on) {
  const auto owner = serve();
  put(*owner, 1);
  const auto looking = Database::open({.path = dsn_, .takes_over = false, .looks = true});
  migrate_shelf(*looking);
  EXPECT_EQ(looking->read()->integer(kCountShelf), 1);
  EXPECT_EQ(looking->writer_reader().integer(kCountShelf), 1);
  EXPECT_EQ(epochs(), "log 1,street 1");
  put(*owner, 2);
}

TEST_F(PostgresLanes, who_looks_changes_no_schema_that_is_older_or_not_there) {
  const auto look = [&] {
    const auto looking = Database::open({.path = dsn_, .takes_over = false, .looks = true});
    constexpr Migration kNewer[] = {kShelfTables[0], {2, "more", "CREATE TABLE more (a INTEGER)"}};
    const Component newer{"shelf", kNewer};
    looking->migrate({&newer, 1});
  };
  EXPECT_THAT(message_of(look), HasSubstr("it holds no data"));
  (void)serve();
  EXPECT_THAT(message_of(look), HasSubstr("run ordo migrate --apply"));
  EXPECT_EQ(run("SELECT to_regclass('" + schema_ + ".more') IS NULL"), "t");
}

TEST_F(PostgresLanes, an_owner_who_is_cut_off_keeps_his_lanes_for_a_while) {
  const auto owner = serve();
  put(*owner, 1);
  cut_off();
  const auto other = does_one_thing();
  EXPECT_THAT(message_of([&] { migrate_shelf(*other); }), HasSubstr("an ordo that is cut off"));
  EXPECT_EQ(epochs(), "log 1,street 1");
  run("UPDATE " + schema_ + ".lane SET seen = seen - 41000 WHERE name = 'street'");
  migrate_shelf(*other);
  put(*other, 2);
  EXPECT_EQ(fault_of([&] { put(*owner, 3); }), Fault::kRetryable) << "its connection is lost";
  EXPECT_EQ(fault_of([&] { put(*owner, 3); }), Fault::kTakenOver);
}

TEST_F(PostgresLanes,
       an_owner_with_nothing_to_write_gives_signs_as_well_and_signs_off_when_he_goes) {
  (void)serve();
  auto owner = serve();  // which finds nothing to migrate
  const std::string seen = "SELECT seen FROM " + schema_ + ".lane WHERE name = 'street'";
  EXPECT_EQ(run(seen), "0");
  owner->require_owned();
  EXPECT_NE(run(seen), "0");
  owner.reset();
  EXPECT_EQ(run(seen), "0");
  migrate_shelf(*does_one_thing());
}

}  // namespace
}  // namespace ordo::store
