// What becomes of stock when an order changes: in the same batch, before the change is recorded. Placed locks, paid
// binds, shipped leaves, cancelled lets go; lines are followed one by one. Only of SKUs that are kept. Pure.
#pragma once

#include <string>

#include "flows/cell.h"
#include "flows/world.h"

namespace ordo::flows {

// An order that arrives with goods that have left, and was placed so long before, is history: its goods were in no
// count of any shelf.
inline constexpr int64_t kStockHistoryMs = 24 * kHourMs;

// `last` is the order as its last event left it; one without an id where it is new. What cannot be had is told on
// the order itself: a tag that holds it (orders::kStockTags), until it has its stock or somebody takes the tag away,
// which asks for it once more.
void follow_stock(World& world, Context& context, const orders::Order& last, orders::Order& order,
                  const std::string& actor);

// A system's word that so many units came or went: "stock.adjusted".
[[nodiscard]] core::Outcome take_stock_fact(World& world, Context& context,
                                            const facts::StockFact& fact);

// What an inspection found of goods that came back: {"id", "line_no", "sku", "quantity", "found", "warehouse"?,
// "reason"?}, `found` being "good" (to be sold again) or "damaged" (frozen); of a bundle one component each. Without
// a warehouse they are back where they were shipped from. What was lost is not told.
inline constexpr std::string_view kTakeBackRoute = "orders.take_back";
[[nodiscard]] core::Outcome take_back_goods(World& world, Context& context,
                                            const boost::json::object& body);

}  // namespace ordo::flows
