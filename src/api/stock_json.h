// Stock as callers see it.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "api/kit.h"
#include "stock/catalogue.h"
#include "stock/item.h"
#include "stock/reservation.h"

namespace ordo::api {

// `missing`: what the item owes to orders.
[[nodiscard]] boost::json::object stock_item_json(const stock::Item& item,
                                                  const stock::Catalogue& catalogue,
                                                  int64_t missing);
[[nodiscard]] bool is_low(const stock::Item& item, const stock::Catalogue& catalogue);
[[nodiscard]] std::string name_of_sku(const stock::Catalogue& catalogue, std::string_view sku);
// Null for an empty text.
[[nodiscard]] boost::json::value text_or_null(std::string_view text);
[[nodiscard]] boost::json::value shop_code_json(const flows::Settings& settings, ShopId shop);

// What people search stock and SKUs by: a part of the SKU or of its name, or its barcode.
class SkuSearch {
 public:
  SkuSearch(const stock::Catalogue& catalogue, std::string_view words);
  [[nodiscard]] bool finds(std::string_view sku) const;

 private:
  const stock::Catalogue& catalogue_;
  std::string words_, number_;  // as typed, and as numbers are kept; empty: anything
};

// The item of a path's {id}. Code "stock_item_not_found".
[[nodiscard]] Result<stock::Item> load_stock_item(const Call& call, const store::Reader& reader);

}  // namespace ordo::api
