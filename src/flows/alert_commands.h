// Edits of who is told of what, and a test of a receiver (alert_rules.h).
#pragma once

#include <boost/json.hpp>
#include <string_view>

#include "core/entry.h"
#include "flows/cell.h"

namespace ordo::flows {

// Routes and their bodies; an edit is a merge patch (RFC 7396) on what stands:
//   config.notify_target  {"code", "mode": "create"?, …} or {"remove": code}
//   config.alert_rule     {"code", "mode": "create"?, …} or {"remove": code}
//   config.silence        {…}, {"id", …} or {"remove": id}
//   notify.test           {"code"}: an outgoing notice of its own; answers its id
// Codes: 404 "target_not_found", "rule_not_found", "silence_not_found"; 409 "target_exists",
// "rule_exists", "target_in_use", "too_many"; 412 "version_stale".
[[nodiscard]] bool is_alert_command(std::string_view route);
[[nodiscard]] core::Outcome apply_alert_command(Context& context, const boost::json::object& body);

}  // namespace ordo::flows
