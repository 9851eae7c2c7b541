// How stock is reserved, as the merchant sets it: how long a lock stands, what a buyer may hold, what happens
// to a sale that comes too late. Documents that make no sense are refused where they are typed, each field with
// its reason. Pure.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace ordo::stock {

// What a platform has sold that we have not: it becomes a shortage that people see, or is refused.
enum class Overdraft : uint8_t { kShortage, kRefuse };
// A payment that comes after its lock has expired takes what remains, or nothing where it does not get all.
enum class LatePayment : uint8_t { kRemaining, kWhole };

// What a sale of one SKU on one channel goes by.
struct Terms {
  int64_t lock_ms = 15 * kMinuteMs;
  int64_t placeholder_ms = 72 * kHourMs;  // of a presale
  int64_t payment_ms = 10 * kMinuteMs;    // a payment in flight extends a lock by as much
  int64_t payment_extensions = 3;         // and no more often than so
  std::optional<int64_t> per_buyer;       // units of a SKU in one buyer's open reservations
  Overdraft overdraft = Overdraft::kShortage;
  LatePayment late_payment = LatePayment::kRemaining;
  bool operator==(const Terms&) const = default;
};

// What a channel or a SKU says otherwise.
struct TermsEdit {
  std::optional<int64_t> lock_ms, placeholder_ms, payment_ms, payment_extensions, per_buyer;
  std::optional<Overdraft> overdraft;
  std::optional<LatePayment> late_payment;
  bool operator==(const TermsEdit&) const = default;
};

// A SKU that is sold before it is there. A placeholder takes what is to come, up to the ceiling; `deduct`
// locks what is on hand, as any sale does.
enum class PresaleMode : uint8_t { kPlaceholder, kDeduct };
struct Presale {
  int32_t arrives_on = 0;  // yyyymmdd
  PresaleMode mode = PresaleMode::kPlaceholder;
  int64_t ceiling = 0;  // units that placeholders hold at once
  bool operator==(const Presale&) const = default;
};

struct SkuSettings {
  TermsEdit terms;
  std::optional<Presale> presale;
  std::optional<int64_t> alert_below;  // sellable units
  bool operator==(const SkuSettings&) const = default;
};

// Stock under a name, for a channel, a live stream or a campaign.
struct PoolSettings {
  int64_t quota = 0;  // units of one SKU and warehouse that it is given in all
  // Its shops' sales may also take what is set aside for nobody, once it is sold out.
  bool falls_back = false;
  bool operator==(const PoolSettings&) const = default;
};

struct StockSettings {
  Terms terms;
  std::map<std::string, TermsEdit, std::less<>> channels;
  std::unordered_map<std::string, SkuSettings> skus;
  std::map<std::string, PoolSettings, std::less<>> pools;
  std::vector<std::string> shops_without;  // codes; their orders touch no stock

  // What the SKU says goes before what the channel says.
  [[nodiscard]] Terms terms_of(std::string_view channel, const std::string& sku) const;
  // Null where the SKU is not on presale.
  [[nodiscard]] const Presale* presale_of(const std::string& sku) const;
};

// {"lock_minutes": 15, …, "channels": {"taobao": {"lock_minutes": 30}}, "shops_without": ["outlet"]}: what the
// merchant says for all, as `terms`, `channels` and `shops_without`. Code "stock_settings_invalid" with every field at fault.
[[nodiscard]] Result<StockSettings> parse_stock_settings(const boost::json::object& document);
// One SKU's. A presale needs the day on which its goods arrive.
[[nodiscard]] Result<SkuSettings> parse_sku_settings(const boost::json::object& document);
[[nodiscard]] Result<PoolSettings> parse_pool_settings(const boost::json::object& document);

// The same documents again: of the merchant's with every term that has a value, of a SKU's with what it says.
[[nodiscard]] boost::json::object stock_settings_json(const StockSettings& settings);
[[nodiscard]] boost::json::object sku_settings_json(const SkuSettings& settings);
[[nodiscard]] std::string day_text(int32_t yyyymmdd);  // "2026-12-01"

}  // namespace ordo::stock
