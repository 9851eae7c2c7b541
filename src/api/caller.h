// Who calls, and what each may do.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/shop_scope.h"
#include "flows/access.h"

namespace ordo::api {

// What a route concerns. kPublic asks for no caller at all; kSelf is the caller's own session.
enum class Area : uint8_t {
  kPublic,
  kSelf,
  kOrders,
  kLookup,  // orders by their people's telephone, answered masked and written down
  kReveal,  // one order's personal data, for a purpose that is written down
  kMessages,
  kReview,
  kShops,
  kStock,         // what there is, and its configuration; writing concerns every shop
  kReservations,  // stock that carts hold
  kReports,
  kAlerts,
  kSettings,  // configuration, mode, status maps
  kAccess,    // users, keys, audit
  kMetrics,
};

// How often a caller may come: as the limits say (flows/hub_rules.h).
enum class Pace : uint8_t { kUsual, kLookup };

struct Permission {
  Area area = Area::kAccess;
  bool write = false;
  Pace pace = Pace::kUsual;
};

struct Caller {
  std::string id;    // "key:7", "user:1", "local": as the log keeps it
  std::string role;  // one of flows::kRoles; empty: a key of scopes alone
  flows::View view;  // what orders show
  core::ShopScope shops;
  std::optional<std::vector<std::string>> scopes;  // none: all that the role may
  std::optional<int64_t> per_minute;               // none: as the hub's rule says; 0: no limit
};

// False for an unknown role. kPublic is open to every role.
[[nodiscard]] bool allowed(std::string_view role, Permission permission);
// What role and scopes both allow; to who sees only some shops, nothing that concerns the whole hub.
[[nodiscard]] bool allowed(const Caller& caller, Permission permission);
// The caller's rights, as scopes name them.
[[nodiscard]] std::vector<std::string_view> rights_of(const Caller& caller);

}  // namespace ordo::api
