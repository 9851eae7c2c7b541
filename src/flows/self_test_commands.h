// What a self-test leaves in the log: who had one run, of which shop, and what came of it.
#pragma once

#include <boost/json.hpp>

#include "core/entry.h"
#include "flows/cell.h"

namespace ordo::flows {

// kSelfTestRoute (own_call.h): a line of the audit, and no change.
[[nodiscard]] core::Outcome record_self_test(Context& context, const boost::json::object& body);

}  // namespace ordo::flows
