#include "channels/shopify/status.h"

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <string>
#include <vector>

namespace ordo::channels::shopify {
namespace {

using facts::ParcelStatus;
using facts::RefundStatus;
using facts::Status;
using facts::WordKind;

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
    {kCarriedOut, true},  {"open", false},  {"pending", false},
    {"cancelled", false}, {"error", false}, {"failure", false},
};

// Of nothing but printed labels no courier has anything, whatever the shop calls fulfilled.
constexpr ShippedWord kLabels{Status::kLabelPrinted, "+labels"};
constexpr ShippedWord kPart{Status::kPartiallyShipped, ""};
constexpr ShippedWord kWhole{Status::kPickedUp, ""};
// Of several fulfilments it has been "partial" before, which an order may not fall behind.
constexpr ShippedWord kSeveral{Status::kInTransit, "+several_parcels"};
constexpr ShippedWord kDelivered{Status::kDelivered, "+delivered"};
// Closing an order only puts it away: it says nothing of goods that nobody reported as delivered.
constexpr ShippedWord kClosed{Status::kCompleted, "+delivered+closed"};

constexpr RefundStatus kRefunds[] = {RefundStatus::kInProgress, RefundStatus::kDone,
                                     RefundStatus::kRejected};

void add_shipped(std::string_view word, std::initializer_list<ShippedWord> shipped,
                 std::vector<StatusWord>& words) {
  for (const ShippedWord& s : shipped) {
    const std::string key = std::string(word).append(s.detail);
    words.push_back({facts::word_key(WordKind::kOrder, key), s.status});
  }
}

// Words that say that there is no parcel are none of a parcel.
void add_parcels(std::vector<StatusWord>& words) {
  for (const auto& [word, parcel] : kParcels) {
    if (parcel.scan == Scan::kVoid) continue;
    const std::string_view text = word.empty() ? kCarriedOut : word;
    words.push_back({facts::word_key(WordKind::kParcel, text), parcel.status});
  }
}

std::vector<StatusWord> make_words() {
  std::vector<StatusWord> words;
  for (const auto& [word, money] : kMoney) {
    words.push_back({facts::word_key(WordKind::kOrder, word), money.status});
  }
  add_shipped("partial", {kPart, kLabels}, words);
  add_shipped("fulfilled", {kWhole, kLabels, kSeveral, kDelivered, kClosed}, words);
  add_parcels(words);
  for (const RefundStatus status : kRefunds) {
    words.push_back({facts::word_key(WordKind::kRefund, refund_word(status)), status});
  }
  return words;
}

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

ShippedWord shipped_word(Shipping shipping, const Goods& goods, bool closed) {
  if (goods.carried_out > 0 && goods.labelled == goods.carried_out) return kLabels;
  if (shipping == Shipping::kPartly) return kPart;
  if (goods.carried_out > 0 && goods.delivered == goods.carried_out) {
    return closed ? kClosed : kDelivered;
  }
  return goods.carried_out > 1 ? kSeveral : kWhole;
}

std::string_view refund_word(RefundStatus status) {
  if (status == RefundStatus::kInProgress) return "pending";
  return status == RefundStatus::kRejected ? "failure" : "success";
}

std::span<const StatusWord> status_words() {
  static const std::vector<StatusWord> words = make_words();
  return words;
}

}  // namespace ordo::channels::shopify
