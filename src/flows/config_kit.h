// What the commands of configuration share.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "base/json_read.h"
#include "base/text.h"
#include "core/entry.h"
#include "flows/cell.h"

namespace ordo::flows {

[[nodiscard]] core::Outcome bad(const std::string& pointer, const std::string& detail);
// Whoever edits names the version that he has read ("if_version"; 0: the one that stands from the first);
// programs of our own need not.
[[nodiscard]] bool is_stale(const boost::json::object& body, const core::ConfigDocument* held);
[[nodiscard]] core::Outcome stale(std::string_view what);  // "mode has"
// The document alone: an edit also says what it stands on ("if_version"), why ("reason"), and of which
// version it is the return ("rollback_to").
[[nodiscard]] boost::json::object document_alone(boost::json::object body);
// What the audit tells of an edit beside its version: its reason, and what it goes back to.
[[nodiscard]] boost::json::object told_of(const boost::json::object& body);
void put(Context& context, const char* kind, const std::string& name,
         const boost::json::object& document);
// The answer to an edit, with an audit line of this kind that tells `more`.
[[nodiscard]] core::Outcome saved(Context& context, std::string_view kind, const std::string& name,
                                  int status = 200, boost::json::object more = {});

}  // namespace ordo::flows
