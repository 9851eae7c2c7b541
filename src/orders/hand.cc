// What people do to an order by hand: strict moves, and the reset that forces.
#include <fmt/format.h>

#include <algorithm>

#include "orders/meaning.h"
#include "orders/rules.h"

namespace ordo::orders {
namespace {

struct Target {
  Axis axis;
  int state;
};

// A person moves what the word says outright: sending goods to be packed does not take money. A word
// that only implies (closed) moves all that it implies.
std::vector<Target> targets(facts::Status to) {
  const Meaning m = meaning(to);
  std::vector<Target> said, implied;
  const auto add = [&](Axis axis, const std::optional<Claim>& claim) {
    if (claim) (claim->implied ? implied : said).push_back({axis, claim->state});
  };
  add(Axis::kPayment, m.payment);
  add(Axis::kFulfilment, m.fulfilment);
  add(Axis::kAfterSale, m.after_sale);
  return said.empty() ? implied : said;
}

int present(const Order& order, Axis axis) {
  switch (axis) {
    case Axis::kPayment: return static_cast<int>(order.axes.payment);
    case Axis::kFulfilment: return static_cast<int>(order.axes.fulfilment);
    default: return static_cast<int>(order.axes.after_sale);
  }
}

std::string allowed(const Order& order, Axis axis, const Lifecycles& lifecycles) {
  std::string text;
  for (const int next : lifecycles.of(axis).next_by_hand(present(order, axis))) {
    if (!text.empty()) text += ", ";
    text += state_name(axis, next);
  }
  return text.empty() ? "nothing" : text;
}

// Parcels decide about the goods and cases about the after-sale, as their axes do.
bool concerns(Axis observed, Axis axis) {
  return observed == axis || (axis == Axis::kFulfilment && observed == Axis::kParcel) ||
         (axis == Axis::kAfterSale && observed == Axis::kRefund);
}

// By hand an observation is placed where it is decided: after everything known of its axis.
Instant decided_at(const Order& order, Axis axis, Instant now) {
  Instant at = now;
  for (const Observation& o : order.observations) {
    if (concerns(o.axis, axis) && o.occurred_at >= at) at = o.occurred_at.plus_ms(1);
  }
  return at;
}

void add(Order& order, const Target& target, facts::Status wanted, const std::string& reason,
         const Origin& origin, bool force) {
  Observation o;
  o.no = order.observations.empty() ? 1 : order.observations.back().no + 1;
  o.axis = target.axis;
  o.to = target.state;
  o.occurred_at = decided_at(order, target.axis, origin.recorded_at);
  o.recorded_at = origin.recorded_at;
  o.by_hand = true;
  o.reset = force;
  o.source = origin.source;
  o.actor = origin.actor;
  o.transaction_id = origin.transaction_id;
  o.message = origin.message;
  o.reason = reason;
  o.detail = facts::name(wanted);
  order.observations.push_back(std::move(o));
}

// Overrules all axes by what the word means.
void force(Order& order, facts::Status to, const std::string& reason, const Origin& origin,
           const Lifecycles& lifecycles) {
  const Meaning m = meaning(to);
  const auto or_initial = [&](Axis axis, const std::optional<Claim>& claim) {
    return Target{axis, claim ? claim->state : lifecycles.of(axis).initial()};
  };
  // Money that was taken stays taken: a reset mends what systems say, it moves no money.
  const bool denies_money =
      order.paid > 0 && m.payment && m.payment->state == static_cast<int>(Payment::kUnpaid);
  const bool keeps_payment = !m.payment || denies_money;
  add(order, {Axis::kPayment, keeps_payment ? present(order, Axis::kPayment) : m.payment->state},
      to, reason, origin, true);
  add(order, or_initial(Axis::kFulfilment, m.fulfilment), to, reason, origin, true);
  add(order, or_initial(Axis::kAfterSale, m.after_sale), to, reason, origin, true);
  order.balance_open = m.balance_open;
  refold(order, lifecycles);
}

std::unexpected<Error> not_reachable(const Order& attempt, facts::Status to) {
  const std::string_view instead = facts::name(attempt.status);
  return fail(ErrorClass::kRefused, "status_not_reachable",
              fmt::format("a reset to {} would leave the order {}: with payment {}, fulfilment {} "
                          "and after-sale {} that is what it is, and a reset takes no money and "
                          "gives none back",
                          facts::name(to), instead, name(attempt.axes.payment),
                          name(attempt.axes.fulfilment), name(attempt.axes.after_sale)),
              {{"/to", fmt::format("the order would be {}", instead)}});
}

}  // namespace

bool asked_already(const Order& order, std::string_view transaction_id, facts::Status to,
                   bool reset) {
  return std::ranges::any_of(order.observations, [&](const Observation& o) {
    return o.transaction_id == transaction_id && o.by_hand && o.reset == reset &&
           o.detail == facts::name(to);
  });
}

bool settle_refusal(Order& order, int64_t observation_no) {
  const auto it = std::ranges::find(order.observations, observation_no, &Observation::no);
  const bool waits = it != order.observations.end() && it->verdict == Verdict::kRefused;
  return waits && !std::exchange(it->settled, true);
}

Result<> move_by_hand(Order& order, facts::Status to, const std::string& reason,
                      const Origin& origin, const Lifecycles& lifecycles) {
  std::vector<Target> moves;
  for (const Target& t : targets(to)) {
    const int from = present(order, t.axis);
    if (from == t.state) continue;
    if (!lifecycles.of(t.axis).allowed_by_hand(from, t.state)) {
      return fail(ErrorClass::kRefused, "transition_refused",
                  fmt::format("{} cannot go from {} to {} by hand; from here it can go to {}",
                              name(t.axis), state_name(t.axis, from), state_name(t.axis, t.state),
                              allowed(order, t.axis, lifecycles)));
    }
    moves.push_back(t);
  }
  if (moves.empty()) {
    return fail(ErrorClass::kRefused, "transition_refused",
                fmt::format("the order is {} already", facts::name(to)));
  }
  for (const Target& t : moves) add(order, t, to, reason, origin, false);
  refold(order, lifecycles);
  return {};
}

Result<> reset(Order& order, facts::Status to, const std::string& reason, const Origin& origin,
               const Lifecycles& lifecycles) {
  Order attempt = order;
  force(attempt, to, reason, origin, lifecycles);
  if (attempt.status != to) return not_reachable(attempt, to);
  order = std::move(attempt);
  return {};
}

void mark_by_hand(Order& order, std::string_view field) {
  if (!set_by_hand(order, field)) order.by_hand.emplace_back(field);
}

bool set_by_hand(const Order& order, std::string_view field) {
  return std::ranges::find(order.by_hand, field) != order.by_hand.end();
}

}  // namespace ordo::orders
