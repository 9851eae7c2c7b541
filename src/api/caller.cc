#include "api/caller.h"

#include <algorithm>
#include <array>

namespace ordo::api {
namespace {

// What a role may do in an area: nothing, read, or read and write.
enum class Right : uint8_t { kNo, kRead, kAll };
constexpr Right kNo = Right::kNo, kRead = Right::kRead, kAll = Right::kAll;

struct Rights {
  std::string_view role;
  // self, orders, reveal, messages, review, shops, stock, reports, alerts, settings, access, metrics
  std::array<Right, 12> areas;
};

constexpr std::array kTable = {
    Rights{"owner", {kAll, kAll, kAll, kAll, kAll, kAll, kAll, kAll, kAll, kAll, kAll, kAll}},
    Rights{"operations", {kAll, kAll, kAll, kAll, kAll, kRead, kAll, kRead, kAll, kNo, kNo, kNo}},
    Rights{"warehouse", {kAll, kRead, kAll, kNo, kNo, kRead, kAll, kNo, kRead, kNo, kNo, kNo}},
    Rights{"finance", {kAll, kRead, kNo, kNo, kNo, kRead, kRead, kAll, kRead, kNo, kNo, kNo}},
    Rights{"support", {kAll, kAll, kAll, kRead, kRead, kRead, kRead, kNo, kRead, kNo, kNo, kNo}},
    Rights{"read_only",
           {kAll, kRead, kNo, kRead, kRead, kRead, kRead, kRead, kRead, kNo, kNo, kNo}},
    Rights{"metrics", {kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kRead}},
};

}  // namespace

bool allowed(std::string_view role, Permission permission) {
  if (permission.area == Area::kPublic) return true;
  const auto rights = std::ranges::find(kTable, role, &Rights::role);
  if (rights == kTable.end()) return false;
  const Right right = rights->areas.at(static_cast<size_t>(permission.area) - 1);
  return right == kAll || (right == kRead && !permission.write);
}

bool sees_people(std::string_view role) { return role == "owner" || role == "operations"; }

}  // namespace ordo::api
