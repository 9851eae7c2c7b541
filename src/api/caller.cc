#include "api/caller.h"

#include <algorithm>
#include <array>

namespace ordo::api {
namespace {

// What a role may do in an area: nothing, read, or read and write.
enum class Right : uint8_t { kNo, kRead, kAll };
constexpr Right kNo = Right::kNo, kRead = Right::kRead, kAll = Right::kAll;

constexpr std::array<std::string_view, 14> kAreas = {
    "self",  "orders",       "lookup",  "reveal", "messages", "review", "shops",
    "stock", "reservations", "reports", "alerts", "settings", "access", "metrics"};

struct Rights {
  std::string_view role;
  std::array<Right, kAreas.size()> areas;  // as kAreas names them
};

constexpr std::array kTable = {
    Rights{"owner",
           {kAll, kAll, kAll, kAll, kAll, kAll, kAll, kAll, kAll, kAll, kAll, kAll, kAll, kAll}},
    Rights{"operations",
           {kAll, kAll, kAll, kAll, kAll, kAll, kRead, kAll, kAll, kRead, kAll, kNo, kNo, kNo}},
    Rights{"warehouse",
           {kAll, kRead, kNo, kAll, kNo, kNo, kRead, kAll, kRead, kNo, kRead, kNo, kNo, kNo}},
    Rights{"finance",
           {kAll, kRead, kNo, kNo, kNo, kNo, kRead, kRead, kRead, kAll, kRead, kNo, kNo, kNo}},
    Rights{"support",
           {kAll, kAll, kRead, kAll, kRead, kRead, kRead, kRead, kRead, kNo, kRead, kNo, kNo, kNo}},
    Rights{"read_only",
           {kAll, kRead, kNo, kNo, kRead, kRead, kRead, kRead, kRead, kRead, kRead, kNo, kNo, kNo}},
    Rights{"metrics", {kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kRead}},
};

size_t place_of(Area area) { return static_cast<size_t>(area) - 1; }

std::string scope_of(Permission permission) {
  return std::string(kAreas.at(place_of(permission.area))) +
         (permission.write ? ":write" : ":read");
}

Permission permission_of(std::string_view scope) {
  const size_t colon = scope.find(':');
  const auto* area = std::ranges::find(kAreas, scope.substr(0, colon));
  return {static_cast<Area>(area - kAreas.begin() + 1), scope.ends_with(":write")};
}

bool concerns_all_shops(Permission permission) {
  return permission.area == Area::kSettings || permission.area == Area::kAccess ||
         permission.area == Area::kMetrics ||
         (permission.write && (permission.area == Area::kShops || permission.area == Area::kStock));
}

bool within_scopes(const Caller& caller, Permission permission) {
  if (!caller.scopes || permission.area == Area::kSelf) return true;
  return std::ranges::find(*caller.scopes, scope_of(permission)) != caller.scopes->end();
}

}  // namespace

bool allowed(std::string_view role, Permission permission) {
  if (permission.area == Area::kPublic) return true;
  const auto rights = std::ranges::find(kTable, role, &Rights::role);
  if (rights == kTable.end()) return false;
  const Right right = rights->areas.at(place_of(permission.area));
  return right == kAll || (right == kRead && !permission.write);
}

bool allowed(const Caller& caller, Permission permission) {
  if (permission.area == Area::kPublic) return true;
  if (!caller.shops.everything() && concerns_all_shops(permission)) return false;
  const bool by_role = caller.role.empty() ? caller.scopes.has_value()
                                           : allowed(std::string_view(caller.role), permission);
  return by_role && within_scopes(caller, permission);
}

std::vector<std::string_view> rights_of(const Caller& caller) {
  std::vector<std::string_view> rights;
  for (const std::string_view scope : flows::kScopes) {
    if (allowed(caller, permission_of(scope))) rights.push_back(scope);
  }
  return rights;
}

}  // namespace ordo::api
