// What the cell loads before a batch is applied: all that its facts, commands and timers will touch.
#include "base/json_read.h"
#include "flows/attachment_commands.h"
#include "flows/cell.h"
#include "flows/echo_flow.h"
#include "flows/mend_commands.h"
#include "flows/paper_commands.h"
#include "flows/personal.h"
#include "flows/push_commands.h"
#include "flows/stock_commands.h"
#include "flows/stock_flow.h"

namespace ordo::flows {

namespace json = boost::json;

void MerchantCell::want_person_of(store::Questions& questions, OrderId id) {
  if (!id || !world_.has(id) || !world_.order(id).person) return;
  world_.want_person(questions, PersonId(world_.order(id).person));
}

void MerchantCell::want_named(store::Questions& questions, WantedFact& fact) {
  const auto* shipment = std::get_if<facts::ShipmentFact>(fact.fact);
  if (const auto* order = std::get_if<facts::OrderFact>(fact.fact))
    want_goods(questions, fact, *order);
  if (const auto* stock = std::get_if<facts::StockFact>(fact.fact)) {
    world_.stock().want_sku(questions, stock->sku);
  }
  if (!fact.number.empty()) {
    fact.order = &world_.want_number(questions, fact.shop, fact.number);
  } else if (shipment) {
    fact.tracking = world_.hash(tracking_key(shipment->tracking_no));
    world_.want_hash(questions, *fact.tracking);
  }
}

// What an order is of, and what its buyer holds of it already.
void MerchantCell::want_goods(store::Questions& questions, const WantedFact& fact,
                              const facts::OrderFact& order) {
  StockKeeper& stock = world_.stock();
  const Shop* shop = begun_with_->shop(fact.shop);
  if (!shop || !stock.in_use()) return;
  for (const facts::Line& line : order.lines) {
    const std::string sku = stock::sku_of(stock.rules(), fact.shop, line.sku, line.channel_sku);
    stock.want_sku(questions, sku);
    stock.want_held(questions, fact.prepared->personal.buyer, shop->channel, sku);
  }
}

void MerchantCell::want_orders(store::Questions& questions, const WantedFact& fact) {
  if (fact.known()) {
    world_.want_order(questions, fact.known());
  } else if (fact.order) {
    want_echo(world_, questions, fact.shop, fact.number, *fact.fact);
  } else if (fact.tracking) {
    for (const int64_t id : world_.under(*fact.tracking)) world_.want_order(questions, OrderId(id));
  }
}

void MerchantCell::want_people(store::Questions& questions, const WantedFact& fact) {
  want_person_of(questions, fact.known());
  if (fact.order && !fact.known()) want_echoed(world_, questions, fact.shop, fact.number);
  if (fact.tracking) {
    for (const int64_t id : world_.under(*fact.tracking)) want_person_of(questions, OrderId(id));
  }
  // Also of an order that has its person: who buys may be named late, or otherwise than before.
  if (fact.prepared->personal.buyer) world_.want_hash(questions, fact.prepared->personal.buyer);
  if (fact.known()) return;
  for (const int64_t twin : fact.prepared->twins) {
    if (twin) world_.want_hash(questions, twin);
  }
}

// Whom a person names by hand may be a buyer who is known.
void MerchantCell::want_named(store::Questions& questions, WantedCommand& wanted) {
  if (wanted.entry->route != "orders.patch" || !wanted.order || !world_.has(wanted.order)) return;
  const json::value* patch = wanted.body->if_contains("patch");
  const json::object* fields = patch ? patch->if_object() : nullptr;
  const json::value* receiver = fields ? fields->if_contains("receiver") : nullptr;
  if (!receiver) return;
  const auto personal = parse_personal(json::serialize(*receiver));
  if (!personal) return;
  const orders::Order& order = world_.order(wanted.order);
  wanted.buyer =
      prepare_personal(keyring_.lookup(), order.shop, order.order_no_clean, *personal).buyer;
  if (wanted.buyer) world_.want_hash(questions, wanted.buyer);
}

// Who is named as the buyer may have bought before.
void MerchantCell::want_buyer(store::Questions& questions, int64_t buyer) {
  if (!buyer) return;
  for (const int64_t person : world_.under(buyer)) {
    world_.want_person(questions, PersonId(person));
  }
}

void MerchantCell::want_command(store::Questions& questions, const WantedCommand& wanted) {
  const json::object& body = *wanted.body;
  if (const json::value* v = body.if_contains("transaction_id"); v && v->is_string()) {
    world_.want_transaction(questions, std::string(v->as_string()));
  }
  if (wanted.entry->route == kOrderPushedRoute) want_pushed(world_, questions, body);
  if (is_attaching(wanted.entry->route)) want_attached(world_, questions, body);
  if (wanted.entry->route.starts_with("stock.")) {
    want_named_stock(world_.stock(), questions, wanted.entry->route, body);
    if (wanted.entry->route == "stock.reserve") want_cart(world_, questions, body);
    if (is_paper_command(wanted.entry->route)) want_paper(world_, questions, body);
  }
  if (wanted.entry->route == kTakeBackRoute)
    world_.stock().want_sku(questions, json_text(body, "sku"));
  if (is_mending(wanted.entry->route)) want_mended(world_, questions, body);
  if (wanted.entry->route == "messages.dismiss") {
    const json::value* seq = body.if_contains("seq");
    if (seq && seq->is_int64()) world_.want_parked(questions, MessageSeq(seq->as_int64()));
  }
  if (wanted.order) world_.want_order(questions, wanted.order);
}

void MerchantCell::list_wanted(core::Inbound& inbound, std::vector<WantedFact>& facts,
                               std::vector<WantedCommand>& commands) const {
  ReadFacts* message = nullptr;
  if (auto* d = dynamic_cast<DecodedFacts*>(inbound.decoded.get())) {
    message = &d->read;
  } else if (auto* c = dynamic_cast<DecodedCommand*>(inbound.decoded.get())) {
    message = &c->read;
    if (c->body) commands.push_back({&inbound.entry, &*c->body, named_order(inbound.entry, *c)});
  }
  if (!message) return;
  read_again(inbound.entry, *message);
  for (size_t i = 0; i < message->prepared.size(); ++i) {
    const facts::Fact& fact = (*message->facts)[i];
    facts.push_back(
        {inbound.entry.stream, &fact, &message->prepared[i], std::string(facts::order_no(fact))});
  }
}

// In rounds, each of which needs what the one before it has found, and is asked together: how many there
// are does not depend on how much is asked.
void MerchantCell::prefetch(const store::Reader& reader, const core::Configuration& config,
                            std::span<core::Inbound* const> inbounds) {
  std::vector<WantedFact> all;
  std::vector<WantedCommand> commands;
  all.reserve(inbounds.size());
  for (core::Inbound* inbound : inbounds) list_wanted(*inbound, all, commands);
  store::Questions questions(reader);
  begin(config, questions);
  for (const WantedCommand& command : commands) want_command(questions, command);
  for (WantedFact& fact : all) want_named(questions, fact);
  world_.settle(questions);
  for (const WantedCommand& command : commands) {
    if (command.entry->route == kOrderPushedRoute) {
      want_pushed_order(world_, questions, *command.body);
    }
  }
  for (const WantedFact& fact : all) want_orders(questions, fact);
  world_.settle(questions);
  for (WantedCommand& command : commands) {
    want_person_of(questions, command.order);
    want_named(questions, command);
  }
  for (const WantedFact& fact : all) want_people(questions, fact);
  world_.settle(questions);
  for (const WantedCommand& command : commands) want_buyer(questions, command.buyer);
  for (const WantedFact& fact : all) want_buyer(questions, fact.prepared->personal.buyer);
  world_.settle(questions);
  while (world_.stock().asks()) world_.settle(questions);
}

void MerchantCell::prefetch_timers(const store::Reader& reader, const core::Configuration& config,
                                   std::span<const core::Timer> timers) {
  store::Questions questions(reader);
  begin(config, questions);
  for (const core::Timer& timer : timers) {
    if (timer.kind == kBalanceDue) world_.want_order(questions, OrderId(timer.ref));
    if (timer.kind == kStockExpiry) world_.stock().want_order(questions, OrderId(timer.ref));
  }
  do {
    world_.settle(questions);
  } while (world_.stock().asks());
}

// What the batch is loaded by, and stock is kept by: as it stood when the batch began.
void MerchantCell::begin(const core::Configuration& config, store::Questions& questions) {
  if (!begun_with_ || begun_with_->version != config.version()) {
    const bool have = settings_ && settings_->version == config.version();
    begun_with_ = have ? settings_ : build_settings(config, begun_with_.get());
  }
  if (!settings_) settings_ = begun_with_;
  world_.stock().go_by(begun_with_->stock, questions);
}

}  // namespace ordo::flows
