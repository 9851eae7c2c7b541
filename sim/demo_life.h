// The life of one demonstration order, drawn whole before its first message leaves.
#pragma once

#include <string>
#include <vector>

#include "base/time.h"
#include "sim/dice.h"
#include "sim/shop.h"

namespace ordo::sim {

struct Due {
  Instant at;  // when it is pushed; mostly when it happened, later for what is delayed
  Message message;
};

enum class LifeKind : uint8_t {
  kFulfilled,       // paid, sent, received
  kNeverPaid,       // cancelled for want of payment
  kChangedMind,     // paid, cancelled, money given back
  kSentBack,        // received, returned, money given back
  kRefundRejected,  // received, a refund asked for and refused
};

// Draws how often each comes in a good demonstration: most orders are fulfilled.
[[nodiscard]] LifeKind draw_kind(Dice& dice);

// Books the order in `shop` and answers its messages, sorted by when they are pushed. A life takes
// two to six minutes.
[[nodiscard]] std::vector<Due> draw_life(Shop& shop, const std::string& number, LifeKind kind,
                                         Instant begins, Dice& dice);

// Repeats some messages and delays some, so that they arrive out of order. Keeps the sorting.
void disturb(std::vector<Due>& life, Dice& dice);

// A message of this shop that no hub can apply: it must land in review.
[[nodiscard]] Message draw_bad_message(Shop& shop, const std::string& number, Instant at,
                                       Dice& dice);

}  // namespace ordo::sim
