#include "flows/pull_entries.h"

#include "flows/commands.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;

core::InboundPtr entry_of(ShopId stream, core::EntryKind kind, std::string route) {
  auto inbound = std::make_unique<core::Inbound>();
  inbound->entry.stream = stream;
  inbound->entry.kind = kind;
  inbound->entry.route = std::move(route);
  inbound->entry.caller = kPullCaller;
  random_bytes(inbound->entry.entropy);
  return inbound;
}

json::object window_json(const WindowCount& window) {
  return {{"from", window.from.ms},
          {"to", window.to.ms},
          {"total", window.total},
          {"ours", window.ours}};
}

json::array alerts_json(const std::vector<PullAlert>& alerts) {
  json::array list;
  for (const PullAlert& alert : alerts) {
    list.push_back(json::object{{"kind", alert.kind}, {"detail", alert.detail}});
  }
  return list;
}

PullState read_state(const json::object& body) {
  PullState state;
  state.cursor = body.at("cursor").as_string();
  state.watermark = Instant{body.at("watermark").as_int64()};
  state.error_code = body.at("error_code").as_string();
  state.error_detail = body.at("error_detail").as_string();
  state.failures = body.at("failures").as_int64();
  state.stopped_for = body.at("stopped_for").as_int64();
  return state;
}

PullChange read_change(ShopId shop, const json::object& body) {
  PullChange change{shop, read_state(body), body.at("listed").as_int64(), std::nullopt};
  if (const json::value* value = body.if_contains("window")) {
    const json::object& window = value->as_object();
    change.window = {Instant{window.at("from").as_int64()}, Instant{window.at("to").as_int64()},
                     window.at("total").as_int64(), window.at("ours").as_int64()};
  }
  return change;
}

}  // namespace

core::InboundPtr pulled_entry(const Shop& shop, channels::PulledMessage message) {
  auto inbound =
      entry_of(shop.id, core::EntryKind::kWebhook, channels::route_of(shop.channel, message.topic));
  inbound->entry.external_id = std::move(message.external_id);
  inbound->entry.body = std::move(message.body);
  return inbound;
}

core::InboundPtr cursor_entry(const PullChange& change, const std::vector<PullAlert>& alerts) {
  auto inbound = entry_of(change.shop, core::EntryKind::kCommand, kPullCursor);
  json::object body{{"cursor", change.state.cursor},
                    {"watermark", change.state.watermark.ms},
                    {"error_code", change.state.error_code},
                    {"error_detail", change.state.error_detail},
                    {"failures", change.state.failures},
                    {"stopped_for", change.state.stopped_for},
                    {"listed", change.listed},
                    {"alerts", alerts_json(alerts)}};
  if (change.window) body["window"] = window_json(*change.window);
  inbound->entry.body = json::serialize(body);
  return inbound;
}

std::optional<PullChange> decode_pull(ShopId shop, std::string_view body) {
  try {
    return read_change(shop, json::parse({body.data(), body.size()}).as_object());
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

// Only the poller makes such commands: a member that is not there is a mistake of ours, and throws.
core::Outcome apply_pull(World& world, Context& context, const json::object& body) {
  if (!context.shop) {
    return refused({ErrorClass::kNotFound, "shop_not_found", "there is no such shop any more", {}});
  }
  world.put_pull(read_change(context.shop->id, body));
  for (const json::value& value : body.at("alerts").as_array()) {
    const json::object& alert = value.as_object();
    context.batch.alerts.push_back({std::string(alert.at("kind").as_string()), OrderId{},
                                    context.entry.seq,
                                    std::string(alert.at("detail").as_string())});
  }
  return answered(200, {});
}

}  // namespace ordo::flows
