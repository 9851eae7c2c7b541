// Status maps and reporting groups, as commands of configuration; and what becomes of a message whose
// words have no meaning yet.
#pragma once

#include <boost/json.hpp>

#include "core/entry.h"
#include "flows/cell.h"

namespace ordo::flows {

// Routes and their bodies:
//   config.status_map     {"channel", "shop"?, "words": {…}, "reason"?, "rollback_to"?, "if_version"?}
//   config.status_groups  {"groups": […], "if_version"?}    (orders/status_groups.h)
// Codes: 404 "unknown_channel", "unknown_shop"; 422 "status_map_invalid", "status_groups_invalid".
[[nodiscard]] core::Outcome put_status_map(Context& context, const boost::json::object& body);
[[nodiscard]] core::Outcome put_status_groups(Context& context, const boost::json::object& body);

// Parks the message, and tells of the word: once a map gives it a meaning, a replay applies it.
[[nodiscard]] core::Outcome park_unknown_status(Context& context, const facts::ChannelWord& word);

}  // namespace ordo::flows
