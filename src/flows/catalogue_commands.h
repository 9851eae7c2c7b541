// Edits of the catalogue of stock, as commands:
//   config.stock      {…}                    how stock is reserved (stock::parse_stock_settings)
//   config.sku        {"code": SKU, …}       stock/catalogue.h says what each holds
//   config.skus       {"items": [{"code": SKU, …}]}   many of them, all or none
//   config.warehouse  {"code", …}
//   config.pool       {"code", …}
// The three may instead be {"remove": code}. Each may name the "if_version" that it stands on. Refusals: those of
// the parsers and of check_sku, "sku_not_found", "warehouse_not_found", "pool_not_found", "sku_in_use" (a bundle is
// made of it), "catalogue_full".
#pragma once

#include <boost/json.hpp>
#include <string_view>

#include "core/entry.h"
#include "flows/cell.h"
#include "stock/catalogue.h"

namespace ordo::flows {

[[nodiscard]] bool is_of_catalogue(std::string_view route);
[[nodiscard]] core::Outcome apply_catalogue(Context& context, const boost::json::object& body);

// Whether the shops and channels of a pool are there.
[[nodiscard]] Result<> check_pool(const Settings& settings, const stock::Pool& pool);

}  // namespace ordo::flows
