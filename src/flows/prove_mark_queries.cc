// What a proof reads of rows that people, timers and calls have left, and of the events that tell of them.
#include <boost/json.hpp>
#include <charconv>

#include "base/json_read.h"
#include "flows/prove_queries.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;
using store::Row;
using store::Sql;

constexpr int64_t kRowsMax = 500;

constexpr Sql kCallPage{
    "prove.call_page",
    "SELECT id, created_at, state, attempts, next_at, settled_at, last_error FROM outbox WHERE id "
    "> :after ORDER BY id LIMIT :limit"};
// `version = 0` names the index of events that change nothing.
constexpr Sql kMends{"prove.mends",
                     "SELECT payload, batch, at, kind FROM events WHERE version = 0 AND kind IN "
                     "('call.retried', 'call.discarded') ORDER BY seq"};
constexpr Sql kDismissals{"prove.dismissals",
                          "SELECT payload, message FROM events WHERE version = 0 AND kind = "
                          "'message.dismissed' ORDER BY seq"};
constexpr Sql kMoves{"prove.alert_moves",
                     "SELECT payload, at, actor, kind FROM events WHERE version = 0 AND kind IN "
                     "('alert.acknowledged', 'alert.resolved') ORDER BY seq"};
constexpr Sql kAlertPage{
    "prove.alert_page",
    "SELECT id, state, acknowledged_at, acknowledged_by, resolved_at, resolved_by, note FROM "
    "alerts WHERE id > :after ORDER BY id LIMIT :limit"};
constexpr Sql kFrozen{"prove.frozen", "SELECT order_id, message, at, reason FROM frozen"};
constexpr Sql kFreezes{"prove.freezes",
                       "SELECT order_id, message, at, kind, payload FROM events WHERE version = 0 "
                       "AND kind IN ('order.frozen', 'order.unfrozen') ORDER BY seq"};
constexpr Sql kThaws{"prove.thaws",
                     "SELECT order_id, batch, at FROM events WHERE version = 0 AND kind = "
                     "'order.unfrozen' ORDER BY seq"};
constexpr Sql kBatchOf{"prove.batch_of", "SELECT batch FROM messages WHERE seq = :seq"};
constexpr Sql kTimer{"prove.timer",
                     "SELECT 1 FROM timers WHERE due = :due AND kind = :kind AND ref = :ref"};
constexpr Sql kTimers{"prove.timers", "SELECT count(*) FROM timers WHERE kind = :kind"};
constexpr Sql kSnapshot{"prove.snapshot",
                        "SELECT order_id, at, reason, content FROM snapshots WHERE id = :id"};
constexpr Sql kTransactions{"prove.transactions", "SELECT count(*) FROM transactions"};
constexpr Sql kSnapshots{"prove.snapshots", "SELECT count(*) FROM snapshots"};
constexpr Sql kPerson{"prove.person", "SELECT 1 FROM persons WHERE id = :id"};
constexpr Sql kNextBucket{"prove.next_bucket",
                          "SELECT min(bucket) FROM lookups WHERE bucket > :after"};
constexpr Sql kBucket{"prove.bucket",
                      "SELECT id, hash FROM lookups WHERE bucket = :bucket ORDER BY id, hash"};
constexpr Sql kWindows{"prove.windows", "SELECT DISTINCT shop FROM pull_windows"};

json::object object(std::string_view payload) {
  boost::system::error_code failed;
  json::value v = json::parse({payload.data(), payload.size()}, failed);
  return failed || !v.is_object() ? json::object() : std::move(v.as_object());
}

// Ids stand in events as text.
int64_t id_in(const json::object& o, std::string_view key) {
  const std::string digits = json_text(o, key);
  int64_t id = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), id);
  return id;
}

}  // namespace

std::vector<StoredCall> call_page(const store::Reader& reader, int64_t after) {
  std::vector<StoredCall> page;
  reader.query(kCallPage, {{"after", after}, {"limit", kRowsMax}}, [&](const Row& row) {
    page.push_back({row.integer(0), row.integer(1), row.integer(2), row.integer(3), row.integer(4),
                    row.integer(5), std::string(row.text(6))});
    return true;
  });
  return page;
}

std::vector<StoredMend> mends(const store::Reader& reader) {
  std::vector<StoredMend> found;
  reader.query(kMends, {}, [&](const Row& row) {
    found.push_back({id_in(object(row.text(0)), "call"), row.integer(1), row.integer(2),
                     row.text(3) == "call.discarded"});
    return true;
  });
  return found;
}

std::vector<StoredDismissal> dismissals(const store::Reader& reader) {
  std::vector<StoredDismissal> found;
  reader.query(kDismissals, {}, [&](const Row& row) {
    found.push_back({id_in(object(row.text(0)), "message"), row.integer(1)});
    return true;
  });
  return found;
}

std::map<int64_t, core::AlertRow> moved_alerts(const store::Reader& reader) {
  std::map<int64_t, core::AlertRow> moved;
  reader.query(kMoves, {}, [&](const Row& row) {
    const json::object told = object(row.text(0));
    core::AlertRow& alert = moved[id_in(told, "alert")];
    const bool resolves = row.text(3) == "alert.resolved";
    alert.state = resolves ? core::AlertState::kResolved : core::AlertState::kAcknowledged;
    (resolves ? alert.resolved_at : alert.acknowledged_at) = Instant{row.integer(1)};
    (resolves ? alert.resolved_by : alert.acknowledged_by) = row.text(2);
    if (std::string note = json_text(told, "reason"); !note.empty()) alert.note = std::move(note);
    return true;
  });
  return moved;
}

std::vector<core::AlertRow> alert_page(const store::Reader& reader, int64_t after) {
  std::vector<core::AlertRow> page;
  reader.query(kAlertPage, {{"after", after}, {"limit", kRowsMax}}, [&](const Row& row) {
    core::AlertRow& alert = page.emplace_back();
    alert.id = row.integer(0);
    alert.state = static_cast<core::AlertState>(row.integer(1));
    alert.acknowledged_at = Instant{row.integer(2)};
    alert.acknowledged_by = row.text(3);
    alert.resolved_at = Instant{row.integer(4)};
    alert.resolved_by = row.text(5);
    alert.note = row.text(6);
    return true;
  });
  return page;
}

std::map<int64_t, StoredFreeze> frozen_orders(const store::Reader& reader) {
  std::map<int64_t, StoredFreeze> frozen;
  reader.query(kFrozen, {}, [&](const Row& row) {
    frozen[row.integer(0)] = {row.integer(1), row.integer(2), std::string(row.text(3))};
    return true;
  });
  return frozen;
}

// A freeze of what is frozen already changes nothing.
std::map<int64_t, StoredFreeze> told_frozen(const store::Reader& reader) {
  std::map<int64_t, StoredFreeze> frozen;
  reader.query(kFreezes, {}, [&](const Row& row) {
    if (row.text(3) == "order.unfrozen") {
      frozen.erase(row.integer(0));
    } else {
      frozen.try_emplace(row.integer(0), StoredFreeze{row.integer(1), row.integer(2),
                                                      json_text(object(row.text(4)), "reason")});
    }
    return true;
  });
  return frozen;
}

int64_t batch_of_message(const store::Reader& reader, int64_t seq) {
  return reader.integer(kBatchOf, {{"seq", seq}}).value_or(0);
}

std::map<int64_t, std::vector<std::pair<int64_t, Instant>>> thaws(const store::Reader& reader) {
  std::map<int64_t, std::vector<std::pair<int64_t, Instant>>> found;
  reader.query(kThaws, {}, [&](const Row& row) {
    found[row.integer(0)].emplace_back(row.integer(1), Instant{row.integer(2)});
    return true;
  });
  return found;
}

bool has_timer(const store::Reader& reader, std::string_view kind, int64_t ref, Instant due) {
  return reader.integer(kTimer, {{"due", due.ms}, {"kind", kind}, {"ref", ref}}).has_value();
}

int64_t count_timers(const store::Reader& reader, std::string_view kind) {
  return reader.integer(kTimers, {{"kind", kind}}).value_or(0);
}

std::optional<StoredSnapshot> find_snapshot(const store::Reader& reader, int64_t id) {
  std::optional<StoredSnapshot> found;
  reader.query(kSnapshot, {{"id", id}}, [&](const Row& row) {
    found = StoredSnapshot{row.integer(0), Instant{row.integer(1)}, std::string(row.text(2)),
                           std::string(row.text(3))};
    return false;
  });
  return found;
}

int64_t count_transactions(const store::Reader& reader) {
  return reader.integer(kTransactions).value_or(0);
}

int64_t count_snapshots(const store::Reader& reader) {
  return reader.integer(kSnapshots).value_or(0);
}

bool is_person(const store::Reader& reader, int64_t id) {
  return reader.integer(kPerson, {{"id", id}}).has_value();
}

std::optional<LookupBucket> lookup_bucket_after(const store::Reader& reader, int64_t after) {
  const auto bucket = reader.integer(kNextBucket, {{"after", after}});
  if (!bucket) return std::nullopt;
  LookupBucket found{*bucket, {}};
  reader.query(kBucket, {{"bucket", *bucket}}, [&](const Row& row) {
    found.rows.emplace_back(row.integer(0), row.integer(1));
    return true;
  });
  return found;
}

std::vector<StoredWindow> pull_windows(const store::Reader& reader) {
  std::vector<int64_t> shops;
  reader.query(kWindows, {}, [&](const Row& row) {
    shops.push_back(row.integer(0));
    return true;
  });
  std::vector<StoredWindow> windows;
  for (const int64_t shop : shops) {
    for (PullWindowRow& row :
         load_windows(reader, ShopId(shop), Instant{INT64_MAX}, SIZE_MAX >> 1)) {
      windows.push_back({shop, std::move(row.window), row.at.ms});
    }
  }
  return windows;
}

}  // namespace ordo::flows
