#include "core/outbox_queries.h"

#include <algorithm>
#include <array>

namespace ordo::core {
namespace {

using store::Row;
using store::Sql;

// Repeated in each statement: a statement is one text, so that it can be prepared once.
#define ORDO_OUTBOX_COLUMNS                                                                      \
  "SELECT id, order_id, shop, target, route, created_at, state, attempts, next_at, last_error, " \
  "settled_at, repeatable FROM outbox "

constexpr Sql kWalkCalls{.name = "outbox.walk",
                         .text = ORDO_OUTBOX_COLUMNS "WHERE id < :before ORDER BY id DESC",
                         .walks = true};
// `state <> 1` names the partial index of what is not delivered.
constexpr Sql kWalkUndelivered{
    .name = "outbox.walk_undelivered",
    .text =
        ORDO_OUTBOX_COLUMNS "WHERE state = :state AND state <> 1 AND id < :before ORDER BY id DESC",
    .walks = true};
constexpr Sql kCall{"outbox.load", ORDO_OUTBOX_COLUMNS "WHERE id = :id"};
#undef ORDO_OUTBOX_COLUMNS
constexpr Sql kBehind{"outbox.behind",
                      "SELECT id FROM outbox WHERE settled_at = 0 AND target = :target AND "
                      "order_id = :order_id AND id < :id ORDER BY id LIMIT 1"};
constexpr Sql kCount{"outbox.count",
                     "SELECT state, count(*) FROM outbox WHERE state <> 1 AND state IN (0, 2) "
                     "GROUP BY state"};

constexpr Sql kOldest{"outbox.oldest",
                      "SELECT created_at FROM outbox WHERE state = :state AND state <> 1 ORDER BY "
                      "id LIMIT 1"};

constexpr std::array<std::string_view, 4> kCallStateNames = {"waiting", "delivered", "given_up",
                                                             "discarded"};
constexpr std::array<std::string_view, 3> kRepeatables = {"idempotent", "queryable", "neither"};

OutboxRow read_call(const Row& r) {
  OutboxRow call;
  call.id = OutboxId(r.integer(0));
  call.order = OrderId(r.integer(1));
  call.shop = ShopId(r.integer(2));
  call.target = r.text(3);
  call.route = r.text(4);
  call.created_at = Instant{r.integer(5)};
  call.state = static_cast<OutboxState>(r.integer(6));
  call.attempts = static_cast<int>(r.integer(7));
  call.next_at = Instant{r.integer(8)};
  call.last_error = r.text(9);
  call.settled_at = Instant{r.integer(10)};
  call.repeatable = static_cast<Repeatable>(r.integer(11));
  return call;
}

bool row_fits(const OutboxFilter& f, const Row& r) {
  if (f.state && r.integer(6) != static_cast<int64_t>(*f.state)) return false;
  if (!f.shops.holds(ShopId(r.integer(2)))) return false;
  return f.target.empty() || r.text(3) == f.target;
}

void find_who_goes_first(const store::Reader& reader, OutboxRow& call) {
  if (call.state != OutboxState::kWaiting) return;
  const auto first = reader.integer(
      kBehind, {{"target", call.target}, {"order_id", call.order.value}, {"id", call.id.value}});
  call.behind = OutboxId(first.value_or(0));
}

}  // namespace

std::string_view name(OutboxState state) { return kCallStateNames.at(static_cast<size_t>(state)); }

std::string_view name(Repeatable repeatable) {
  return kRepeatables.at(static_cast<size_t>(repeatable));
}

std::optional<OutboxState> parse_outbox_state(std::string_view text) {
  const auto* const found = std::ranges::find(kCallStateNames, text);
  if (found == kCallStateNames.end()) return std::nullopt;
  return static_cast<OutboxState>(found - kCallStateNames.begin());
}

OutboxPage walk_outbox(const store::Reader& reader, const OutboxFilter& filter, int64_t before,
                       size_t count) {
  OutboxPage page;
  int64_t scanned = 0, last = 0;
  bool more = false;
  const auto take = [&](const Row& row) {
    more = page.items.size() == count || scanned == kOutboxScanMax;
    if (more) return false;
    ++scanned;
    last = row.integer(0);
    if (row_fits(filter, row)) page.items.push_back(read_call(row));
    return true;
  };
  if (filter.state && *filter.state != OutboxState::kDelivered) {
    reader.query(kWalkUndelivered, {{"state", static_cast<int>(*filter.state)}, {"before", before}},
                 take);
  } else {
    reader.query(kWalkCalls, {{"before", before}}, take);
  }
  const bool full = page.items.size() == count;
  const int64_t lowest = page.items.empty() ? 0 : page.items.back().id.value;
  if (more) page.next_before = full ? last : bound_above(last, lowest);
  for (OutboxRow& call : page.items) find_who_goes_first(reader, call);
  return page;
}

std::optional<OutboxRow> load_call(const store::Reader& reader, OutboxId id) {
  std::optional<OutboxRow> found;
  reader.query(kCall, {{"id", id.value}}, [&](const Row& row) {
    found = read_call(row);
    return false;
  });
  if (found) find_who_goes_first(reader, *found);
  return found;
}

void ask_call(store::Questions& questions, OutboxId id, std::optional<OutboxRow>& found) {
  questions.ask(kCall, {{"id", id.value}}, [&found](const Row& row) {
    found = read_call(row);
    return false;
  });
}

OutboxCounts count_outbox(const store::Reader& reader) {
  OutboxCounts counts;
  reader.query(kCount, {}, [&](const Row& r) {
    const bool given_up = static_cast<OutboxState>(r.integer(0)) == OutboxState::kGivenUp;
    (given_up ? counts.with_a_person : counts.open) = r.integer(1);
    return true;
  });
  return counts;
}

std::optional<Instant> oldest_call(const store::Reader& reader, OutboxState state) {
  if (auto ms = reader.integer(kOldest, {{"state", static_cast<int>(state)}})) return Instant{*ms};
  return std::nullopt;
}

}  // namespace ordo::core
