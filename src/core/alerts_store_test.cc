#include "core/alerts_store.h"

#include <gtest/gtest.h>

#include "core/counting_street_store.h"
#include "core/outbox_queries.h"

namespace ordo::core {
namespace {

class AlertsStore : public Street {
 protected:
  AlertsStore() {
    Batch batch(BatchNo(1), kMorning, 20, 0, Configuration());
    for (const char* kind : {"status_jump", "transition_refused", "outbox_gave_up"}) {
      batch.alerts.push_back({kind, OrderId(1), MessageSeq(2), "detail"});
    }
    batch.alerts.back().shop = ShopId(3);
    batch.number_alerts();
    store::UnitOfWork uow = db_->begin();
    write_batch(uow, batch, "", Digest{}, keyring_);
    uow.commit();
  }
  std::vector<int64_t> listed(std::optional<AlertState> state = {}, int64_t before = INT64_MAX,
                              size_t count = 10) {
    std::vector<int64_t> ids;
    const auto page = walk_alerts(db_->writer_reader(), state, {}, before, count);
    for (const AlertRow& row : page.items) ids.push_back(row.id);
    if (page.next_before) ids.push_back(-page.next_before);
    return ids;
  }
  void save(const AlertRow& alert) {
    store::UnitOfWork uow = db_->begin();
    save_alert(uow, alert);
    uow.commit();
  }
};

using Ids = std::vector<int64_t>;

TEST_F(AlertsStore, who_sees_some_shops_is_listed_theirs_and_none_of_the_whole_hub) {
  const auto seen = [&](ShopScope shops) {
    return walk_alerts(db_->writer_reader(), {}, shops, INT64_MAX, 10).items.size();
  };
  EXPECT_EQ(seen({}), 3u);
  EXPECT_EQ(seen(ShopScope({ShopId(3)})), 1u);
  EXPECT_EQ(seen(ShopScope({ShopId(4)})), 0u);
}

TEST_F(AlertsStore, alerts_are_open_when_raised_and_listed_newest_first_page_by_page) {
  EXPECT_EQ(listed(), (Ids{23, 22, 21}));
  EXPECT_EQ(listed(AlertState::kOpen), (Ids{23, 22, 21}));
  EXPECT_EQ(listed({}, INT64_MAX, 2), (Ids{23, 22, -22}));
  EXPECT_EQ(listed({}, 22, 2), Ids{21});
}

TEST_F(AlertsStore, the_newest_alert_is_told_where_no_event_has_come_since) {
  const auto write = [&](int64_t no, int64_t last_id, int64_t last_event, bool event, bool alert) {
    Batch batch(BatchNo(no), kMorning.plus_ms(no), last_id, last_event, Configuration());
    if (event) batch.add_event({EventSeq(), OrderId(1), "order.placed"});
    if (alert) batch.alerts.push_back({"status_jump", OrderId(1), MessageSeq(no), "detail"});
    batch.number_alerts();
    store::UnitOfWork uow = db_->begin();
    write_batch(uow, batch, "", Digest{}, keyring_);
    uow.commit();
    return alert_since_last_event(db_->writer_reader());
  };
  EXPECT_EQ(alert_since_last_event(db_->writer_reader()), 23) << "there is no event at all";
  EXPECT_EQ(write(2, 23, 0, true, false), 0);
  EXPECT_EQ(write(3, 23, 1, false, true), 24);
  EXPECT_EQ(write(4, 24, 1, true, true), 25) << "raised with it";
}

TEST_F(AlertsStore, a_finding_met_again_counts_up_until_somebody_resolves_it) {
  const auto meet = [&](int64_t no, int64_t last_id, const char* detail) {
    Batch batch(BatchNo(no), kMorning.plus_ms(no), last_id, 0, Configuration());
    for (int i = 0; i < 2; ++i) {
      Alert alert{"zone_contradicted", OrderId(), MessageSeq(no), detail};
      alert.key = "zone_contradicted/3";
      alert.shop = ShopId(3);
      batch.alerts.push_back(alert);
    }
    store::UnitOfWork uow = db_->begin();
    recognise_alerts(uow, batch);
    batch.number_alerts();
    write_batch(uow, batch, "", Digest{}, keyring_);
    uow.commit();
  };
  meet(2, 30, "first");
  meet(3, 40, "then");
  EXPECT_EQ(listed(AlertState::kOpen), (Ids{31, 23, 22, 21}));
  AlertRow alert = load_alert(db_->writer_reader(), 31).value_or(AlertRow{});
  EXPECT_EQ(alert.count, 4);
  EXPECT_EQ(alert.shop, ShopId(3));
  EXPECT_EQ(alert.at, kMorning.plus_ms(2));
  EXPECT_EQ(alert.last_at, kMorning.plus_ms(3));
  EXPECT_EQ(alert.detail, "then");
  alert.state = AlertState::kResolved;
  save(alert);
  meet(4, 50, "anew");
  EXPECT_EQ(listed(AlertState::kOpen), (Ids{51, 23, 22, 21}));
  EXPECT_EQ(load_alert(db_->writer_reader(), 51).value_or(AlertRow{}).count, 2);
}

TEST_F(AlertsStore, a_finding_of_the_batch_that_resolves_what_stood_is_raised_anew) {
  const auto meet = [&](int64_t no, int64_t last_id, bool resolve) {
    Batch batch(BatchNo(no), kMorning.plus_ms(no), last_id, 0, Configuration());
    Alert alert{"zone_contradicted", OrderId(), MessageSeq(no), "again"};
    alert.key = "zone_contradicted/3";
    batch.alerts.push_back(alert);
    store::UnitOfWork uow = db_->begin();
    recognise_alerts(uow, batch);
    if (resolve) {
      AlertRow standing = load_alert(db_->writer_reader(), 31).value_or(AlertRow{});
      standing.state = AlertState::kResolved;
      save_alert(uow, standing);
    }
    batch.number_alerts();
    write_batch(uow, batch, "", Digest{}, keyring_);
    uow.commit();
  };
  meet(2, 30, false);
  meet(3, 40, true);
  EXPECT_EQ(listed(AlertState::kOpen), (Ids{41, 23, 22, 21}));
  EXPECT_EQ(load_alert(db_->writer_reader(), 31).value_or(AlertRow{}).count, 1);
}

TEST_F(AlertsStore, a_moved_alert_reads_back_whole_and_is_listed_under_its_state) {
  AlertRow alert = load_alert(db_->writer_reader(), 22).value_or(AlertRow{});
  alert.state = AlertState::kAcknowledged;
  alert.acknowledged_at = kMorning;
  alert.acknowledged_by = "user:1";
  alert.note = "asking";
  save(alert);
  const AlertRow held = load_alert(db_->writer_reader(), 22).value_or(AlertRow{});
  EXPECT_EQ(held.kind, "transition_refused");
  EXPECT_EQ(held.acknowledged_at, kMorning);
  EXPECT_EQ(held.acknowledged_by, "user:1");
  EXPECT_EQ(held.note, "asking");
  EXPECT_EQ(listed(AlertState::kAcknowledged), Ids{22});
  EXPECT_EQ(listed(AlertState::kOpen), (Ids{23, 21}));
  alert.state = AlertState::kResolved;
  alert.resolved_by = "key:7";
  save(alert);
  EXPECT_EQ(listed(AlertState::kResolved), Ids{22});
  EXPECT_EQ(load_alert(db_->writer_reader(), 22)->resolved_by, "key:7");
  EXPECT_FALSE(load_alert(db_->writer_reader(), 99));
}

TEST_F(AlertsStore, names_of_states_are_read_as_they_are_written) {
  for (const auto state : {AlertState::kOpen, AlertState::kAcknowledged, AlertState::kResolved}) {
    EXPECT_EQ(parse_alert_state(name(state)), state);
  }
  EXPECT_EQ(parse_alert_state("shut"), std::nullopt);
}

// What was stored before there were these columns.
TEST(CoreSchema, calls_and_alerts_of_an_older_store_keep_their_places) {
  const store::TempDir dir;
  store::DatabaseOptions options;
  options.path = store::path_or(store::unused_test_store(), dir.file("cell.db"));
  options.checkpoint_thread = false;
  static constexpr store::Sql kCalls{
      "test.calls",
      "INSERT INTO outbox VALUES(1, 1, 2, 'shop:2', 'r', '{}', 10, 1, 1, 40, ''), "
      "(2, 1, 2, 'shop:2', 'r', '{}', 20, 2, 5, 50, '404'), "
      "(3, 1, 2, 'shop:2', 'r', '{}', 30, 0, 0, 30, '')"};
  static constexpr store::Sql kAlerts{
      "test.alerts", "INSERT INTO alerts VALUES(4, 10, 'status_jump', 1, 2, 'detail', 0)"};
  {
    auto db = store::Database::open(options);
    const store::Component before{kCoreComponent.name, kCoreComponent.migrations.first(3)};
    db->migrate(std::span(&before, 1));
    store::UnitOfWork uow = db->begin();
    uow.execute(kCalls, {});
    uow.execute(kAlerts, {});
    uow.commit();
  }
  auto db = store::Database::open(options);
  db->migrate(std::span(&kCoreComponent, 1));
  const store::Reader reader = db->writer_reader();
  EXPECT_EQ(load_call(reader, OutboxId(1))->settled_at, Instant{40});
  EXPECT_EQ(load_call(reader, OutboxId(2))->settled_at, Instant{});
  EXPECT_EQ(load_call(reader, OutboxId(3))->behind, OutboxId(2));
  EXPECT_EQ(load_alert(reader, 4)->state, AlertState::kOpen);
}

}  // namespace
}  // namespace ordo::core
