#include "core/call_queries.h"

#include <algorithm>
#include <array>

#include "core/calls_store.h"

namespace ordo::core {
namespace {

using store::Row;
using store::Sql;

// Repeated in each statement: a statement is one text, so that it can be prepared once.
#define ORDO_RECORD_COLUMNS                                                                     \
  "SELECT id, kind, shop, outbox, order_id, started_at, duration_ms, method, target, subject, " \
  "status, ok, code, detail, request_id, answer_id, request_bytes, answer_bytes, window_from, " \
  "window_to, key"
#define ORDO_RECORD_RANGE "id >= :from AND id < :before ORDER BY id DESC"

constexpr Sql kWalkRecords{"calls.walk",
                           ORDO_RECORD_COLUMNS " FROM calls WHERE " ORDO_RECORD_RANGE};
constexpr Sql kWalkShopRecords{
    "calls.walk_shop", ORDO_RECORD_COLUMNS " FROM calls WHERE shop = :shop AND " ORDO_RECORD_RANGE};
// `ok = 0` and `outbox > 0` name partial indexes.
constexpr Sql kWalkFailedRecords{
    "calls.walk_failed", ORDO_RECORD_COLUMNS " FROM calls WHERE ok = 0 AND " ORDO_RECORD_RANGE};
constexpr Sql kWalkOutboxRecords{"calls.walk_outbox", ORDO_RECORD_COLUMNS
                                 " FROM calls WHERE outbox = :outbox AND outbox > 0 "
                                 "AND " ORDO_RECORD_RANGE};
constexpr Sql kLoadRecord{"calls.load", ORDO_RECORD_COLUMNS ", sealed FROM calls WHERE id = :id"};
#undef ORDO_RECORD_RANGE
#undef ORDO_RECORD_COLUMNS
constexpr Sql kWrappedRecordKey{"calls.wrapped_key",
                                "SELECT wrapped FROM call_keys WHERE id = :id"};

constexpr std::array<std::string_view, 5> kKindsOfCalls = {"", "pull", "callback", "notice",
                                                           "self_test"};

// Columns that a search looks through: target, subject, code, detail, both ids.
constexpr std::array kSearchedColumns = {8, 9, 12, 13, 14, 15};

CallRecord read_record(const Row& r) {
  CallRecord c;
  c.id = CallId(r.integer(0));
  c.kind = static_cast<CallKind>(r.integer(1));
  c.shop = ShopId(r.integer(2));
  c.outbox = OutboxId(r.integer(3));
  c.order = OrderId(r.integer(4));
  c.started_at = Instant{r.integer(5)};
  c.duration_ms = r.integer(6);
  c.method = r.text(7);
  c.target = r.text(8);
  c.subject = r.text(9);
  c.status = static_cast<int>(r.integer(10));
  c.ok = r.integer(11) != 0;
  c.code = r.text(12);
  c.detail = r.text(13);
  c.request_id = r.text(14);
  c.answer_id = r.text(15);
  c.request_bytes = r.integer(16);
  c.answer_bytes = r.integer(17);
  c.window_from = Instant{r.integer(18)};
  c.window_to = Instant{r.integer(19)};
  return c;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool holds_text(std::string_view text, std::string_view wanted) {
  const auto same = [](char a, char b) { return lower(a) == lower(b); };
  return !std::ranges::search(text, wanted, same).empty();
}

bool tells_of(const Row& r, const std::string& wanted) {
  const auto found = [&](int column) { return holds_text(r.text(column), wanted); };
  return std::ranges::any_of(kSearchedColumns, found) ||
         (r.integer(10) > 0 && std::to_string(r.integer(10)) == wanted);
}

// Asked of each row that is walked over, before its texts are copied.
bool is_wanted(const CallFilter& f, const Row& r) {
  if (!f.shops.holds(ShopId(r.integer(2)))) return false;
  if (f.kind && r.integer(1) != static_cast<int64_t>(*f.kind)) return false;
  if (f.ok && (r.integer(11) != 0) != *f.ok) return false;
  if (f.shop && r.integer(2) != f.shop.value) return false;
  if (f.outbox && r.integer(3) != f.outbox.value) return false;
  if (f.order && r.integer(4) != f.order.value) return false;
  return f.text.empty() || tells_of(r, f.text);
}

void walk_index(const store::Reader& reader, const CallFilter& f, int64_t from, int64_t before,
                const store::RowFn& take) {
  if (f.outbox) {
    reader.query(kWalkOutboxRecords,
                 {{"outbox", f.outbox.value}, {"from", from}, {"before", before}}, take);
  } else if (f.shop) {
    reader.query(kWalkShopRecords, {{"shop", f.shop.value}, {"from", from}, {"before", before}},
                 take);
  } else if (f.ok && !*f.ok) {
    reader.query(kWalkFailedRecords, {{"from", from}, {"before", before}}, take);
  } else {
    reader.query(kWalkRecords, {{"from", from}, {"before", before}}, take);
  }
}

}  // namespace

std::string_view name(CallKind kind) { return kKindsOfCalls.at(static_cast<size_t>(kind)); }

std::optional<CallKind> parse_call_kind(std::string_view text) {
  for (const CallKind kind : kCallKinds) {
    if (name(kind) == text) return kind;
  }
  return std::nullopt;
}

CallPage walk_calls(const store::Reader& reader, const CallFilter& filter, int64_t before,
                    size_t count) {
  const int64_t from = filter.started_from ? first_call_id(*filter.started_from) : 0;
  if (filter.started_to) before = std::min(before, first_call_id(*filter.started_to));
  CallPage page;
  int64_t scanned = 0, last = 0;
  bool more = false;
  walk_index(reader, filter, from, before, [&](const Row& row) {
    more = page.items.size() == count || scanned == kCallScanMax;
    if (more) return false;
    ++scanned;
    last = row.integer(0);
    if (is_wanted(filter, row)) page.items.push_back(read_record(row));
    return true;
  });
  if (!more) return page;
  const bool full = page.items.size() == count;
  page.next_before =
      full ? last : bound_above(last, page.items.empty() ? 0 : page.items.back().id.value);
  return page;
}

std::optional<SealedCall> load_sealed_call(const store::Reader& reader, CallId id) {
  std::optional<SealedCall> found;
  int64_t key = 0;
  reader.query(kLoadRecord, {{"id", id.value}}, [&](const Row& row) {
    found = SealedCall{read_record(row), std::string(row.text(21)), std::nullopt};
    key = row.integer(20);
    return false;
  });
  if (found) found->wrapped_key = reader.text(kWrappedRecordKey, {{"id", key}});
  return found;
}

}  // namespace ordo::core
