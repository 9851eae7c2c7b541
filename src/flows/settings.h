// Configuration documents as typed values: what the gateway, the API and the cell read. Built from a
// Configuration snapshot; immutable.
//
// Documents: kind "shop" (name = code), "key" (name = id), "user" (name = login), "mode" ("mode"),
// "lifecycles" ("orders"), "status_map" (status_map.h), "status_groups" ("orders"), "notify_target",
// "alert_rule" (name = code), "silence" (name = id; alert_rules.h), "secret" (cell-wide secrets), the rules of
// hub_rules.h under their own names, and the catalogue of stock: "stock" ("stock"), "sku" (name = SKU),
// "warehouse" and "pool" (name = code; stock/catalogue.h), "product" (name = "<shop>/<its SKU>": {"sku"}).
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/crypto.h"
#include "base/ids.h"
#include "channels/adapter.h"
#include "core/configuration.h"
#include "flows/access.h"
#include "flows/alert_rules.h"
#include "flows/hub_rules.h"
#include "flows/status_map.h"
#include "orders/lifecycle.h"
#include "orders/status_groups.h"

namespace ordo::stock {
struct Catalogue;
struct StockRules;
}  // namespace ordo::stock

namespace ordo::flows {

inline constexpr int64_t kPullLookBackDays = 7, kPullLookBackDaysMax = 90;
inline constexpr int64_t kProbeHours = 1, kProbeHoursMax = 168;
inline constexpr int64_t kQuotaPerMinuteMax = 100'000;
inline constexpr int64_t kSilenceMinutesMax = 7 * 24 * 60;

struct Shop {
  ShopId id;            // its stream
  std::string code;     // unique on the server: lower case letters, digits, '-', '_', up to 64
  std::string channel;  // adapter
  std::string name;
  std::string zone = "Asia/Shanghai";
  std::string currency = "CNY";
  std::string country = "CN";
  Secret credentials;        // JSON object text, by channel
  std::string callback_url;  // where status changes are sent; empty: nowhere
  bool paused = false;       // nothing is sent to it or asked of it; what it sends is taken
  int64_t pull_look_back_days = kPullLookBackDays;  // how far the first pull goes back
  int64_t probe_hours = kProbeHours;  // how far the hourly probe reads once more; 0: there is none
  std::optional<int64_t> quota_per_minute;  // calls to the platform; none: the channel's usual pace
  Instant credentials_expire_at;            // 0: not known
  // Without a call of its platform: alerted. 0: it may be silent; none: where its own trade says that it
  // may not (watch/callbacks.h).
  std::optional<int64_t> silence_minutes;
  const channels::Adapter* adapter = nullptr;
  // The channel's map under the shop's own; null: words mean what the adapter takes them to mean.
  std::shared_ptr<const StatusMap> status_map;
};

[[nodiscard]] channels::ShopContext context_of(const Shop& shop);

struct ApiKey {
  int64_t id = 0;
  std::string name;
  std::string hash;  // SHA-256 of the key's text, hex
  Access access;
  int64_t created_at_ms = 0;
};

struct User {
  int64_t id = 0;
  std::string login;
  std::string name;  // as colleagues know them; may be empty
  std::string role;  // one of kRoles
  std::string password_hash;
  bool one_time = false;          // must be changed at the first sign-in
  bool disabled = false;          // cannot sign in
  int64_t sessions_after_ms = 0;  // sessions opened before this have ended
  int64_t created_at_ms = 0;
  std::optional<std::vector<std::string>> shops = {};  // codes; none: every shop
};

enum class Mode : uint8_t { kNormal, kQueueOnly, kShed };
[[nodiscard]] std::string_view name(Mode m);
[[nodiscard]] std::optional<Mode> parse_mode(std::string_view name);

struct Settings {
  int64_t version = 0;
  std::map<std::string, Shop, std::less<>> shops;  // by code
  std::unordered_map<int64_t, const Shop*> shops_by_id;
  std::unordered_map<std::string, ApiKey> keys_by_hash;
  std::map<std::string, User, std::less<>> users;  // by login
  Mode mode = Mode::kNormal;
  std::string mode_by;  // who set it, as the log keeps callers; empty: nobody yet
  Instant mode_since;
  std::shared_ptr<const orders::Lifecycles> lifecycles;
  std::map<std::string, StatusMap, std::less<>> status_maps;  // by document
  orders::StatusGroups status_groups = orders::default_status_groups();
  RetentionRule retention;
  DeliveryRule delivery;
  LimitRule limits;
  OverloadRule overload;
  PatrolRule patrol;
  AddressRule address;
  std::map<std::string, NotifyTarget, std::less<>> notify_targets;  // by code
  std::vector<AlertRule> alert_rules;                               // by code
  std::vector<Silence> silences;                                    // some may have ended
  // What is sold and where it lies, as people configure it, and what a batch goes by; never null.
  std::shared_ptr<const stock::Catalogue> catalogue;
  std::shared_ptr<const stock::StockRules> stock;
  core::Configuration stock_read_from;

  [[nodiscard]] const Shop* shop(std::string_view code) const;
  [[nodiscard]] const Shop* shop(ShopId id) const;
  // The map of one document; empty where nobody has set it.
  [[nodiscard]] const StatusMap& status_map(std::string_view document) const;
};

// `before`, where there are any, lend what has not changed since: a catalogue of many SKUs is not read anew with
// each edit of something else.
[[nodiscard]] std::shared_ptr<const Settings> build_settings(const core::Configuration& config,
                                                             const Settings* before = nullptr);

}  // namespace ordo::flows
