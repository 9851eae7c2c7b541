// What an alert says of its case: named values, as a JSON object in the place of its detail. What is kept
// is data and no wording; whoever reads it has it in their language and time zone (flows/alert_words.h).
// Pure.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace ordo::core {

// A number, a text (cut to kAlertValueBytesMax), or a moment by moment_value. No personal data.
using AlertFields = boost::json::object;
inline constexpr size_t kAlertValueBytesMax = 400;
[[nodiscard]] std::string moment_value(Instant at);

[[nodiscard]] std::string alert_detail(AlertFields fields);
// Nothing: a plain sentence, as programs before fields left it.
[[nodiscard]] std::optional<AlertFields> alert_fields(std::string_view detail);

// Kinds that the street raises itself; the others are raised by what runs on it.
inline constexpr std::string_view kReviewQueueFull = "review_queue_full";
inline constexpr std::string_view kOutboxGaveUp = "outbox_gave_up";
inline constexpr std::string_view kTimerBreached = "timer_breached";
inline constexpr std::string_view kBreached = "invariant_breached";
inline constexpr std::string_view kCrashedTwice = "crashed_twice";
inline constexpr std::string_view kStreetAlerts[] = {kReviewQueueFull, kOutboxGaveUp,
                                                     kTimerBreached, kBreached, kCrashedTwice};

}  // namespace ordo::core
