// The three axes of an order, and parcels below it. Numbers are stored: never reorder.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "facts/facts.h"

namespace ordo::orders {

enum class Payment : uint8_t {
  kUnpaid,
  kDepositPaid,
  kPartiallyPaid,
  kPaid,
  kPartiallyRefunded,
  kRefunded,
};
inline constexpr int kPaymentCount = 6;

enum class Fulfilment : uint8_t {
  kNone,
  kAwaitingAllocation,
  kLabelPrinted,
  kPickedUp,
  kInTransit,
  kPartiallyShipped,
  kDelivered,
  kCompleted,
  kCancelled,
};
inline constexpr int kFulfilmentCount = 9;

enum class AfterSale : uint8_t { kNone, kRequested, kInProgress, kDone, kRejected };
inline constexpr int kAfterSaleCount = 5;

// What an observation is about: one of the order's axes, a parcel (subject = tracking number) or an
// after-sale case (subject = refund number).
enum class Axis : uint8_t { kPayment, kFulfilment, kAfterSale, kParcel, kRefund };
inline constexpr int kAxisCount = 5;

[[nodiscard]] std::string_view name(Axis axis);
[[nodiscard]] std::string_view name(Payment p);
[[nodiscard]] std::string_view name(Fulfilment f);
[[nodiscard]] std::string_view name(AfterSale a);
// The name of state `state` on `axis`; "unknown" beyond its range.
[[nodiscard]] std::string_view state_name(Axis axis, int state);
[[nodiscard]] std::optional<int> parse_state(Axis axis, std::string_view name);
[[nodiscard]] int state_count(Axis axis);
// Where in life a state or a headline stands: of one moment what has the lower place goes first. Not its
// number, which is the one that is stored.
[[nodiscard]] int place_in_life(Axis axis, int state);
[[nodiscard]] int place_in_life(facts::Status status);

struct Axes {
  Payment payment = Payment::kUnpaid;
  Fulfilment fulfilment = Fulfilment::kNone;
  AfterSale after_sale = AfterSale::kNone;
  bool operator==(const Axes&) const = default;
};

// What the headline knows besides the axes.
struct Circumstances {
  bool balance_open = false;  // a presale's balance period has begun
  bool all_returned = false;  // every piece of the goods came back
};

// The headline: a pure function of the axes, and of parcels as far as their goods came back.
[[nodiscard]] facts::Status headline(const Axes& axes, Circumstances known);

}  // namespace ordo::orders
