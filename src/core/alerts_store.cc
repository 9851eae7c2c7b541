#include "core/alerts_store.h"

#include <algorithm>
#include <array>
#include <set>
#include <span>

namespace ordo::core {
namespace {

using store::Row;
using store::Sql;

// Repeated in each statement: a statement is one text, so that it can be prepared once.
#define ORDO_ALERT_COLUMNS                                                                    \
  "SELECT id, at, kind, detail, order_id, message, state, acknowledged_at, acknowledged_by, " \
  "resolved_at, resolved_by, note, shop, key, count, last_at FROM alerts "

constexpr Sql kWalk{.name = "alerts.walk",
                    .text = ORDO_ALERT_COLUMNS "WHERE id < :before ORDER BY id DESC",
                    .walks = true};
// `state < 2` names the partial index of what is not resolved.
constexpr Sql kWalkUnresolved{
    .name = "alerts.walk_unresolved",
    .text =
        ORDO_ALERT_COLUMNS "WHERE state = :state AND state < 2 AND id < :before ORDER BY id DESC",
    .walks = true};
constexpr Sql kSinceLastEvent{
    "alerts.since_last_event",
    "SELECT id FROM alerts WHERE id = (SELECT max(id) FROM alerts) AND at >= COALESCE((SELECT at "
    "FROM events WHERE seq = (SELECT max(seq) FROM events)), 0)"};
constexpr Sql kOne{"alerts.load", ORDO_ALERT_COLUMNS "WHERE id = :id"};
#undef ORDO_ALERT_COLUMNS
constexpr Sql kInsert{
    "alerts.insert",
    "INSERT INTO alerts(id, at, kind, order_id, message, detail, shop, key, last_at) VALUES(:id, "
    ":at, :kind, :order_id, :message, :detail, :shop, :key, :at)"};
constexpr Sql kAgain{"alerts.again",
                     "UPDATE alerts SET count = count + 1, last_at = :at, message = :message, "
                     "detail = :detail WHERE key = :key AND key <> '' AND state < 2"};
constexpr Sql kStands{"alerts.stands",
                      "SELECT 1 FROM alerts WHERE key = :key AND key <> '' AND state < 2"};
constexpr Sql kSave{"alerts.save",
                    "UPDATE alerts SET state = :state, acknowledged_at = :acknowledged_at, "
                    "acknowledged_by = :acknowledged_by, resolved_at = :resolved_at, resolved_by = "
                    ":resolved_by, note = :note WHERE id = :id"};

constexpr std::array<std::string_view, 3> kNames = {"open", "acknowledged", "resolved"};

AlertRow read_alert(const Row& r) {
  AlertRow alert;
  alert.id = r.integer(0);
  alert.at = Instant{r.integer(1)};
  alert.kind = r.text(2);
  alert.detail = r.text(3);
  alert.order = OrderId(r.integer(4));
  alert.message = MessageSeq(r.integer(5));
  alert.state = static_cast<AlertState>(r.integer(6));
  alert.acknowledged_at = Instant{r.integer(7)};
  alert.acknowledged_by = r.text(8);
  alert.resolved_at = Instant{r.integer(9)};
  alert.resolved_by = r.text(10);
  alert.note = r.text(11);
  alert.shop = ShopId(r.integer(12));
  alert.key = r.text(13);
  alert.count = r.integer(14);
  alert.last_at = Instant{r.integer(15)};
  return alert;
}

// Of the keys of what was met again: those under which there still is one that is not resolved.
std::set<std::string_view> standing_keys(const store::Reader& reader,
                                         std::span<const Alert> alerts) {
  std::set<std::string_view> standing;
  store::Questions questions(reader);
  for (const Alert& alert : alerts) {
    if (!alert.again || standing.contains(alert.key)) continue;
    questions.ask(kStands, {{"key", alert.key}}, [&standing, &alert](const Row&) {
      standing.insert(alert.key);
      return false;
    });
  }
  questions.settle();
  return standing;
}

}  // namespace

std::string_view name(AlertState state) { return kNames.at(static_cast<size_t>(state)); }

std::optional<AlertState> parse_alert_state(std::string_view text) {
  const auto* const found = std::ranges::find(kNames, text);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<AlertState>(found - kNames.begin());
}

AlertPage walk_alerts(const store::Reader& reader, std::optional<AlertState> state,
                      const ShopScope& shops, int64_t before, size_t count) {
  AlertPage page;
  int64_t scanned = 0, last = 0;
  bool more = false;
  const auto take = [&](const Row& row) {
    more = page.items.size() == count || scanned == kAlertScanMax;
    if (more) return false;
    ++scanned;
    last = row.integer(0);
    const bool fits = !state || row.integer(6) == static_cast<int64_t>(*state);
    if (fits && shops.holds(ShopId(row.integer(12)))) page.items.push_back(read_alert(row));
    return true;
  };
  if (state && *state != AlertState::kResolved) {
    reader.query(kWalkUnresolved, {{"state", static_cast<int>(*state)}, {"before", before}}, take);
  } else {
    reader.query(kWalk, {{"before", before}}, take);
  }
  const bool full = page.items.size() == count;
  const int64_t lowest = page.items.empty() ? 0 : page.items.back().id;
  if (more) page.next_before = full ? last : bound_above(last, lowest);
  return page;
}

std::optional<AlertRow> load_alert(const store::Reader& reader, int64_t id) {
  std::optional<AlertRow> found;
  reader.query(kOne, {{"id", id}}, [&](const Row& row) {
    found = read_alert(row);
    return false;
  });
  return found;
}

void ask_alert(store::Questions& questions, int64_t id, std::optional<AlertRow>& found) {
  questions.ask(kOne, {{"id", id}}, [&found](const Row& row) {
    found = read_alert(row);
    return false;
  });
}

int64_t alert_since_last_event(const store::Reader& reader) {
  return reader.integer(kSinceLastEvent).value_or(0);
}

void recognise_alerts(const store::Reader& reader, Batch& batch) {
  std::set<std::string_view> raised;
  store::Questions questions(reader);
  for (Alert& alert : batch.alerts) {
    if (alert.key.empty()) continue;
    alert.again = !raised.insert(alert.key).second;
    if (alert.again) continue;
    questions.ask(kStands, {{"key", alert.key}}, [&alert](const Row&) {
      alert.again = true;
      return false;
    });
  }
  questions.settle();
}

void write_alerts(store::UnitOfWork& uow, Batch& batch) {
  std::set<std::string_view> standing = standing_keys(uow, batch.alerts);
  for (Alert& a : batch.alerts) {
    if (a.again && standing.contains(a.key)) {
      uow.execute(kAgain, {{"key", a.key},
                           {"at", batch.at.ms},
                           {"message", a.message.value},
                           {"detail", a.detail}});
      continue;
    }
    if (a.again) {
      // The one that stood was resolved in between, by this very batch: what is found again is new.
      a.again = false;
      a.id = batch.next_id();
    }
    standing.insert(a.key);
    batch.effects.raised(a, batch.at);
    uow.execute(kInsert, {{"id", a.id},
                          {"at", batch.at.ms},
                          {"kind", a.kind},
                          {"order_id", a.order.value},
                          {"message", a.message.value},
                          {"detail", a.detail},
                          {"shop", a.shop.value},
                          {"key", a.key}});
  }
}

void save_alert(store::UnitOfWork& uow, const AlertRow& alert) {
  uow.execute(kSave, {{"state", static_cast<int>(alert.state)},
                      {"acknowledged_at", alert.acknowledged_at.ms},
                      {"acknowledged_by", alert.acknowledged_by},
                      {"resolved_at", alert.resolved_at.ms},
                      {"resolved_by", alert.resolved_by},
                      {"note", alert.note},
                      {"id", alert.id}});
}

}  // namespace ordo::core
