// What the door does under load: the mode, set by a person or by the watch over the load
// (watch/overload.h), and the peaks that it learns what is usual from.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string_view>

#include "core/entry.h"
#include "flows/cell.h"
#include "flows/world.h"

namespace ordo::flows {

inline constexpr const char* kRecordPeak = "load.peak";

// A person's `normal` stands so long before the watch may change it: long enough to see what comes of it.
inline constexpr int64_t kPersonsNormalMs = 10 * kMinuteMs;

// Whether a person's word stands, so that the watch leaves the mode alone.
[[nodiscard]] bool mode_stands_by_hand(const Settings& settings, Instant now);

// "config.mode" {"mode"} from a person; from the watch (its caller is kWatchCaller) also "cause" and
// "measured", with an alert "mode_changed". The watch never overrides a person: 409 "mode_by_hand".
[[nodiscard]] core::Outcome put_mode(Context& context, const boost::json::object& body);

struct Peak {
  Instant hour;
  int64_t per_minute = 0;
};
// What such a command says; nothing where its body was erased.
[[nodiscard]] std::optional<Peak> decode_peak(std::string_view body);
// "load.peak" {"hour", "per_minute"}: the busiest minute of an hour, which begins at "hour" (ms).
[[nodiscard]] core::Outcome record_peak(World& world, const boost::json::object& body);

}  // namespace ordo::flows
