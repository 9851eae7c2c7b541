// Every kind of alert that the hub raises, in one table: how bad it is, what it is called, how its case is
// worded and what is to be done about it, for those who read Chinese and English. Notices, GET /alert-kinds
// and through it the console take their words from here. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "channels/notifier.h"

namespace ordo::flows {

enum class AlertKind : uint8_t {
  kTransitionRefused,
  kStatusJump,
  kSuspectedDuplicate,
  kSuspectedBurst,
  kRefundExceedsPaid,
  kTimeInFuture,
  kTimeImpossible,
  kZoneContradicted,
  kEchoUnproved,
  kUnknownStatus,
  kReviewQueueFull,
  kOutboxGaveUp,
  kHeadsNotCopied,
  kTimerBreached,
  kInvariantBreached,
  kCrashedTwice,
  kModeChanged,
  kApplyBehind,
  kMessagesWait,
  kParkedWithOrder,
  kStatusNotTold,
  kPullBehind,
  kChangesLate,
  kShopSilent,
  kMirrorsDiffer,
  kCredentialsExpiring,
  kOrdersMissing,
  kOrderUnreadable,
  kPullStopped,
  kPullFailing,
  kPullCursorLost,
  kMetricThreshold,
  kNotifyGaveUp,
  kInsufficientStock,
  kStockShortage,
  kStockLatePayment,
  kStockShippedUnbound,
  kStockContradicted,
};

// `detail` is a sentence with the named values of the case (core/alert_detail.h) in braces. A value may
// say what it is: {since:time} a moment, {waits:span} seconds, {mode:word} a word of ours, {via:words}
// several with commas between. What stands in brackets is left out where a value within is missing.
struct AlertWords {
  std::string_view title, detail, advice;
};

struct AlertKindRow {
  AlertKind id;
  std::string_view name;
  channels::Severity severity;
  AlertWords zh, en;
};

[[nodiscard]] std::span<const AlertKindRow> alert_kinds();
[[nodiscard]] std::string_view name(AlertKind kind);
// Null: not ours, or of another program's time.
[[nodiscard]] const AlertKindRow* find_alert_kind(std::string_view name);

}  // namespace ordo::flows
