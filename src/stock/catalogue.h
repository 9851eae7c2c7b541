// What is sold and where it lies: SKUs with their bundles, warehouses, pools. As the merchant configures it; each
// document is checked where it is typed, every field with its reason. Pure.
//
// What is configured binds: once there is a SKU (a warehouse) in here, stock is taken in for these only. Until
// then names are taken as they come, so that a hub counts before anybody has typed a master file.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "stock/bundle.h"
#include "stock/rules.h"
#include "stock/settings.h"

namespace ordo::stock {

inline constexpr size_t kSkusMax = 50'000, kWarehousesMax = 500, kPoolsMax = 500;

struct Sku {
  std::string sku;      // cleaned as those of orders are
  std::string name;     // may be empty
  std::string barcode;  // of one SKU; may be empty
  std::string unit;     // "件", "kg": what one unit of stock is; may be empty
  SkuSettings settings;
  std::vector<Component> components;  // of a bundle; empty: it is none
  int64_t version = 0;

  [[nodiscard]] bool is_bundle() const { return !components.empty(); }
};

// Stock under a name, for the sales of some shops and channels.
struct Pool {
  std::string code, name;
  PoolSettings settings;
  std::vector<std::string> shops, channels;  // codes; whose orders take from it
  int64_t version = 0;
};

struct Catalogue {
  std::map<std::string, Sku, std::less<>> skus;
  std::map<std::string, Warehouse, std::less<>>
      warehouses;  // by what people and platforms call them
  std::map<std::string, Pool, std::less<>> pools;
  std::map<std::string, std::string, std::less<>> by_barcode;  // the SKU
  StockSettings settings;  // of all; those of SKUs and pools included

  void put(Sku sku);
  void put(Pool pool);
  [[nodiscard]] const Sku* sku(std::string_view code) const;
  [[nodiscard]] const Pool* pool(std::string_view code) const;
  [[nodiscard]] bool is_bundle(std::string_view code) const;
  [[nodiscard]] bool takes_sku(std::string_view code) const;
  [[nodiscard]] bool takes_warehouse(std::string_view code) const;
};

// 1 to 64 code points of clean text: how a warehouse is called.
[[nodiscard]] bool is_warehouse_name(std::string_view text);

// Documents: {"name", "barcode", "unit", "components": [{"sku", "units", "gift"}]} and the fields of
// parse_sku_settings; {"name", "priority", "sells"}; {"name", "shops", "channels"} and those of parse_pool_settings. Codes
// "sku_invalid", "warehouse_invalid", "pool_invalid", "stock_settings_invalid", "bundle_invalid".
[[nodiscard]] Result<Sku> parse_sku(const std::string& sku, const boost::json::object& document);
[[nodiscard]] Result<Warehouse> parse_warehouse(const std::string& code,
                                                const boost::json::object& document);
[[nodiscard]] Result<Pool> parse_pool(const std::string& code, const boost::json::object& document);
// What a document says of itself is right; whether it fits with the others. Codes "bundle_invalid" (a component
// that is unknown, or a bundle; a component of another one that would become a bundle), "barcode_taken".
[[nodiscard]] Result<> check_sku(const Catalogue& catalogue, const Sku& sku);

// As people read and write them; parse_…() of it is the same again.
[[nodiscard]] boost::json::object sku_json(const Sku& sku);
[[nodiscard]] boost::json::object warehouse_json(const Warehouse& warehouse);
[[nodiscard]] boost::json::object pool_json(const Pool& pool);

}  // namespace ordo::stock
