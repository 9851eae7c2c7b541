// What readers ask of outgoing calls. Lists stand on the call's id, newest first; a walk that no index
// serves ends after kOutboxScanMax rows and then names where to go on.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/outbox_store.h"
#include "core/shop_scope.h"

namespace ordo::core {

inline constexpr int64_t kOutboxScanMax = 20'000;

// A call without its body.
struct OutboxRow {
  OutboxId id;
  OrderId order;
  ShopId shop;
  std::string target, route;
  Instant created_at;
  OutboxState state = OutboxState::kWaiting;
  int attempts = 0;
  Instant next_at;  // not before; of a waiting one
  std::string last_error;
  Instant settled_at;  // 0 while it is open
  Repeatable repeatable = Repeatable::kNeither;
  OutboxId behind;  // the open call of the same order and target that must go first
};

[[nodiscard]] std::string_view name(OutboxState state);
[[nodiscard]] std::optional<OutboxState> parse_outbox_state(std::string_view name);

struct OutboxFilter {
  std::optional<OutboxState> state;
  std::string target;    // empty: any
  ShopScope shops = {};  // only calls of these
};
struct OutboxPage {
  std::vector<OutboxRow> items;
  int64_t next_before = 0;  // 0: there are no more
};
[[nodiscard]] OutboxPage walk_outbox(const store::Reader& reader, const OutboxFilter& filter,
                                     int64_t before, size_t count);
[[nodiscard]] std::optional<OutboxRow> load_call(const store::Reader& reader, OutboxId id);
// Of the row alone: `behind` is not looked for.
void ask_call(store::Questions& questions, OutboxId id, std::optional<OutboxRow>& found);

[[nodiscard]] std::string_view name(Repeatable repeatable);

struct OutboxCounts {
  int64_t open = 0, with_a_person = 0;
};
[[nodiscard]] OutboxCounts count_outbox(const store::Reader& reader);
// When the oldest call in this state was made: kWaiting or kGivenUp, which an index holds.
[[nodiscard]] std::optional<Instant> oldest_call(const store::Reader& reader, OutboxState state);

}  // namespace ordo::core
