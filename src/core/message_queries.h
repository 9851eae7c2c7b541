// What readers ask of the street's own tables: messages, history of one order, and how far the
// lane has come. Lists stand on the sequence, newest first; a walk that no index serves ends after
// kMessageScanMax rows and then names where to go on.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
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
};
struct MessagePage {
  std::vector<MessageRow> items;
  int64_t next_before = 0;  // 0: there are no more
};
[[nodiscard]] MessagePage walk_messages(const store::Reader& reader, const MessageFilter& filter,
                                        int64_t before, size_t count);
[[nodiscard]] std::optional<MessageRow> load_message(const store::Reader& reader, MessageSeq seq);
// Messages about this order that changed nothing: repeats, refused ones and parked ones, oldest first.
[[nodiscard]] std::vector<MessageRow> unapplied_messages(const store::Reader& reader, OrderId order,
                                                         size_t count);

// Events of one order and audit lines about it, whole, oldest first.
[[nodiscard]] std::vector<Event> events_of_order(const store::Reader& reader, OrderId order,
                                                 size_t count);

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

}  // namespace ordo::core
