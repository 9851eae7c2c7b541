// What people decide about what went wrong: outgoing calls that were given up, and alerts.
#pragma once

#include <boost/json.hpp>
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
// Codes: 404 "call_not_found", "alert_not_found"; 409 "not_given_up", "alert_acknowledged",
// "alert_resolved".
[[nodiscard]] bool is_mending(std::string_view route);
// Loads what the command is about.
void want_mended(World& world, const store::Reader& reader, const boost::json::object& body);
[[nodiscard]] core::Outcome apply_mending(World& world, Context& context,
                                          const boost::json::object& body);

}  // namespace ordo::flows
