// What users and API keys may do and see besides their role: the fields that their documents share,
// read and written. Pure.
#pragma once

#include <array>
#include <boost/json.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace ordo::flows {

// Rights that a key is given one by one: an area, and whether it reads or writes there. Which routes
// each opens stands in api/caller.h.
inline constexpr std::array<std::string_view, 21> kScopes = {
    "orders:read",    "orders:write",  "lookup:read",       "reveal:write",       "messages:read",
    "messages:write", "review:read",   "review:write",      "shops:read",         "shops:write",
    "stock:read",     "stock:write",   "reservations:read", "reservations:write", "alerts:read",
    "alerts:write",   "settings:read", "settings:write",    "access:read",        "access:write",
    "metrics:read"};

// What is shown of an order, part by part. What it is (numbers, shop, status, axes, clocks, holds and
// tags) is shown to whoever may read orders at all.
struct View {
  bool people = false;    // names and telephones, which are masked otherwise
  bool address = false;   // street and postcode
  bool goods = false;     // lines and parcels
  bool amounts = false;   // what was to be paid, and the prices of lines
  bool payments = false;  // what was paid, by part
  bool refunds = false;
  bool notes = false;    // free words: note, custom fields, reasons, couriers' scans
  bool mirrors = false;  // what each system said, repeated and refused messages included
  bool attachments =
      false;  // that there are files, and of what kind; their bytes to who sees people too

  bool operator==(const View&) const = default;
};
inline constexpr View kWholeView{true, true, true, true, true, true, true, true, true};

// Owners and operations see all; others the order without its people, their street and free words.
[[nodiscard]] View view_of_role(std::string_view role);
// The names of what it shows.
[[nodiscard]] boost::json::array view_json(const View& view);

inline constexpr int64_t kPerMinuteMax = 1'000'000;
inline constexpr size_t kShopsOfCallerMax = 500;

struct Access {
  std::string role;                                // one of kRoles; empty: scopes alone speak
  std::optional<std::vector<std::string>> scopes;  // of kScopes; none: all that the role may
  std::optional<View> view;                        // none: as the role sees
  std::optional<std::vector<std::string>> shops;   // codes; none: every shop
  Instant expires_at;                              // 0: never
  std::optional<int64_t> per_minute;               // none: as the hub's rule says; 0: no limit
};

// Whether there is a shop with this code.
using KnowsShop = std::function<bool(std::string_view code)>;

// {"role", "scopes", "view", "shops", "expires_at", "per_minute"}; null is as good as absent, other
// fields are not looked at. `view` is a list of a View's parts, or "installer": address and goods. Who
// sees only some shops can hold nothing that concerns the whole hub. What is wrong is said all at once,
// with pointers.
[[nodiscard]] Result<Access> parse_access(const boost::json::object& document,
                                          const KnowsShop& knows_shop);
// As parse_access() reads it; what is not set is left out.
[[nodiscard]] boost::json::object access_json(const Access& access);

}  // namespace ordo::flows
