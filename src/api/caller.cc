#include "api/caller.h"

#include <algorithm>
#include <initializer_list>

namespace ordo::api {
namespace {

bool one_of(Area area, std::initializer_list<Area> areas) {
  return std::ranges::find(areas, area) != areas.end();
}

bool operations_may(Permission p) {
  if (one_of(p.area, {Area::kSelf, Area::kOrders, Area::kMessages, Area::kReview, Area::kStock,
                      Area::kAlerts})) {
    return true;
  }
  return !p.write && one_of(p.area, {Area::kShops, Area::kReports});
}

bool read_only_may(Permission p) {
  if (p.area == Area::kSelf) return true;
  return !p.write && one_of(p.area, {Area::kOrders, Area::kMessages, Area::kReview, Area::kShops,
                                     Area::kStock, Area::kReports, Area::kAlerts});
}

}  // namespace

bool allowed(std::string_view role, Permission permission) {
  if (permission.area == Area::kPublic) return true;
  if (role == "owner") return true;
  if (role == "operations") return operations_may(permission);
  if (role == "read_only") return read_only_may(permission);
  return role == "metrics" && permission.area == Area::kMetrics && !permission.write;
}

}  // namespace ordo::api
