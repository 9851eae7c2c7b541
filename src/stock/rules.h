// What the merchant says of stock, as a batch goes by it: terms of sale, warehouses, pools, bundles and the list of
// SKUs that are kept. From it follows what a line of an order needs and where a sale may take it from. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "stock/bundle.h"
#include "stock/item.h"
#include "stock/settings.h"

namespace ordo::stock {

struct Warehouse {
  std::string name;
  int64_t priority = 0;  // the lower ones sell first; of one priority by their codes
  bool sells = true;     // false: nothing that lies there is sold to orders
  int64_t version = 0;   // of its document
};

// Whose a pool is: sales of these shops and channels.
struct PoolUse {
  std::set<ShopId> shops;
  std::set<std::string, std::less<>> channels;  // codes
};

struct StockRules {
  StockSettings settings;
  std::map<std::string, Warehouse, std::less<>> warehouses;  // by code
  std::map<std::string, PoolUse, std::less<>> pools;         // by code, as settings.pools
  std::unordered_map<std::string, Bundle> bundles;           // by their own SKU
  // Kept although nothing of them has come yet; what an item is of is kept in any case.
  std::unordered_set<std::string> skus;
  std::set<ShopId> shops_without;  // their orders touch no stock
  // What a shop calls a product (shop, its SKU), and what it is here.
  std::map<std::pair<ShopId, std::string>, std::string> mapped;
  // Where a SKU is lacking of which nothing may be sold from anywhere.
  std::string main_warehouse = "main";

  [[nodiscard]] const Bundle* bundle(const std::string& sku) const;
};

// "main" where that is described, or none is; else the first that sells, by priority and code.
[[nodiscard]] std::string main_of(const std::map<std::string, Warehouse, std::less<>>& warehouses);

// What a line is of: as it is mapped, else as its channel says.
[[nodiscard]] std::string sku_of(const StockRules& rules, ShopId shop, const std::string& sku,
                                 const std::string& channel_sku);

// Who sells.
struct Seller {
  std::string channel;
  ShopId shop;
};
// Where a sale may take from, best first, out of all items of a SKU: pools of the shop, then of its channel, then
// what is set aside for nobody, which a pool's sellers take only where one of their pools falls back; in each the
// warehouses by priority. Other pools are never touched.
[[nodiscard]] std::vector<ItemId> sources_of(const StockRules& rules, const Seller& seller,
                                             std::span<const Item* const> items);

}  // namespace ordo::stock
