#include "api/stock_json.h"

#include "base/text.h"
#include "stock/stock_store.h"

namespace ordo::api {

namespace json = boost::json;
using stock::Bucket;

json::value text_or_null(std::string_view text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

json::value shop_code_json(const flows::Settings& settings, ShopId id) {
  const flows::Shop* shop = settings.shop(id);
  return shop ? json::value(shop->code) : json::value(nullptr);
}

std::string name_of_sku(const stock::Catalogue& catalogue, std::string_view sku) {
  const stock::Sku* found = catalogue.sku(sku);
  return found ? found->name : std::string();
}

// What pools hold is meant to be sold out.
bool is_low(const stock::Item& item, const stock::Catalogue& catalogue) {
  const stock::Sku* sku = catalogue.sku(item.key().sku);
  return sku && item.key().pool.empty() && sku->settings.alert_below &&
         item.sellable() < *sku->settings.alert_below;
}

json::object stock_item_json(const stock::Item& item, const stock::Catalogue& catalogue,
                             int64_t missing) {
  const stock::Sku* sku = catalogue.sku(item.key().sku);
  const auto alert_below = sku ? sku->settings.alert_below : std::nullopt;
  json::object o{{"id", item.id().str()},
                 {"sku", item.key().sku},
                 {"name", sku ? sku->name : ""},
                 {"warehouse", item.key().warehouse},
                 {"pool", text_or_null(item.key().pool)}};
  for (const Bucket bucket :
       {Bucket::kAvailable, Bucket::kLocked, Bucket::kOccupied, Bucket::kEarmarked, Bucket::kFrozen,
        Bucket::kIncoming, Bucket::kPromised}) {
    o[stock::name(bucket)] = item.in(bucket);
  }
  o["sellable"] = item.sellable();
  o["on_hand"] = item.on_hand();
  o["short"] = missing;
  o["granted"] = item.figures().granted;
  o["alert_below"] = alert_below ? json::value(*alert_below) : json::value(nullptr);
  o["low"] = is_low(item, catalogue);
  o["version"] = item.figures().movements;
  return o;
}

SkuSearch::SkuSearch(const stock::Catalogue& catalogue, std::string_view words)
    : catalogue_(catalogue), words_(words), number_(clean_number(words).value_or("")) {}

bool SkuSearch::finds(std::string_view sku) const {
  if (words_.empty()) return true;
  if (!number_.empty() && sku.find(number_) != sku.npos) return true;
  const stock::Sku* known = catalogue_.sku(sku);
  return known && (known->name.find(words_) != known->name.npos ||
                   (!number_.empty() && known->barcode == number_));
}

Result<stock::Item> load_stock_item(const Call& call, const store::Reader& reader) {
  const auto id = parse_id_as<stock::StockItemTag>(call.params.at("id"));
  auto item = id ? stock::load_item(reader, *id) : std::nullopt;
  if (item) return std::move(*item);
  return fail(ErrorClass::kNotFound, "stock_item_not_found", "there is no stock item with this id");
}

}  // namespace ordo::api
