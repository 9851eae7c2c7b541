// Who calls, and what each role may do.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ordo::api {

// What a route concerns. kPublic asks for no caller at all; kSelf is the caller's own session.
enum class Area : uint8_t {
  kPublic,
  kSelf,
  kOrders,
  kReveal,  // one order's personal data, for a purpose that is written down
  kMessages,
  kReview,
  kShops,
  kStock,
  kReports,
  kAlerts,
  kSettings,  // configuration, mode, status maps
  kAccess,    // users, keys, audit
  kMetrics,
};

struct Permission {
  Area area = Area::kAccess;
  bool write = false;
};

struct Caller {
  std::string id;       // "key:7", "user:1", "local": as the log keeps it
  std::string role;     // one of flows::kRoles
  bool masked = false;  // personal data must be masked in what is answered
};

// False for an unknown role. kPublic is open to every role.
[[nodiscard]] bool allowed(std::string_view role, Permission permission);
// Whether personal data is shown to this role without a purpose being asked.
[[nodiscard]] bool sees_people(std::string_view role);

}  // namespace ordo::api
