#include "channels/shopify/status.h"

#include <algorithm>
#include <iterator>

namespace ordo::channels::shopify {
namespace {

using facts::ParcelStatus;
using facts::Status;

template <class Value>
struct Word {
  std::string_view word;
  Value value;
};

// An authorised sum is held and not taken. An authorisation that was voided or ran out ends the order.
constexpr Word<MoneyWord> kMoney[] = {
    {"pending", {Status::kPendingPayment, false}},
    {"authorized", {Status::kPendingPayment, false}},
    {"partially_paid", {Status::kPendingPayment, false}},
    {"paid", {Status::kPaid, true}},
    {"partially_refunded", {Status::kPaid, true}},
    {"refunded", {Status::kRefunded, true}},
    {"voided", {Status::kCancelled, false}},
    {"expired", {Status::kCancelled, false}},
};

// Restocked: what was not sent was put back; nothing of it moves.
constexpr Word<Shipping> kShipping[] = {
    {"", Shipping::kNothing},
    {"restocked", Shipping::kNothing},
    {"partial", Shipping::kPartly},
    {"fulfilled", Shipping::kWholly},
};

constexpr Word<ParcelWord> kParcels[] = {
    {"", {Scan::kParcel, ParcelStatus::kPickedUp, false}},
    {"label_purchased", {Scan::kParcel, ParcelStatus::kLabelPrinted, false}},
    {"label_printed", {Scan::kParcel, ParcelStatus::kLabelPrinted, false}},
    {"confirmed", {Scan::kParcel, ParcelStatus::kLabelPrinted, false}},
    {"submitted", {Scan::kParcel, ParcelStatus::kLabelPrinted, false}},
    {"carrier_picked_up", {Scan::kParcel, ParcelStatus::kPickedUp, false}},
    {"in_transit", {Scan::kParcel, ParcelStatus::kInTransit, false}},
    {"out_for_delivery", {Scan::kParcel, ParcelStatus::kInTransit, false}},
    {"attempted_delivery", {Scan::kParcel, ParcelStatus::kInTransit, true}},
    {"ready_for_pickup", {Scan::kParcel, ParcelStatus::kInTransit, false}},
    {"delayed", {Scan::kParcel, ParcelStatus::kInTransit, true}},
    {"failure", {Scan::kParcel, ParcelStatus::kInTransit, true}},
    {"not_delivered", {Scan::kParcel, ParcelStatus::kInTransit, true}},
    {"delivered", {Scan::kParcel, ParcelStatus::kDelivered, false}},
    {"picked_up", {Scan::kParcel, ParcelStatus::kDelivered, false}},  // by the buyer
    {"label_voided", {Scan::kVoid, ParcelStatus::kLabelPrinted, false}},
    {"canceled", {Scan::kVoid, ParcelStatus::kLabelPrinted, false}},
};

constexpr Word<bool> kFulfilments[] = {
    {"success", true},    {"open", false},  {"pending", false},
    {"cancelled", false}, {"error", false}, {"failure", false},
};

template <class Value, size_t kCount>
std::optional<Value> look_up(const Word<Value> (&words)[kCount], std::string_view word) {
  const auto at = std::ranges::find(words, word, &Word<Value>::word);
  if (at == std::end(words)) return std::nullopt;
  return at->value;
}

}  // namespace

std::optional<MoneyWord> money_status(std::string_view word) { return look_up(kMoney, word); }
std::optional<Shipping> shipping_status(std::string_view word) { return look_up(kShipping, word); }
std::optional<ParcelWord> parcel_status(std::string_view word) { return look_up(kParcels, word); }
std::optional<bool> is_carried_out(std::string_view word) { return look_up(kFulfilments, word); }

}  // namespace ordo::channels::shopify
