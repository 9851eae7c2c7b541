#include "flows/order_flows.h"

#include <fmt/format.h>

#include <algorithm>

#include "channels/standard/sign.h"
#include "flows/echo_flow.h"
#include "flows/noticed_alerts.h"
#include "flows/people.h"
#include "flows/personal.h"
#include "flows/raise.h"
#include "flows/stock_flow.h"
#include "orders/delta.h"
#include "orders/rules.h"

namespace ordo::flows {
namespace {

using core::MessageState;
using core::Outcome;

// A platform's clock may be a little ahead of ours; more is a wrong zone or a wrong clock (B11).
constexpr int64_t kFutureToleranceMs = 15 * kMinuteMs;
// So many alike within the hour are a burst (B5): a script, a retry that runs wild, or fraud.
constexpr size_t kBurst = 5;

Outcome parked(std::string code, std::string detail, std::string pointer, OrderId order = {}) {
  Outcome o;
  o.state = MessageState::kParked;
  o.code = std::move(code);
  o.detail = std::move(detail);
  o.pointer = std::move(pointer);
  o.order = order;
  return o;
}

Outcome waiting(const std::string& key) {
  Outcome o;
  o.state = MessageState::kWaiting;
  o.code = "order_unknown";
  o.detail = "waits for its order, at most 24 hours";
  o.wait_key = key;
  return o;
}

Outcome applied(OrderId order) {
  Outcome o;
  o.order = order;
  return o;
}

Outcome from_the_future(Context& context, Instant at, std::string pointer) {
  raise(context, AlertKind::kTimeInFuture,
        {{"said", core::moment_value(at)},
         {"received", core::moment_value(context.entry.received_at)}});
  return parked(
      "time_in_future",
      "lies in the future: the shop's zone or clock is wrong; amend the time, or replay the "
      "message when the moment has come",
      std::move(pointer));
}

std::string offset_text(int32_t seconds) {
  const int32_t minutes = std::abs(seconds) / 60;
  return fmt::format("{}{:02}:{:02}", seconds < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

bool in_future(const Context& context, Instant at) {
  return at.ms > context.entry.received_at.ms + kFutureToleranceMs;
}

// A channel that writes its times with the offset of the shop's own zone tells whether that zone was
// declared right. The order is taken over all the same: the moment itself is beyond doubt.
void check_zone(Context& context, const facts::OrderFact& fact, OrderId order) {
  if (!fact.created_offset_s) return;
  const auto zone = Zone::find(context.shop->zone);
  if (!zone) return;
  const int32_t declared = zone->offset_seconds(fact.created_at);
  if (*fact.created_offset_s == declared) return;
  raise(context, AlertKind::kZoneContradicted,
        {{"shop", context.shop->code},
         {"zone", context.shop->zone},
         {"declared", offset_text(declared)},
         {"written", offset_text(*fact.created_offset_s)}},
        {order, "zone_contradicted/" + context.shop->id.str(), {}});
}

// Raises suspicion, never merges by itself: two alike may both be wanted. A burst waits for a person.
void look_for_twins(World& world, Context& context, orders::Order& order) {
  const auto& prints = context.prepared->twins;
  if (!prints[0]) return;
  size_t twins = 0;
  for (const int64_t print : prints) twins += world.under(print).size();
  world.add_lookup(prints[0], order.id.value);
  if (twins == 0) return;
  order.tags.emplace_back("suspected_duplicate");
  if (twins >= kBurst) order.tags.emplace_back(orders::kBurstTag);
  orders::refold(order, *context.settings.lifecycles);
  raise(context, AlertKind::kSuspectedDuplicate,
        {{"order_no", order.order_no}, {"count", static_cast<int64_t>(twins)}}, {order.id, {}, {}});
}

OrderId place(World& world, const store::Keyring& keyring, Context& context,
              const facts::OrderFact& fact, const orders::Origin& origin,
              orders::Noticed& noticed) {
  orders::Order o;
  o.id = OrderId(context.batch.next_id());
  o.shop = context.shop->id;
  o.channel = context.shop->channel;
  o.channel_order_no = fact.order_no_raw;
  o.order_no_clean = fact.order_no_clean;
  o.currency = fact.currency.code();
  o.occurred_at = fact.created_at;
  o.received_at = context.entry.received_at;
  auto zone = Zone::find(context.shop->zone);
  o.business_day = (zone ? *zone : Zone::utc()).local_day(fact.created_at);
  o.order_no = fmt::format("SO{}-{}", o.business_day, o.id.value);
  const OrderId id = o.id;
  orders::Order& order = world.add(std::move(o));
  take_personal(world, keyring, context, order, context.prepared->personal);
  orders::take_snapshot(order, fact, origin, *context.settings.lifecycles, noticed);
  take_words(world, keyring, context, order, order.note);
  take_custom(world, keyring, context, order);
  look_for_twins(world, context, order);
  for (const int64_t sku : context.prepared->skus) world.add_lookup(sku, id.value);
  context.batch.wakes.emplace_back(order.shop, order.order_no_clean);
  return id;
}

// Said once: when the hold appears.
void alert_new_holds(Context& context, const orders::Order& before, const orders::Order& now) {
  for (const AlertKind kind : {AlertKind::kRefundExceedsPaid, AlertKind::kSuspectedBurst}) {
    const auto holds = [&](const orders::Order& order) {
      return std::ranges::find(order.holds, name(kind)) != order.holds.end();
    };
    if (holds(before) || !holds(now)) continue;
    raise(context, kind, {{"order_no", now.order_no}}, {now.id, {}, {}});
  }
}

Outcome too_large(OrderId id) {
  return parked(
      "order_too_large",
      "the order holds as many observations, parcels, payments or cases as one order can; "
      "a person must look at what its channel repeats",
      "", id);
}

// A channel that does not number its payments names them by what it says of them, so that one payment
// told twice is one payment.
std::string payment_name(const facts::PaymentFact& fact) {
  return fact.payment_no.empty() ? fmt::format("{}/{}", format_rfc3339(fact.paid_at), fact.amount)
                                 : fact.payment_no;
}

// Place and text of a scan, to be sealed as one: couriers write the place into the text and back.
facts::ShipmentFact in_one_text(facts::ShipmentFact scan) {
  if (!scan.location.empty() && !scan.text.empty()) scan.location += ": ";
  scan.text = std::exchange(scan.location, {}) + scan.text;
  return scan;
}

// The timer goes with the date that the channel last named.
void watch_balance(Context& context, OrderId id, std::optional<Instant> before,
                   std::optional<Instant> now) {
  if (before == now) return;
  if (before) context.batch.cancel_timer({*before, "balance_due", id.value});
  if (now) context.batch.set_timer({*now, "balance_due", id.value});
}

class FactFlow {
 public:
  FactFlow(World& world, const store::Keyring& keyring, Context& context)
      : world_(world),
        keyring_(keyring),
        context_(context),
        origin_(origin_of(context, context.chance.uuid())) {}

  Outcome operator()(const facts::OrderFact& fact) {
    if (in_future(context_, fact.created_at)) {
      return from_the_future(context_, fact.created_at, "/data/created_at");
    }
    if (in_future(context_, fact.observed_at)) {
      return from_the_future(context_, fact.observed_at, "/timestamp");
    }
    if (fact.paid_at && in_future(context_, *fact.paid_at)) {
      return from_the_future(context_, *fact.paid_at, "/data/paid_at");
    }
    orders::Noticed noticed;
    std::optional<Instant> due_before;
    OrderId id = world_.find(context_.shop->id, fact.order_no_clean);
    const bool fresh = !id;
    if (fresh) {
      if (const OrderId ours = echoed(fact.order_no_clean, &fact)) {
        return take_echo(world_, context_, origin_, ours, fact.order_no_clean,
                         EchoWord{fact.status_raw, fact.status, fact.observed_at});
      }
      id = place(world_, keyring_, context_, fact, origin_, noticed);
      if (said_by_channel()) alert_unproved_echo(world_, context_, id, fact);
      check_zone(context_, fact, id);
    } else {
      if (!orders::keeps_currency(world_.order(id), fact)) {
        return parked("currency_changed", "an order cannot change its currency", "/data/currency",
                      id);
      }
      if (orders::is_full(world_.order(id))) return too_large(id);
      orders::Order& order = world_.change(id);
      due_before = orders::balance_due(order);
      if (orders::is_newest_view(order, fact, origin_) && !orders::set_by_hand(order, "receiver")) {
        take_personal(world_, keyring_, context_, order, context_.prepared->personal);
      } else {
        // What it says of people is not taken; that they are the same as others is so all the same.
        name_buyer(world_, keyring_, context_, order, context_.prepared->personal.buyer);
      }
      const std::vector<orders::Line> held = order.lines;
      orders::take_snapshot(order, fact, origin_, lifecycles(), noticed);
      take_words(world_, keyring_, context_, order, order.note);
      take_custom(world_, keyring_, context_, order);
      index_new_goods(order, held);
    }
    watch_balance(context_, id, due_before, orders::balance_due(world_.order(id)));
    return finish(id, fresh ? "order.placed" : "order.observed", noticed);
  }

  Outcome operator()(const facts::PaymentFact& fact) {
    return on_order(fact.order_no_clean, fact.paid_at, "/data/paid_at", "order.paid",
                    [&](orders::Order& o, orders::Noticed& n) {
                      facts::PaymentFact named = fact;
                      named.payment_no = payment_name(fact);
                      orders::take_payment(o, named, origin_, lifecycles(), n);
                    });
  }

  Outcome operator()(const facts::CancelFact& fact) {
    constexpr facts::Status kSaid = facts::Status::kCancelled;
    return on_order(
        fact.order_no_clean, fact.observed_at, "/timestamp", "order.cancelled",
        [&](orders::Order& o, orders::Noticed& n) {
          facts::CancelFact sealed = fact;
          take_words(world_, keyring_, context_, o, sealed.reason);
          orders::take_cancellation(o, sealed, origin_, lifecycles(), n);
        },
        EchoWord{facts::name(kSaid), kSaid, fact.observed_at});
  }

  Outcome operator()(const facts::ShipmentFact& fact) {
    const auto take = [&](orders::Order& o, orders::Noticed& n) {
      if (!o.parcel(fact.tracking_no)) {
        world_.add_lookup(world_.hash(tracking_key(fact.tracking_no)), o.id.value);
        context_.batch.wakes.emplace_back(o.shop, tracking_key(fact.tracking_no));
      }
      facts::ShipmentFact scan = in_one_text(fact);
      take_words(world_, keyring_, context_, o, scan.text);
      orders::take_shipment(o, scan, origin_, lifecycles(), n);
    };
    if (!fact.order_no_clean.empty()) {
      return on_order(fact.order_no_clean, fact.occurred_at, "/data/occurred_at", "order.shipment",
                      take);
    }
    if (in_future(context_, fact.occurred_at)) {
      return from_the_future(context_, fact.occurred_at, "/data/occurred_at");
    }
    return on_parcel(fact, take);
  }

  Outcome operator()(const facts::RefundFact& fact) {
    return on_order(fact.order_no_clean, fact.observed_at, "/timestamp", "order.refund",
                    [&](orders::Order& o, orders::Noticed& n) {
                      facts::RefundFact sealed = fact;
                      take_words(world_, keyring_, context_, o, sealed.reason);
                      orders::take_refund(o, sealed, origin_, lifecycles(), n);
                    });
  }

  Outcome operator()(const facts::StockFact& fact) {
    if (in_future(context_, fact.observed_at)) {
      return from_the_future(context_, fact.observed_at, "/timestamp");
    }
    return take_stock_fact(world_, context_, fact);
  }

 private:
  [[nodiscard]] bool said_by_channel() const {
    return context_.entry.kind != core::EntryKind::kCommand;
  }

  // What a person creates here is wanted as an order, whatever it bears.
  [[nodiscard]] OrderId echoed(const std::string& number,
                               const facts::OrderFact* fact = nullptr) const {
    return said_by_channel() ? echoed_order(world_, context_.shop->id, number, fact) : OrderId{};
  }

  [[nodiscard]] const orders::Lifecycles& lifecycles() const {
    return *context_.settings.lifecycles;
  }

  // Goods that a channel adds to an order later are found by their SKU as well.
  void index_new_goods(const orders::Order& order, const std::vector<orders::Line>& held) {
    for (const orders::Line& line : order.lines) {
      const bool known =
          line.sku.empty() || std::ranges::find(held, line.sku, &orders::Line::sku) != held.end();
      if (!known) world_.add_lookup(world_.hash(sku_key(line.sku)), order.id.value);
    }
  }

  Outcome on_order(const std::string& number, Instant at, const char* pointer,
                   std::string_view kind,
                   const std::function<void(orders::Order&, orders::Noticed&)>& take,
                   const std::optional<EchoWord>& word = {}) {
    if (in_future(context_, at)) return from_the_future(context_, at, pointer);
    const OrderId id = world_.find(context_.shop->id, number);
    if (!id) {
      const OrderId ours = echoed(number);
      return ours ? take_echo(world_, context_, origin_, ours, number, word) : waiting(number);
    }
    if (orders::is_full(world_.order(id))) return too_large(id);
    return change(id, kind, take);
  }

  // One parcel may confirm several orders: every order that it is bound to hears of the scan.
  Outcome on_parcel(const facts::ShipmentFact& fact,
                    const std::function<void(orders::Order&, orders::Noticed&)>& take) {
    Outcome outcome = waiting(tracking_key(fact.tracking_no));
    for (const OrderId id : bound_to(fact.tracking_no)) {
      if (orders::is_full(world_.order(id))) return too_large(id);
    }
    for (const OrderId id : bound_to(fact.tracking_no))
      outcome = change(id, "order.shipment", take);
    return outcome;
  }

  [[nodiscard]] std::vector<OrderId> bound_to(const std::string& tracking_no) const {
    std::vector<OrderId> bound;
    for (const int64_t id : world_.under(world_.hash(tracking_key(tracking_no)))) {
      if (!world_.has(OrderId(id)) || world_.order(OrderId(id)).shop != context_.shop->id) continue;
      const auto& parcels = world_.order(OrderId(id)).parcels;
      if (std::ranges::find(parcels, tracking_no, &orders::Parcel::tracking_no) != parcels.end()) {
        bound.emplace_back(id);
      }
    }
    return bound;
  }

  Outcome change(OrderId id, std::string_view kind,
                 const std::function<void(orders::Order&, orders::Noticed&)>& take) {
    orders::Noticed noticed;
    take(world_.change(id), noticed);
    return finish(id, kind, noticed);
  }

  Outcome finish(OrderId id, std::string_view kind, const orders::Noticed& noticed) {
    orders::open_balance_when_due(world_.changing(id), context_.batch.at);
    alert_noticed(context_, world_.order(id), noticed);
    record_change(world_, context_, id, kind, origin_.transaction_id, origin_.actor);
    Outcome outcome = applied(id);
    if (noticed.repeats_refusal) outcome.code = kRefusedAgain;
    return outcome;
  }

  World& world_;
  const store::Keyring& keyring_;
  Context& context_;
  orders::Origin origin_;
};

}  // namespace

orders::Origin origin_of(const Context& context, std::string transaction_id) {
  orders::Origin origin;
  const bool said_by_channel = context.entry.kind != core::EntryKind::kCommand;
  origin.source = said_by_channel && context.shop ? context.shop->channel + ":" + context.shop->code
                                                  : std::string("console");
  origin.actor = said_by_channel ? "platform" : context.entry.caller;
  origin.transaction_id = std::move(transaction_id);
  origin.message = context.entry.seq;
  origin.received_at = context.entry.received_at;
  origin.recorded_at = context.batch.at;
  if (context.prepared) origin.content_key = context.prepared->content_key;
  return origin;
}

void record_change(World& world, Context& context, OrderId id, std::string_view kind,
                   const std::string& transaction_id, const std::string& actor) {
  // change() was called by whoever changed it; asking again would settle what is not yet recorded.
  orders::Order& order = world.changing(id);
  const orders::Order& last = world.recorded(id);
  if (order == last) return;
  follow_stock(world, context, last, order, actor);
  alert_new_holds(context, last, order);
  order.version += 1;
  order.committed_at = context.batch.at;
  core::Event event;
  event.order = id;
  event.kind = kind;
  event.version = orders::kDeltaVersion;
  event.message = context.entry.seq;
  event.transaction_id = transaction_id;
  event.actor = actor;
  event.payload = orders::make_delta(last, order);
  event.shop = order.shop;
  context.batch.add_event(std::move(event));
  const Shop* shop = context.settings.shop(order.shop);
  if (shop && !shop->callback_url.empty() && (last.status != order.status || !last.id)) {
    core::OutboxMessage message;
    message.id = OutboxId(context.batch.next_id());
    message.order = id;
    message.shop = order.shop;
    message.target = "shop:" + order.shop.str();
    message.route = "order.status_changed";
    message.created_at = context.batch.at;
    message.repeatable = core::Repeatable::kIdempotent;  // the id of the event is in its header
    message.body = channels::standard::encode_status_changed(
        {id,
         order.order_no,
         order.channel,
         order.channel_order_no,
         last.id ? last.status : order.status,
         order.status,
         order.version,
         {order.amounts.total, *Currency::parse(order.currency)},
         context.batch.at});
    context.batch.outbox.push_back(std::move(message));
  }
  world.mark_recorded(id);
}

core::Outcome apply_fact(World& world, const store::Keyring& keyring, Context& context,
                         const facts::Fact& fact) {
  return std::visit(FactFlow(world, keyring, context), fact);
}

}  // namespace ordo::flows
