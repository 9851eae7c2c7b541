// What went wrong: alerts that a watch raises, and what people decide about them and about outgoing
// calls that were given up.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "core/entry.h"
#include "flows/cell.h"
#include "flows/world.h"

namespace ordo::flows {

// Routes and their bodies:
//   outbox.retry        {"call"}             given up → waiting, from its first attempt on
//   outbox.discard      {"call", "reason"}   given up → discarded; what it held may go
//   alerts.acknowledge  {"alert", "note"}    open → acknowledged
//   alerts.resolve      {"alert", "note"}    open or acknowledged → resolved
//   alerts.raise        a Finding, by programs of our own only; the same key again counts up
// Codes: 404 "call_not_found", "alert_not_found", "shop_not_found"; 409 "not_given_up", "alert_acknowledged",
// "alert_resolved".
inline constexpr const char* kRaiseAlert = "alerts.raise";
inline constexpr const char* kWatchCaller = "watch";

// What a watch has found. Its key says what it is a finding of ("shop_silent/3"): while an alert with that
// key is unresolved, it counts up and takes the newest detail.
struct Finding {
  std::string kind;    // one that the table lists (alert_kinds.h)
  std::string key;     // at most kFindingTextMax bytes, as the detail
  std::string detail;  // as core::alert_detail words it
  std::string
      shop;  // its code; empty: of the whole hub, or of the shop whose stream the command is in
  OrderId order;
};
inline constexpr size_t kFindingTextMax = 2'000;
// The body of "alerts.raise".
[[nodiscard]] std::string finding_body(const Finding& finding);

[[nodiscard]] bool is_mending(std::string_view route);
// Loads what the command is about.
void want_mended(World& world, store::Questions& questions, const boost::json::object& body);
[[nodiscard]] core::Outcome apply_mending(World& world, Context& context,
                                          const boost::json::object& body);

}  // namespace ordo::flows
