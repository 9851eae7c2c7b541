// What people and programs do to stock, as commands. Each moves all that it says or nothing, and leaves a line in the
// audit; what it moved is in the ledger.
//   stock.receive, stock.adjust, stock.freeze, stock.unfreeze, stock.earmark, stock.give_back
//                     {"sku", "warehouse", "pool"?, "quantity", "reason"?}; `adjust` takes a signed quantity
//   stock.import      {"items": [{"sku", "warehouse", "available"}], "reason"}   all or none: corrections
//   stock.cover       {"order", "no"}               a shortage, as far as its item has units
//   stock.drop        {"order", "no", "reason"}
//   stock.reserve     {"sku", "quantity", "ttl_s"?, "warehouse"?, "pool"?, "shop"? (id), "channel"?, "owner"?}
//   stock.confirm, stock.release   {"order"}        what a cart holds, by the id that `reserve` answered
// The first group stands, where it says so, on {"if_version"} (the item's newest movement) and {"expected_sellable"}.
// Codes: those of stock/handling.h and stock/reserve.h, "unknown_sku", "unknown_warehouse", "unknown_pool",
// "bundle_has_no_stock", "version_stale", "sellable_changed", "sku_changed" (it was edited
// at the same moment: repeat), "shortage_not_found", "reservation_not_found",
// "reservation_not_pending" (it was released before it was confirmed).
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "core/entry.h"
#include "flows/cell.h"
#include "flows/world.h"
#include "stock/book.h"
#include "stock/catalogue.h"

namespace ordo::flows {

[[nodiscard]] bool is_stock_command(std::string_view route);
[[nodiscard]] core::Outcome apply_stock_command(World& world, Context& context,
                                                const boost::json::object& body);

// Whether goods of this SKU may lie in this warehouse: they are in the catalogue, or that is empty.
[[nodiscard]] Result<> check_goods(const stock::Catalogue& catalogue, std::string_view sku,
                                   std::string_view warehouse);

// What a cart holds, as its caller is answered.
[[nodiscard]] boost::json::object cart_json(const Settings& settings, OrderId id,
                                            const stock::OrderStock& cart);

// What the owner of a cart is known by, to the limit per buyer; 0: nobody.
[[nodiscard]] int64_t cart_owner(const World& world, std::string_view owner);
// Wants what a cart's owner holds.
void want_cart(World& world, store::Questions& questions, const boost::json::object& body);

}  // namespace ordo::flows
