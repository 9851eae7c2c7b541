// Users and API keys, as commands of configuration.
#pragma once

#include <boost/json.hpp>

#include "core/entry.h"
#include "flows/cell.h"

namespace ordo::flows {

// Routes and their bodies:
//   config.user           {"login", "name", "role", "password_hash", "one_time"}    makes a user
//   config.user_edit      {"login", "name"?, "role"?, "disabled"?}                  changes what is named
//   config.user_password  {"login", "password_hash", "one_time", "stands_on"?}  `stands_on`: SHA-256, in hex,
//                         of the hash that the change was allowed by; another one holds: 409
//                         "password_changed"
//   config.key            {"name", "role", "hash"} makes a key, {"revoke"} ends one
// Codes: 404 "user_not_found", "key_not_found"; 409 "user_exists", "last_owner" (somebody who can sign in
// must be left to give rights to others).
[[nodiscard]] core::Outcome put_user(Context& context, const boost::json::object& body);
[[nodiscard]] core::Outcome edit_user(Context& context, const boost::json::object& body);
[[nodiscard]] core::Outcome put_password(Context& context, const boost::json::object& body);
[[nodiscard]] core::Outcome put_key(Context& context, const boost::json::object& body);

}  // namespace ordo::flows
