// Reporting groups: the finer statuses rolled up, under names that a merchant gives. Versioned
// configuration (kind "status_groups", name "orders"). Pure.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "facts/facts.h"

namespace ordo::orders {

struct StatusGroup {
  std::string code;  // 1 to 64 lower case letters, digits, '-' or '_'
  std::string name_zh, name_en;
  std::vector<facts::Status> statuses;
  bool operator==(const StatusGroup&) const = default;
};
using StatusGroups = std::vector<StatusGroup>;  // in the order in which they are shown

inline constexpr size_t kGroupNameMax = 64;  // characters

// {"groups": [{"code", "name": {"zh", "en"}, "statuses": […]}, …]}: every status stands in exactly one
// group, and label_printed never beside a status by which goods have left: a printed label is no
// shipment. Errors name what is wrong by pointer; code "status_groups_invalid".
[[nodiscard]] Result<StatusGroups> parse_status_groups(const boost::json::object& document);
[[nodiscard]] boost::json::object status_groups_json(const StatusGroups& groups);
[[nodiscard]] const StatusGroups& default_status_groups();

// The group of that code, or null.
[[nodiscard]] const StatusGroup* find_group(const StatusGroups& groups, std::string_view code);
// Whether by this group's statuses goods have left.
[[nodiscard]] bool counts_as_shipped(const StatusGroup& group);

}  // namespace ordo::orders
