#include "orders/meaning.h"

namespace ordo::orders {
namespace {

Claim said(auto state) { return {static_cast<int>(state), false}; }
Claim implied(auto state) { return {static_cast<int>(state), true}; }

Meaning shipping(Fulfilment f) { return {.fulfilment = said(f)}; }

}  // namespace

Meaning meaning(facts::Status status) {
  using enum facts::Status;
  switch (status) {
    case kPendingPayment: return {.payment = said(Payment::kUnpaid)};
    case kDepositPaid: return {.payment = said(Payment::kDepositPaid)};
    case kBalanceDue: return {.payment = said(Payment::kDepositPaid), .balance_open = true};
    case kPaid: return {.payment = said(Payment::kPaid)};
    case kAwaitingAllocation:
      return {.payment = implied(Payment::kPaid),
              .fulfilment = said(Fulfilment::kAwaitingAllocation)};
    case kLabelPrinted: return shipping(Fulfilment::kLabelPrinted);
    case kPickedUp: return shipping(Fulfilment::kPickedUp);
    case kInTransit: return shipping(Fulfilment::kInTransit);
    case kPartiallyShipped: return shipping(Fulfilment::kPartiallyShipped);
    case kDelivered: return shipping(Fulfilment::kDelivered);
    case kCompleted: return shipping(Fulfilment::kCompleted);
    case kRefunding: return {.after_sale = said(AfterSale::kRequested)};
    case kRefunded:
      return {.payment = said(Payment::kRefunded), .after_sale = implied(AfterSale::kDone)};
    case kCancelled: return shipping(Fulfilment::kCancelled);
    case kClosed:
      return {.payment = implied(Payment::kRefunded),
              .fulfilment = implied(Fulfilment::kCancelled)};
  }
  return {};
}

}  // namespace ordo::orders
