#include "core/message_queries.h"

#include <algorithm>
#include <functional>
#include <iterator>

namespace ordo::core {
namespace {

using store::Row;
using store::Sql;

// Repeated in each statement: a statement is one text, so that it can be prepared once.
#define ORDO_MESSAGE_COLUMNS                                                                 \
  "SELECT seq, stream, kind, route, external_id, caller, received_at, state, code, detail, " \
  "pointer, order_id, replay_of, resolved FROM messages "

constexpr Sql kWalkMessages{.name = "messages.walk",
                            .text = ORDO_MESSAGE_COLUMNS "WHERE seq < :before ORDER BY seq DESC",
                            .walks = true};
// `state > 2` names the partial index of what is unusual.
constexpr Sql kWalkUnusual{.name = "messages.walk_unusual",
                           .text = ORDO_MESSAGE_COLUMNS
                           "WHERE state = :state AND state > 2 AND seq < :before ORDER BY seq DESC",
                           .walks = true};
constexpr Sql kWalkOrder{
    .name = "messages.walk_order",
    .text = ORDO_MESSAGE_COLUMNS
    "WHERE order_id = :order_id AND order_id > 0 AND seq < :before ORDER BY seq DESC",
    .walks = true};
constexpr Sql kConsumer{"messages.by_external_id", ORDO_MESSAGE_COLUMNS
                        "WHERE stream = :stream AND external_id = :external_id AND consumes = 1"};
constexpr Sql kMessage{"messages.load", ORDO_MESSAGE_COLUMNS "WHERE seq = :seq"};
// Of commands that were applied events tell, and what they moved.
constexpr Sql kAbout{"messages.about", ORDO_MESSAGE_COLUMNS
                     "WHERE order_id = :order_id AND order_id > 0 AND seq < :before AND (state IN "
                     "(2, 3, 5) OR (state = 1 AND kind IN (1, 3))) ORDER BY seq DESC LIMIT :count"};
#undef ORDO_MESSAGE_COLUMNS
// Sequences and times of arrival grow together but for a clock that was set back, so that a moment is
// found by halving, give or take what clocks are set back by; each row's own time decides.
constexpr int64_t kClockSlackMs = 10 * 60 * 1000;
constexpr Sql kArrival{"messages.arrival",
                       "SELECT received_at FROM messages WHERE seq >= :seq ORDER BY seq LIMIT 1"};
constexpr Sql kLast{"messages.last", "SELECT max(seq) FROM messages"};
constexpr Sql kMessageEvents{
    "events.of_order",
    "SELECT version, payload FROM events WHERE order_id = :order_id AND order_id "
    "> 0 AND version > 0 AND at <= :until ORDER BY seq"};
constexpr Sql kOfOrder{
    "events.of_order_whole",
    "SELECT kind, version, at, message, transaction_id, actor, payload, seq FROM "
    "events WHERE order_id = :order_id AND order_id > 0 AND seq < :before ORDER "
    "BY seq DESC LIMIT :count"};
constexpr Sql kAllOffsets{"offsets.read", "SELECT stream, seq FROM offsets"};
constexpr Sql kUnsettled{"messages.unsettled",
                         "SELECT seq, stream, received_at FROM messages WHERE state IN (4, 5) "
                         "AND state > 2 AND (state = 4 OR resolved = 0)"};
constexpr Sql kWaitingMessages{"waiting.count",
                               "SELECT stream, count(*) FROM waiting GROUP BY stream"};
constexpr Sql kParked{"messages.count_parked",
                      "SELECT stream, count(*) FROM (SELECT stream FROM messages WHERE state = 5 "
                      "AND state > 2 AND resolved = 0 LIMIT :count) AS p GROUP BY stream"};

constexpr Sql kOldestWaiting{"waiting.oldest",
                             "SELECT m.received_at FROM waiting w JOIN messages m ON m.seq = w.seq "
                             "ORDER BY w.seq LIMIT 1"};
constexpr Sql kOldestParked{"messages.oldest_parked",
                            "SELECT received_at FROM messages WHERE state = 5 AND state > 2 AND "
                            "resolved = 0 ORDER BY seq LIMIT 1"};

MessageRow read_message(const Row& r) {
  MessageRow m;
  m.seq = MessageSeq(r.integer(0));
  m.stream = ShopId(r.integer(1));
  m.kind = static_cast<EntryKind>(r.integer(2));
  m.route = r.text(3);
  m.external_id = r.text(4);
  m.caller = r.text(5);
  m.received_at = Instant{r.integer(6)};
  m.state = static_cast<MessageState>(r.integer(7));
  m.code = r.text(8);
  m.detail = r.text(9);
  m.pointer = r.text(10);
  m.order = OrderId(r.integer(11));
  m.replay_of = MessageSeq(r.integer(12));
  m.resolved = MessageSeq(r.integer(13));
  return m;
}

// The first sequence whose message arrived at `moment` or later.
int64_t first_since(const store::Reader& reader, Instant moment) {
  int64_t low = 1, high = reader.integer(kLast, {}).value_or(0) + 1;
  while (low < high) {
    const int64_t middle = low + (high - low) / 2;
    const auto at = reader.integer(kArrival, {{"seq", middle}});
    if (!at || *at >= moment.ms)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

bool is_below(std::string_view route, std::string_view wanted) {
  return route.starts_with(wanted) &&
         (route.size() == wanted.size() || route[wanted.size()] == '/');
}

// Asked of each row that is walked over, before its texts are copied.
bool may_fit(const MessageFilter& f, const Row& r) {
  if (f.state && r.integer(7) != static_cast<int64_t>(*f.state)) return false;
  if (f.stream && r.integer(1) != f.stream.value) return false;
  if (!f.shops.holds(ShopId(r.integer(1)))) return false;
  if (f.unresolved && r.integer(13) != 0) return false;
  if (f.received_from && r.integer(6) < f.received_from->ms) return false;
  if (f.received_to && r.integer(6) >= f.received_to->ms) return false;
  if (!f.code.empty() && r.text(8) != f.code) return false;
  return f.route.empty() || is_below(r.text(3), f.route);
}

// Where a filter's rows begin and end: moments as sequences, give or take.
struct Span {
  int64_t from = 0, before = INT64_MAX;
};
Span span_of(const store::Reader& reader, const MessageFilter& f, int64_t before) {
  Span span{0, before};
  if (f.received_to) {
    span.before = std::min(before, first_since(reader, f.received_to->plus_ms(kClockSlackMs)));
  }
  if (f.received_from) span.from = first_since(reader, f.received_from->plus_ms(-kClockSlackMs));
  return span;
}

// The rows among which those of a filter are, newest first.
template <class Take>
void walk_rows(const store::Reader& reader, const MessageFilter& f, int64_t before,
               const Take& take) {
  if (f.order) {
    reader.query(kWalkOrder, {{"order_id", f.order.value}, {"before", before}}, take);
  } else if (f.state && *f.state > MessageState::kDuplicate) {
    reader.query(kWalkUnusual, {{"state", static_cast<int>(*f.state)}, {"before", before}}, take);
  } else {
    reader.query(kWalkMessages, {{"before", before}}, take);
  }
}

// One row more than is wanted tells whether there are more.
template <class T>
Newest<T> newest(std::vector<T> newest_first, size_t count) {
  Newest<T> page;
  const bool more = newest_first.size() > count;
  if (more) newest_first.resize(count);
  if (more && count > 0) page.next_before = newest_first.back().seq.value;
  page.items.assign(std::make_move_iterator(newest_first.rbegin()),
                    std::make_move_iterator(newest_first.rend()));
  return page;
}

std::map<int64_t, int64_t> pairs(const store::Reader& reader, const Sql& sql,
                                 store::Params params) {
  std::map<int64_t, int64_t> found;
  reader.query(sql, params, [&](const Row& r) {
    found[r.integer(0)] = r.integer(1);
    return true;
  });
  return found;
}

}  // namespace

std::optional<MessageState> parse_message_state(std::string_view text) {
  for (int i = 0; i <= static_cast<int>(MessageState::kParked); ++i) {
    if (name(static_cast<MessageState>(i)) == text) return static_cast<MessageState>(i);
  }
  return std::nullopt;
}

bool fits(const MessageFilter& f, const MessageRow& row) {
  if (f.state && row.state != *f.state) return false;
  if (f.stream && row.stream != f.stream) return false;
  if (!f.shops.holds(row.stream)) return false;
  if (f.unresolved && row.resolved) return false;
  if (f.order && row.order != f.order) return false;
  if (!f.code.empty() && row.code != f.code) return false;
  if (!f.route.empty() && !is_below(row.route, f.route)) return false;
  if (!f.external_id.empty() && row.external_id != f.external_id) return false;
  if (f.received_from && row.received_at < *f.received_from) return false;
  return !f.received_to || row.received_at < *f.received_to;
}

std::vector<MessageRow> messages_by_external_id(const store::Reader& reader,
                                                std::span<const ShopId> streams,
                                                const MessageFilter& filter, size_t count) {
  std::vector<MessageRow> found;
  const auto take = [&](const Row& r) {
    if (MessageRow row = read_message(r); fits(filter, row)) found.push_back(std::move(row));
    return found.size() < count;
  };
  for (const ShopId stream : streams) {
    reader.query(kConsumer, {{"stream", stream.value}, {"external_id", filter.external_id}}, take);
  }
  for (const MessageState open : {MessageState::kWaiting, MessageState::kParked}) {
    int64_t scanned = 0;
    reader.query(kWalkUnusual, {{"state", static_cast<int>(open)}, {"before", INT64_MAX}},
                 [&](const Row& r) {
                   const bool same = r.text(4) == filter.external_id;
                   return ++scanned < kMessageScanMax && (!same || take(r));
                 });
  }
  std::ranges::sort(found, std::ranges::greater{}, &MessageRow::seq);
  return found;
}

MessagePage walk_messages(const store::Reader& reader, const MessageFilter& filter, int64_t before,
                          size_t count) {
  const Span span = span_of(reader, filter, before);
  MessagePage page;
  int64_t scanned = 0, last = 0;
  bool more = false;
  const auto take = [&](const Row& row) {
    if (row.integer(0) < span.from) return false;
    more = page.items.size() == count || scanned == kMessageScanMax;
    if (more) return false;
    ++scanned;
    last = row.integer(0);
    if (may_fit(filter, row)) page.items.push_back(read_message(row));
    return true;
  };
  walk_rows(reader, filter, span.before, take);
  if (!more) return page;
  const bool full = page.items.size() == count;
  page.next_before =
      full ? last : bound_above(last, page.items.empty() ? 0 : page.items.back().seq.value);
  return page;
}

CodeCounts count_by_code(const store::Reader& reader, const MessageFilter& filter) {
  const Span span = span_of(reader, filter, INT64_MAX);
  CodeCounts counts;
  int64_t scanned = 0;
  walk_rows(reader, filter, span.before, [&](const Row& row) {
    if (row.integer(0) < span.from) return false;
    counts.at_least = scanned == kMessageScanMax;
    if (counts.at_least) return false;
    ++scanned;
    if (may_fit(filter, row)) ++counts.by_code[std::string(row.text(8))];
    return true;
  });
  return counts;
}

std::optional<MessageRow> load_message(const store::Reader& reader, MessageSeq seq) {
  std::optional<MessageRow> found;
  reader.query(kMessage, {{"seq", seq.value}}, [&](const Row& row) {
    found = read_message(row);
    return false;
  });
  return found;
}

void ask_message(store::Questions& questions, MessageSeq seq, std::optional<MessageRow>& found) {
  questions.ask(kMessage, {{"seq", seq.value}}, [&found](const Row& row) {
    found = read_message(row);
    return false;
  });
}

Newest<MessageRow> messages_about(const store::Reader& reader, OrderId order, int64_t before,
                                  size_t count) {
  std::vector<MessageRow> found;
  reader.query(
      kAbout,
      {{"order_id", order.value}, {"before", before}, {"count", static_cast<int64_t>(count) + 1}},
      [&](const Row& row) {
        found.push_back(read_message(row));
        return true;
      });
  return newest(std::move(found), count);
}

Newest<Event> events_of_order(const store::Reader& reader, OrderId order, int64_t before,
                              size_t count) {
  std::vector<Event> found;
  reader.query(
      kOfOrder,
      {{"order_id", order.value}, {"before", before}, {"count", static_cast<int64_t>(count) + 1}},
      [&](const Row& r) {
        Event& e = found.emplace_back();
        e.order = order;
        e.kind = r.text(0);
        e.version = static_cast<int>(r.integer(1));
        e.at = Instant{r.integer(2)};
        e.message = MessageSeq(r.integer(3));
        e.transaction_id = r.text(4);
        e.actor = r.text(5);
        e.payload = r.text(6);
        e.seq = EventSeq(r.integer(7));
        return true;
      });
  return newest(std::move(found), count);
}

void visit_order_events(const store::Reader& reader, OrderId order, Instant until,
                        const EventFn& visit) {
  reader.query(
      kMessageEvents, {{"order_id", order.value}, {"until", until.ms}},
      [&](const Row& row) { return visit(static_cast<int>(row.integer(0)), row.text(1)); });
}

std::map<int64_t, int64_t> applied_offsets(const store::Reader& reader) {
  return pairs(reader, kAllOffsets, {});
}

LogNeeds load_log_needs(const store::Reader& reader) {
  LogNeeds needs;
  needs.applied = applied_offsets(reader);
  reader.query(kUnsettled, {}, [&](const Row& row) {
    needs.unsettled.push_back(
        {MessageSeq(row.integer(0)), ShopId(row.integer(1)), Instant{row.integer(2)}});
    return true;
  });
  return needs;
}

std::map<int64_t, int64_t> waiting_by_stream(const store::Reader& reader) {
  return pairs(reader, kWaitingMessages, {});
}

std::map<int64_t, int64_t> parked_by_stream(const store::Reader& reader) {
  return pairs(reader, kParked, {{"count", kMessageScanMax}});
}

std::optional<Instant> oldest_waiting(const store::Reader& reader) {
  if (auto ms = reader.integer(kOldestWaiting)) return Instant{*ms};
  return std::nullopt;
}

std::optional<Instant> oldest_parked(const store::Reader& reader) {
  if (auto ms = reader.integer(kOldestParked)) return Instant{*ms};
  return std::nullopt;
}

}  // namespace ordo::core
