// Alerts: what somebody should know. A batch raises them (batch_store.h); from then on only people move
// them, open to acknowledged to resolved: an alert whose cause has gone stays open until somebody says so.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "core/batch.h"
#include "core/shop_scope.h"
#include "store/database.h"

namespace ordo::core {

// As rows keep it.
enum class AlertState : uint8_t { kOpen = 0, kAcknowledged = 1, kResolved = 2 };

struct AlertRow {
  int64_t id = 0;
  Instant at;
  std::string kind, detail;
  OrderId order;
  MessageSeq message;
  ShopId shop;        // 0: of the whole hub
  std::string key;    // see Alert::key
  int64_t count = 1;  // how often it was met
  Instant last_at;    // when it was met last
  AlertState state = AlertState::kOpen;
  Instant acknowledged_at, resolved_at;      // 0: has not been
  std::string acknowledged_by, resolved_by;  // callers, as the log keeps them
  std::string note;                          // the last that somebody left
};

[[nodiscard]] std::string_view name(AlertState state);
[[nodiscard]] std::optional<AlertState> parse_alert_state(std::string_view name);

struct AlertPage {
  std::vector<AlertRow> items;
  int64_t next_before = 0;  // 0: there are no more
};
// Newest first; ends after kAlertScanMax rows and then names where to go on. Alerts of the whole hub are
// for who sees every shop.
inline constexpr int64_t kAlertScanMax = 20'000;
[[nodiscard]] AlertPage walk_alerts(const store::Reader& reader, std::optional<AlertState> state,
                                    const ShopScope& shops, int64_t before, size_t count);
[[nodiscard]] std::optional<AlertRow> load_alert(const store::Reader& reader, int64_t id);
void ask_alert(store::Questions& questions, int64_t id, std::optional<AlertRow>& found);
// The newest alert that was raised with the newest event of history or after it; 0: there is none.
[[nodiscard]] int64_t alert_since_last_event(const store::Reader& reader);

// Finds which of the batch's alerts have a key that an unresolved one, or one before it in the batch, has
// already: they are marked `again`.
void recognise_alerts(const store::Reader& reader, Batch& batch);
// Inserts what is new, with its number, and counts up what was met again.
void write_alerts(store::UnitOfWork& uow, Batch& batch);

// State, who, when and note, as the row now stands.
void save_alert(store::UnitOfWork& uow, const AlertRow& alert);

}  // namespace ordo::core
