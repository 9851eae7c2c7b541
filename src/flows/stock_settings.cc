#include "flows/stock_settings.h"

#include <algorithm>
#include <boost/json.hpp>
#include <initializer_list>
#include <memory>
#include <utility>

#include "base/json_read.h"
#include "stock/catalogue.h"
#include "stock/rules.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;

json::object body_of(const core::ConfigDocument& document) {
  return json::parse(document.body).as_object();
}

// What an older program accepted and this one does not is left out rather than guessed.
std::shared_ptr<const stock::Catalogue> read_catalogue(const core::Configuration& config) {
  auto catalogue = std::make_shared<stock::Catalogue>();
  if (const auto* d = config.find("stock", "stock")) {
    if (auto settings = stock::parse_stock_settings(body_of(*d))) catalogue->settings = *settings;
  }
  config.each("sku", [&](const std::string& code, const core::ConfigDocument& d) {
    auto sku = stock::parse_sku(code, body_of(d));
    if (!sku) return;
    sku->version = d.version;
    catalogue->put(std::move(*sku));
  });
  config.each("pool", [&](const std::string& code, const core::ConfigDocument& d) {
    auto pool = stock::parse_pool(code, body_of(d));
    if (!pool) return;
    pool->version = d.version;
    catalogue->put(std::move(*pool));
  });
  config.each("warehouse", [&](const std::string& code, const core::ConfigDocument& d) {
    auto warehouse = stock::parse_warehouse(code, body_of(d));
    if (!warehouse) return;
    warehouse->version = d.version;
    catalogue->warehouses.emplace(code, std::move(*warehouse));
  });
  return catalogue;
}

ShopId shop_called(const Settings& settings, std::string_view code) {
  const Shop* shop = settings.shop(code);
  return shop ? shop->id : ShopId{};
}

stock::PoolUse use_of(const stock::Pool& pool, const Settings& settings) {
  stock::PoolUse use;
  for (const std::string& code : pool.shops) {
    if (const ShopId shop = shop_called(settings, code)) use.shops.insert(shop);
  }
  use.channels.insert(pool.channels.begin(), pool.channels.end());
  return use;
}

std::shared_ptr<const stock::StockRules> make_rules(const core::Configuration& config,
                                                    const Settings& settings) {
  const stock::Catalogue& catalogue = *settings.catalogue;
  auto rules = std::make_shared<stock::StockRules>();
  rules->settings = catalogue.settings;
  rules->warehouses = catalogue.warehouses;
  rules->main_warehouse = stock::main_of(catalogue.warehouses);
  for (const auto& [code, pool] : catalogue.pools) rules->pools[code] = use_of(pool, settings);
  for (const auto& [code, sku] : catalogue.skus) {
    if (sku.is_bundle()) {
      rules->bundles.emplace(code, stock::Bundle{code, sku.components});
    } else {
      rules->skus.insert(code);
    }
  }
  for (const std::string& code : catalogue.settings.shops_without) {
    if (const ShopId shop = shop_called(settings, code)) rules->shops_without.insert(shop);
  }
  config.each("product", [&](const std::string& name, const core::ConfigDocument& d) {
    const size_t slash = name.find('/');
    const ShopId shop = shop_called(settings, std::string_view(name).substr(0, slash));
    if (!shop || slash == name.npos) return;
    rules->mapped.emplace(std::pair(shop, name.substr(slash + 1)), json_text(body_of(d), "sku"));
  });
  return rules;
}

bool same(const core::Configuration& config, const Settings* before,
          std::initializer_list<std::string_view> kinds) {
  return before && std::ranges::all_of(kinds, [&](std::string_view kind) {
           return config.same_documents(before->stock_read_from, kind);
         });
}

}  // namespace

void read_stock(const core::Configuration& config, const Settings* before, Settings& settings) {
  const bool same_catalogue = same(config, before, {"stock", "sku", "pool", "warehouse"});
  settings.catalogue = same_catalogue ? before->catalogue : read_catalogue(config);
  const bool same_rules = same_catalogue && same(config, before, {"shop", "product"});
  settings.stock = same_rules ? before->stock : make_rules(config, settings);
  settings.stock_read_from = config;
}

std::string product_name(std::string_view shop, std::string_view channel_sku) {
  return std::string(shop) + "/" + std::string(channel_sku);
}

}  // namespace ordo::flows
