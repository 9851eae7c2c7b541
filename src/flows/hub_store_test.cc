// A hub whose store is a schema of PostgreSQL, whatever engine the other tests of a run are on.
#include <gmock/gmock.h>

#include <chrono>
#include <future>
#include <thread>

#include "core/schema.h"
#include "flows/arrival_store.h"
#include "flows/prove.h"
#include "flows/test_support.h"

namespace ordo::flows {
namespace {

using testing::HasSubstr;
using testing::Not;

class HubOnPostgres : public testing::Test {
 protected:
  Result<std::unique_ptr<Hub>> open(bool threads, uint8_t key = 7,
                                    const std::string& folder = "data") {
    HubOptions options;
    options.data_dir = dir_.file(folder);
    options.store = store_;
    options.threads = threads;
    options.master = Key256{key};
    return Hub::open(options);
  }
  std::unique_ptr<Hub> opened(bool threads) {
    auto hub = open(threads);
    EXPECT_TRUE(hub) << hub.error().detail;
    auto shop =
        (*hub)->command_now({.route = "config.shop",
                             .body = R"({"code":"shop-a","channel":"standard","credentials":)"
                                     R"({"secret":"whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"}})",
                             .caller = "cli"});
    EXPECT_TRUE(shop);
    return std::move(*hub);
  }
  static core::InboundPtr message(const Hub& hub, const std::string& number) {
    auto in = std::make_unique<core::Inbound>();
    in->entry.stream = hub.settings()->shop("shop-a")->id;
    in->entry.route = "standard";
    in->entry.external_id = number;
    in->entry.body = order_event(number, "paid", 0, kBuyer);
    random_bytes(in->entry.entropy);
    return in;
  }
  // What the start of another process does first.
  void take_over() const {
    const auto other = store::Database::open({.path = store_});
    other->migrate({&core::kCoreComponent, 1});
  }
  static std::string orders(Hub& hub) {
    static constexpr store::Sql kCount{"test.count_orders", "SELECT count(*) FROM orders"};
    return std::to_string(hub.database().read()->integer(kCount).value_or(-1));
  }
  template <class Holds>
  static bool comes_true(const Holds& holds) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!holds()) {
      if (std::chrono::steady_clock::now() > until) return false;
      std::this_thread::yield();
    }
    return true;
  }

  store::PostgresCluster& cluster_ = store::PostgresCluster::shared();
  std::string store_ = cluster_.fresh_dsn();
  store::TempDir dir_;
};

TEST_F(HubOnPostgres, what_was_traded_is_there_after_a_restart_and_proved) {
  {
    const auto hub = opened(false);
    for (const char* number : {"A-1", "A-2", "A-3"})
      ASSERT_TRUE(hub->submit(message(*hub, number)));
    hub->drain();
  }
  EXPECT_FALSE(std::filesystem::exists(dir_.file("data/ordo.db")));
  auto again = open(false);
  ASSERT_TRUE(again) << again.error().detail;
  EXPECT_EQ(orders(**again), "3");
  const ProveReport report = prove((*again)->database(), (*again)->inbox(), (*again)->keyring());
  EXPECT_TRUE(report.complaints.empty()) << report.complaints.front();
  EXPECT_EQ(report.orders, 3);
  EXPECT_GT((*again)->database().size_bytes(), 0);
}

TEST_F(HubOnPostgres, a_hub_that_is_taken_over_while_it_rests_accepts_nothing_more) {
  const auto hub = opened(true);
  hub->start();
  EXPECT_TRUE(hub->takes());
  take_over();
  EXPECT_TRUE(comes_true([&] { return hub->taken_over(); }));
  EXPECT_FALSE(hub->submit(message(*hub, "A-1")));
  EXPECT_FALSE(hub->takes());
  EXPECT_EQ(hub->refusal().code, "taken_over");
  EXPECT_EQ(hub->refusal().kind, ErrorClass::kUnavailable);
  hub->stop();
}

TEST_F(HubOnPostgres, a_hub_that_is_taken_over_while_it_trades_keeps_in_its_log_what_it_accepted) {
  const auto hub = opened(false);
  take_over();
  ASSERT_TRUE(hub->submit(message(*hub, "A-1")));
  hub->inbox().flush();
  const MessageSeq accepted = hub->inbox().last();
  EXPECT_EQ(store::fault_of([&] { hub->drain(); }), store::Fault::kTakenOver);
  EXPECT_TRUE(hub->taken_over());
  EXPECT_EQ(orders(*hub), "0");
  EXPECT_TRUE(hub->inbox().read(accepted));
  auto command = hub->command_now({.route = "config.mode", .body = "{}", .caller = "cli"});
  ASSERT_FALSE(command);
  EXPECT_EQ(command.error().code, "taken_over");
}

TEST_F(HubOnPostgres, another_key_is_refused_before_anything_is_taken_from_whoever_serves) {
  const auto hub = opened(true);
  auto other = open(true, 8, "other");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, "key_mismatch");
  EXPECT_THAT(other.error().detail, HasSubstr("put back the one that was"));
  hub->database().require_owned();
}

TEST_F(HubOnPostgres, a_key_is_not_made_anew_where_the_schema_holds_data) {
  opened(false).reset();
  HubOptions options;
  options.data_dir = dir_.file("empty");
  options.store = store_;
  const auto other = Hub::open(options);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, "key_missing");
  EXPECT_FALSE(std::filesystem::exists(dir_.file("empty/keys/master.key")));
}

// One look before the lane is taken, and one when it is owned: between them the hub waits, as for a lock.
TEST_F(HubOnPostgres, a_copy_that_begins_between_both_looks_for_its_mark_is_left_to_go_on) {
  static constexpr store::Sql kHold{"test.hold", "LOCK TABLE migrations IN ACCESS EXCLUSIVE MODE"};
  static constexpr store::Sql kArrive{"test.arrive",
                                      "INSERT INTO arrivals(source, at) VALUES('elsewhere', 1)"};
  const auto copying = store::Database::open({.path = store_, .lane = "copy"});
  copying->migrate({&kArrivalComponent, 1});
  auto uow = copying->begin();
  (void)uow.execute_counting(kHold, {});
  auto opening = std::async(std::launch::async, [this] { return open(true); });
  EXPECT_TRUE(comes_true([this] {
    return cluster_.run("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = '" +
                        store::schema_of(store_) + ".migrations'::regclass") == "1";
  }));
  uow.execute(kArrive, {});
  uow.commit();
  const auto hub = opening.get();
  ASSERT_FALSE(hub);
  EXPECT_EQ(hub.error().code, "unfinished_copy");
}

TEST_F(HubOnPostgres, who_only_looks_leaves_the_store_to_the_process_that_serves_it) {
  const auto hub = opened(true);
  auto looks = open(false, 7, "other");
  ASSERT_FALSE(looks);
  EXPECT_EQ(looks.error().code, "data_in_use");
  hub->database().require_owned();
}

TEST_F(HubOnPostgres, a_folder_that_holds_data_does_not_begin_anew_in_an_empty_schema) {
  const std::string schema = store_;
  store_.clear();
  opened(false).reset();
  store_ = schema;
  const auto moved = open(false);
  ASSERT_FALSE(moved);
  EXPECT_EQ(moved.error().code, "not_copied");
}

TEST_F(HubOnPostgres, a_wrong_address_changes_nothing_and_shows_no_password) {
  for (const char* address : {"mysql://ann:secret@127.0.0.1/x", "postgres://ann:secret@[half",
                              "postgres://ann:secret@127.0.0.1:1/x"}) {
    store_ = address;
    const auto hub = open(true);
    ASSERT_FALSE(hub) << address;
    EXPECT_THAT(hub.error().detail, HasSubstr("postgres://"));
    EXPECT_THAT(hub.error().detail, Not(HasSubstr("secret")));
    EXPECT_THAT(hub.error().detail, Not(HasSubstr("\n")));
    EXPECT_FALSE(std::filesystem::exists(dir_.file("data"))) << address;
  }
}

}  // namespace
}  // namespace ordo::flows
