#include "flows/mend_commands.h"

#include "flows/commands.h"
#include "flows/config_commands.h"
#include "flows/config_kit.h"
#include "flows/raise.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;
using core::AlertRow;
using core::AlertState;
using core::OutboxRow;
using core::OutboxState;
using core::Outcome;

int64_t number(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_int64() ? v->as_int64() : 0;
}

Outcome no_such(std::string code, std::string detail) {
  return refused({ErrorClass::kNotFound, std::move(code), std::move(detail), {}});
}

Outcome refusal(std::string code, std::string detail) {
  return refused({ErrorClass::kRefused, std::move(code), std::move(detail), {}});
}

json::object call_particulars(const OutboxRow& call) {
  return {{"call", call.id.str()},
          {"kind", call.route},
          {"target", call.target},
          {"attempts", call.attempts}};
}

// Belongs to its order's trace.
Outcome mend(World& world, const OutboxRow& call, OutboxState to) {
  world.mend_call(call.id, to);
  return answered(200, {{"id", call.id.str()}, {"state", core::name(to)}}, call.order);
}

Outcome not_given_up(const OutboxRow& call) {
  Outcome outcome =
      refusal("not_given_up", "the call is " + std::string(core::name(call.state)) +
                                  "; only one that was given up can be tried again or discarded");
  outcome.order = call.order;
  return outcome;
}

Outcome see_to_call(World& world, Context& context, const json::object& body) {
  const OutboxRow* call = world.call(OutboxId(number(body, "call")));
  if (!call) return no_such("call_not_found", "there is no outgoing call with this id");
  if (call->state != OutboxState::kGivenUp) return not_given_up(*call);
  json::object told = call_particulars(*call);
  if (context.entry.route == "outbox.retry") {
    audit(context, "call.retried", told, call->order);
    return mend(world, *call, OutboxState::kWaiting);
  }
  const std::string reason = json_text(body, "reason");
  if (reason.empty()) return refused(invalid("/reason", "is required").error());
  told["reason"] = reason;
  audit(context, "call.discarded", told, call->order);
  return mend(world, *call, OutboxState::kDiscarded);
}

Outcome move_alert(World& world, Context& context, const json::object& body) {
  const AlertRow* held = world.alert(number(body, "alert"));
  if (!held) return no_such("alert_not_found", "there is no alert with this id");
  if (held->state == AlertState::kResolved) {
    return refusal("alert_resolved", "the alert has been resolved already");
  }
  const bool resolves = context.entry.route == "alerts.resolve";
  if (!resolves && held->state == AlertState::kAcknowledged) {
    return refusal("alert_acknowledged", "the alert has been acknowledged already");
  }
  AlertRow alert = *held;
  alert.state = resolves ? AlertState::kResolved : AlertState::kAcknowledged;
  (resolves ? alert.resolved_at : alert.acknowledged_at) = context.batch.at;
  (resolves ? alert.resolved_by : alert.acknowledged_by) = context.entry.caller;
  const std::string note = json_text(body, "note");
  if (!note.empty()) alert.note = note;
  json::object told{{"alert", std::to_string(alert.id)}, {"kind", alert.kind}};
  if (!note.empty()) told["reason"] = note;
  audit(context, resolves ? "alert.resolved" : "alert.acknowledged", told);
  json::object answer{{"id", std::to_string(alert.id)}, {"state", core::name(alert.state)}};
  world.put_alert(std::move(alert));
  return answered(200, answer);
}

bool is_sayable(const std::string& said) { return !said.empty() && said.size() <= kFindingTextMax; }

Outcome raise_alert(Context& context, const json::object& body) {
  std::string kind = json_text(body, "kind"), detail = json_text(body, "detail");
  AlertAbout about{OrderId(number(body, "order")), json_text(body, "key"), {}};
  if (!find_alert_kind(kind)) return bad("/kind", "is not a kind of alerts that this hub lists");
  if (!is_sayable(about.key)) return bad("/key", "is required, and at most 2,000 bytes");
  if (!is_sayable(detail)) return bad("/detail", "is required, and at most 2,000 bytes");
  if (const std::string code = json_text(body, "shop"); !code.empty()) {
    const Shop* shop = context.settings.shop(code);
    if (!shop) return no_such("shop_not_found", "there is no shop with this code");
    about.shop = shop->id;
  }
  raise_told(context, std::move(kind), std::move(detail), std::move(about));
  return answered(200, {});
}

}  // namespace

std::string finding_body(const Finding& finding) {
  json::object body{{"kind", finding.kind}, {"key", finding.key}, {"detail", finding.detail}};
  if (!finding.shop.empty()) body["shop"] = finding.shop;
  if (finding.order) body["order"] = finding.order.value;
  return json::serialize(body);
}

bool is_mending(std::string_view route) {
  return route == kRaiseAlert || route == "outbox.retry" || route == "outbox.discard" ||
         route == "alerts.acknowledge" || route == "alerts.resolve";
}

void want_mended(World& world, store::Questions& questions, const json::object& body) {
  if (const int64_t call = number(body, "call")) world.want_call(questions, OutboxId(call));
  if (const int64_t alert = number(body, "alert")) world.want_alert(questions, alert);
}

Outcome apply_mending(World& world, Context& context, const json::object& body) {
  if (context.entry.route == kRaiseAlert) return raise_alert(context, body);
  if (context.entry.route.starts_with("outbox.")) return see_to_call(world, context, body);
  return move_alert(world, context, body);
}

}  // namespace ordo::flows
