#include "orders/rules.h"

#include <algorithm>
#include <boost/json.hpp>
#include <tuple>

#include "orders/fold.h"
#include "orders/meaning.h"

namespace ordo::orders {
namespace {

constexpr size_t kObservationsMax = 1'000;
constexpr size_t kPartsMax = 200;

int64_t next_no(const Order& order) {
  return order.observations.empty() ? 1 : order.observations.back().no + 1;
}

Observation blank(const Order& order, const Origin& origin, Axis axis, int to, Instant at) {
  Observation o;
  o.no = next_no(order);
  o.axis = axis;
  o.to = to;
  o.occurred_at = at;
  o.recorded_at = origin.recorded_at;
  o.source = origin.source;
  o.actor = origin.actor;
  o.transaction_id = origin.transaction_id;
  o.message = origin.message;
  return o;
}

// The very same scan again, as platforms send it with every update of the order.
bool scanned_already(const Order& order, const Observation& o) {
  return std::ranges::any_of(order.observations, [&](const Observation& seen) {
    return seen.axis == o.axis && seen.subject == o.subject && seen.source == o.source &&
           seen.to == o.to && seen.occurred_at == o.occurred_at && seen.detail == o.detail;
  });
}

// When in the fold it is taken.
std::tuple<Instant, int> moment(const Observation& o) {
  return {o.occurred_at, place_in_life(o.axis, o.to)};
}

// A system that goes on saying the same tells us nothing new: its newest word on this axis stands.
bool says_nothing_new(const Order& order, const Observation& o) {
  // Where an axis can return to a state (a case asked for again), every moment counts.
  if (o.axis == Axis::kAfterSale || o.axis == Axis::kRefund) {
    return std::ranges::any_of(order.observations, [&](const Observation& seen) {
      return seen.axis == o.axis && seen.subject == o.subject && seen.source == o.source &&
             seen.to == o.to && seen.occurred_at == o.occurred_at;
    });
  }
  const Observation* newest = nullptr;
  for (const Observation& seen : order.observations) {
    // After a reset by hand a system's word is news again.
    if (seen.axis == o.axis && seen.reset) newest = nullptr;
    if (seen.axis != o.axis || seen.subject != o.subject || seen.source != o.source) continue;
    // What was refused was not taken: said again, it is judged again.
    if (seen.verdict == Verdict::kDuplicate || seen.verdict == Verdict::kRefused) continue;
    if (!seen.detail.empty()) continue;
    if (!newest || moment(seen) >= moment(*newest)) newest = &seen;
  }
  if (!newest || newest->to != o.to || newest->occurred_at > o.occurred_at) return false;
  // That an order is closed only implies that money went back: said outright, it is news.
  return !newest->implied || o.implied || o.to != static_cast<int>(Payment::kRefunded) ||
         o.axis != Axis::kPayment;
}

void observe(Order& order, Observation o) { order.observations.push_back(std::move(o)); }

void observe_claim(Order& order, const Origin& origin, Axis axis, const std::optional<Claim>& claim,
                   Instant at) {
  if (!claim) return;
  Observation o = blank(order, origin, axis, claim->state, at);
  o.implied = claim->implied;
  if (!says_nothing_new(order, o)) observe(order, std::move(o));
}

void observe_status(Order& order, facts::Status status, Instant at, const Origin& origin) {
  const Meaning m = meaning(status);
  observe_claim(order, origin, Axis::kPayment, m.payment, at);
  observe_claim(order, origin, Axis::kFulfilment, m.fulfilment, at);
  observe_claim(order, origin, Axis::kAfterSale, m.after_sale, at);
  order.balance_open |= m.balance_open;
}

// While a channel calls the whole unpaid, a time of payment can only be that of a part.
bool paid_in_full(facts::Status status) {
  const Meaning m = meaning(status);
  return !m.payment || m.payment->state >= static_cast<int>(Payment::kPaid);
}

void mirror(Order& order, const Origin& origin, std::string_view raw, std::string_view ours,
            Instant at) {
  auto it = std::ranges::find(order.mirrors, origin.source, &Mirror::system);
  if (it == order.mirrors.end()) {
    order.mirrors.push_back({origin.source, "", "", Instant{}, {}});
    it = std::prev(order.mirrors.end());
  }
  const auto view = [](Instant said_at, std::string_view status, std::string_view status_raw) {
    const auto known = facts::parse_status(status);
    return std::tuple(said_at, known ? place_in_life(*known) : -1, status_raw);
  };
  if (view(at, ours, raw) < view(it->said_at, it->status, it->status_raw)) return;
  *it = {origin.source, std::string(raw), std::string(ours), at, origin.message};
}

void take_lines(Order& order, const std::vector<facts::Line>& lines) {
  std::vector<Line> taken;
  for (const facts::Line& f : lines) {
    Line l;
    l.line_no = f.line_no;
    l.sku = f.sku;
    l.channel_sku = f.channel_sku;
    l.title = f.title;
    l.quantity = f.quantity;
    l.unit_price = f.unit_price;
    l.discount = f.discount;
    taken.push_back(std::move(l));
  }
  order.lines = std::move(taken);
}

std::string custom_json(const facts::OrderFact& fact) {
  std::string text;
  for (const auto& [key, value] : fact.custom) {
    text += text.empty() ? "{" : ",";
    text += boost::json::serialize(boost::json::string(key)) + ":" + value;
  }
  return text.empty() ? text : text + "}";
}

using View = std::tuple<Instant, int, int64_t>;

bool holds_no_content(const Order& order) {
  return order.lines.empty() && order.amounts == facts::Amounts{} && !order.presale;
}

// Where nobody stated the money, it is what the lines come to.
bool goes_by_lines(const Order& order) {
  int64_t goods = 0;
  for (const Line& l : order.lines) goods += l.unit_price * l.quantity - l.discount;
  return order.amounts == facts::Amounts{.goods = goods, .total = goods};
}

void take_goods_and_money(Order& order, const facts::OrderFact& fact) {
  const facts::Told& told = fact.told;
  if (told.currency) order.currency = fact.currency.code();
  if (told.amounts || (told.lines && goes_by_lines(order))) order.amounts = fact.amounts;
  if (told.presale) order.presale = fact.presale;
  if (told.lines) take_lines(order, fact.lines);
}

bool tells_of_content(const facts::OrderFact& fact) {
  return fact.told.lines || fact.told.amounts || fact.told.presale;
}

Instant content_moment(const Order& order) {
  return order.content_at == Instant{} ? order.updated_at_platform : order.content_at;
}

// A view that tells of no content is none to compare content with: what it overtook is still taken.
void date(Order& order, const facts::OrderFact& fact, const Origin& origin, bool newest) {
  Instant content = order.updated_at_platform == Instant{} ? kNoContent : content_moment(order);
  if (newest && tells_of_content(fact)) {
    content = fact.observed_at;
    order.content_status = fact.status;
    order.content_key = origin.content_key;
  }
  order.updated_at_platform = std::max(order.updated_at_platform, fact.observed_at);
  order.content_at = content == order.updated_at_platform ? Instant{} : content;
}

void take_content(Order& order, const facts::OrderFact& fact) {
  order.channel_order_no = fact.order_no_raw;
  if (!fact.note.empty() && !set_by_hand(order, "note")) order.note = fact.note;
  if (!fact.custom.empty() && !set_by_hand(order, "custom")) order.custom = custom_json(fact);
  take_goods_and_money(order, fact);
}

Refusal refusal(const Observation& o) { return {o.axis, o.from, o.to, "", 0, 0}; }

// The refusal that `o` only repeats: the same system said the same before, and it was refused in the
// same state. One that the state can still come round to is none, since what arrives later may lift it.
const Observation* refused_before(const Order& order, const Observation& o,
                                  const Lifecycles& lifecycles) {
  if (o.verdict != Verdict::kRefused || lifecycles.of(o.axis).leads(o.from, o.to)) return nullptr;
  const auto alike = [&](const Observation& seen) {
    return std::tie(seen.axis, seen.subject, seen.source, seen.to, seen.detail, seen.from) ==
           std::tie(o.axis, o.subject, o.source, o.to, o.detail, o.from);
  };
  for (const Observation& seen : order.observations) {
    if (seen.no < o.no && seen.verdict == Verdict::kRefused && seen.occurred_at <= o.occurred_at &&
        alike(seen)) {
      return &seen;
    }
  }
  return nullptr;
}

// A system that repeats its contradiction adds nothing to the order, or it would fill it: it is only told
// of again, until a person has settled it. Answers whether it did.
bool drop_repeated_refusals(Order& order, size_t known, const Lifecycles& lifecycles,
                            Noticed& noticed) {
  const size_t held = order.observations.size();
  for (size_t i = held; i-- > known;) {
    const Observation& o = order.observations[i];
    const Observation* before = refused_before(order, o, lifecycles);
    if (!before) continue;
    if (!before->settled) noticed.refused.push_back(refusal(o));
    order.observations.erase(order.observations.begin() + static_cast<std::ptrdiff_t>(i));
  }
  return order.observations.size() < held;
}

// What an order was before we first saw it is history, and no jump: the message that places it leaves the
// steps it went over as inferred ones and no more.
bool is_placed_by(const Order& order, MessageSeq message) {
  return order.observations.front().message == message;
}

// What the fold refused now and had not refused before, and jumps over several steps (A7).
void notice(const Order& order, size_t known, const std::vector<bool>& refused_before,
            Noticed& noticed) {
  for (size_t i = 0; i < order.observations.size(); ++i) {
    const Observation& o = order.observations[i];
    const bool was = i < refused_before.size() && refused_before[i];
    if (o.verdict == Verdict::kRefused && !was) {
      noticed.refused.push_back(refusal(o));
    }
    const bool jumped = o.verdict == Verdict::kMoved && o.via.find(',') != std::string::npos;
    if (i >= known && jumped && !is_placed_by(order, o.message)) {
      noticed.jumps.push_back({o.axis, o.from, o.to, o.source, o.via});
    }
  }
}

// Every rule ends here.
class Settling {
 public:
  Settling(Order& order, const Lifecycles& lifecycles, Noticed& noticed)
      : order_(order),
        lifecycles_(lifecycles),
        noticed_(noticed),
        known_(order.observations.size()) {
    for (const Observation& o : order.observations) {
      refused_.push_back(o.verdict == Verdict::kRefused);
    }
  }
  ~Settling() noexcept(false) {
    refold(order_, lifecycles_);
    noticed_.repeats_refusal = drop_repeated_refusals(order_, known_, lifecycles_, noticed_);
    if (noticed_.repeats_refusal) refold(order_, lifecycles_);
    notice(order_, known_, refused_, noticed_);
  }
  Settling(const Settling&) = delete;

 private:
  Order& order_;
  const Lifecycles& lifecycles_;
  Noticed& noticed_;
  size_t known_;
  std::vector<bool> refused_;
};

}  // namespace

bool is_newest_view(const Order& order, const facts::OrderFact& fact, const Origin& origin) {
  return View(fact.observed_at, place_in_life(fact.status), origin.content_key) >=
         View(content_moment(order), place_in_life(order.content_status), order.content_key);
}

bool keeps_currency(const Order& order, const facts::OrderFact& fact) {
  const bool free = holds_no_content(order) && order.payments.empty() && order.refunds.empty();
  return !fact.told.currency || free || order.currency == fact.currency.code();
}

void take_snapshot(Order& order, const facts::OrderFact& fact, const Origin& origin,
                   const Lifecycles& lifecycles, Noticed& noticed) {
  Settling settling(order, lifecycles, noticed);
  const bool newest = is_newest_view(order, fact, origin);
  if (newest) take_content(order, fact);
  date(order, fact, origin, newest);
  if (fact.paid_at && paid_in_full(fact.status)) {
    observe_claim(order, origin, Axis::kPayment, Claim{static_cast<int>(Payment::kPaid), true},
                  *fact.paid_at);
  }
  observe_status(order, fact.status, fact.observed_at, origin);
  mirror(order, origin, fact.status_raw, facts::name(fact.status), fact.observed_at);
}

void take_payment(Order& order, const facts::PaymentFact& fact, const Origin& origin,
                  const Lifecycles& lifecycles, Noticed& noticed) {
  Settling settling(order, lifecycles, noticed);
  const auto known = std::ranges::find(order.payments, fact.payment_no, &PaymentPart::payment_no);
  if (known != order.payments.end()) {
    if (known->amount != fact.amount) {
      const int paid = static_cast<int>(order.axes.payment);
      noticed.refused.push_back(
          {Axis::kPayment, paid, paid, fact.payment_no, known->amount, fact.amount});
    }
    return;
  }
  order.payments.push_back({fact.payment_no, fact.method, fact.amount, fact.paid_at});
  if (fact.amount == 0) return;  // booked, but nothing was paid by it
  Observation o =
      blank(order, origin, Axis::kPayment, static_cast<int>(Payment::kPartiallyPaid), fact.paid_at);
  o.detail = "payment " + fact.payment_no;
  observe(order, std::move(o));
}

void take_cancellation(Order& order, const facts::CancelFact& fact, const Origin& origin,
                       const Lifecycles& lifecycles, Noticed& noticed) {
  Settling settling(order, lifecycles, noticed);
  Observation o = blank(order, origin, Axis::kFulfilment, static_cast<int>(Fulfilment::kCancelled),
                        fact.observed_at);
  o.reason = fact.reason;
  if (!says_nothing_new(order, o)) observe(order, std::move(o));
  mirror(order, origin, "cancelled", "cancelled", fact.observed_at);
}

void take_shipment(Order& order, const facts::ShipmentFact& fact, const Origin& origin,
                   const Lifecycles& lifecycles, Noticed& noticed) {
  Settling settling(order, lifecycles, noticed);
  Parcel* parcel = order.parcel(fact.tracking_no);
  if (!parcel) {
    order.parcels.push_back({fact.tracking_no, fact.carrier, fact.status, fact.occurred_at, {}});
    parcel = &order.parcels.back();
  }
  const bool newest = fact.occurred_at >= parcel->last_scan_at;
  if (!fact.lines.empty() && (newest || parcel->lines.empty())) parcel->lines = fact.lines;
  if (!fact.carrier.empty() && (newest || parcel->carrier.empty())) parcel->carrier = fact.carrier;
  parcel->last_scan_at = std::max(parcel->last_scan_at, fact.occurred_at);
  Observation o =
      blank(order, origin, Axis::kParcel, static_cast<int>(fact.status), fact.occurred_at);
  o.subject = fact.tracking_no;
  o.detail = fact.location.empty() ? fact.text
             : fact.text.empty()   ? fact.location
                                   : fact.location + ": " + fact.text;
  if (!scanned_already(order, o)) observe(order, std::move(o));
}

void take_refund(Order& order, const facts::RefundFact& fact, const Origin& origin,
                 const Lifecycles& lifecycles, Noticed& noticed) {
  Settling settling(order, lifecycles, noticed);
  RefundCase* refund = order.refund(fact.refund_no);
  if (!refund) {
    order.refunds.push_back({fact.refund_no, fact.kind, fact.reason, fact.status, fact.amount, {}});
    refund = &order.refunds.back();
  }
  // Platforms' clocks tick in seconds: of two views of one moment the further one is the newer, as in
  // the fold; of two that are alike in that the one with the larger amount stands.
  Observation o =
      blank(order, origin, Axis::kRefund, static_cast<int>(fact.status), fact.observed_at);
  o.subject = fact.refund_no;
  const auto view = moment(o);
  bool newest = true;
  for (const Observation& seen : order.observations) {
    if (seen.axis != Axis::kRefund || seen.subject != fact.refund_no) continue;
    const auto known = moment(seen);
    newest &= known < view || (known == view && std::tie(refund->amount, refund->kind) <=
                                                    std::tie(fact.amount, fact.kind));
  }
  if (newest) {
    refund->amount = fact.amount;
    refund->kind = fact.kind;
  }
  // What only an older message says is still worth having.
  if (!fact.reason.empty() && (newest || refund->reason.empty())) refund->reason = fact.reason;
  if (!fact.lines.empty() && (newest || refund->lines.empty())) refund->lines = fact.lines;
  if (!says_nothing_new(order, o)) observe(order, std::move(o));
}

bool is_full(const Order& order) {
  return order.observations.size() >= kObservationsMax || order.parcels.size() >= kPartsMax ||
         order.payments.size() >= kPartsMax || order.refunds.size() >= kPartsMax;
}

void take_mirror(Order& order, const Origin& origin, std::string_view status_raw,
                 facts::Status status, Instant said_at) {
  mirror(order, origin, status_raw, facts::name(status), said_at);
}

bool open_balance_when_due(Order& order, Instant now) {
  const bool due =
      order.presale && order.presale->balance_due_at && *order.presale->balance_due_at <= now;
  if (!due || order.balance_open || order.axes.payment != Payment::kDepositPaid) return false;
  order.balance_open = true;
  order.status = headline(order.axes, circumstances(order));
  return true;
}

}  // namespace ordo::orders
