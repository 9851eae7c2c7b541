// What may happen to an order. Pure: everything a rule needs arrives as an argument; it changes the
// order it is given and says what it noticed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "orders/lifecycle.h"
#include "orders/order.h"

namespace ordo::orders {

// Where a change comes from.
struct Origin {
  std::string source;          // "standard:shop-a", "console"
  std::string actor;           // "platform", "key:7"
  std::string transaction_id;  // UUID
  MessageSeq message;
  Instant received_at;  // when its message arrived
  Instant recorded_at;  // the batch's time
  // Keyed hash of the message's bytes: of two views of one moment the same one stands, whichever came
  // first.
  int64_t content_key = 0;
};

// What was refused: a step that the whitelist forbids, or (payment_no is not empty) another amount for a
// payment that is known.
struct Refusal {
  Axis axis = Axis::kPayment;
  int from = 0, to = 0;  // states of the axis
  std::string payment_no;
  int64_t was = 0, said = 0;  // of the order's currency
};

// A step over others that nobody reported, seen and explained (A7). What an order came to before the message
// that places it is none.
struct Jump {
  Axis axis = Axis::kPayment;
  int from = 0, to = 0;
  std::string source, via;  // of the observation
};

struct Noticed {
  std::vector<Refusal> refused;  // A2: alerted; what repeats a refusal is told of each time
  bool repeats_refusal = false;  // and left no observation
  std::vector<Jump> jumps;
};

// Takes over a channel's view of the order, newly placed or again: what it tells of; the rest is left as
// it is. Content of an older view than the one that told of it last is not taken over; its observations
// still complete history.
void take_snapshot(Order& order, const facts::OrderFact& fact, const Origin& origin,
                   const Lifecycles& lifecycles, Noticed& noticed);
// Whether this view's content is to be taken over: of two of one moment the one whose status is further
// stands, as in the fold; of two of one status the one with the higher key, which is arbitrary but the
// same for everyone.
[[nodiscard]] bool is_newest_view(const Order& order, const facts::OrderFact& fact,
                                  const Origin& origin);
// Whether the order can be in the currency of this view: the first that is told of with any money stands.
[[nodiscard]] bool keeps_currency(const Order& order, const facts::OrderFact& fact);
void take_payment(Order& order, const facts::PaymentFact& fact, const Origin& origin,
                  const Lifecycles& lifecycles, Noticed& noticed);
void take_cancellation(Order& order, const facts::CancelFact& fact, const Origin& origin,
                       const Lifecycles& lifecycles, Noticed& noticed);
void take_shipment(Order& order, const facts::ShipmentFact& fact, const Origin& origin,
                   const Lifecycles& lifecycles, Noticed& noticed);
void take_refund(Order& order, const facts::RefundFact& fact, const Origin& origin,
                 const Lifecycles& lifecycles, Noticed& noticed);

// Whether this transaction id was used to ask for `to` (A1): then the same again changes nothing.
[[nodiscard]] bool asked_already(const Order& order, std::string_view transaction_id,
                                 facts::Status to, bool reset);

// A person moves the order by hand to a headline status. Checked strictly against the present state:
// code "transition_refused" (409) names what is allowed.
[[nodiscard]] Result<> move_by_hand(Order& order, facts::Status to, const std::string& reason,
                                    const Origin& origin, const Lifecycles& lifecycles);
// Sets the axes to what `to` means, whatever they were (A8). The caller keeps a snapshot of before. Where
// the money that was taken or given back makes another headline of it: code "status_not_reachable"
// (409), which says what the order would have become, and the order is as it was.
[[nodiscard]] Result<> reset(Order& order, facts::Status to, const std::string& reason,
                             const Origin& origin, const Lifecycles& lifecycles);

// Takes a refused observation out of the review queue: a person has looked. False when there is no
// such refusal, or it is settled already.
[[nodiscard]] bool settle_refusal(Order& order, int64_t observation_no);

// A person's edit of `field` ("receiver", "note", "custom") stands against what channels repeat.
void mark_by_hand(Order& order, std::string_view field);
[[nodiscard]] bool set_by_hand(const Order& order, std::string_view field);

// Keeps what a connected system says of the order beside it, and moves nothing else.
void take_mirror(Order& order, const Origin& origin, std::string_view status_raw,
                 facts::Status status, Instant said_at);

// Asks for the balance of a presale whose moment has come, once its deposit is paid. Returns whether it
// did: whoever changes an order asks, so that a deposit which comes late finds its balance due.
bool open_balance_when_due(Order& order, Instant now);

// Whether the order has taken as much as one order is kept: 1,000 observations, 200 parcels, payments or
// cases. Beyond it every message would cost more than the last, and one order could slow all.
[[nodiscard]] bool is_full(const Order& order);

// On an order that came in a burst of near-duplicates (B5): held until a person takes the tag away.
inline constexpr std::string_view kBurstTag = "suspected_burst";

// On an order whose stock was refused: held until it has its stock, or a person takes the tag away.
inline constexpr std::string_view kStockTags[] = {"insufficient_stock", "buyer_limit",
                                                  "presale_ceiling"};

// Computes verdicts, axes, counters, holds and headline anew from what the order holds. Every rule
// ends with it; the result does not depend on the order in which observations arrived.
void refold(Order& order, const Lifecycles& lifecycles);

}  // namespace ordo::orders
