#include "orders/order.h"

#include <algorithm>

#include "base/invariant.h"

namespace ordo::orders {

std::string_view name(Verdict v) {
  switch (v) {
    case Verdict::kMoved: return "moved";
    case Verdict::kRepeat: return "repeat";
    case Verdict::kLate: return "late";
    case Verdict::kRefused: return "refused";
    case Verdict::kDuplicate: return "duplicate";
  }
  return "unknown";
}

Parcel* Order::parcel(std::string_view tracking_no) {
  for (Parcel& p : parcels) {
    if (p.tracking_no == tracking_no) return &p;
  }
  return nullptr;
}

RefundCase* Order::refund(std::string_view refund_no) {
  for (RefundCase& r : refunds) {
    if (r.refund_no == refund_no) return &r;
  }
  return nullptr;
}

Circumstances circumstances(const Order& order) {
  bool back = false;
  if (order.lines.empty()) {
    back = !order.parcels.empty() && std::ranges::all_of(order.parcels, [](const Parcel& p) {
      return p.status == facts::ParcelStatus::kReturning;
    });
  } else {
    back = std::ranges::all_of(order.lines, [](const Line& l) { return l.returned >= l.quantity; });
  }
  return {order.balance_open, back};
}

void check(const Order& o) {
  invariant(static_cast<bool>(o.id) && static_cast<bool>(o.shop), "an order has an id and a shop");
  invariant(!o.order_no_clean.empty(), "an order has a number");
  invariant(o.status == headline(o.axes, circumstances(o)),
            "the headline follows from the axes and parcels");
  invariant(o.paid >= 0 && o.refunded >= 0, "money taken and given back is never negative");
  for (const Line& l : o.lines) {
    invariant(l.quantity >= 0, "a line's quantity is never negative");
    for (const int64_t n :
         {l.allocated, l.packed, l.shipped, l.delivered, l.returned, l.refunded}) {
      invariant(n >= 0 && n <= l.quantity, "a line's counter lies within its quantity");
    }
  }
  for (size_t i = 1; i < o.observations.size(); ++i) {
    invariant(o.observations[i - 1].no < o.observations[i].no,
              "observations are numbered in order");
  }
}

}  // namespace ordo::orders
