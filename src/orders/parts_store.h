// Rows of an order's parts. Internal to the room.
#pragma once

#include "orders/order.h"
#include "store/database.h"

namespace ordo::orders {

void save_parts(store::UnitOfWork& uow, const Order& before, const Order& after);
// Into `order`, whose row may be asked for together with them. Without observations, which only the fold
// and the trace need.
void ask_parts(store::Questions& questions, OrderId id, Order& order);
void ask_observations(store::Questions& questions, OrderId id, Order& order);

}  // namespace ordo::orders
