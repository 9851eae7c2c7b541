// Alerts: what somebody should know. A batch raises them (batch_store.h); from then on only people move
// them, open to acknowledged to resolved: an alert whose cause has gone stays open until somebody says so.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
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
// Newest first; ends after kAlertScanMax rows and then names where to go on.
inline constexpr int64_t kAlertScanMax = 20'000;
[[nodiscard]] AlertPage walk_alerts(const store::Reader& reader, std::optional<AlertState> state,
                                    int64_t before, size_t count);
[[nodiscard]] std::optional<AlertRow> load_alert(const store::Reader& reader, int64_t id);

// State, who, when and note, as the row now stands.
void save_alert(store::UnitOfWork& uow, const AlertRow& alert);

}  // namespace ordo::core
