#include "flows/echo_flow.h"

#include <fmt/format.h>

#include <charconv>

#include "channels/echo.h"
#include "flows/config_commands.h"
#include "flows/order_flows.h"
#include "flows/raise.h"

namespace ordo::flows {
namespace {

constexpr std::string_view kUnprovedTag = "echo_unproved";

// The id at the end of an order number of ours ("SO20260122-77").
OrderId id_in(std::string_view our_order_no) {
  const size_t dash = our_order_no.rfind('-');
  if (dash == std::string_view::npos) return {};
  int64_t id = 0;
  const char* const end = our_order_no.data() + our_order_no.size();
  const auto read = std::from_chars(our_order_no.data() + dash + 1, end, id);
  return read.ec == std::errc{} && read.ptr == end && id > 0 ? OrderId(id) : OrderId{};
}

std::optional<std::string> mark_of(const facts::OrderFact* fact) {
  return fact ? channels::echo_of(*fact) : std::nullopt;
}

// The order that the mark names, if it was pushed to this shop, and not known there by another number.
OrderId proved_by_mark(const World& world, ShopId shop, const std::string& order_no,
                       const facts::OrderFact* fact) {
  const auto mark = mark_of(fact);
  const OrderId id = mark ? id_in(*mark) : OrderId{};
  if (!id || !world.has(id) || world.order(id).order_no != *mark) return {};
  const Push* push = world.pushes().find(shop, id);
  const bool fits = push && (push->order_no.empty() || push->order_no == order_no);
  return fits ? id : OrderId{};
}

void learn_number(World& world, Context& context, ShopId shop, OrderId ours,
                  const std::string& order_no) {
  const Push* held = world.pushes().find(shop, ours);
  if (!held || !held->order_no.empty()) return;
  Push push = *held;
  push.order_no = order_no;
  world.pushes().put(push);
  audit(context, kOrderEchoed, push_json(context, push), ours);
  // What came before it under this number waits for an order that will not come.
  context.batch.wakes.emplace_back(shop, order_no);
}

}  // namespace

boost::json::object push_json(const Context& context, const Push& push) {
  const Shop* shop = context.settings.shop(push.shop);
  return {{"shop", shop ? shop->code : std::string()},
          {"shop_id", push.shop.value},
          {"channel_order_no", push.order_no}};
}

void want_echo(World& world, store::Questions& questions, ShopId shop, const std::string& order_no,
               const facts::Fact& fact) {
  world.pushes().want(questions, shop, order_no);
  const auto mark = mark_of(std::get_if<facts::OrderFact>(&fact));
  const OrderId named = mark ? id_in(*mark) : OrderId{};
  if (!named) return;
  world.want_order(questions, named);
  world.pushes().want(questions, shop, named);
}

void want_echoed(World& world, store::Questions& questions, ShopId shop,
                 const std::string& order_no) {
  if (const OrderId ours = world.pushes().find(shop, order_no)) world.want_order(questions, ours);
}

OrderId echoed_order(const World& world, ShopId shop, const std::string& order_no,
                     const facts::OrderFact* fact) {
  const OrderId known = world.pushes().find(shop, order_no);
  return known ? known : proved_by_mark(world, shop, order_no, fact);
}

core::Outcome take_echo(World& world, Context& context, const orders::Origin& origin, OrderId ours,
                        const std::string& order_no, const std::optional<EchoWord>& word) {
  learn_number(world, context, context.shop->id, ours, order_no);
  if (word) {
    orders::take_mirror(world.change(ours), origin, word->status_raw, word->status, word->said_at);
    orders::refold(world.changing(ours), *context.settings.lifecycles);
    record_change(world, context, ours, "order.mirrored", origin.transaction_id, origin.actor);
  }
  core::Outcome outcome;
  outcome.state = core::MessageState::kIgnored;
  outcome.code = "echo";
  outcome.detail = fmt::format("speaks of {}, which was pushed to this shop: no order of its own",
                               world.order(ours).order_no);
  outcome.order = ours;
  return outcome;
}

void alert_unproved_echo(World& world, Context& context, OrderId placed,
                         const facts::OrderFact& fact) {
  const auto mark = channels::echo_of(fact);
  if (!mark) return;
  orders::Order& order = world.changing(placed);
  order.tags.emplace_back(kUnprovedTag);
  raise(context, AlertKind::kEchoUnproved, {{"order_no", order.order_no}, {"mark", *mark}},
        {placed, "echo_unproved/" + context.shop->id.str(), {}});
}

}  // namespace ordo::flows
