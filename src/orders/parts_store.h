// Rows of an order's parts. Internal to the room.
#pragma once

#include "orders/order.h"
#include "store/database.h"

namespace ordo::orders {

void save_parts(store::UnitOfWork& uow, const Order& before, const Order& after);
// Without observations, which only the fold and the trace need.
void load_parts(const store::Reader& reader, Order& order);
void load_observations(const store::Reader& reader, Order& order);

}  // namespace ordo::orders
