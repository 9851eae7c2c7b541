#include "flows/settings.h"

#include <boost/json.hpp>

#include "base/json_read.h"
#include "flows/stock_settings.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;

int64_t whole_number(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_number() ? v->to_number<int64_t>() : 0;
}

bool flag(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_bool() && v->as_bool();
}

Instant moment(const json::object& o, std::string_view key) {
  const std::string said = json_text(o, key);
  return said.empty() ? Instant{} : parse_rfc3339(said).value_or(Instant{});
}

json::object parse(const core::ConfigDocument& document) {
  return json::parse(document.body).as_object();
}

Shop read_shop(const std::string& code, const json::object& o) {
  Shop shop;
  shop.id = ShopId(whole_number(o, "id"));
  shop.code = code;
  shop.channel = json_text(o, "channel");
  shop.name = json_text(o, "name");
  shop.zone = json_text(o, "zone", "Asia/Shanghai");
  shop.currency = json_text(o, "currency", "CNY");
  shop.country = json_text(o, "country", "CN");
  if (const json::value* c = o.if_contains("credentials"))
    shop.credentials = Secret(json::serialize(*c));
  shop.callback_url = json_text(o, "callback_url");
  shop.paused = flag(o, "paused");
  if (o.contains("pull_look_back_days"))
    shop.pull_look_back_days = whole_number(o, "pull_look_back_days");
  if (o.contains("probe_hours")) shop.probe_hours = whole_number(o, "probe_hours");
  if (o.contains("quota_per_minute")) shop.quota_per_minute = whole_number(o, "quota_per_minute");
  shop.credentials_expire_at = moment(o, "credentials_expire_at");
  if (o.contains("silence_minutes")) shop.silence_minutes = whole_number(o, "silence_minutes");
  shop.adapter = channels::find_adapter(shop.channel);
  return shop;
}

// Codes of shops were checked when they were written. What cannot be read may do nothing.
Access read_access(const json::object& o) {
  auto access = parse_access(o, [](std::string_view) { return true; });
  if (access) return std::move(*access);
  Access nothing;
  nothing.scopes.emplace();
  return nothing;
}

ApiKey read_key(const std::string& id, const json::object& o) {
  return {parse_id(id).value_or(0), json_text(o, "name"), json_text(o, "hash"), read_access(o),
          whole_number(o, "created_at")};
}

User read_user(const std::string& login, const json::object& o) {
  return {whole_number(o, "id"),         login,
          json_text(o, "name"),          json_text(o, "role"),
          json_text(o, "password_hash"), flag(o, "one_time"),
          flag(o, "disabled"),           whole_number(o, "sessions_after"),
          whole_number(o, "created_at"), read_access(o).shops};
}

const channels::Adapter* channel_of_map(std::string_view document) {
  return channels::find_adapter(document.substr(0, document.find('@')));
}

void read_status_maps(const core::Configuration& config, Settings& settings) {
  config.each("status_map", [&](const std::string& name, const core::ConfigDocument& d) {
    const channels::Adapter* adapter = channel_of_map(name);
    if (!adapter) return;
    if (auto map = parse_status_map(*adapter, parse(d))) settings.status_maps[name] = *map;
  });
  for (auto& [code, shop] : settings.shops) {
    StatusMap map = overlay(settings.status_map(shop.channel),
                            settings.status_map(status_map_name(shop.channel, code)));
    if (!map.empty()) shop.status_map = std::make_shared<const StatusMap>(std::move(map));
  }
}

void read_mode(const json::object& o, Settings& settings) {
  settings.mode = parse_mode(json_text(o, "mode")).value_or(Mode::kNormal);
  settings.mode_by = json_text(o, "by");
  settings.mode_since = moment(o, "since");
}

template <class Rule>
void read_rule(const core::Configuration& config, std::string_view kind,
               Result<Rule> (*parse_rule)(const json::object&), Rule& rule) {
  const core::ConfigDocument* d = config.find(kind, kind);
  if (d) rule = parse_rule(parse(*d)).value_or(Rule{});
}

// What an older program accepted and this one does not is left out rather than guessed.
void read_telling(const core::Configuration& config, Settings& settings) {
  config.each("notify_target", [&](const std::string& code, const core::ConfigDocument& d) {
    if (auto target = parse_notify_target(code, parse(d))) {
      settings.notify_targets.emplace(code, std::move(*target));
    }
  });
  config.each("alert_rule", [&](const std::string& code, const core::ConfigDocument& d) {
    if (auto rule = parse_alert_rule(code, parse(d))) {
      settings.alert_rules.push_back(std::move(*rule));
    }
  });
  config.each("silence", [&](const std::string& id, const core::ConfigDocument& d) {
    if (auto silence = stored_silence(id, parse(d))) {
      settings.silences.push_back(std::move(*silence));
    }
  });
}

}  // namespace

std::string_view name(Mode m) {
  switch (m) {
    case Mode::kNormal: return "normal";
    case Mode::kQueueOnly: return "queue_only";
    case Mode::kShed: return "shed";
  }
  return "normal";
}

std::optional<Mode> parse_mode(std::string_view text) {
  for (const Mode m : {Mode::kNormal, Mode::kQueueOnly, Mode::kShed}) {
    if (name(m) == text) return m;
  }
  return std::nullopt;
}

channels::ShopContext context_of(const Shop& shop) {
  return {shop.code, shop.currency, shop.zone, shop.country};
}

const Shop* Settings::shop(std::string_view code) const {
  const auto it = shops.find(code);
  return it == shops.end() ? nullptr : &it->second;
}

const Shop* Settings::shop(ShopId id) const {
  const auto it = shops_by_id.find(id.value);
  return it == shops_by_id.end() ? nullptr : it->second;
}

const StatusMap& Settings::status_map(std::string_view document) const {
  static const StatusMap none;
  const auto it = status_maps.find(document);
  return it == status_maps.end() ? none : it->second;
}

std::shared_ptr<const Settings> build_settings(const core::Configuration& config,
                                               const Settings* before) {
  auto settings = std::make_shared<Settings>();
  settings->version = config.version();
  config.each("shop", [&](const std::string& code, const core::ConfigDocument& d) {
    settings->shops.emplace(code, read_shop(code, parse(d)));
  });
  for (const auto& [code, shop] : settings->shops) settings->shops_by_id[shop.id.value] = &shop;
  config.each("key", [&](const std::string& id, const core::ConfigDocument& d) {
    ApiKey key = read_key(id, parse(d));
    settings->keys_by_hash.emplace(key.hash, std::move(key));
  });
  config.each("user", [&](const std::string& login, const core::ConfigDocument& d) {
    settings->users.emplace(login, read_user(login, parse(d)));
  });
  if (const auto* d = config.find("mode", "mode")) read_mode(parse(*d), *settings);
  read_rule(config, "retention", parse_retention, settings->retention);
  read_rule(config, "delivery", parse_delivery, settings->delivery);
  read_rule(config, "limits", parse_limits, settings->limits);
  read_rule(config, "overload", parse_overload, settings->overload);
  read_rule(config, "patrol", parse_patrol, settings->patrol);
  read_rule(config, "address", parse_address, settings->address);
  read_telling(config, *settings);
  read_stock(config, before, *settings);
  settings->lifecycles = orders::default_lifecycles();
  if (const auto* d = config.find("lifecycles", "orders")) {
    if (auto parsed = orders::parse_lifecycles(d->body)) settings->lifecycles = *parsed;
  }
  read_status_maps(config, *settings);
  if (const auto* d = config.find("status_groups", "orders")) {
    if (auto groups = orders::parse_status_groups(parse(*d))) settings->status_groups = *groups;
  }
  return settings;
}

}  // namespace ordo::flows
