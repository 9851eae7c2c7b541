#include "stock/rules.h"

#include <algorithm>
#include <optional>
#include <tuple>

namespace ordo::stock {
namespace {

// The shop's own, its channel's, nobody's.
enum class Place : uint8_t { kShop, kChannel, kNobody };

std::optional<Place> place_of(const StockRules& rules, const Seller& seller, const Item& item) {
  if (item.key().pool.empty()) return Place::kNobody;
  const auto use = rules.pools.find(item.key().pool);
  if (use == rules.pools.end()) return std::nullopt;
  if (use->second.shops.contains(seller.shop)) return Place::kShop;
  if (use->second.channels.contains(seller.channel)) return Place::kChannel;
  return std::nullopt;
}

bool falls_back(const StockRules& rules, const Item& item) {
  const auto pool = rules.settings.pools.find(item.key().pool);
  return pool == rules.settings.pools.end() || pool->second.falls_back;
}

// A warehouse that nobody has described sells, after those that somebody has.
std::optional<std::pair<bool, int64_t>> rank_of(const StockRules& rules, const Item& item) {
  const auto at = rules.warehouses.find(item.key().warehouse);
  if (at == rules.warehouses.end()) return std::pair(true, int64_t{0});
  if (!at->second.sells) return std::nullopt;
  return std::pair(false, at->second.priority);
}

}  // namespace

const Bundle* StockRules::bundle(const std::string& sku) const {
  const auto at = bundles.find(sku);
  return at == bundles.end() ? nullptr : &at->second;
}

std::string main_of(const std::map<std::string, Warehouse, std::less<>>& warehouses) {
  constexpr std::string_view kMain = "main";
  if (warehouses.empty() || warehouses.contains(kMain)) return std::string(kMain);
  const auto first = std::ranges::min_element(warehouses, {}, [](const auto& entry) {
    return std::tuple(!entry.second.sells, entry.second.priority);
  });
  return first->first;
}

std::string sku_of(const StockRules& rules, ShopId shop, const std::string& sku,
                   const std::string& channel_sku) {
  if (rules.mapped.empty() || channel_sku.empty()) return sku;
  const auto at = rules.mapped.find({shop, channel_sku});
  return at == rules.mapped.end() ? sku : at->second;
}

std::vector<ItemId> sources_of(const StockRules& rules, const Seller& seller,
                               std::span<const Item* const> items) {
  struct Source {
    Place place;
    std::pair<bool, int64_t> rank;
    const Item* item;
  };
  std::vector<Source> sources;
  bool has_pool = false, may_fall_back = false;
  for (const Item* item : items) {
    const auto place = place_of(rules, seller, *item);
    if (!place) continue;
    if (*place != Place::kNobody) {
      has_pool = true;
      may_fall_back = may_fall_back || falls_back(rules, *item);
    }
    if (const auto rank = rank_of(rules, *item)) sources.push_back({*place, *rank, item});
  }
  if (has_pool && !may_fall_back) {
    std::erase_if(sources, [](const Source& s) { return s.place == Place::kNobody; });
  }
  std::ranges::sort(sources, {}, [](const Source& s) {
    return std::tuple(s.place, s.rank, s.item->key().warehouse, s.item->key().pool);
  });
  std::vector<ItemId> ids;
  for (const Source& s : sources) ids.push_back(s.item->id());
  return ids;
}

}  // namespace ordo::stock
