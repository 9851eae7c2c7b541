// Shopify's words as ours. An order there has three independent axes (financial_status,
// fulfillment_status, cancelled_at); ours is one headline word, and what it cannot say goes into facts
// of its own: cancellations, parcels, refunds.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "channels/adapter.h"
#include "facts/facts.h"

namespace ordo::channels::shopify {

struct MoneyWord {
  facts::Status status;  // what the headline is while no goods have moved
  bool taken;            // the whole sum was taken at some time
};
// Nothing for a word that is not known.
[[nodiscard]] std::optional<MoneyWord> money_status(std::string_view financial_status);

enum class Shipping : uint8_t { kNothing, kPartly, kWholly };
[[nodiscard]] std::optional<Shipping> shipping_status(std::string_view fulfillment_status);

// Of an order's fulfilments that were carried out.
struct Goods {
  size_t carried_out = 0, delivered = 0, labelled = 0;
};
struct ShippedWord {
  facts::Status status;
  std::string_view
      detail;  // what the word has after it where a detail decided: "+delivered"; or empty
};
// Of an order with goods on their way.
[[nodiscard]] ShippedWord shipped_word(Shipping shipping, const Goods& goods, bool closed);

enum class Scan : uint8_t { kParcel, kVoid };  // void: there is no such parcel (any more)
struct ParcelWord {
  Scan scan;
  facts::ParcelStatus status;
  bool exception;  // something went wrong on the way
};
// Of a fulfilment's `shipment_status`; empty: handed over, and no carrier has reported.
[[nodiscard]] std::optional<ParcelWord> parcel_status(std::string_view shipment_status);

// Whether a fulfilment of this `status` was carried out; nothing for a word that is not known.
[[nodiscard]] std::optional<bool> is_carried_out(std::string_view fulfilment_status);
inline constexpr std::string_view kCarriedOut = "success";

// A refund has no word of the platform's: it is what became of the money.
[[nodiscard]] std::string_view refund_word(facts::RefundStatus status);

[[nodiscard]] std::span<const StatusWord> status_words();

}  // namespace ordo::channels::shopify
