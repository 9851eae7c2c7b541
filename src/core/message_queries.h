// What readers ask of the street's own tables: messages, history of one order, and how far the
// lane has come. Lists stand on the sequence, newest first; a walk that no index serves ends after
// kMessageScanMax rows and then names where to go on.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/batch.h"
#include "core/entry.h"
#include "core/inbox.h"
#include "core/shop_scope.h"
#include "store/database.h"

namespace ordo::core {

inline constexpr int64_t kMessageScanMax = 20'000;

struct MessageRow {
  MessageSeq seq;
  ShopId stream;
  EntryKind kind = EntryKind::kWebhook;
  std::string route, external_id, caller;
  Instant received_at;
  MessageState state = MessageState::kReceived;
  std::string code, detail, pointer;
  OrderId order;
  MessageSeq replay_of;
  MessageSeq resolved;  // the message that dealt with a parked one; none: nobody has
};
[[nodiscard]] std::optional<MessageState> parse_message_state(std::string_view name);

struct MessageFilter {
  std::optional<MessageState> state;
  ShopId stream;
  bool unresolved = false;  // only those that nobody has dealt with
  ShopScope shops = {};     // only streams within
  OrderId order;
  std::string route;        // itself, or all that stand below it: "standard" finds "standard/a.b"
  std::string code;         // why it was not simply applied
  std::string external_id;  // for messages_by_external_id
  std::optional<Instant> received_from, received_to;  // from ≤ received < to
};
// The part of a filter that a row alone can answer.
[[nodiscard]] bool fits(const MessageFilter& filter, const MessageRow& row);
struct MessagePage {
  std::vector<MessageRow> items;
  int64_t next_before = 0;  // 0: there are no more
};
[[nodiscard]] MessagePage walk_messages(const store::Reader& reader, const MessageFilter& filter,
                                        int64_t before, size_t count);
// How many the filter lets through, by their code; counting ends after kMessageScanMax rows.
struct CodeCounts {
  std::map<std::string, int64_t> by_code;
  bool at_least = false;  // there may be more
};
[[nodiscard]] CodeCounts count_by_code(const store::Reader& reader, const MessageFilter& filter);
// Those that used up this id of the platform, and those under it that wait or are parked; newest first.
// Repeats are not among them: no index knows them, they stand in their order's trace. `streams`: where
// to look.
[[nodiscard]] std::vector<MessageRow> messages_by_external_id(const store::Reader& reader,
                                                              std::span<const ShopId> streams,
                                                              const MessageFilter& filter,
                                                              size_t count);
[[nodiscard]] std::optional<MessageRow> load_message(const store::Reader& reader, MessageSeq seq);
void ask_message(store::Questions& questions, MessageSeq seq, std::optional<MessageRow>& found);
// The newest part of a list that may be long, oldest first.
template <class T>
struct Newest {
  std::vector<T> items;
  int64_t next_before = 0;  // what is older comes before this sequence; 0: nothing is
};
// Messages about this order: those of its platforms that were applied, repeats, refused and parked ones.
[[nodiscard]] Newest<MessageRow> messages_about(const store::Reader& reader, OrderId order,
                                                int64_t before, size_t count);
// Events of one order and audit lines about it, whole.
[[nodiscard]] Newest<Event> events_of_order(const store::Reader& reader, OrderId order,
                                            int64_t before, size_t count);

// Events of one order recorded at or before `until`, oldest first; answer false to stop.
using EventFn = std::function<bool(int version, std::string_view payload)>;
void visit_order_events(const store::Reader& reader, OrderId order, Instant until,
                        const EventFn& visit);

// Each stream's last applied sequence.
[[nodiscard]] std::map<int64_t, int64_t> applied_offsets(const store::Reader& reader);
// What the cell still needs of the log, as this reader sees it.
[[nodiscard]] LogNeeds load_log_needs(const store::Reader& reader);
[[nodiscard]] std::map<int64_t, int64_t> waiting_by_stream(const store::Reader& reader);
// Parked and not dealt with; counting ends at kMessageScanMax.
[[nodiscard]] std::map<int64_t, int64_t> parked_by_stream(const store::Reader& reader);
// When the oldest message arrived that waits, or that is parked and not dealt with.
[[nodiscard]] std::optional<Instant> oldest_waiting(const store::Reader& reader);
[[nodiscard]] std::optional<Instant> oldest_parked(const store::Reader& reader);

}  // namespace ordo::core
