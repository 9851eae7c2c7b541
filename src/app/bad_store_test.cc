// A store that cannot be used, as `ordo serve` tells it: one line that says what to do, exit code 78, or 69
// where trying again may help, and nothing is changed.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <future>

#include "app/commands.h"
#include "app/serve.h"
#include "core/schema.h"
#include "flows/arrival_store.h"
#include "store/postgres_test_support.h"

namespace ordo::app {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class BadStore : public testing::Test {
 protected:
  // What is said where the server does not start.
  std::string refusal(const std::string& store, const std::string& folder = "data",
                      int code = kConfig) {
    options_.common.data = dir_.file(folder);
    options_.common.store = store;
    options_.listen = "127.0.0.1:0";
    options_.log_level = "error";
    testing::internal::CaptureStderr();
    EXPECT_EQ(serve(options_), code);
    std::string told = testing::internal::GetCapturedStderr();
    EXPECT_THAT(told, StartsWith("ordo: "));
    EXPECT_EQ(told.find('\n'), told.size() - 1) << told;
    EXPECT_THAT(told, Not(HasSubstr("secret")));
    return told;
  }
  // A hub has been there.
  void begin(const std::string& store) const {
    CommonOptions options;
    options.data = dir_.file("data");
    options.store = store;
    testing::internal::CaptureStdout();
    EXPECT_EQ(key_made(options), kOk);
    (void)testing::internal::GetCapturedStdout();
  }
  static int key_made(const CommonOptions& options) {
    auto hub = open_offline(options);
    if (!hub) return complain(hub.error());
    return create_key(**hub, {}) ? kOk : kFailed;
  }
  static std::string schema_of(const std::string& store) {
    return store.substr(store.rfind('=') + 1);
  }

  store::PostgresCluster& cluster_ = store::PostgresCluster::shared();
  store::TempDir dir_;
  ServeOptions options_;
};

TEST_F(BadStore, an_address_that_is_none) {
  EXPECT_THAT(refusal("mysql://ann:secret@127.0.0.1/x"), HasSubstr("must be postgres://"));
  EXPECT_THAT(refusal("postgres://ann:secret@[half"), HasSubstr("write postgres://user@host"));
  EXPECT_FALSE(std::filesystem::exists(dir_.file("data")));
}

TEST_F(BadStore, a_server_out_of_reach) {
  EXPECT_THAT(refusal("postgres://ann:secret@127.0.0.1:1/x", "data", kUnavailable),
              HasSubstr("check the address"));
}

TEST_F(BadStore, a_database_that_is_not_there_or_not_in_utf8) {
  const std::string server = fmt::format("postgres://ordo@127.0.0.1:{}/", cluster_.port());
  EXPECT_THAT(refusal(server + "nowhere"), HasSubstr("does not exist"));
  cluster_.run("CREATE DATABASE bad_store_latin ENCODING 'LATIN1' TEMPLATE template0");
  EXPECT_THAT(refusal(server + "bad_store_latin"), HasSubstr("encoded in LATIN1"));
}

TEST_F(BadStore, a_role_without_rights) {
  cluster_.run("CREATE ROLE bad_store_guest LOGIN");
  EXPECT_THAT(refusal(fmt::format("postgres://bad_store_guest@127.0.0.1:{}/postgres?schema=guests",
                                  cluster_.port())),
              HasSubstr("GRANT CREATE ON DATABASE"));
}

TEST_F(BadStore, a_server_without_a_connection_left_may_be_tried_again) {
  cluster_.run("CREATE ROLE bad_store_crowd LOGIN CONNECTION LIMIT 0");
  EXPECT_THAT(refusal(fmt::format("postgres://bad_store_crowd@127.0.0.1:{}/postgres?schema=crowd",
                                  cluster_.port()),
                      "data", kUnavailable),
              HasSubstr("raise max_connections"));
}

TEST_F(BadStore, a_replica_that_is_none_or_of_no_server) {
  const std::string store = cluster_.fresh_dsn();
  options_.read_store = store;
  EXPECT_THAT(refusal(store), HasSubstr("it is no standby"));
  EXPECT_THAT(refusal(""), HasSubstr("a standby of the server that the store names"));
  options_.read_store = "/var/lib/ordo";
  EXPECT_THAT(refusal(store), HasSubstr("a standby of the server that the store names"));
  EXPECT_FALSE(std::filesystem::exists(dir_.file("data")));
}

// A proof beside a hub that serves takes nothing from it, and a schema is not changed by a look.
TEST_F(BadStore, what_only_looks_takes_no_lane) {
  const std::string store = cluster_.fresh_dsn(), schema = schema_of(store);
  begin(store);
  const std::string epochs = "SELECT string_agg(name || epoch, ',' ORDER BY name) FROM " + schema;
  const auto owner = store::Database::open({.path = store});
  owner->migrate({});
  const std::string before = cluster_.run(epochs + ".lane");
  CommonOptions common;
  common.data = dir_.file("data");
  common.store = store;
  testing::internal::CaptureStdout();
  EXPECT_EQ(prove(common), kOk);
  EXPECT_EQ(verify_history(common, ""), kOk);
  (void)doctor(common);  // which also judges the disk
  (void)testing::internal::GetCapturedStdout();
  EXPECT_EQ(cluster_.run(epochs + ".lane"), before);
  owner->require_owned();
}

TEST_F(BadStore, what_writes_waits_for_an_owner_who_is_cut_off) {
  const std::string store = cluster_.fresh_dsn(), schema = schema_of(store);
  begin(store);
  cluster_.run("UPDATE " + schema + ".lane SET seen = extract(epoch FROM now()) * 1000");
  CommonOptions common;
  common.data = dir_.file("data");
  common.store = store;
  testing::internal::CaptureStderr();
  EXPECT_EQ(key_create(common, {}), kUnavailable);
  EXPECT_EQ(forget(common, "1", "asked for"), kUnavailable);
  EXPECT_EQ(retain(common), kUnavailable);
  const std::string told = testing::internal::GetCapturedStderr();
  EXPECT_EQ(std::ranges::count(told, '\n'), 3) << told;
  EXPECT_THAT(told, HasSubstr("in use by an ordo that is cut off"));
}

TEST_F(BadStore, a_schema_of_a_newer_version) {
  const std::string store = cluster_.fresh_dsn(), schema = schema_of(store);
  begin(store);
  cluster_.run("INSERT INTO " + schema + ".migrations VALUES ('core', 9999, 'of tomorrow')");
  const std::string epoch = cluster_.run("SELECT epoch FROM " + schema + ".lane");
  EXPECT_THAT(refusal(store), HasSubstr("start a newer version"));
  EXPECT_EQ(cluster_.run("SELECT epoch FROM " + schema + ".lane"), epoch);
}

TEST_F(BadStore, a_schema_of_another_key) {
  const std::string store = cluster_.fresh_dsn(), schema = schema_of(store);
  begin(store);
  const std::string epoch = cluster_.run("SELECT epoch FROM " + schema + ".lane");
  {
    CommonOptions options;
    options.data = dir_.file("other");
    EXPECT_EQ(key_made(options), kOk);  // which makes a key
    std::filesystem::remove(options.data + "/ordo.db");
  }
  EXPECT_THAT(refusal(store, "other"),
              HasSubstr("is not the key that this store was written with"));
  EXPECT_THAT(refusal(store, "empty"), HasSubstr("put back the key"));
  EXPECT_EQ(cluster_.run("SELECT epoch FROM " + schema + ".lane"), epoch);
}

TEST_F(BadStore, a_schema_that_a_copy_is_filling) {
  const std::string store = cluster_.fresh_dsn(), schema = schema_of(store);
  {
    const auto database = store::Database::open({.path = store});
    database->migrate({&flows::kArrivalComponent, 1});
    ASSERT_TRUE(flows::begin_arrival(*database, "/var/lib/ordo (key 1)", 1));
    EXPECT_TRUE(flows::begin_arrival(*database, "/var/lib/ordo (key 1)", 2)) << "it goes on";
    EXPECT_FALSE(flows::begin_arrival(*database, "/var/lib/ordo (key 2)", 3));
    flows::end_arrival(*database, "/var/lib/ordo (key 2)");
  }
  const std::string epoch = cluster_.run("SELECT epoch FROM " + schema + ".lane");
  EXPECT_THAT(refusal(store), HasSubstr("run ordo copy again"));
  EXPECT_EQ(cluster_.run("SELECT epoch FROM " + schema + ".lane"), epoch);
  EXPECT_FALSE(std::filesystem::exists(dir_.file("data")));
}

TEST_F(BadStore, a_store_that_another_process_takes_over_ends_the_server) {
  const std::string store = cluster_.fresh_dsn();
  begin(store);
  const std::string epoch = "SELECT epoch FROM " + schema_of(store) + ".lane WHERE name = 'street'";
  const std::string before = cluster_.run(epoch);
  ServeOptions options;
  options.common.data = dir_.file("data");
  options.common.store = store;
  options.listen = "127.0.0.1:0";
  options.log_level = "error";
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  auto served = std::async(std::launch::async, [&] { return serve(options); });
  const std::chrono::milliseconds often{10};
  while (cluster_.run(epoch) == before && served.wait_for(often) != std::future_status::ready) {
  }
  store::Database::open({.path = store})->migrate({&core::kCoreComponent, 1});
  EXPECT_EQ(served.get(), kConfig);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("another process has taken over"));
  (void)testing::internal::GetCapturedStdout();
}

TEST_F(BadStore, a_file_that_another_program_holds) {
  begin("");
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(dir_.file("data/ordo.db").c_str(), &other), SQLITE_OK);
  const char* hold = "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; CREATE TABLE x (a); COMMIT";
  ASSERT_EQ(sqlite3_exec(other, hold, nullptr, nullptr, nullptr), SQLITE_OK);
  EXPECT_THAT(refusal(""), HasSubstr("another process holds the file: stop it"));
  sqlite3_close(other);
}

}  // namespace
}  // namespace ordo::app
