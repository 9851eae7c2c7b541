// The versions of one document of configuration: what it was, who made it so, and which to go back to.
#pragma once

#include <boost/json.hpp>
#include <string_view>

#include "api/kit.h"

namespace ordo::api {

// A page of them, newest first: {"items": [{"version", "at", "actor", "actor_name", "document"}],
// "next_cursor"}. The document is null where it was removed.
[[nodiscard]] Result<HttpResponse> versions_answer(const Call& call, std::string_view kind,
                                                   std::string_view name);

// What somebody wants to go back to, from {"version", "reason"?}.
struct Rollback {
  int64_t version = 0;
  std::string reason;
  boost::json::object document;  // as it was in that version
};
// Codes: 404 "version_not_found"; those of read_object and Fields.
[[nodiscard]] Result<Rollback> read_rollback(const Call& call, std::string_view kind,
                                             std::string_view name);

}  // namespace ordo::api
