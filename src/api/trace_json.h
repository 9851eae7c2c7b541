// The story of one order: every observation of it, accepted or not, the steps inferred between them,
// the messages that moved nothing, and what people and timers did to it.
#pragma once

#include <boost/json.hpp>
#include <vector>

#include "core/message_queries.h"
#include "flows/access.h"
#include "orders/order.h"

namespace ordo::api {

// What `view` shows: without `notes`, no free words of couriers, platforms and people, which may name
// somebody; without `mirrors`, no messages that moved nothing; without `attachments`, no word of files;
// what an observation is about (a parcel, a payment, a refund) only with that part.
// Oldest first by when it occurred, then in the order of arrival.
[[nodiscard]] boost::json::array trace_json(const orders::Order& order,
                                            const std::vector<core::MessageRow>& messages,
                                            const std::vector<core::Event>& events,
                                            const flows::View& view);

// Whether observations of this axis are told of: where the order itself stands is told to everyone; which
// parcel or refund moved, with that part.
[[nodiscard]] bool shows_axis(const flows::View& view, orders::Axis axis);

// Applied messages that an observation of the order tells of are told of by it.
void leave_out_observed(std::vector<core::MessageRow>& messages, const orders::Order& order);

[[nodiscard]] boost::json::object observation_json(const orders::Observation& observation);

}  // namespace ordo::api
