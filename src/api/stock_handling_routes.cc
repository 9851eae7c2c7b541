// Moving stock by hand, shortages, and what carts hold. What a field must be is said here; what stock allows is judged
// by the command (flows/stock_commands.h).
#include <fmt/format.h>

#include <optional>

#include "api/kit.h"
#include "api/order_json.h"
#include "api/stock_json.h"
#include "base/text.h"
#include "flows/stock_commands.h"
#include "orders/order_queries.h"
#include "stock/stock_store.h"

namespace ordo::api {
namespace {

namespace json = boost::json;

constexpr size_t kStockReasonMax = 500, kOwnerMax = 64;
constexpr int64_t kTtlMaxS = 7 * 24 * 3'600;

// How one route of handling reads its body.
struct Handling {
  const char* route;
  bool pool = false, needs_pool = false;
  bool needs_reason = false;
  bool is_signed = false;
};

std::optional<int64_t> read_whole(const json::object& body, std::string_view name, int64_t least,
                                  int64_t most, Fields& fields) {
  const json::value* v = body.if_contains(name);
  if (!v || v->is_null()) return std::nullopt;
  if (v->is_int64() && v->as_int64() >= least && v->as_int64() <= most) return v->as_int64();
  fields.problem(pointer_to(name),
                 fmt::format("out_of_range: must be a whole number from {} to {}", least, most));
  return std::nullopt;
}

void read_sku(Fields& fields, json::object& command) {
  const std::string raw = fields.required("sku", 256);
  if (raw.empty()) return;
  const auto clean = clean_number(raw);
  if (!clean) return fields.problem("/sku", clean.error().code + ": " + clean.error().detail);
  command["sku"] = *clean;
}

void read_place(const Handling& how, Fields& fields, json::object& command) {
  read_sku(fields, command);
  const std::string warehouse = fields.required("warehouse", 64);
  if (!warehouse.empty() && !stock::is_warehouse_name(warehouse)) {
    fields.problem("/warehouse", "must be a name without blanks at its ends");
  }
  command["warehouse"] = warehouse;
  if (how.pool) command["pool"] = fields.text("pool", 64, how.needs_pool);
}

void read_quantity(const json::object& body, const Handling& how, Fields& fields,
                   json::object& command) {
  if (!body.contains("quantity")) return fields.problem("/quantity", "required");
  const auto quantity =
      read_whole(body, "quantity", how.is_signed ? -stock::kUnitsMax : 1, stock::kUnitsMax, fields);
  if (quantity == 0) fields.problem("/quantity", "out_of_range: must not be 0");
  if (quantity) command["quantity"] = *quantity;
}

Result<Write> command_write(const std::string& route, const json::object& command) {
  Write write;
  write.route = route;
  write.body = json::serialize(command);
  return write;
}

Result<Write> handle(const Call& call, const Handling& how) {
  auto body = read_object(call.request);
  if (!body) return std::unexpected(body.error());
  Fields fields(*body);
  json::object command;
  if (how.pool) {
    fields.only({"sku", "warehouse", "pool", "quantity", "reason", "expected_sellable"});
  } else {
    fields.only({"sku", "warehouse", "quantity", "reason", "expected_sellable"});
  }
  read_place(how, fields, command);
  read_quantity(*body, how, fields, command);
  command["reason"] = fields.text("reason", kStockReasonMax, how.needs_reason);
  const auto expected = read_whole(*body, "expected_sellable", 0, INT64_MAX, fields);
  if (expected) command["expected_sellable"] = *expected;
  if (!fields.ok()) return fields.error();
  if (!call.request.header("if-match").empty()) {
    const auto version = read_if_match(call.request);
    if (!version) return std::unexpected(version.error());
    command["if_version"] = *version;
  }
  return command_write(how.route, command);
}

constexpr Handling kReceive{.route = "stock.receive"};
constexpr Handling kAdjust{
    .route = "stock.adjust", .pool = true, .needs_reason = true, .is_signed = true};
constexpr Handling kFreeze{.route = "stock.freeze", .pool = true, .needs_reason = true};
constexpr Handling kUnfreeze{.route = "stock.unfreeze", .pool = true, .needs_reason = true};
constexpr Handling kEarmark{.route = "stock.earmark", .pool = true, .needs_pool = true};
constexpr Handling kGiveBack{.route = "stock.give_back", .pool = true, .needs_pool = true};

Result<Write> receive(const Call& call) { return handle(call, kReceive); }
Result<Write> adjust(const Call& call) { return handle(call, kAdjust); }
Result<Write> freeze(const Call& call) { return handle(call, kFreeze); }
Result<Write> unfreeze(const Call& call) { return handle(call, kUnfreeze); }
Result<Write> earmark(const Call& call) { return handle(call, kEarmark); }
Result<Write> give_back(const Call& call) { return handle(call, kGiveBack); }

// "<order>-<number>"; whose order it is does not matter: who sees some shops does not come here.
Result<json::object> read_shortage(const Call& call) {
  const std::string& id = call.params.at("id");
  const size_t dash = id.find('-');
  const auto order = parse_id(std::string_view(id).substr(0, dash));
  const auto no = dash == id.npos ? std::nullopt : parse_id(std::string_view(id).substr(dash + 1));
  if (order && no) return json::object{{"order", *order}, {"no", *no}};
  return fail(ErrorClass::kNotFound, "shortage_not_found", "there is no such shortage");
}

Result<Write> cover(const Call& call) {
  const auto command = read_shortage(call);
  if (!command) return std::unexpected(command.error());
  return command_write("stock.cover", *command);
}

Result<Write> drop(const Call& call) {
  auto command = read_shortage(call);
  if (!command) return std::unexpected(command.error());
  auto reason = read_reason(call);
  if (!reason) return std::unexpected(reason.error());
  (*command)["reason"] = *reason;
  return command_write("stock.drop", *command);
}

// Who sees some shops only holds stock for these.
Result<> read_shop(const Call& call, const std::string& code, json::object& command) {
  if (code.empty()) {
    if (call.context.caller.shops.everything()) return {};
    return invalid("/shop", "must name a shop of yours", "unknown_shop");
  }
  const auto settings = call.kit.hub.settings();
  const auto shop = shop_named(call, *settings, code);
  if (!shop) return std::unexpected(shop.error());
  command["shop"] = (*shop)->id.value;
  command["channel"] = (*shop)->channel;
  return {};
}

Result<Write> reserve(const Call& call) {
  auto body = read_object(call.request);
  if (!body) return std::unexpected(body.error());
  Fields fields(*body);
  fields.only({"sku", "quantity", "ttl_s", "warehouse", "pool", "shop", "owner"});
  json::object command;
  read_sku(fields, command);
  read_quantity(*body, {}, fields, command);
  if (const auto ttl_s = read_whole(*body, "ttl_s", 1, kTtlMaxS, fields)) {
    command["ttl_s"] = *ttl_s;
  }
  for (const char* name : {"warehouse", "pool"}) command[name] = fields.text(name, 64);
  command["owner"] = fields.text("owner", kOwnerMax);
  const std::string code = fields.text("shop", 64);
  if (!fields.ok()) return fields.error();
  if (auto shop = read_shop(call, code, command); !shop) return std::unexpected(shop.error());
  auto write = command_write("stock.reserve", command);
  write->finish = [](HttpResponse& response, const core::Outcome&) {
    const json::value id = json::parse(response.body).at("id");
    response.headers.emplace_back("Location",
                                  "/api/v1/reservations/" + std::string(id.as_string()));
  };
  return write;
}

// What the cart of a path's {id} holds.
Result<std::pair<OrderId, stock::OrderStock>> load_cart(const Call& call,
                                                        const store::Reader& reader) {
  const auto id = parse_id_as<OrderTag>(call.params.at("id"));
  if (id) {
    stock::OrderStock cart = stock::load_order_stock(reader, *id);
    const bool there = !cart.reservations.empty() && cart.reservations.front().line_no.empty();
    if (there && in_scope(call.context.caller, cart.reservations.front().shop)) {
      return std::pair(*id, std::move(cart));
    }
  }
  return fail(ErrorClass::kNotFound, "reservation_not_found", "there is no such reservation");
}

Result<HttpResponse> one_reservation(const Call& call) {
  const auto lease = call.kit.hub.database().read();
  const auto cart = load_cart(call, lease.reader());
  if (!cart) return std::unexpected(cart.error());
  return json_answer(200, flows::cart_json(*call.kit.hub.settings(), cart->first, cart->second));
}

Result<Write> settle(const Call& call, const char* route) {
  const auto lease = call.kit.hub.database().read();
  const auto cart = load_cart(call, lease.reader());
  if (!cart) return std::unexpected(cart.error());
  return command_write(route, {{"order", cart->first.value}});
}

Result<Write> confirm(const Call& call) { return settle(call, "stock.confirm"); }
Result<Write> release(const Call& call) { return settle(call, "stock.release"); }

}  // namespace

void add_stock_handling_routes(Resources& resources) {
  resources.write("POST", "/stock/receipts", Area::kStock, receive);
  resources.write("POST", "/stock/adjustments", Area::kStock, adjust);
  resources.write("POST", "/stock/freezes", Area::kStock, freeze);
  resources.write("POST", "/stock/unfreezes", Area::kStock, unfreeze);
  resources.write("POST", "/stock/earmarks", Area::kStock, earmark);
  resources.write("POST", "/stock/give-backs", Area::kStock, give_back);
  resources.write("POST", "/stock/shortages/{id}/cover", Area::kStock, cover);
  resources.write("POST", "/stock/shortages/{id}/drop", Area::kStock, drop);
  resources.write("POST", "/reservations", Area::kReservations, reserve);
  resources.read("GET", "/reservations/{id}", Area::kReservations, one_reservation);
  resources.write("POST", "/reservations/{id}/confirm", Area::kReservations, confirm);
  resources.write("POST", "/reservations/{id}/release", Area::kReservations, release);
}

}  // namespace ordo::api
