// The catalogue of stock: SKUs, warehouses, pools, and how stock is reserved. What makes no sense is refused here,
// each field with its reason; what does not fit with the rest is refused by the command (flows/catalogue_commands.h).
#include <algorithm>

#include "api/kit.h"
#include "api/name_page.h"
#include "api/stock_json.h"
#include "base/text.h"
#include "stock/catalogue.h"

namespace ordo::api {
namespace {

namespace json = boost::json;

// One kind of document, as the interface shows it.
template <class Document>
struct CataloguePart {
  const char* kind;
  const char* member;  // the field that names one, and the parameter of its path
  const std::map<std::string, Document, std::less<>> stock::Catalogue::* all;
  Result<Document> (*parse)(const std::string&, const json::object&);
  json::object (*write)(const Document&);
};

constexpr CataloguePart<stock::Sku> kSkus{"sku", "sku", &stock::Catalogue::skus, stock::parse_sku,
                                          stock::sku_json};
constexpr CataloguePart<stock::Warehouse> kWarehouses{
    "warehouse", "code", &stock::Catalogue::warehouses, stock::parse_warehouse,
    stock::warehouse_json};
constexpr CataloguePart<stock::Pool> kPools{"pool", "code", &stock::Catalogue::pools,
                                            stock::parse_pool, stock::pool_json};

template <class Document>
json::object shown(const CataloguePart<Document>& what, const std::string& code,
                   const Document& document) {
  json::object o{{what.member, code}};
  for (auto& [key, value] : what.write(document)) o[key] = std::move(value);
  o["version"] = document.version;
  return o;
}

template <class Document>
Result<HttpResponse> list(const Call& call, const CataloguePart<Document>& what) {
  const auto catalogue = call.kit.hub.settings()->catalogue;
  return name_page(call.request, (*catalogue).*what.all,
                   [&](const std::string& code, const Document& document) {
                     return shown(what, code, document);
                   });
}

template <class Document>
Result<HttpResponse> one(const Call& call, const CataloguePart<Document>& what,
                         const std::string& code) {
  const auto catalogue = call.kit.hub.settings()->catalogue;
  const auto& all = (*catalogue).*what.all;
  const auto found = all.find(code);
  if (found == all.end()) {
    return fail(ErrorClass::kNotFound, std::string(what.kind) + "_not_found",
                "there is nothing of this name");
  }
  HttpResponse response = json_answer(200, shown(what, code, found->second));
  response.headers.emplace_back("ETag", "\"" + std::to_string(found->second.version) + "\"");
  return response;
}

// Answered with the document as it then stands.
template <class Document>
Result<Write> set(const Call& call, const CataloguePart<Document>& what, const std::string& code) {
  auto body = read_object(call.request);
  if (!body) return std::unexpected(body.error());
  const auto version = read_if_match(call.request);
  if (!version) return std::unexpected(version.error());
  auto parsed = what.parse(code, *body);
  if (!parsed) return std::unexpected(parsed.error());
  json::object command = what.write(*parsed);
  command["code"] = code;
  Write write = config_write("config." + std::string(what.kind), std::move(command), *version);
  write.finish = [&what, code, document = std::move(*parsed)](HttpResponse& response,
                                                              const core::Outcome& outcome) {
    add_version_tag(response, outcome);
    Document saved = document;
    saved.version = json::parse(response.body).at("version").as_int64();
    response.body = json::serialize(shown(what, code, saved));
  };
  return write;
}

template <class Document>
Result<Write> remove(const CataloguePart<Document>& what, const std::string& code) {
  Write removal =
      config_write("config." + std::string(what.kind), {{"remove", code}}, std::nullopt);
  removal.finish = [](HttpResponse& response, const core::Outcome&) {
    response.status = 204;
    response.content_type.clear();
    response.body.clear();
  };
  return removal;
}

// As it is kept; what cannot be one is answered as unknown, or refused by the parser.
std::string sku_of_path(const Call& call) {
  const std::string& raw = call.params.at("sku");
  return clean_number(raw).value_or(raw);
}

Result<HttpResponse> list_skus(const Call& call) {
  const auto limit = read_limit(call.request);
  if (!limit) return std::unexpected(limit.error());
  const auto words = read_word(call.request, "q");
  if (!words) return std::unexpected(words.error());
  const auto after = read_key_cursor<std::string>(call.request);
  if (!after) return std::unexpected(after.error());
  const auto catalogue = call.kit.hub.settings()->catalogue;
  const SkuSearch search(*catalogue, *words);
  json::array items;
  std::string last;
  for (auto at = catalogue->skus.upper_bound(*after); at != catalogue->skus.end(); ++at) {
    if (!search.finds(at->first)) continue;
    if (items.size() == *limit) return page_answer(std::move(items), last);
    items.push_back(shown(kSkus, at->first, at->second));
    last = at->first;
  }
  return page_answer(std::move(items), "");
}

Result<HttpResponse> one_sku(const Call& call) { return one(call, kSkus, sku_of_path(call)); }
Result<Write> set_sku(const Call& call) { return set(call, kSkus, sku_of_path(call)); }
Result<Write> remove_sku(const Call& call) { return remove(kSkus, sku_of_path(call)); }

Result<HttpResponse> list_warehouses(const Call& call) { return list(call, kWarehouses); }
Result<HttpResponse> one_warehouse(const Call& call) {
  return one(call, kWarehouses, call.params.at("code"));
}
Result<Write> set_warehouse(const Call& call) {
  return set(call, kWarehouses, call.params.at("code"));
}
Result<Write> remove_warehouse(const Call& call) {
  return remove(kWarehouses, call.params.at("code"));
}

Result<HttpResponse> list_pools(const Call& call) { return list(call, kPools); }
Result<HttpResponse> one_pool(const Call& call) {
  return one(call, kPools, call.params.at("code"));
}
Result<Write> set_pool(const Call& call) { return set(call, kPools, call.params.at("code")); }
Result<Write> remove_pool(const Call& call) { return remove(kPools, call.params.at("code")); }

Result<HttpResponse> get_stock_settings(const Call& call) {
  return config_answer(call, "stock", "stock", json::serialize(stock::stock_settings_json({})));
}

Result<Write> put_stock_settings(const Call& call) {
  auto body = read_object(call.request);
  if (!body) return std::unexpected(body.error());
  auto settings = stock::parse_stock_settings(*body);
  if (!settings) return std::unexpected(settings.error());
  const auto version = read_if_match(call.request);
  if (!version) return std::unexpected(version.error());
  return document_write("config.stock", stock::stock_settings_json(*settings), *version);
}

}  // namespace

void add_catalogue_routes(Resources& resources) {
  resources.read("GET", "/skus", Area::kStock, list_skus);
  resources.read("GET", "/skus/{sku}", Area::kStock, one_sku);
  resources.write("PUT", "/skus/{sku}", Area::kStock, set_sku);
  resources.write("DELETE", "/skus/{sku}", Area::kStock, remove_sku);
  resources.read("GET", "/warehouses", Area::kStock, list_warehouses);
  resources.read("GET", "/warehouses/{code}", Area::kStock, one_warehouse);
  resources.write("PUT", "/warehouses/{code}", Area::kStock, set_warehouse);
  resources.write("DELETE", "/warehouses/{code}", Area::kStock, remove_warehouse);
  resources.read("GET", "/pools", Area::kStock, list_pools);
  resources.read("GET", "/pools/{code}", Area::kStock, one_pool);
  resources.write("PUT", "/pools/{code}", Area::kStock, set_pool);
  resources.write("DELETE", "/pools/{code}", Area::kStock, remove_pool);
  resources.read("GET", "/settings/stock", Area::kStock, get_stock_settings);
  resources.write("PUT", "/settings/stock", Area::kSettings, put_stock_settings);
}

}  // namespace ordo::api
