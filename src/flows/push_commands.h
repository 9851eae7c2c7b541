// Telling the hub that an order was pushed to another shop, so that it knows it when it comes back.
#pragma once

#include <boost/json.hpp>

#include "core/entry.h"
#include "flows/cell.h"
#include "flows/world.h"

namespace ordo::flows {

// orders.pushed {"id", "shop": the shop's number, "channel_order_no"?}. The same again is answered as
// before. Codes: 404 "order_not_found"; 422 "unknown_shop", "invalid"; 409 "pushed_to_own_shop",
// "pushed_already" (under another number), "number_taken" (that number is another order's, or came in
// as an order of its own).
inline constexpr std::string_view kOrderPushedRoute = "orders.pushed";
void want_pushed(World& world, store::Questions& questions, const boost::json::object& body);
// And once that is settled: the order that has the number already.
void want_pushed_order(World& world, store::Questions& questions, const boost::json::object& body);
[[nodiscard]] core::Outcome apply_pushed(World& world, Context& context,
                                         const boost::json::object& body);

}  // namespace ordo::flows
