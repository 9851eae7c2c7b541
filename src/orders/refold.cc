// From what an order holds to what it is: verdicts, axes, counters, holds, headline.
#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>

#include "base/invariant.h"
#include "orders/fold.h"
#include "orders/rules.h"

namespace ordo::orders {
namespace {

using facts::ParcelStatus;
using facts::RefundStatus;

constexpr std::string_view kReturnCase = "return_and_refund";  // as facts::RefundFact names it

std::vector<Observation*> select(Order& order, Axis axis, std::string_view subject = {}) {
  std::vector<Observation*> found;
  for (Observation& o : order.observations) {
    if (o.axis == axis && o.subject == subject) found.push_back(&o);
  }
  return found;
}

void add_money(int64_t& sum, int64_t amount) {
  invariant(!__builtin_add_overflow(sum, amount, &sum), "the money of an order can be summed");
}

bool money_known(const Order& order) { return !order.payments.empty(); }

// A payment part says `paid` or `partially_paid` depending on what came before it: decided anew each
// time, so that parts may arrive in any order.
void name_payment_parts(Order& order) {
  std::vector<Observation*> parts;
  for (Observation& o : order.observations) {
    if (o.axis == Axis::kPayment && o.detail.starts_with("payment ")) parts.push_back(&o);
  }
  std::ranges::sort(parts, {}, [](const Observation* o) {
    return std::tuple(o->occurred_at.ms, o->message.value, o->no);
  });
  std::map<std::string, int64_t, std::less<>> amounts;
  for (const PaymentPart& p : order.payments) amounts["payment " + p.payment_no] = p.amount;
  int64_t sum = 0;
  for (Observation* o : parts) {
    add_money(sum, amounts[o->detail]);
    const bool whole = sum >= order.amounts.total;
    o->to = static_cast<int>(whole ? Payment::kPaid : Payment::kPartiallyPaid);
    o->implied = !whole;  // a part says nothing against a channel that calls the whole paid
  }
}

void total_money(Order& order) {
  int64_t paid = 0, refunded = 0;
  for (const PaymentPart& p : order.payments) add_money(paid, p.amount);
  for (const RefundCase& r : order.refunds) {
    if (r.status == RefundStatus::kDone) add_money(refunded, r.amount);
  }
  order.paid = money_known(order) ? paid : order.amounts.paid;
  order.refunded = refunded;
}

bool only_implies_refund(const Observation& o) {
  return o.implied && o.to == static_cast<int>(Payment::kRefunded);
}

bool speaks_of_money(const Observation& o) {
  return o.to != static_cast<int>(Payment::kUnpaid) && !only_implies_refund(o);
}

// Closing an order gives back the money that it holds: where there was none until then, it says nothing of
// money, and what is paid later is still to be given back. A system that goes on calling it closed has said
// so when it said it first, since its repeats are not kept.
void pass_over_implied_refunds(std::vector<Observation*>& said) {
  std::optional<Instant> paid;
  std::map<std::string_view, Instant> closed;
  for (const Observation* o : said) {
    if (speaks_of_money(*o)) paid = std::min(paid.value_or(o->occurred_at), o->occurred_at);
    if (!only_implies_refund(*o)) continue;
    const auto [at, first] = closed.try_emplace(o->source, o->occurred_at);
    if (!first) at->second = std::min(at->second, o->occurred_at);
  }
  std::erase_if(said, [&](Observation* o) {
    if (!only_implies_refund(*o) || (paid && *paid <= closed.at(o->source))) return false;
    o->verdict = Verdict::kLate;
    o->from = -1;
    o->via.clear();
    return true;
  });
}

Payment fold_payment(Order& order, const Lifecycles& lifecycles) {
  name_payment_parts(order);
  std::vector<Observation*> said = select(order, Axis::kPayment);
  // What a channel declares without a payment has no moment: it counts as held all along.
  const bool declared = !money_known(order) && order.amounts.paid > 0;
  if (!declared && order.refunded == 0) pass_over_implied_refunds(said);
  bool any = false;
  // Only a presale takes deposits.
  const int rather = static_cast<int>(order.presale ? Payment::kDepositPaid : Payment::kPaid);
  auto state =
      static_cast<Payment>(fold(lifecycles.of(Axis::kPayment), Axis::kPayment, said, any, rather));
  const bool held = state == Payment::kPaid || state == Payment::kPartiallyPaid ||
                    state == Payment::kDepositPaid || state == Payment::kPartiallyRefunded;
  if (held && order.refunded > 0) {
    // A channel need not say what was paid; then it was what it asked for.
    const int64_t taken = order.paid > 0 ? order.paid : order.amounts.total;
    return order.refunded >= taken ? Payment::kRefunded : Payment::kPartiallyRefunded;
  }
  return state;
}

// Parcels as one: the order is where its goods are.
Fulfilment from_parcels(const Order& order, Instant after) {
  size_t all = 0, labelled = 0, picked = 0, delivered = 0;
  for (const Parcel& p : order.parcels) {
    if (p.last_scan_at <= after) continue;
    ++all;
    labelled += p.status == ParcelStatus::kLabelPrinted;
    picked += p.status == ParcelStatus::kPickedUp;
    delivered += p.status == ParcelStatus::kDelivered;
  }
  if (all == 0) return Fulfilment::kNone;
  const size_t moving = all - labelled - picked - delivered;
  if (delivered == all) return Fulfilment::kDelivered;
  if (labelled == all) return Fulfilment::kLabelPrinted;
  if (labelled > 0) return Fulfilment::kPartiallyShipped;
  return moving + delivered > 0 ? Fulfilment::kInTransit : Fulfilment::kPickedUp;
}

// What lies before a reset by hand is history that the reset has overruled.
Instant last_reset(const Order& order, Axis axis) {
  Instant at{};
  for (const Observation& o : order.observations) {
    if (o.reset && o.axis == axis) at = std::max(at, o.occurred_at);
  }
  return at;
}

// The same scan again within ten minutes of the one that counts (A3). Decided over all scans, so that
// it does not matter which of them arrived first; scans that differ in anything never vanish.
void mark_repeated_scans(Order& order) {
  constexpr int64_t kDebounceMs = 10 * kMinuteMs;
  std::vector<Observation*> scans;
  for (Observation& o : order.observations) {
    if (o.axis == Axis::kParcel) scans.push_back(&o);
  }
  const auto kind = [](const Observation* o) { return std::tie(o->subject, o->to, o->detail); };
  std::ranges::sort(scans, {}, [&](const Observation* o) {
    return std::tuple_cat(kind(o), std::tuple(o->occurred_at.ms, o->message.value, o->no));
  });
  const Observation* counts = nullptr;
  for (Observation* o : scans) {
    const bool again = counts && kind(counts) == kind(o) &&
                       o->occurred_at.ms - counts->occurred_at.ms < kDebounceMs;
    if (!again) {
      counts = o;
      if (o->verdict == Verdict::kDuplicate) o->verdict = Verdict::kMoved;
      continue;
    }
    o->verdict = Verdict::kDuplicate;
    o->from = -1;
    o->via.clear();
  }
}

// A parcel is what its scans since the last reset say, or those before it where none came since.
void fold_parcel(Order& order, Parcel& parcel, const Lifecycle& lifecycle, Instant reset) {
  std::vector<Observation*> later = select(order, Axis::kParcel, parcel.tracking_no);
  std::vector<Observation*> earlier;
  std::erase_if(later, [&](Observation* o) {
    if (o->occurred_at <= reset) earlier.push_back(o);
    return o->occurred_at <= reset;
  });
  for (const auto& scans : {earlier, later}) {
    bool any = false;
    const int state = fold(lifecycle, Axis::kParcel, scans, any);
    if (any) parcel.status = static_cast<ParcelStatus>(state);
  }
}

bool covers_everything(const Order& order) {
  std::map<std::string_view, int64_t> shipped;
  for (const Parcel& p : order.parcels) {
    if (p.lines.empty()) return true;
    for (const auto& [line, quantity] : p.lines) shipped[line] += quantity;
  }
  return std::ranges::all_of(order.lines,
                             [&](const Line& l) { return shipped[l.line_no] >= l.quantity; });
}

Fulfilment fold_fulfilment(Order& order, const Lifecycles& lifecycles) {
  mark_repeated_scans(order);
  const Instant reset = last_reset(order, Axis::kFulfilment);
  for (Parcel& p : order.parcels) fold_parcel(order, p, lifecycles.of(Axis::kParcel), reset);
  bool any = false;
  const auto said = static_cast<Fulfilment>(fold(
      lifecycles.of(Axis::kFulfilment), Axis::kFulfilment, select(order, Axis::kFulfilment), any));
  if (said == Fulfilment::kCancelled) return said;
  Fulfilment seen = from_parcels(order, reset);
  const bool shipped = seen == Fulfilment::kInTransit || seen == Fulfilment::kDelivered;
  if (shipped && !covers_everything(order)) seen = Fulfilment::kPartiallyShipped;
  // Neither the channel's word nor the couriers' may drag the order back.
  const auto forward =
      lifecycles.of(Axis::kFulfilment).step(static_cast<int>(said), static_cast<int>(seen));
  return forward <= Lifecycle::Step::kSkip ? seen : said;
}

// Folds each case and answers what they come to together: those that moved after `reset` only.
std::optional<AfterSale> fold_cases(Order& order, const Lifecycle& lifecycle, Instant reset) {
  bool any_case = false, open = false, requested = false, done = false;
  for (RefundCase& r : order.refunds) {
    bool any = false;
    const std::vector<Observation*> said = select(order, Axis::kRefund, r.refund_no);
    const int state = fold(lifecycle, Axis::kRefund, said, any);
    if (any) r.status = static_cast<RefundStatus>(state);
    if (std::ranges::none_of(said, [&](auto* o) { return o->occurred_at > reset; })) continue;
    any_case = true;
    requested |= r.status == RefundStatus::kRequested;
    open |= r.status == RefundStatus::kInProgress;
    done |= r.status == RefundStatus::kDone;
  }
  if (!any_case) return std::nullopt;
  return open        ? AfterSale::kInProgress
         : requested ? AfterSale::kRequested
         : done      ? AfterSale::kDone
                     : AfterSale::kRejected;
}

// A person's word on the after-sale stands until a case moves again.
bool hand_has_the_last_word(const Order& order) {
  Instant hand{}, cases{};
  for (const Observation& o : order.observations) {
    if (o.axis == Axis::kAfterSale && o.by_hand) hand = std::max(hand, o.occurred_at);
    if (o.axis == Axis::kRefund) cases = std::max(cases, o.occurred_at);
  }
  return hand > cases;
}

AfterSale fold_after_sale(Order& order, const Lifecycles& lifecycles) {
  const auto cases =
      fold_cases(order, lifecycles.of(Axis::kRefund), last_reset(order, Axis::kAfterSale));
  bool any = false;
  const auto said = static_cast<AfterSale>(fold(lifecycles.of(Axis::kAfterSale), Axis::kAfterSale,
                                                select(order, Axis::kAfterSale), any));
  return cases && !hand_has_the_last_word(order) ? *cases : said;
}

void count(Line& line, const Parcel& parcel, int64_t quantity) {
  const auto add = [&](int64_t& counter) { counter = std::min(line.quantity, counter + quantity); };
  const bool left = parcel.status != ParcelStatus::kLabelPrinted;
  add(line.packed);
  if (left) add(line.shipped);
  if (parcel.status == ParcelStatus::kDelivered) add(line.delivered);
  if (parcel.status == ParcelStatus::kReturning) add(line.returned);
}

void count_line(Order& order, Line& line) {
  line.allocated = line.packed = line.shipped = line.delivered = line.returned = line.refunded = 0;
  for (const Parcel& p : order.parcels) {
    if (p.lines.empty()) count(line, p, line.quantity);
    for (const auto& [line_no, quantity] : p.lines) {
      if (line_no == line.line_no) count(line, p, quantity);
    }
  }
  // A channel that reports no parcels still says how far the goods have come.
  const auto f = order.axes.fulfilment;
  if (order.parcels.empty() && f != Fulfilment::kCancelled) {
    const auto whole = [&](bool reached) { return reached ? line.quantity : 0; };
    line.packed = whole(f >= Fulfilment::kLabelPrinted && f != Fulfilment::kPartiallyShipped);
    line.shipped = whole(f == Fulfilment::kPickedUp || f == Fulfilment::kInTransit ||
                         f == Fulfilment::kDelivered || f == Fulfilment::kCompleted);
    line.delivered = whole(f == Fulfilment::kDelivered || f == Fulfilment::kCompleted);
  }
  line.allocated = line.packed;
  // Goods come back as a parcel that returns, or as a case that says so when it is done; the same goods
  // may be told in both ways.
  int64_t by_case = 0;
  for (const RefundCase& r : order.refunds) {
    if (r.status != RefundStatus::kDone) continue;
    for (const auto& [line_no, quantity] : r.lines) {
      if (line_no != line.line_no) continue;
      line.refunded = std::min(line.quantity, line.refunded + quantity);
      if (r.kind == kReturnCase) by_case = std::min(line.quantity, by_case + quantity);
    }
  }
  line.returned = std::max(line.returned, by_case);
}

void name_holds(Order& order) {
  order.holds.clear();
  const bool unmatched = order.lines.empty() || std::ranges::any_of(order.lines, [](const Line& l) {
                           return l.sku.empty();
                         });
  if (unmatched) order.holds.emplace_back("unmatched_goods");
  const bool settled = order.axes.payment == Payment::kPaid ||
                       order.axes.payment == Payment::kPartiallyRefunded ||
                       order.axes.payment == Payment::kRefunded;
  // A channel that calls an order paid need not say how much: nothing said is no difference.
  const bool said = money_known(order) || order.amounts.paid != 0;
  if (settled && said && order.paid != order.amounts.total) {
    order.holds.emplace_back("amount_difference");
  }
  if (order.refunded > (said ? order.paid : order.amounts.total)) {
    order.holds.emplace_back("refund_exceeds_paid");
  }
  if (std::ranges::find(order.tags, kBurstTag) != order.tags.end()) {
    order.holds.emplace_back("suspected_burst");
  }
  for (const std::string_view tag : kStockTags) {
    if (std::ranges::find(order.tags, tag) != order.tags.end()) order.holds.emplace_back(tag);
  }
  if (order.status == facts::Status::kRefunding &&
      order.axes.fulfilment == Fulfilment::kCancelled) {
    order.holds.emplace_back("refund_due");
  }
}

}  // namespace

void refold(Order& order, const Lifecycles& lifecycles) {
  order.axes.after_sale = fold_after_sale(order, lifecycles);
  total_money(order);
  order.axes.payment = fold_payment(order, lifecycles);
  order.axes.fulfilment = fold_fulfilment(order, lifecycles);
  for (Line& line : order.lines) count_line(order, line);
  order.status = headline(order.axes, circumstances(order));
  name_holds(order);
}

}  // namespace ordo::orders
