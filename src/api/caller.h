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
  std::string role;     // "owner", "operations", "read_only", "metrics"
  bool masked = false;  // personal data must be masked in what is answered
};

// False for an unknown role. kPublic is open to every role.
[[nodiscard]] bool allowed(std::string_view role, Permission permission);

}  // namespace ordo::api
