// What a headline status says about each axis.
#pragma once

#include <optional>

#include "orders/axes.h"

namespace ordo::orders {

struct Claim {
  int state;
  bool implied;  // follows from the word, was not said outright
};

struct Meaning {
  std::optional<Claim> payment, fulfilment, after_sale;
  bool balance_open = false;
};

// Shipping words say nothing of money: goods may be paid on delivery, and a channel's delivered order
// without a payment is a finding, not a payment.
[[nodiscard]] Meaning meaning(facts::Status status);

}  // namespace ordo::orders
