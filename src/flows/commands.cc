#include "flows/commands.h"

#include <fmt/format.h>

#include "base/json_read.h"
#include "base/text.h"
#include "flows/alert_commands.h"
#include "flows/attachment_commands.h"
#include "flows/config_commands.h"
#include "flows/head_export.h"
#include "flows/load_commands.h"
#include "flows/mend_commands.h"
#include "flows/order_flows.h"
#include "flows/own_call.h"
#include "flows/paper_commands.h"
#include "flows/people.h"
#include "flows/personal.h"
#include "flows/pull_entries.h"
#include "flows/push_commands.h"
#include "flows/raise.h"
#include "flows/receipts.h"
#include "flows/self_test_commands.h"
#include "flows/stock_commands.h"
#include "flows/stock_flow.h"
#include "flows/words.h"
#include "orders/delta.h"
#include "orders/rules.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;
using core::MessageState;
using core::Outcome;

int status_of(const Error& e) {
  if (e.code == "version_stale") return 412;
  if (e.code == "person_forgotten") return 410;
  switch (e.kind) {
    case ErrorClass::kNotFound: return 404;
    case ErrorClass::kRefused: return 409;
    case ErrorClass::kForbidden: return 403;
    default: return 422;
  }
}

int64_t number(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_int64() ? v->as_int64() : 0;
}

Outcome not_found() {
  return refused({ErrorClass::kNotFound, "order_not_found", "there is no order with this id", {}});
}

Outcome order_answer(int status, const orders::Order& o) {
  return answered(status,
                  {{"id", o.id.str()},
                   {"order_no", o.order_no},
                   {"status", facts::name(o.status)},
                   {"version", o.version}},
                  o.id);
}

class OrderCommands {
 public:
  OrderCommands(World& world, const store::Keyring& keyring, Context& context,
                const DecodedCommand& command)
      : world_(world),
        keyring_(keyring),
        context_(context),
        body_(*command.body),
        command_(command) {}

  Outcome create() {
    if (!command_.read.facts) return refused(command_.read.facts.error());
    // The channel's reader takes every kind of event, and answers no facts for one that it ignores.
    if (command_.read.facts->empty() ||
        !std::holds_alternative<facts::OrderFact>(command_.read.facts->front())) {
      return refused({ErrorClass::kInvalid,
                      "not_an_order",
                      "the body must be an order",
                      {{"/type", "must be order.upserted"}}});
    }
    const facts::Fact& fact = command_.read.facts->front();
    const std::string order_no(facts::order_no(fact));
    OrderId known = world_.find(context_.shop->id, order_no);
    if (!known) known = world_.pushes().find(context_.shop->id, order_no);
    if (known) {
      Outcome exists = refused({ErrorClass::kRefused,
                                "order_exists",
                                fmt::format("order {} has this number already", known.str()),
                                {}});
      exists.order = known;
      return exists;
    }
    const StatusMap* map = context_.shop->status_map.get();
    if (const auto* word = unknown_word(*command_.read.facts, map)) {
      return refused(unknown_status(*context_.shop->adapter, *word));
    }
    std::optional<facts::Fact> held;
    context_.prepared = &command_.read.prepared.front();
    Outcome outcome = apply_fact(world_, keyring_, context_, *translate(fact, map, held));
    if (outcome.state == MessageState::kParked) {
      Outcome refusal = refused({ErrorClass::kInvalid,
                                 outcome.code,
                                 outcome.detail,
                                 {{outcome.pointer, outcome.detail}}});
      return refusal;
    }
    return order_answer(201, world_.order(outcome.order));
  }

  Outcome patch() {
    const OrderId id(number(body_, "id"));
    if (!world_.has(id)) return not_found();
    if (world_.order(id).version != number(body_, "version")) {
      return refused({ErrorClass::kRefused,
                      "version_stale",
                      "the order has changed since it was read; read it again and repeat",
                      {}});
    }
    const json::value* patch = body_.if_contains("patch");
    if (!patch || !patch->is_object())
      return refused(invalid("/patch", "must be an object").error());
    auto changed = patched(id, patch->as_object());
    if (!changed) return refused(changed.error());
    record_change(world_, context_, id, "order.edited", context_.chance.uuid(),
                  context_.entry.caller);
    return order_answer(200, world_.order(id));
  }

  Outcome transition() {
    const OrderId id(number(body_, "id"));
    if (!world_.has(id)) return not_found();
    const auto to = wanted_status();
    if (!to) return refused(to.error());
    const orders::Origin origin = origin_of(context_, json_text(body_, "transaction_id"));
    auto asked = asked_before(id, origin.transaction_id, *to, false);
    if (!asked) return refused(asked.error());
    if (*asked) return order_answer(200, world_.order(id));
    orders::Order attempt = world_.order(id);
    auto moved = orders::move_by_hand(attempt, *to, json_text(body_, "reason"), origin,
                                      *context_.settings.lifecycles);
    if (!moved) {
      const orders::Order& order = world_.order(id);
      raise(context_, AlertKind::kTransitionRefused,
            {{"order_no", order.order_no},
             {"axis", "status"},
             {"from", facts::name(order.status)},
             {"to", facts::name(*to)},
             {"by", context_.entry.caller}},
            {id, {}, {}, origin.transaction_id});
      Outcome outcome = refused(moved.error());
      outcome.order = id;
      return outcome;
    }
    orders::open_balance_when_due(attempt, context_.batch.at);
    world_.change(id) = std::move(attempt);
    world_.use_transaction(origin.transaction_id, id);
    record_change(world_, context_, id, "order.moved", origin.transaction_id, origin.actor);
    return order_answer(200, world_.order(id));
  }

  Outcome settle() {
    const OrderId id(number(body_, "id"));
    if (!world_.has(id)) return not_found();
    const int64_t no = number(body_, "no");
    orders::Order attempt = world_.order(id);
    if (!orders::settle_refusal(attempt, no)) {
      return refused({ErrorClass::kRefused,
                      "not_in_review",
                      "this observation does not wait for a person",
                      {}});
    }
    world_.change(id) = std::move(attempt);
    record_change(world_, context_, id, "order.refusal_settled", context_.chance.uuid(),
                  context_.entry.caller);
    audit(context_, "observation.dismissed",
          {{"observation", no}, {"reason", json_text(body_, "reason")}}, id);
    return order_answer(200, world_.order(id));
  }

  Outcome reset() {
    const OrderId id(number(body_, "id"));
    if (!world_.has(id)) return not_found();
    const auto to = wanted_status();
    if (!to) return refused(to.error());
    const std::string reason = json_text(body_, "reason");
    if (reason.empty()) return refused(invalid("/reason", "is required").error());
    const orders::Origin origin = origin_of(context_, json_text(body_, "transaction_id"));
    auto asked = asked_before(id, origin.transaction_id, *to, true);
    if (!asked) return refused(asked.error());
    if (*asked) return reset_answer(id, world_.used_for(origin.transaction_id).snapshot);
    orders::Order attempt = world_.order(id);
    auto done = orders::reset(attempt, *to, reason, origin, *context_.settings.lifecycles);
    if (!done) return refused(done.error());
    const int64_t snapshot = context_.batch.next_id();
    world_.add_snapshot(snapshot, id, reason,
                        orders::make_delta(orders::Order{}, world_.order(id)));
    world_.change(id) = std::move(attempt);
    world_.use_transaction(origin.transaction_id, id, snapshot);
    record_change(world_, context_, id, "order.reset", origin.transaction_id, origin.actor);
    return reset_answer(id, snapshot);
  }

  Outcome unfreeze() {
    const OrderId id(number(body_, "id"));
    if (!world_.has(id)) return not_found();
    context_.batch.unfrozen.push_back(id.value);
    // Its timer may have passed meanwhile, and fires at once then.
    const auto& presale = world_.order(id).presale;
    if (presale && presale->balance_due_at && *presale->balance_due_at <= context_.batch.at) {
      context_.batch.set_timer({*presale->balance_due_at, std::string(kBalanceDue), id.value});
    }
    audit(context_, "order.unfrozen", {{"order", id.str()}, {"reason", json_text(body_, "reason")}},
          id);
    return order_answer(200, world_.order(id));
  }

  // Changes nothing: that somebody looked, and what for, is what it is about.
  Outcome reveal() {
    const OrderId id(number(body_, "id"));
    if (!world_.has(id)) return not_found();
    json::object told{{"order", id.str()}, {"purpose", json_text(body_, "purpose")}};
    if (const int64_t file = number(body_, "attachment")) told["attachment"] = std::to_string(file);
    audit(context_, "person.revealed", told, id);
    return order_answer(200, world_.order(id));
  }

  Outcome forget() {
    const OrderId id(number(body_, "order"));
    if (!world_.has(id)) return not_found();
    const int64_t person = world_.order(id).person;
    if (person == 0 || !world_.person_key(PersonId(person))) {
      return refused({ErrorClass::kNotFound,
                      "nobody_to_forget",
                      "the order holds no personal data, or its person is forgotten already",
                      {}});
    }
    world_.forget(PersonId(person), context_.batch.at);
    audit(context_, "person.forgotten",
          {{"person", person}, {"order", id.str()}, {"reason", json_text(body_, "reason")}}, id);
    return answered(200, {{"person", std::to_string(person)}}, id);
  }

 private:
  [[nodiscard]] Outcome reset_answer(OrderId id, int64_t snapshot) const {
    const orders::Order& o = world_.order(id);
    return answered(200,
                    {{"id", o.id.str()},
                     {"status", facts::name(o.status)},
                     {"version", o.version},
                     {"snapshot_id", std::to_string(snapshot)}},
                    id);
  }

  // What every write of a status must carry (A1): a status, and a transaction id.
  [[nodiscard]] Result<facts::Status> wanted_status() const {
    const auto to = facts::parse_status(json_text(body_, "to"));
    if (!to) {
      return fail(ErrorClass::kInvalid, "unknown_status", "there is no such status",
                  {{"/to", "no such status"}});
    }
    if (!is_uuid(json_text(body_, "transaction_id"))) {
      return invalid("/transaction_id", "must be a UUID");
    }
    return *to;
  }

  // Whether the same was asked under this id; used for anything else, it is refused (A1).
  Result<bool> asked_before(OrderId id, const std::string& transaction, facts::Status to,
                            bool by_reset) const {
    const OrderId used = world_.used_for(transaction).order;
    if (!used) return false;
    if (used == id && orders::asked_already(world_.order(id), transaction, to, by_reset)) {
      return true;
    }
    return fail(ErrorClass::kInvalid, "transaction_id_reused",
                "this transaction id was used for another write; make a new one",
                {{"/transaction_id", "was used before"}});
  }

  static Result<> set_text(const json::value& v, const char* pointer, std::string& out,
                           size_t max) {
    if (v.is_null()) {
      out.clear();
      return {};
    }
    if (!v.is_string()) return invalid(pointer, "must be text or null");
    auto clean = clean_multiline(std::string_view(v.as_string()));
    if (!clean) return invalid(pointer, clean.error().detail);
    if (code_points(*clean) > max) return invalid(pointer, fmt::format("is longer than {}", max));
    out = std::move(*clean);
    return {};
  }

  static Result<> set_tags(const json::value& v, std::vector<std::string>& tags) {
    tags.clear();
    if (v.is_null()) return {};
    if (!v.is_array() || v.as_array().size() > 50)
      return invalid("/tags", "must be a list of at most 50");
    for (const json::value& tag : v.as_array()) {
      std::string clean;
      if (auto r = set_text(tag, "/tags", clean, 50); !r) return r;
      if (!clean.empty() && std::ranges::find(tags, clean) == tags.end()) tags.push_back(clean);
    }
    return {};
  }

  static Result<> merge_custom(const json::value& v, std::string& custom) {
    if (v.is_null()) {
      custom.clear();
      return {};
    }
    if (!v.is_object()) return invalid("/custom", "must be an object or null");
    json::object held = custom.empty() ? json::object() : json::parse(custom).as_object();
    for (const auto& [key, value] : v.as_object()) {
      if (value.is_null())
        held.erase(key);
      else
        held[key] = value;
    }
    if (held.size() > 50) return invalid("/custom", "has more than 50 fields");
    custom = held.empty() ? std::string() : json::serialize(held);
    if (custom.size() > 8192) return invalid("/custom", "is larger than 8 KB");
    return {};
  }

  Result<> patched(OrderId id, const json::object& patch) {
    orders::Order attempt = world_.order(id);
    // Fields are merged in the clear; those of a forgotten person are gone.
    if (patch.contains("custom")) open_custom(attempt);
    std::optional<Personal> personal;
    for (const auto& [key, value] : patch) {
      Result<> r;
      if (key == "note")
        r = set_text(value, "/note", attempt.note, 2000);
      else if (key == "tags")
        r = set_tags(value, attempt.tags);
      else if (key == "custom")
        r = merge_custom(value, attempt.custom);
      else if (key == "receiver")
        r = read_personal(value, personal);
      else
        r = invalid("/" + std::string(key), "cannot be edited", "not_editable");
      if (!r) return r;
      if (key == "tags") continue;
      if (!value.is_null() && forgotten(attempt)) {
        return fail(ErrorClass::kRefused, "person_forgotten",
                    "this order's person is forgotten; nothing more is kept of them");
      }
      orders::mark_by_hand(attempt, key);
    }
    orders::refold(attempt, *context_.settings.lifecycles);
    orders::Order& order = world_.change(id);
    order = std::move(attempt);
    // People first: the words go under the key of whoever the order turns out to belong to.
    if (personal) {
      take_personal(
          world_, keyring_, context_, order,
          prepare_personal(keyring_.lookup(), order.shop, order.order_no_clean, *personal));
    }
    take_words(world_, keyring_, context_, order, order.note);
    take_custom(world_, keyring_, context_, order);
    return {};
  }

  [[nodiscard]] bool forgotten(const orders::Order& order) const {
    return order.person != 0 && !world_.person_key(PersonId(order.person));
  }

  void open_custom(orders::Order& order) const {
    if (!order.custom.starts_with(kSealedWords)) return;
    const Key256* key = world_.person_key(PersonId(order.person));
    order.custom = key ? open_words(*key, order.custom).value_or("") : std::string();
  }

  // The API has put the receiver together with what is held and cleaned it: {"buyer", "receiver"}.
  static Result<> read_personal(const json::value& v, std::optional<Personal>& personal) {
    personal = parse_personal(json::serialize(v));
    if (!personal) return invalid("/receiver", "must be an object");
    return {};
  }

  World& world_;
  const store::Keyring& keyring_;
  Context& context_;
  const json::object& body_;
  const DecodedCommand& command_;
};

Outcome dismiss(World& world, Context& context, const json::object& body) {
  const MessageSeq seq(number(body, "seq"));
  if (!world.awaits_person(seq)) {
    return refused(
        {ErrorClass::kRefused, "not_in_review", "this message does not wait for a person", {}});
  }
  world.deal_with(seq);
  context.batch.resolved.emplace_back(seq, context.entry.seq);
  audit(context, "message.dismissed",
        {{"message", seq.str()}, {"reason", json_text(body, "reason")}});
  return answered(200, {{"message_id", seq.str()}});
}

// Somebody who sees people masked asked for them by a telephone. Changes nothing; the number itself is
// in no log.
Outcome look_up(Context& context, const json::object& body) {
  const json::value* orders = body.if_contains("orders");
  if (json_text(body, "by").empty() || json_text(body, "number").empty() || !orders ||
      !orders->is_array()) {
    return refused(invalid("", "by, number and orders are required").error());
  }
  audit(context, "person.looked_up", body);
  return answered(200, {});
}

Outcome apply_to_order(World& world, const store::Keyring& keyring, Context& context,
                       const DecodedCommand& command) {
  const std::string& route = context.entry.route;
  OrderCommands orders(world, keyring, context, command);
  if (route == "orders.create") return orders.create();
  if (route == "orders.patch") return orders.patch();
  if (route == "orders.transition") return orders.transition();
  if (route == "orders.reset") return orders.reset();
  if (route == "orders.unfreeze") return orders.unfreeze();
  if (route == "orders.reveal") return orders.reveal();
  if (route == "persons.forget") return orders.forget();
  if (route == "orders.settle") return orders.settle();
  return refused({ErrorClass::kInvalid, "unknown_command", "there is no command " + route, {}});
}

}  // namespace

Outcome refused(const Error& error) {
  Outcome outcome;
  outcome.state = MessageState::kIgnored;
  outcome.code = error.code;
  outcome.detail = error.detail;
  json::object body{{"code", error.code}, {"detail", error.detail}};
  json::array fields;
  for (const FieldError& f : error.fields) {
    fields.push_back(json::object{{"pointer", f.pointer}, {"detail", f.detail}});
  }
  if (!fields.empty()) body["errors"] = std::move(fields);
  if (!error.fields.empty()) outcome.pointer = error.fields.front().pointer;
  outcome.answer = {status_of(error), json::serialize(body)};
  return outcome;
}

Outcome answered(int status, const json::object& body, OrderId order) {
  Outcome outcome;
  outcome.order = order;
  outcome.answer = {status, json::serialize(body)};
  return outcome;
}

Outcome apply_command(World& world, const store::Keyring& keyring, Context& context,
                      const DecodedCommand& command) {
  const std::string& route = context.entry.route;
  if (!command.body) return refused(command.body.error());
  if (route == kReceiptRoute) return apply_receipt(world, context, *command.body);
  if (is_alert_command(route)) return apply_alert_command(context, *command.body);
  if (route.starts_with("config.")) return apply_config(context, *command.body);
  if (route == kRecordHead) return record_head(context, *command.body);
  if (route == kRecordPeak) return record_peak(world, *command.body);
  if (route == kSelfTestRoute) return record_self_test(context, *command.body);
  if (is_pulling(route)) return apply_pull(world, context, *command.body);
  if (route == "messages.dismiss") return dismiss(world, context, *command.body);
  if (route == kOrderPushedRoute) return apply_pushed(world, context, *command.body);
  if (route == "people.lookup") return look_up(context, *command.body);
  if (route == kTakeBackRoute) return take_back_goods(world, context, *command.body);
  if (is_attaching(route)) return apply_attaching(world, keyring, context, command);
  if (is_paper_command(route)) return apply_paper_command(world, context, *command.body);
  if (is_stock_command(route)) return apply_stock_command(world, context, *command.body);
  if (is_mending(route)) return apply_mending(world, context, *command.body);
  Outcome outcome = apply_to_order(world, keyring, context, command);
  // A refusal belongs to its order as well: its body may name people who are forgotten later.
  const OrderId named(number(*command.body, "id"));
  if (!outcome.order && named && world.has(named)) outcome.order = named;
  return outcome;
}

}  // namespace ordo::flows
