// The story of one order: every observation of it, accepted or not, the steps inferred between them,
// the messages that changed nothing, and what people and timers did to it.
#pragma once

#include <boost/json.hpp>
#include <vector>

#include "core/message_queries.h"
#include "flows/access.h"
#include "orders/order.h"

namespace ordo::api {

// What `view` shows: without `notes`, no free words of couriers, platforms and people, which may name
// somebody; without `mirrors`, no messages that changed nothing; what an observation is about (a parcel, a
// payment, a refund) only with that part.
// Oldest first by when it occurred, then in the order of arrival.
[[nodiscard]] boost::json::array trace_json(const orders::Order& order,
                                            const std::vector<core::MessageRow>& unapplied,
                                            const std::vector<core::Event>& events,
                                            const flows::View& view);

[[nodiscard]] boost::json::object observation_json(const orders::Observation& observation);

}  // namespace ordo::api
