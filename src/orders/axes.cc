#include "orders/axes.h"

#include <array>
#include <span>

namespace ordo::orders {
namespace {

constexpr std::array<std::string_view, kAxisCount> kAxes = {"payment", "fulfilment", "after_sale",
                                                            "parcel", "refund"};
constexpr std::array<std::string_view, kPaymentCount> kPayment = {
    "unpaid", "deposit_paid", "partially_paid", "paid", "partially_refunded", "refunded"};
constexpr std::array<std::string_view, kFulfilmentCount> kFulfilment = {
    "none",      "awaiting_allocation", "label_printed",
    "picked_up", "in_transit",          "partially_shipped",
    "delivered", "completed",           "cancelled"};
constexpr std::array<std::string_view, kAfterSaleCount> kAfterSale = {
    "none", "requested", "in_progress", "done", "rejected"};
constexpr std::array<std::string_view, facts::kParcelStatusCount> kParcel = {
    "label_printed", "picked_up", "in_transit", "delivered", "refused", "returning", "lost"};
constexpr std::array<std::string_view, 4> kRefund = {"requested", "in_progress", "done",
                                                     "rejected"};

constexpr std::span<const std::string_view> states(Axis axis) {
  switch (axis) {
    case Axis::kPayment: return kPayment;
    case Axis::kFulfilment: return kFulfilment;
    case Axis::kAfterSale: return kAfterSale;
    case Axis::kParcel: return kParcel;
    case Axis::kRefund: return kRefund;
  }
  return {};
}

}  // namespace

std::string_view name(Axis axis) { return kAxes[static_cast<size_t>(axis)]; }
std::string_view name(Payment p) { return kPayment[static_cast<size_t>(p)]; }
std::string_view name(Fulfilment f) { return kFulfilment[static_cast<size_t>(f)]; }
std::string_view name(AfterSale a) { return kAfterSale[static_cast<size_t>(a)]; }

int state_count(Axis axis) { return static_cast<int>(states(axis).size()); }

std::string_view state_name(Axis axis, int state) {
  const auto names = states(axis);
  if (state < 0 || state >= std::ssize(names)) return "unknown";
  return names[static_cast<size_t>(state)];
}

// The numbers are in the order of life but for one pair: a part of the goods leaves before all of them
// are on their way.
int place_in_life(Axis axis, int state) {
  if (axis != Axis::kFulfilment) return state;
  constexpr int kWhole = static_cast<int>(Fulfilment::kInTransit);
  constexpr int kPart = static_cast<int>(Fulfilment::kPartiallyShipped);
  return state == kWhole ? kPart : state == kPart ? kWhole : state;
}

int place_in_life(facts::Status status) {
  using enum facts::Status;
  const auto at = status == kInTransit          ? kPartiallyShipped
                  : status == kPartiallyShipped ? kInTransit
                                                : status;
  return static_cast<int>(at);
}

std::optional<int> parse_state(Axis axis, std::string_view name) {
  const auto names = states(axis);
  for (size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return static_cast<int>(i);
  }
  return std::nullopt;
}

}  // namespace ordo::orders
