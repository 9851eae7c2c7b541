// What changed in an order, as JSON that holds results: changed fields, and whole rows of the parts
// that changed. History is folded by apply_delta without rules or configuration.
//
// Format 1: {"order": {field: value …, "clear": [fields now empty]}, "lines": […] (all of them, when any
// changed), "observations": […], "parcels": […], "payments": […], "refunds": […], "mirrors": […]}.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "orders/order.h"

namespace ordo::orders {

inline constexpr int kDeltaVersion = 1;

// `before` may be a default Order (newly placed). Equal orders give "{}".
[[nodiscard]] std::string make_delta(const Order& before, const Order& after);
// Upcasts older versions. Errors: "history_unreadable".
[[nodiscard]] Result<> apply_delta(Order& order, int version, std::string_view payload);

// Which fields of the order itself a delta changed, by the names the API gives them; what follows from
// every change (version, times of recording) is not named.
[[nodiscard]] std::vector<std::string> changed_fields(std::string_view payload);

}  // namespace ordo::orders
