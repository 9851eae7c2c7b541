// What a batch of the lane costs on PostgreSQL: a few round trips, however much it holds.
#include "core/inbox.h"
#include "flows/components.h"
#include "flows/poll_store.h"
#include "flows/test_support.h"
#include "store/lookups.h"
#include "store/postgres_test_support.h"

namespace ordo::flows {
namespace {

constexpr int64_t kRoundTripsMax = 10;
// Who it is from, its number, what was written, and the commit: nobody is known yet, nothing was pushed.
constexpr int64_t kRoundTripsOfNew = 4;

// A lane without threads whose store is a schema of its own.
class PostgresBatch : public testing::Test {
 protected:
  PostgresBatch() {
    database_->migrate(state_components());
    inbox_.set_listener([this](std::vector<core::InboundPtr> in) { feed_.push(std::move(in)); });
    lane_.recover();
    boost::json::object shop{
        {"code", "shop-a"},
        {"channel", "standard"},
        {"credentials", {{"secret", "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"}}}};
    enter(core::EntryKind::kCommand, core::kSystemStream, "config.shop", "",
          boost::json::serialize(shop));
    (void)run_batch();
    shop_ = build_settings(configuration_.get())->shop("shop-a")->id;
  }

  void enter(core::EntryKind kind, ShopId stream, const std::string& route, const std::string& id,
             std::string body) {
    auto in = std::make_unique<core::Inbound>();
    in->entry.kind = kind;
    in->entry.stream = stream;
    in->entry.route = route;
    in->entry.external_id = id;
    in->entry.caller = "key:7";
    in->entry.body = std::move(body);
    random_bytes(in->entry.entropy);
    in->on_applied = [this](const core::Outcome& o) {
      applied_ += o.state == core::MessageState::kApplied && o.answer.status < 300;
    };
    ASSERT_TRUE(inbox_.append(std::move(in)));
  }
  // Orders from `first` on, each of a buyer of its own, as seen `minutes` after noon.
  void enter_orders(int first, int count, std::string_view status, int64_t minutes) {
    for (int i = first; i < first + count; ++i) {
      const std::string buyer = fmt::format(
          R"("buyer":{{"id":"buyer-{}","name":"Zhang Wei","phone":"13800138000"}})", i % 150);
      enter(core::EntryKind::kWebhook, shop_, "standard", fmt::format("m{}/{}", i, minutes),
            order_event(fmt::format("T{}", i), status, minutes, buyer));
    }
  }
  // One batch of all that was entered; how often it waited for the server.
  int64_t run_batch() {
    while (inbox_.flush()) {
    }
    const int64_t before = database_->round_trips();
    EXPECT_TRUE(lane_.step());
    const int64_t trips = database_->round_trips() - before;
    EXPECT_FALSE(lane_.step());
    return trips;
  }
  int64_t orders() {
    int64_t n = 0;
    database_->read()->query_text("SELECT count(*) FROM orders", {}, [&](const store::Row& row) {
      n = row.integer(0);
      return false;
    });
    return n;
  }

  store::TempDir dir_;
  ManualClock clock_{kNoon.plus_ms(kHourMs)};
  store::Keyring keyring_ = store::Keyring::from_master(Key256{7});
  std::unique_ptr<store::Database> database_ =
      store::Database::open({.path = store::PostgresCluster::shared().fresh_dsn()});
  store::Lookups lookups_;
  core::ConfigurationCell configuration_;
  std::unique_ptr<core::CrashMarker> marker_ = core::memory_crash_marker();
  core::Inbox inbox_{{.dir = dir_.file("log"), .checkpoint_thread = false}, keyring_, clock_};
  MerchantCell cell_{keyring_, lookups_};
  core::Feed feed_{inbox_, *marker_, [this](core::Inbound& in) {
                     in.decoded = cell_.decode(in.entry, configuration_.get());
                   }};
  core::Lane lane_{*database_, inbox_, feed_, cell_, *marker_, keyring_, clock_, configuration_};
  ShopId shop_;
  int applied_ = 0;
};

TEST_F(PostgresBatch, new_orders_and_known_ones_take_a_few_round_trips_whatever_their_number) {
  enter_orders(0, 1, "paid", 0);
  EXPECT_LE(run_batch(), kRoundTripsOfNew);
  enter_orders(1, 100, "paid", 0);
  EXPECT_LE(run_batch(), kRoundTripsMax);
  enter_orders(101, 100, "paid", 0);  // half of them of buyers who are known
  EXPECT_LE(run_batch(), kRoundTripsMax);
  EXPECT_EQ(orders(), 201);
  lane_.recover();  // memory is empty: all is asked for
  enter_orders(1, 100, "in_transit", 10);
  EXPECT_LE(run_batch(), kRoundTripsMax);
  EXPECT_EQ(orders(), 201);
  EXPECT_EQ(applied_, 302);
}

TEST_F(PostgresBatch, repeats_take_one_question_together) {
  enter_orders(0, 100, "paid", 0);
  (void)run_batch();
  lane_.recover();
  enter_orders(0, 100, "paid", 0);
  EXPECT_LE(run_batch(), kRoundTripsMax);
  EXPECT_EQ(applied_, 101);
}

}  // namespace
}  // namespace ordo::flows
