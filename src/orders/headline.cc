// The headline as a table: the first row whose sets hold decides. The test walks every
// combination.
#include <array>
#include <initializer_list>

#include "base/invariant.h"
#include "orders/axes.h"

namespace ordo::orders {
namespace {

using enum facts::Status;
using P = Payment;
using F = Fulfilment;
using A = AfterSale;

template <class E>
constexpr unsigned set(std::initializer_list<E> members) {
  unsigned bits = 0;
  for (E e : members) bits |= 1u << static_cast<unsigned>(e);
  return bits;
}

constexpr unsigned kAny = ~0u;
constexpr unsigned kMoneyHeld =
    set({P::kDepositPaid, P::kPartiallyPaid, P::kPaid, P::kPartiallyRefunded});
constexpr unsigned kOpenCase = set({A::kRequested, A::kInProgress});
constexpr unsigned kBeforePickUp = set({F::kNone, F::kAwaitingAllocation, F::kLabelPrinted});

enum class Goods : uint8_t { kAnywhere, kAllReturned };

struct Rule {
  unsigned payment, fulfilment, after_sale;
  facts::Status headline;
  Goods goods = Goods::kAnywhere;
};

constexpr Rule kRules[] = {
    // Money given back closes what was cancelled or came back; otherwise it is the headline.
    {set({P::kRefunded}), set({F::kCancelled}), kAny, kClosed},
    {set({P::kRefunded}), kAny, kAny, kClosed, Goods::kAllReturned},
    {set({P::kRefunded}), kAny, kAny, kRefunded},
    // Cancelled while money is held: a refund is due, whether or not anyone has asked for it.
    {kMoneyHeld, set({F::kCancelled}), kAny, kRefunding},
    {set({P::kUnpaid}), set({F::kCancelled}), kAny, kCancelled},
    // An open case on an order that was paid.
    {kMoneyHeld, kAny, kOpenCase, kRefunding},
    // What happened to the goods, once a courier has them.
    {kAny, set({F::kCompleted}), kAny, kCompleted},
    {kAny, set({F::kDelivered}), kAny, kDelivered},
    {kAny, set({F::kInTransit}), kAny, kInTransit},
    {kAny, set({F::kPartiallyShipped}), kAny, kPartiallyShipped},
    {kAny, set({F::kPickedUp}), kAny, kPickedUp},
    {kAny, set({F::kLabelPrinted}), kAny, kLabelPrinted},
    {kAny, set({F::kAwaitingAllocation}), kAny, kAwaitingAllocation},
    // Nothing has moved: money decides.
    {set({P::kPaid, P::kPartiallyRefunded}), set({F::kNone}), kAny, kPaid},
    {set({P::kDepositPaid}), set({F::kNone}), kAny, kDepositPaid},
    {set({P::kUnpaid, P::kPartiallyPaid}), kBeforePickUp, kAny, kPendingPayment},
};

}  // namespace

facts::Status headline(const Axes& axes, Circumstances known) {
  const auto bit = [](auto e) { return 1u << static_cast<unsigned>(e); };
  for (const Rule& rule : kRules) {
    if ((rule.payment & bit(axes.payment)) && (rule.fulfilment & bit(axes.fulfilment)) &&
        (rule.after_sale & bit(axes.after_sale)) &&
        (rule.goods == Goods::kAnywhere || known.all_returned)) {
      return rule.headline == kDepositPaid && known.balance_open ? kBalanceDue : rule.headline;
    }
  }
  breach("the headline table covers every combination");
}

}  // namespace ordo::orders
