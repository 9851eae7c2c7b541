// What the rules of orders noticed while they took over a view, as alerts. Pure.
#pragma once

#include "flows/cell.h"
#include "orders/rules.h"

namespace ordo::flows {

void alert_noticed(Context& context, const orders::Order& order, const orders::Noticed& noticed);

}  // namespace ordo::flows
