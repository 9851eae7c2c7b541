#include "flows/pull_entries.h"

#include <fmt/format.h>

#include "base/text.h"
#include "channels/pull.h"
#include "flows/commands.h"
#include "flows/config_commands.h"
#include "flows/config_kit.h"
#include "flows/raise.h"

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

json::object window_json(const PullWindow& window) {
  return {{"from", window.from.ms},
          {"to", window.to.ms},
          {"total", window.total},
          {"listed", window.listed},
          {"ours", window.ours},
          {"missing", window.missing},
          {"missing_numbers", json::value_from(window.missing_numbers)},
          {"tries", window.tries},
          {"next_at", window.next_at.ms}};
}

PullWindow read_window(const json::object& o) {
  PullWindow window;
  window.from = Instant{o.at("from").as_int64()};
  window.to = Instant{o.at("to").as_int64()};
  window.total = o.at("total").as_int64();
  window.listed = o.at("listed").as_int64();
  window.ours = o.at("ours").as_int64();
  window.missing = o.at("missing").as_int64();
  window.missing_numbers = json::value_to<std::vector<std::string>>(o.at("missing_numbers"));
  window.tries = o.at("tries").as_int64();
  window.next_at = Instant{o.at("next_at").as_int64()};
  return window;
}

json::array alerts_json(const std::vector<PullAlert>& alerts) {
  json::array list;
  for (const PullAlert& alert : alerts) {
    list.push_back(json::object{{"kind", name(alert.kind)},
                                {"detail", core::alert_detail(alert.values)},
                                {"key", alert.key}});
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
  PullChange change{shop, read_state(body), body.at("listed").as_int64(), {}};
  if (const json::value* probed = body.if_contains("probed")) {
    change.probed = Instant{probed->as_int64()};
  }
  return change;
}

void raise_all(Context& context, const json::array& alerts) {
  for (const json::value& value : alerts) {
    const json::object& told = value.as_object();
    raise_told(context, std::string(told.at("kind").as_string()),
               std::string(told.at("detail").as_string()), {{}, json_text(told, "key"), {}});
  }
}

core::Outcome probe(World& world, Context& context, const json::object& body) {
  const Shop& shop = *context.shop;
  if (!shop.adapter || !shop.adapter->puller()) {
    return refused({ErrorClass::kRefused,
                    "not_pulled",
                    "this shop's channel cannot be asked for what it has",
                    {}});
  }
  const json::value* hours = body.if_contains("hours");
  const int64_t most = kPullLookBackDaysMax * 24;
  if (!hours || !hours->is_int64() || hours->as_int64() < 1 || hours->as_int64() > most) {
    return bad("/hours", fmt::format("must be 1 to {}", most));
  }
  const Instant from = context.batch.at.plus_ms(-hours->as_int64() * kHourMs);
  world.also([id = shop.id, from](store::UnitOfWork& uow, Instant) { save_probe(uow, id, from); });
  audit(context, "shop.probed", {{"name", shop.code}, {"hours", *hours}});
  return answered(200, {{"code", shop.code}, {"from", format_rfc3339(from)}});
}

}  // namespace

core::InboundPtr pulled_entry(const Shop& shop, channels::PulledMessage message) {
  auto inbound =
      entry_of(shop.id, core::EntryKind::kWebhook, channels::route_of(shop.channel, message.topic));
  // What a platform answers is checked as what it sends is: no engine's column is to take anything else.
  const std::string& id = message.external_id;
  const bool storable = is_valid_utf8(id) && id.find('\0') == std::string::npos;
  inbound->entry.external_id = storable ? std::move(message.external_id) : printable(id);
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
                    {"probed", change.probed.ms},
                    {"alerts", alerts_json(alerts)}};
  inbound->entry.body = json::serialize(body);
  return inbound;
}

core::InboundPtr checked_entry(ShopId shop, const PullWindow& window,
                               const std::vector<PullAlert>& alerts) {
  auto inbound = entry_of(shop, core::EntryKind::kCommand, kPullChecked);
  inbound->entry.body = json::serialize(
      json::object{{"window", window_json(window)}, {"alerts", alerts_json(alerts)}});
  return inbound;
}

std::optional<PullChange> decode_pull(ShopId shop, std::string_view body) {
  try {
    return read_change(shop, json::parse({body.data(), body.size()}).as_object());
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

std::optional<PullWindow> decode_checked(std::string_view body) {
  try {
    const json::value said = json::parse({body.data(), body.size()});
    return read_window(said.as_object().at("window").as_object());
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

std::optional<int64_t> decode_probe(std::string_view body) {
  json::error_code failed;
  const json::value said = json::parse({body.data(), body.size()}, failed);
  const json::value* hours =
      !failed && said.is_object() ? said.as_object().if_contains("hours") : nullptr;
  if (!hours || !hours->is_int64()) return std::nullopt;
  return hours->as_int64();
}

bool is_pulling(std::string_view route) {
  return route == kPullCursor || route == kPullChecked || route == kPullProbe;
}

// But for the probe, only the poller makes such commands: a member that is not there is a mistake of ours,
// and throws.
core::Outcome apply_pull(World& world, Context& context, const json::object& body) {
  if (!context.shop) {
    return refused({ErrorClass::kNotFound, "shop_not_found", "there is no such shop any more", {}});
  }
  if (context.entry.route == kPullProbe) return probe(world, context, body);
  const ShopId shop = context.shop->id;
  if (context.entry.route == kPullCursor) {
    world.also([change = read_change(shop, body)](store::UnitOfWork& uow, Instant at) {
      save_pull(uow, change, at);
    });
  } else {
    world.also([shop, window = read_window(body.at("window").as_object())](
                   store::UnitOfWork& uow, Instant at) { save_window(uow, shop, window, at); });
  }
  raise_all(context, body.at("alerts").as_array());
  return answered(200, {});
}

}  // namespace ordo::flows
