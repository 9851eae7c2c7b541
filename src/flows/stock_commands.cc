#include "flows/stock_commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

#include "base/json_read.h"
#include "flows/commands.h"
#include "flows/config_commands.h"
#include "flows/stock_keeper.h"
#include "stock/catalogue.h"
#include "stock/handling.h"
#include "stock/reserve.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;
using core::Outcome;
using stock::ItemId;
using stock::ItemKey;

int64_t whole(const json::object& body, std::string_view field) {
  const json::value* v = body.if_contains(field);
  return v && v->is_int64() ? v->as_int64() : 0;
}

json::value null_or(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

ItemKey key_of(const json::object& body) {
  return {json_text(body, "sku"), json_text(body, "warehouse"), json_text(body, "pool")};
}

// The same of what is set aside for nobody.
ItemKey main_of(const ItemKey& key) { return {key.sku, key.warehouse, ""}; }

Result<> check_place(const Context& context, const ItemKey& key) {
  if (auto known = check_goods(*context.settings.catalogue, key.sku, key.warehouse); !known) {
    return known;
  }
  if (key.pool.empty() || context.settings.catalogue->pool(key.pool)) return {};
  return invalid("/pool", "there is no pool " + key.pool, "unknown_pool");
}

const stock::Item* item_at(const stock::Book& book, const ItemKey& key) {
  const auto all = book.items_of(key.sku);
  const auto at = std::ranges::find(all, key, [](const stock::Item* item) { return item->key(); });
  return at == all.end() ? nullptr : *at;
}

// What whoever sends the command has seen must still be so. An item that is not there has moved never.
Result<> check_seen(const stock::Item* item, const json::object& body) {
  const json::value* version = body.if_contains("if_version");
  const int64_t moved = item ? item->figures().movements : 0;
  if (version && version->is_int64() && version->as_int64() != moved) {
    return fail(ErrorClass::kRefused, "version_stale",
                "this stock moved since it was read; read it again and repeat");
  }
  const json::value* sellable = body.if_contains("expected_sellable");
  const int64_t there = item ? item->sellable() : 0;
  if (sellable && sellable->is_int64() && sellable->as_int64() != there) {
    return fail(ErrorClass::kRefused, "sellable_changed",
                fmt::format("{} are sellable, and not {}", there, sellable->as_int64()));
  }
  return {};
}

// Stock is loaded by the catalogue as it stood when the batch began.
Error edited_meanwhile(const std::string& sku) {
  return {ErrorClass::kRefused,
          "sku_changed",
          fmt::format("{} was edited at the same moment; repeat", sku),
          {}};
}

json::object moved_json(const stock::Item& item) {
  return {{"item_id", item.id().str()},        {"sku", item.key().sku},
          {"warehouse", item.key().warehouse}, {"pool", null_or(item.key().pool)},
          {"sellable", item.sellable()},       {"version", item.figures().movements}};
}

// All of it, or nothing: an item that was made for what is refused is taken back as well.
Result<> all_or_nothing(StockWork& work, const std::function<Result<>()>& act) {
  work.book.set_savepoint();
  auto done = act();
  done ? work.book.keep_changes() : work.book.roll_back();
  return done;
}

using Handling = Result<> (*)(StockWork&, ItemId, const ItemKey&, int64_t, const stock::Cause&);

Result<> do_receive(StockWork& w, ItemId item, const ItemKey&, int64_t n, const stock::Cause& c) {
  return stock::receive(w.book, item, n, c, w.origin);
}
Result<> do_adjust(StockWork& w, ItemId item, const ItemKey&, int64_t n, const stock::Cause& c) {
  return stock::adjust(w.book, item, n, c, w.origin);
}
Result<> do_freeze(StockWork& w, ItemId item, const ItemKey&, int64_t n, const stock::Cause& c) {
  return stock::freeze(w.book, item, n, c, w.origin);
}
Result<> do_unfreeze(StockWork& w, ItemId item, const ItemKey&, int64_t n, const stock::Cause& c) {
  return stock::unfreeze(w.book, item, n, c, w.origin);
}
Result<> do_earmark(StockWork& w, ItemId item, const ItemKey& key, int64_t n,
                    const stock::Cause& c) {
  const auto pool = w.settings().pools.find(key.pool);
  if (pool == w.settings().pools.end()) return invalid("/pool", "must be a pool", "unknown_pool");
  return stock::earmark(w.book, w.item(main_of(key)), item, n, pool->second, c, w.origin);
}
Result<> do_give_back(StockWork& w, ItemId item, const ItemKey& key, int64_t n,
                      const stock::Cause& c) {
  if (key.pool.empty()) return invalid("/pool", "must be a pool", "unknown_pool");
  return stock::give_back(w.book, item, w.item(main_of(key)), n, c, w.origin);
}

struct HandlingRoute {
  std::string_view route;
  Handling handle;
};
constexpr HandlingRoute kHandlings[] = {
    {"stock.receive", do_receive}, {"stock.adjust", do_adjust},
    {"stock.freeze", do_freeze},   {"stock.unfreeze", do_unfreeze},
    {"stock.earmark", do_earmark}, {"stock.give_back", do_give_back},
};

Outcome handle(World& world, Context& context, const json::object& body, Handling act) {
  const ItemKey key = key_of(body);
  if (auto sane = check_place(context, key); !sane) return refused(sane.error());
  StockWork work = stock_work(world, context, json_text(body, "reason"));
  if (!work.book.knows_all_of(key.sku)) return refused(edited_meanwhile(key.sku));
  if (auto seen = check_seen(item_at(work.book, key), body); !seen) return refused(seen.error());
  const int64_t quantity = whole(body, "quantity");
  ItemId item;
  const auto done = all_or_nothing(work, [&] {
    item = work.item(key);
    return act(work, item, key, quantity, {});
  });
  if (!done) return refused(done.error());
  const json::object answer = moved_json(work.book.item(item));
  json::object told = answer;
  told["quantity"] = quantity;
  told["reason"] = work.origin.reason;
  audit(context, context.entry.route, told);
  return answered(201, answer);
}

// So that what is sellable and set aside for nobody is as the row says.
Result<int64_t> correct(StockWork& work, const Context& context, const json::object& row) {
  const ItemKey key = key_of(row);
  if (auto sane = check_place(context, key); !sane) return std::unexpected(sane.error());
  if (!work.book.knows_all_of(key.sku)) return std::unexpected(edited_meanwhile(key.sku));
  const ItemId item = work.item(key);
  const int64_t difference = whole(row, "available") - work.book.item(item).sellable();
  if (difference == 0) return 0;
  const auto done = stock::adjust(work.book, item, difference, {}, work.origin);
  if (!done) return std::unexpected(done.error());
  return 1;
}

Outcome import_stock(World& world, Context& context, const json::object& body) {
  const json::value* items = body.if_contains("items");
  if (!items || !items->is_array()) return refused(invalid("/items", "are required").error());
  StockWork work = stock_work(world, context, json_text(body, "reason"));
  int64_t changed = 0;
  const auto done = all_or_nothing(work, [&]() -> Result<> {
    for (const json::value& row : items->as_array()) {
      const auto moved = correct(work, context, row.is_object() ? row.as_object() : json::object());
      if (!moved) return std::unexpected(moved.error());
      changed += *moved;
    }
    return {};
  });
  if (!done) return refused(done.error());
  const json::object answer{{"rows", items->as_array().size()}, {"changed", changed}};
  if (changed > 0) audit(context, "stock.import", answer);
  return answered(200, answer);
}

const stock::Shortage* find_shortage(const stock::Book& book, OrderId order, int64_t no) {
  if (!book.knows(order)) return nullptr;
  const auto& all = book.order(order).shortages;
  return no >= 1 && no <= std::ssize(all) ? &all[static_cast<size_t>(no - 1)] : nullptr;
}

Outcome settle_shortage(World& world, Context& context, const json::object& body) {
  const OrderId order(whole(body, "order"));
  const int64_t no = whole(body, "no");
  StockWork work = stock_work(world, context, json_text(body, "reason"));
  if (!find_shortage(work.book, order, no)) {
    return refused({ErrorClass::kNotFound, "shortage_not_found", "there is no such shortage", {}});
  }
  const std::string id = order.str() + "-" + std::to_string(no);
  if (context.entry.route == "stock.drop") {
    const auto dropped = stock::drop_shortage(work.book, order, no, work.origin);
    if (!dropped) return refused(dropped.error());
    audit(context, "stock.drop", {{"shortage", id}, {"reason", work.origin.reason}}, order);
    return answered(200, {{"id", id}});
  }
  const int64_t covered = stock::cover(work.book, order, no, work.origin);
  if (covered > 0) audit(context, "stock.cover", {{"shortage", id}, {"covered", covered}}, order);
  return answered(200, {{"id", id},
                        {"covered", covered},
                        {"missing", find_shortage(work.book, order, no)->missing()}});
}

// Of its parts, the one that is furthest from over.
stock::ReservationState state_of(const stock::OrderStock& cart) {
  const auto is = [&](stock::ReservationState state) {
    return std::ranges::find(cart.reservations, state, &stock::Reservation::state) !=
           cart.reservations.end();
  };
  using enum stock::ReservationState;
  for (const auto state : {kPending, kPosted, kConsumed, kExpired}) {
    if (is(state)) return state;
  }
  return kVoided;
}

// For a shop only out of a pool of its own.
Result<> check_pool_of(const stock::StockRules& rules, const stock::Seller& seller,
                       const std::string& pool) {
  if (pool.empty()) return {};
  const auto use = rules.pools.find(pool);
  const bool may =
      use != rules.pools.end() && (!seller.shop || use->second.shops.contains(seller.shop) ||
                                   use->second.channels.contains(seller.channel));
  if (may) return {};
  return invalid("/pool", "there is no such pool for these sales", "unknown_pool");
}

// Only what its caller named, where he named any.
std::vector<ItemId> places_of(const StockWork& work, const stock::Seller& seller,
                              const std::string& sku, const json::object& body) {
  const std::string warehouse = json_text(body, "warehouse"), pool = json_text(body, "pool");
  std::vector<const stock::Item*> items = work.book.items_of(sku);
  std::erase_if(items, [&](const stock::Item* item) {
    return (!warehouse.empty() && item->key().warehouse != warehouse) ||
           (!pool.empty() && item->key().pool != pool);
  });
  if (pool.empty()) return stock::sources_of(work.rules, seller, items);
  std::vector<ItemId> all;
  for (const stock::Item* item : items) all.push_back(item->id());
  return all;
}

// A cart has no lines: what is wrong is wrong with what it asks for.
Outcome refused_cart(Error error) {
  for (FieldError& f : error.fields) f.pointer = "/quantity";
  return refused(error);
}

void end_after(stock::Book& book, OrderId cart, Instant ends) {
  const size_t parts = book.order(cart).reservations.size();
  for (size_t no = 1; no <= parts; ++no) {
    book.change(cart, static_cast<int64_t>(no),
                [&](stock::Reservation& r) { r.expires_at = ends; });
  }
}

Outcome reserve(World& world, Context& context, const json::object& body) {
  const std::string sku = json_text(body, "sku");
  const stock::Seller seller{json_text(body, "channel"), ShopId(whole(body, "shop"))};
  StockWork work = stock_work(world, context);  // who owns a cart stands in no ledger
  auto demands = stock::demands_of("", sku, whole(body, "quantity"), work.rules.bundle(sku));
  if (!demands) return refused_cart(demands.error());
  if (auto may = check_pool_of(work.rules, seller, json_text(body, "pool")); !may) {
    return refused(may.error());
  }
  for (stock::Demand& d : *demands) {
    if (!work.book.knows_all_of(d.sku)) return refused(edited_meanwhile(d.sku));
    d.from = places_of(work, seller, d.sku, body);
  }
  const OrderId cart(context.batch.next_id());
  const int64_t owner = cart_owner(world, json_text(body, "owner"));
  work.book.put(cart, {});
  const auto locked =
      stock::lock(work.book, work.settings(), {cart, seller.shop, seller.channel, owner, 0},
                  *demands, work.origin);
  if (!locked) return refused_cart(locked.error());
  if (const int64_t ttl_s = whole(body, "ttl_s"); ttl_s > 0) {
    end_after(work.book, cart, context.batch.at.plus_ms(ttl_s * 1000));
  }
  return answered(201, cart_json(context.settings, cart, work.book.order(cart)));
}

// Reservations of orders have lines; those of carts have none.
bool is_cart(const stock::Book& book, OrderId id) {
  if (!book.knows(id)) return false;
  const auto& parts = book.order(id).reservations;
  return !parts.empty() && parts.front().line_no.empty();
}

Outcome settle_cart(World& world, Context& context, const json::object& body) {
  const OrderId cart(whole(body, "order"));
  StockWork work = stock_work(world, context);
  if (!is_cart(work.book, cart)) {
    return refused(
        {ErrorClass::kNotFound, "reservation_not_found", "there is no such reservation", {}});
  }
  if (context.entry.route == "stock.release") {
    (void)stock::let_go(work.book, cart, work.origin);
    return answered(200, cart_json(context.settings, cart, work.book.order(cart)));
  }
  const stock::Reservation first = work.book.order(cart).reservations.front();
  const Shop* shop = context.settings.shop(first.shop);
  const stock::Asker asker{cart, first.shop, shop ? shop->channel : "", first.buyer, 0};
  const stock::Paid paid = stock::pay(work.book, work.settings(), asker, work.origin);
  if (paid.end == stock::PaidEnd::kRefused) {
    return refused({ErrorClass::kRefused, "insufficient_stock", paid.reason, {}});
  }
  // A repeat of what was refused is, and so is what was let go of.
  const auto state = state_of(work.book.order(cart));
  if (state == stock::ReservationState::kExpired) {
    return refused({ErrorClass::kRefused,
                    "insufficient_stock",
                    "it had expired, and is not to be had any more",
                    {}});
  }
  if (state == stock::ReservationState::kVoided) {
    return refused({ErrorClass::kRefused,
                    "reservation_not_pending",
                    "it was released, and holds nothing",
                    {}});
  }
  return answered(200, cart_json(context.settings, cart, work.book.order(cart)));
}

}  // namespace

// What stands in the log as the answer to a repeat; times as the API writes them.
json::object cart_json(const Settings& settings, OrderId id, const stock::OrderStock& cart) {
  json::array parts;
  Instant ends;
  for (const stock::Reservation& r : cart.reservations) {
    if (r.state == stock::ReservationState::kPending && (ends.ms == 0 || r.expires_at < ends)) {
      ends = r.expires_at;
    }
    parts.push_back(json::object{{"item_id", r.item.str()},
                                 {"quantity", r.quantity},
                                 {"placeholder", r.placeholder},
                                 {"state", stock::name(r.state)}});
  }
  const Shop* shop =
      cart.reservations.empty() ? nullptr : settings.shop(cart.reservations.front().shop);
  return {{"id", id.str()},
          {"state", stock::name(state_of(cart))},
          {"shop", shop ? json::value(shop->code) : json::value(nullptr)},
          {"expires_at", ends.ms > 0 ? json::value(format_rfc3339(ends)) : json::value(nullptr)},
          {"parts", std::move(parts)}};
}

Result<> check_goods(const stock::Catalogue& catalogue, std::string_view sku,
                     std::string_view warehouse) {
  if (!catalogue.takes_sku(sku)) {
    return invalid("/sku", fmt::format("{} is no SKU of the master file", sku), "unknown_sku");
  }
  if (catalogue.is_bundle(sku)) {
    return invalid("/sku", "is a bundle: what lies in the warehouse are its components",
                   "bundle_has_no_stock");
  }
  if (!catalogue.takes_warehouse(warehouse)) {
    return invalid("/warehouse", fmt::format("there is no warehouse {}", warehouse),
                   "unknown_warehouse");
  }
  return {};
}

int64_t cart_owner(const World& world, std::string_view owner) {
  return owner.empty() ? 0 : world.hash("cart-owner/" + std::string(owner));
}

void want_cart(World& world, store::Questions& questions, const json::object& body) {
  world.stock().want_held(questions, cart_owner(world, json_text(body, "owner")),
                          json_text(body, "channel"), json_text(body, "sku"));
}

bool is_stock_command(std::string_view route) { return route.starts_with("stock."); }

Outcome apply_stock_command(World& world, Context& context, const json::object& body) {
  const std::string& route = context.entry.route;
  const auto* handling = std::ranges::find(kHandlings, route, &HandlingRoute::route);
  if (handling != std::end(kHandlings)) return handle(world, context, body, handling->handle);
  if (route == "stock.cover" || route == "stock.drop") {
    return settle_shortage(world, context, body);
  }
  if (route == "stock.import") return import_stock(world, context, body);
  if (route == "stock.reserve") return reserve(world, context, body);
  if (route == "stock.confirm" || route == "stock.release") {
    return settle_cart(world, context, body);
  }
  return refused({ErrorClass::kInvalid, "unknown_command", "there is no command " + route, {}});
}

}  // namespace ordo::flows
