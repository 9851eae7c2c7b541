// Edits of configuration, as commands. Each is checked here too, whoever sent it: what makes no sense
// never becomes a version.
#pragma once

#include <boost/json.hpp>
#include <string_view>

#include "core/entry.h"
#include "flows/cell.h"

namespace ordo::flows {

[[nodiscard]] core::Outcome apply_config(Context& context, const boost::json::object& body);

// A line of the audit log, part of the chain: of the cell itself, or about one order, whose content it
// does not change (version 0). Holds no secret.
void audit(Context& context, std::string_view kind, const boost::json::object& what,
           OrderId about = {});

}  // namespace ordo::flows
