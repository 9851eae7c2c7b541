#include "flows/noticed_alerts.h"

#include <fmt/format.h>

#include "base/money.h"
#include "flows/raise.h"

namespace ordo::flows {
namespace {

std::string amount_text(const orders::Order& order, int64_t amount) {
  const auto currency = Currency::parse(order.currency);
  if (!currency) return std::to_string(amount);
  return fmt::format("{} {}", format_decimal({amount, *currency}), order.currency);
}

core::AlertFields values_of(const orders::Order& order, const orders::Refusal& refusal) {
  if (!refusal.payment_no.empty()) {
    return {{"order_no", order.order_no},
            {"payment", refusal.payment_no},
            {"was", amount_text(order, refusal.was)},
            {"said", amount_text(order, refusal.said)}};
  }
  return {{"order_no", order.order_no},
          {"axis", orders::name(refusal.axis)},
          {"from", orders::state_name(refusal.axis, refusal.from)},
          {"to", orders::state_name(refusal.axis, refusal.to)}};
}

}  // namespace

void alert_noticed(Context& context, const orders::Order& order, const orders::Noticed& noticed) {
  for (const orders::Refusal& refusal : noticed.refused) {
    raise(context, AlertKind::kTransitionRefused, values_of(order, refusal),
          {order.id,
           fmt::format("transition_refused/{}/{}", order.id.value, orders::name(refusal.axis)),
           {}});
  }
  for (const orders::Jump& jump : noticed.jumps) {
    raise(context, AlertKind::kStatusJump,
          {{"order_no", order.order_no},
           {"axis", orders::name(jump.axis)},
           {"from", orders::state_name(jump.axis, jump.from)},
           {"to", orders::state_name(jump.axis, jump.to)},
           {"source", jump.source},
           {"via", jump.via}},
          {order.id, {}, {}});
  }
}

}  // namespace ordo::flows
