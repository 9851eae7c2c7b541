#include "flows/catalogue_commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "flows/commands.h"
#include "flows/config_commands.h"
#include "flows/config_kit.h"
#include "stock/catalogue.h"
#include "stock/sheet.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;
using core::Outcome;

// One kind of document: how many there may be, and what is asked of one beside its own form.
template <class Document>
struct CatalogueKind {
  const char* kind;
  size_t most;
  Result<Document> (*parse)(const std::string&, const json::object&);
  json::object (*write)(const Document&);
  Result<> (*check)(const Settings&, const Document&);
  Result<> (*check_removal)(const Settings&, const std::string& code);
};

Result<> check_sku_among(const Settings& settings, const stock::Sku& sku) {
  return stock::check_sku(*settings.catalogue, sku);
}

Result<> check_nothing(const Settings&, const stock::Warehouse&) { return {}; }

Result<> may_go(const Settings&, const std::string&) { return {}; }

Result<> sku_may_go(const Settings& settings, const std::string& code) {
  for (const auto& [bundle, sku] : settings.catalogue->skus) {
    if (std::ranges::find(sku.components, code, &stock::Component::sku) == sku.components.end()) {
      continue;
    }
    return fail(ErrorClass::kRefused, "sku_in_use",
                fmt::format("the bundle {} is made of it: take it out there first", bundle));
  }
  return {};
}

constexpr CatalogueKind<stock::Sku> kSku{"sku",           stock::kSkusMax, stock::parse_sku,
                                         stock::sku_json, check_sku_among, sku_may_go};
constexpr CatalogueKind<stock::Warehouse> kWarehouse{
    "warehouse",           stock::kWarehousesMax, stock::parse_warehouse,
    stock::warehouse_json, check_nothing,         may_go};
constexpr CatalogueKind<stock::Pool> kPool{"pool",           stock::kPoolsMax, stock::parse_pool,
                                           stock::pool_json, check_pool,       may_go};

template <class Document>
Outcome remove_document(Context& context, const json::object& body,
                        const CatalogueKind<Document>& kind) {
  const std::string code = json_text(body, "remove");
  const core::ConfigDocument* held = context.batch.config.find(kind.kind, code);
  if (!held) {
    return refused({ErrorClass::kNotFound,
                    std::string(kind.kind) + "_not_found",
                    "there is nothing of this name",
                    {}});
  }
  if (is_stale(body, held)) return stale(std::string(kind.kind) + " has");
  if (auto may = kind.check_removal(context.settings, code); !may) return refused(may.error());
  context.batch.put_config(kind.kind, code, "", context.entry.caller);
  return saved(context, "config." + std::string(kind.kind), code, 200, {{"removed", true}});
}

template <class Document>
bool is_full(const Context& context, const CatalogueKind<Document>& kind) {
  size_t count = 0;
  context.batch.config.each(kind.kind,
                            [&](const std::string&, const core::ConfigDocument&) { ++count; });
  return count >= kind.most;
}

template <class Document>
Outcome put_document(Context& context, const json::object& body,
                     const CatalogueKind<Document>& kind) {
  if (body.contains("remove")) return remove_document(context, body, kind);
  const std::string code = json_text(body, "code");
  const core::ConfigDocument* held = context.batch.config.find(kind.kind, code);
  if (is_stale(body, held)) return stale(std::string(kind.kind) + " has");
  if (!held && is_full(context, kind)) {
    return refused({ErrorClass::kRefused,
                    "catalogue_full",
                    fmt::format("there are {} already, and no more than that are kept", kind.most),
                    {}});
  }
  json::object document = document_alone(body);
  document.erase("code");
  const auto parsed = kind.parse(code, document);
  if (!parsed) return refused(parsed.error());
  if (auto fits = kind.check(context.settings, *parsed); !fits) return refused(fits.error());
  put(context, kind.kind, code, kind.write(*parsed));
  return saved(context, "config." + std::string(kind.kind), code, 200, told_of(body));
}

// Bundles may be made of what stands in the same list.
Result<std::vector<stock::Sku>> parse_skus(const Context& context, const json::object& body) {
  const json::value* items = body.if_contains("items");
  if (!items || !items->is_array() || items->as_array().size() > stock::kSheetRowsMax) {
    return invalid("/items", fmt::format("must be at most {}", stock::kSheetRowsMax));
  }
  stock::Catalogue next = *context.settings.catalogue;
  std::vector<stock::Sku> skus;
  for (const json::value& v : items->as_array()) {
    json::object document = v.is_object() ? v.as_object() : json::object();
    const std::string code = json_text(document, "code");
    document.erase("code");
    auto sku = stock::parse_sku(code, document);
    if (!sku) return std::unexpected(sku.error());
    next.put(*sku);
    skus.push_back(std::move(*sku));
  }
  for (const stock::Sku& sku : skus) {
    if (auto fits = stock::check_sku(next, sku); !fits) return std::unexpected(fits.error());
  }
  if (next.skus.size() > stock::kSkusMax) {
    return fail(ErrorClass::kRefused, "catalogue_full",
                fmt::format("there would be more than {} SKUs", stock::kSkusMax));
  }
  return skus;
}

Outcome put_skus(Context& context, const json::object& body) {
  const auto skus = parse_skus(context, body);
  if (!skus) return refused(skus.error());
  int64_t changed = 0;
  for (const stock::Sku& sku : *skus) {
    const stock::Sku* held = context.settings.catalogue->sku(sku.sku);
    if (held && stock::sku_json(*held) == stock::sku_json(sku)) continue;
    put(context, "sku", sku.sku, stock::sku_json(sku));
    ++changed;
  }
  if (changed > 0) audit(context, "config.skus", {{"rows", skus->size()}, {"changed", changed}});
  return answered(200, {{"rows", skus->size()}, {"changed", changed}});
}

Outcome put_stock_settings(Context& context, const json::object& body) {
  if (is_stale(body, context.batch.config.find("stock", "stock"))) return stale("settings have");
  const auto settings = stock::parse_stock_settings(document_alone(body));
  if (!settings) return refused(settings.error());
  for (const auto& [channel, terms] : settings->channels) {
    if (!channels::find_adapter(channel)) {
      return bad("/channels/" + channel, "is not a channel that this hub speaks");
    }
  }
  for (const std::string& code : settings->shops_without) {
    if (!context.settings.shop(code)) return bad("/shops_without", "there is no shop " + code);
  }
  put(context, "stock", "stock", stock::stock_settings_json(*settings));
  return saved(context, "config.stock", "stock", 200, told_of(body));
}

}  // namespace

Result<> check_pool(const Settings& settings, const stock::Pool& pool) {
  for (const std::string& code : pool.shops) {
    if (!settings.shop(code)) return invalid("/shops", "there is no shop " + code, "unknown_shop");
  }
  for (const std::string& code : pool.channels) {
    if (!channels::find_adapter(code)) {
      return invalid("/channels", code + " is not a channel that this hub speaks",
                     "unknown_channel");
    }
  }
  return {};
}

bool is_of_catalogue(std::string_view route) {
  return route == "config.stock" || route == "config.sku" || route == "config.skus" ||
         route == "config.warehouse" || route == "config.pool";
}

Outcome apply_catalogue(Context& context, const json::object& body) {
  const std::string& route = context.entry.route;
  if (route == "config.sku") return put_document(context, body, kSku);
  if (route == "config.skus") return put_skus(context, body);
  if (route == "config.warehouse") return put_document(context, body, kWarehouse);
  if (route == "config.pool") return put_document(context, body, kPool);
  return put_stock_settings(context, body);
}

}  // namespace ordo::flows
