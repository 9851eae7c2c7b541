// An order's history: its trace, how it was at a moment, what a reset kept.
#include <fmt/format.h>

#include <algorithm>

#include "api/kit.h"
#include "api/order_json.h"
#include "api/trace_json.h"
#include "orders/delta.h"
#include "orders/order_store.h"

namespace ordo::api {
namespace {

namespace json = boost::json;

constexpr size_t kTracePageMax = 1'000;  // messages, and events, of one answer

// Empty: nothing is older. No sequence comes before 1.
std::string cursor_inside(int64_t messages_before, int64_t events_before) {
  if (messages_before == 0 && events_before == 0) return "";
  return fmt::format("{}:{}", std::max<int64_t>(1, messages_before),
                     std::max<int64_t>(1, events_before));
}

Result<HttpResponse> trace(const Call& call) {
  const auto before = read_ids_cursor(call.request);
  if (!before) return std::unexpected(before.error());
  const auto lease = call.kit.hub.database().read_anywhere();
  auto order = load_order(call, lease.reader());
  if (!order) return std::unexpected(order.error());
  const HeldPersonal held = unseal(lease.reader(), call.kit.hub.keyring(), *order);
  auto messages = core::messages_about(lease.reader(), order->id, before->first, kTracePageMax);
  leave_out_observed(messages.items, *order);
  // An order has few enough observations: all of them stand in the newest part.
  if (call.request.parameter("cursor")) order->observations.clear();
  const auto events =
      core::events_of_order(lease.reader(), order->id, before->second, kTracePageMax);
  flows::View view = call.context.caller.view;
  if (held.forgotten) view.notes = false;
  return page_answer(trace_json(*order, messages.items, events.items, view),
                     cursor_inside(messages.next_before, events.next_before));
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
  const auto lease = call.kit.hub.database().read_anywhere();
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
  const auto lease = call.kit.hub.database().read_anywhere();
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
