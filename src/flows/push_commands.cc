#include "flows/push_commands.h"

#include <fmt/format.h>

#include "base/text.h"
#include "flows/commands.h"
#include "flows/config_commands.h"
#include "flows/config_kit.h"
#include "flows/echo_flow.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;
using core::Outcome;

struct Wanted {
  OrderId order;
  ShopId shop;
  Result<std::string> order_no;  // cleaned; empty where none was given
};

int64_t number(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_int64() ? v->as_int64() : 0;
}

Wanted read(const json::object& body) {
  Wanted wanted{OrderId(number(body, "id")), ShopId(number(body, "shop")), std::string()};
  const std::string raw = json_text(body, "channel_order_no");
  if (!raw.empty()) wanted.order_no = clean_number(raw);
  return wanted;
}

Outcome refusal(const Wanted& wanted, std::string code, std::string detail) {
  Outcome outcome = refused({ErrorClass::kRefused, std::move(code), std::move(detail), {}});
  outcome.order = wanted.order;
  return outcome;
}

// Whose number it is in that shop already; none when it is free.
OrderId owner_of(const World& world, const Wanted& wanted) {
  if (wanted.order_no->empty()) return {};
  const OrderId placed = world.find(wanted.shop, *wanted.order_no);
  return placed ? placed : world.pushes().find(wanted.shop, *wanted.order_no);
}

Outcome told(const Context& context, int status, const Push& push) {
  const Shop* shop = context.settings.shop(push.shop);
  json::value order_no;
  if (!push.order_no.empty()) order_no = push.order_no;
  return answered(status,
                  {{"id", push.order.str()},
                   {"shop", shop ? shop->code : std::string()},
                   {"channel_order_no", std::move(order_no)},
                   {"pushed_at", format_rfc3339(push.at)}},
                  push.order);
}

Outcome put(World& world, Context& context, const Push& push, int status) {
  world.pushes().put(push);
  audit(context, kOrderPushed, push_json(context, push), push.order);
  if (!push.order_no.empty()) context.batch.wakes.emplace_back(push.shop, push.order_no);
  return told(context, status, push);
}

Outcome put_wanted(World& world, Context& context, const Wanted& wanted) {
  const Push* held = world.pushes().find(wanted.shop, wanted.order);
  const std::string& order_no = *wanted.order_no;
  if (held && (order_no.empty() || held->order_no == order_no)) return told(context, 200, *held);
  if (held && !held->order_no.empty()) {
    return refusal(wanted, "pushed_already",
                   "the order is known in that shop under number " + held->order_no);
  }
  if (const OrderId owner = owner_of(world, wanted)) {
    return refusal(
        wanted, "number_taken",
        fmt::format("number {} of that shop is order {} already", order_no, owner.str()));
  }
  const Instant at = held ? held->at : context.batch.at;
  return put(world, context, {wanted.shop, wanted.order, order_no, at}, held ? 200 : 201);
}

}  // namespace

void want_pushed(World& world, store::Questions& questions, const json::object& body) {
  const Wanted wanted = read(body);
  world.pushes().want(questions, wanted.shop, wanted.order);
  if (!wanted.order_no || wanted.order_no->empty()) return;
  (void)world.want_number(questions, wanted.shop, *wanted.order_no);
  world.pushes().want(questions, wanted.shop, *wanted.order_no);
}

void want_pushed_order(World& world, store::Questions& questions, const json::object& body) {
  const Wanted wanted = read(body);
  if (!wanted.order_no || wanted.order_no->empty()) return;
  if (const OrderId owner = world.find_loaded(wanted.shop, *wanted.order_no)) {
    world.want_order(questions, owner);
  }
}

Outcome apply_pushed(World& world, Context& context, const json::object& body) {
  const Wanted wanted = read(body);
  if (!world.has(wanted.order)) {
    return refused(
        {ErrorClass::kNotFound, "order_not_found", "there is no order with this id", {}});
  }
  if (!wanted.order_no) return bad("/channel_order_no", wanted.order_no.error().detail);
  if (!context.settings.shop(wanted.shop)) {
    return refused({ErrorClass::kInvalid,
                    "unknown_shop",
                    "there is no such shop",
                    {{"/shop", "there is no such shop"}}});
  }
  if (world.order(wanted.order).shop == wanted.shop) {
    return refusal(wanted, "pushed_to_own_shop", "the order came from this very shop");
  }
  return put_wanted(world, context, wanted);
}

}  // namespace ordo::flows
