// The story of one order: every observation of it, accepted or not, the steps inferred between them,
// the messages that changed nothing, and what people and timers did to it.
#pragma once

#include <boost/json.hpp>
#include <vector>

#include "core/message_queries.h"
#include "orders/order.h"

namespace ordo::api {

// `silent`: without free words of couriers, platforms and people, which may name somebody.
// Oldest first by when it occurred, then in the order of arrival.
[[nodiscard]] boost::json::array trace_json(const orders::Order& order,
                                            const std::vector<core::MessageRow>& unapplied,
                                            const std::vector<core::Event>& events,
                                            bool silent = false);

[[nodiscard]] boost::json::object observation_json(const orders::Observation& observation);

}  // namespace ordo::api
