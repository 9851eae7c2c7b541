// An order's history: its trace, how it was at a moment, what a reset kept.
#include "api/kit.h"
#include "api/order_json.h"
#include "api/trace_json.h"
#include "orders/delta.h"
#include "orders/order_store.h"

namespace ordo::api {
namespace {

namespace json = boost::json;

constexpr size_t kUnappliedMax = 1'000;

Result<HttpResponse> trace(const Call& call) {
  const auto lease = call.kit.hub.database().read();
  auto order = load_order(call, lease.reader());
  if (!order) return std::unexpected(order.error());
  const HeldPersonal held = unseal(lease.reader(), call.kit.hub.keyring(), *order);
  flows::View view = call.context.caller.view;
  if (held.forgotten) view.notes = false;
  json::array items =
      trace_json(*order, core::unapplied_messages(lease.reader(), order->id, kUnappliedMax),
                 core::events_of_order(lease.reader(), order->id, kUnappliedMax), view);
  return json_answer(200, json::object{{"items", std::move(items)}});
}

Result<orders::Order> fold_events(const store::Reader& reader, OrderId id, Instant until) {
  orders::Order order;
  Result<> folded;
  core::visit_order_events(reader, id, until, [&](int version, std::string_view payload) {
    folded = orders::apply_delta(order, version, payload);
    return folded.has_value();
  });
  if (!folded) return std::unexpected(folded.error());
  return order;
}

Result<HttpResponse> as_of(const Call& call) {
  auto at = read_time(call.request, "at");
  if (!at) return std::unexpected(at.error());
  if (!*at) return invalid("/at", "required: name the moment, as RFC 3339");
  const auto lease = call.kit.hub.database().read();
  const auto place = find_order(call, lease.reader());
  if (!place) return std::unexpected(place.error());
  auto order = fold_events(lease.reader(), place->id, **at);
  if (!order) return std::unexpected(order.error());
  if (!order->id) {
    return fail(ErrorClass::kNotFound, "order_not_found",
                "no order with this id was known at that moment");
  }
  return order_answer(call, lease.reader(), *order);
}

Result<HttpResponse> snapshot(const Call& call) {
  const auto row = parse_id(call.params.at("snapshot_id"));
  const auto lease = call.kit.hub.database().read();
  const auto place = find_order(call, lease.reader());
  const auto content =
      place && row ? orders::load_snapshot(lease.reader(), place->id, *row) : std::nullopt;
  if (!content) {
    return fail(ErrorClass::kNotFound, "snapshot_not_found", "there is no such snapshot");
  }
  orders::Order order;
  if (auto ok = orders::apply_delta(order, orders::kDeltaVersion, *content); !ok) {
    return std::unexpected(ok.error());
  }
  return order_answer(call, lease.reader(), order);
}

}  // namespace

void add_trace_routes(Resources& resources) {
  resources.read("GET", "/orders/{id}/trace", Area::kOrders, trace);
  resources.read("GET", "/orders/{id}/as-of", Area::kOrders, as_of);
  resources.read("GET", "/orders/{id}/snapshots/{snapshot_id}", Area::kOrders, snapshot);
}

}  // namespace ordo::api
