// Orders of ours that come back (B24). Ordo pushes an order to another shop, and that shop's messages
// then speak of it: they must not become a second order. Our mark in a message is a claim, since buyers
// can write it too; the proof is the row that whoever pushed the order has left (pushes.h). A proved
// echo is kept as a mirror beside our order and moves nothing.
#pragma once

#include "core/entry.h"
#include "flows/cell.h"
#include "flows/world.h"
#include "orders/rules.h"

namespace ordo::flows {

// Events of an order's audit, from which the rows are rebuilt: it was pushed, and it came back under a
// number of that shop.
inline constexpr std::string_view kOrderPushed = "order.pushed";
inline constexpr std::string_view kOrderEchoed = "order.echoed";
// What they tell: {"shop", "shop_id", "channel_order_no"}.
[[nodiscard]] boost::json::object push_json(const Context& context, const Push& push);

// Loads what deciding it takes. `order_no`: the number that the message of this shop names, of which
// there is no order.
void want_echo(World& world, store::Questions& questions, ShopId shop, const std::string& order_no,
               const facts::Fact& fact);
// And once that is settled.
void want_echoed(World& world, store::Questions& questions, ShopId shop,
                 const std::string& order_no);

// Our order that a shop's message of `order_no` speaks of, by its number or by the mark of `fact` where
// it shows the whole order; none when it is no proved echo.
[[nodiscard]] OrderId echoed_order(const World& world, ShopId shop, const std::string& order_no,
                                   const facts::OrderFact* fact = nullptr);

// What a message says of the whole order: all that has a place in a mirror.
struct EchoWord {
  std::string_view status_raw;
  facts::Status status;
  Instant said_at;
};

// Takes a proved echo: what it says goes into the mirror of its shop, and its number is known from now
// on.
[[nodiscard]] core::Outcome take_echo(World& world, Context& context, const orders::Origin& origin,
                                      OrderId ours, const std::string& order_no,
                                      const std::optional<EchoWord>& word);

// An order that bears our mark without a proof was placed all the same: somebody should look.
void alert_unproved_echo(World& world, Context& context, OrderId placed,
                         const facts::OrderFact& fact);

}  // namespace ordo::flows
