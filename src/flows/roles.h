// The roles that users and API keys have. What each may do stands in api/caller.h.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace ordo::flows {

inline constexpr std::array<std::string_view, 7> kRoles = {
    "owner", "operations", "warehouse", "finance", "support", "read_only", "metrics"};
inline constexpr std::string_view kRolesText =
    "owner, operations, warehouse, finance, support, read_only or metrics";

[[nodiscard]] constexpr bool is_role(std::string_view role) {
  return std::ranges::find(kRoles, role) != kRoles.end();
}
// "metrics" is for programs that scrape; nobody signs in with it.
[[nodiscard]] constexpr bool is_role_of_people(std::string_view role) {
  return is_role(role) && role != "metrics";
}

}  // namespace ordo::flows
