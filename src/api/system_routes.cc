// The hub itself: health, figures, its own description; and the door for webhooks, so that
// every path stands in one router.
#include "api/kit.h"
#include "core/outbox_queries.h"
#include "orders/order_queries.h"

namespace ordo::api {
namespace {

namespace json = boost::json;

// Beyond this the backlog is estimated from the sequence instead of counted.
constexpr int64_t kCountedMax = 50'000;

// Orders are never deleted and their ids grow: each answer counts only what is new. No shop: all orders.
int64_t count_orders(Kit& kit, const store::Reader& reader, ShopId shop = {}) {
  std::lock_guard lock(kit.counted_mutex);
  Kit::Counted& counted = kit.counted[shop];
  const auto fresh = orders::count_orders_after(reader, counted.up_to, shop);
  counted.orders += fresh.orders;
  counted.up_to = fresh.last_id;
  return counted.orders;
}

// Durable entries not yet applied.
int64_t backlog(const Kit& kit, const store::Reader& reader) {
  core::Inbox& inbox = kit.hub.inbox();
  const int64_t durable = inbox.last().value;
  auto offsets = core::applied_offsets(reader);
  offsets.try_emplace(core::kSystemStream.value, 0);
  for (const auto& [code, shop] : kit.hub.settings()->shops) offsets.try_emplace(shop.id.value, 0);
  int64_t first = durable + 1;
  for (const auto& [stream, offset] : offsets) {
    const auto next = inbox.scan(ShopId(stream), MessageSeq(offset), 1);
    if (!next.empty()) first = std::min(first, next.front().seq.value);
  }
  if (first > durable) return 0;
  if (durable - first > kCountedMax) return durable - first + 1;
  int64_t behind = 0;
  inbox.visit(MessageSeq(first - 1), [&](ShopId stream, MessageSeq seq) {
    const auto it = offsets.find(stream.value);
    if (seq.value <= durable && (it == offsets.end() || seq.value > it->second)) ++behind;
  });
  return behind;
}

template <class Counts>
int64_t sum(const Counts& counts, const core::ShopScope& shops = {}) {
  int64_t total = 0;
  for (const auto& [stream, n] : counts) {
    if (shops.holds(ShopId(stream))) total += static_cast<int64_t>(n);
  }
  return total;
}

// Of some shops; the log is the whole hub's, and says nothing to who does not see it all.
json::object stats_of(const core::ShopScope& shops, Kit& kit, const store::Reader& reader) {
  int64_t orders = 0;
  for (const auto& [code, shop] : kit.hub.settings()->shops) {
    if (shops.holds(shop.id)) orders += count_orders(kit, reader, shop.id);
  }
  return {{"durable", nullptr},
          {"applied", nullptr},
          {"backlog", sum(kit.hub.feed().depth_by_stream(), shops)},
          {"waiting", sum(core::waiting_by_stream(reader), shops)},
          {"parked", sum(core::parked_by_stream(reader), shops)},
          {"orders", orders},
          {"messages", nullptr}};
}

Result<HttpResponse> stats(const Call& call) {
  Kit& kit = call.kit;
  const auto lease = kit.hub.database().read();
  const store::Reader& reader = lease.reader();
  const core::ShopScope& shops = call.context.caller.shops;
  if (!shops.everything()) return json_answer(200, stats_of(shops, kit, reader));
  const int64_t waiting = sum(core::waiting_by_stream(reader));
  const int64_t behind = backlog(kit, reader);
  const int64_t durable = kit.hub.inbox().last().value;
  const int64_t applied = std::max<int64_t>(0, durable - behind);
  return json_answer(200, json::object{{"durable", durable},
                                       {"applied", applied},
                                       {"backlog", behind},
                                       {"waiting", waiting},
                                       {"parked", sum(core::parked_by_stream(reader))},
                                       {"orders", count_orders(kit, reader)},
                                       {"messages", durable}});
}

bool from_this_machine(const HttpRequest& request) {
  if (request.local) return true;
  // What a proxy passes on comes from elsewhere, whatever its own address is.
  if (!request.header("x-forwarded-for").empty() || !request.header("forwarded").empty()) {
    return false;
  }
  return request.remote.starts_with("127.") || request.remote == "::1";
}

void metrics(const std::shared_ptr<Kit>& kit, const HttpRequest& request, const Respond& respond) {
  if (!from_this_machine(request)) {
    int retry_after_s = 1;
    auto caller = kit->door.enter(request, {Area::kMetrics, false}, retry_after_s);
    if (!caller) return respond(problem(caller.error(), retry_after_s));
  }
  kit->metrics.add_refused_webhooks(kit->gateway.refused().count());
  if (kit->patrol) kit->metrics.set_patrolled(*kit->patrol);
  respond({200, "text/plain; version=0.0.4; charset=utf-8", kit->metrics.text(kit->hub), {}});
}

// Ready: the store answers and is ours, the log takes what comes, and what came is being applied.
void ready(const std::shared_ptr<Kit>& kit, const Respond& respond) {
  (void)core::count_outbox(kit->hub.database().read().reader());
  std::optional<std::string> why = watch::stalled(kit->hub);
  if (kit->hub.inbox().stuck()) why = "the log cannot be written";
  if (kit->hub.inbox().pending() >= core::kInboxQueueMax) why = "the log's queue is full";
  if (kit->hub.taken_over()) why = "another process has taken over";
  json::object answer{{"ready", !why}};
  if (why) answer["reason"] = *why;
  respond(json_answer(why ? 503 : 200, answer));
}

void add_plain(Resources& r) {
  const auto kit = r.kit();
  const Permission open{Area::kPublic, false};
  r.plain("GET", "/healthz", open, Place::kIo,
          [](const HttpRequest&, const Params&, const Context&, const Respond& respond) {
            respond(json_answer(200, json::object{{"status", "ok"}}));
          });
  r.plain("GET", "/readyz", open, Place::kWorker,
          [kit](const HttpRequest&, const Params&, const Context&, const Respond& respond) {
            ready(kit, respond);
          });
  r.plain("GET", "/metrics", open, Place::kWorker,
          [kit](const HttpRequest& request, const Params&, const Context&, const Respond& respond) {
            metrics(kit, request, respond);
          });
  r.plain("GET", "/api/v1/openapi.json", open, Place::kIo,
          [](const HttpRequest&, const Params&, const Context&, const Respond& respond) {
            respond({200, "application/json", std::string(openapi_document()), {}});
          });
  r.plain("POST", "/hooks/{channel}/{shop}", {Area::kPublic, true}, Place::kIo,
          [kit](const HttpRequest& request, const Params& params, const Context&,
                const Respond& respond) {
            kit->gateway.handle(request, params.at("channel"), params.at("shop"), respond);
          });
  r.plain("GET", "/api/v1/stream", {Area::kOrders, false}, Place::kIo,
          [](const HttpRequest&, const Params&, const Context&, const Respond& respond) {
            HttpResponse response = problem(426, "upgrade_required", "ask for a WebSocket");
            response.headers.emplace_back("Upgrade", "websocket");
            respond(std::move(response));
          });
}

}  // namespace

void add_system_routes(Resources& resources) {
  resources.read("GET", "/stats", Area::kOrders, stats);
  add_plain(resources);
}

}  // namespace ordo::api
