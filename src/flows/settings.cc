#include "flows/settings.h"

#include <boost/json.hpp>

namespace ordo::flows {
namespace {

namespace json = boost::json;

std::string text(const json::object& o, std::string_view key, std::string_view otherwise = {}) {
  const json::value* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->as_string()) : std::string(otherwise);
}

int64_t number(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_number() ? v->to_number<int64_t>() : 0;
}

bool flag(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_bool() && v->as_bool();
}

Instant moment(const json::object& o, std::string_view key) {
  const std::string said = text(o, key);
  return said.empty() ? Instant{} : parse_rfc3339(said).value_or(Instant{});
}

json::object parse(const core::ConfigDocument& document) {
  return json::parse(document.body).as_object();
}

Shop read_shop(const std::string& code, const json::object& o) {
  Shop shop;
  shop.id = ShopId(number(o, "id"));
  shop.code = code;
  shop.channel = text(o, "channel");
  shop.name = text(o, "name");
  shop.zone = text(o, "zone", "Asia/Shanghai");
  shop.currency = text(o, "currency", "CNY");
  shop.country = text(o, "country", "CN");
  if (const json::value* c = o.if_contains("credentials"))
    shop.credentials = Secret(json::serialize(*c));
  shop.callback_url = text(o, "callback_url");
  shop.paused = flag(o, "paused");
  if (o.contains("pull_look_back_days"))
    shop.pull_look_back_days = number(o, "pull_look_back_days");
  if (o.contains("probe_hours")) shop.probe_hours = number(o, "probe_hours");
  if (o.contains("quota_per_minute")) shop.quota_per_minute = number(o, "quota_per_minute");
  shop.credentials_expire_at = moment(o, "credentials_expire_at");
  shop.silence_minutes = number(o, "silence_minutes");
  shop.adapter = channels::find_adapter(shop.channel);
  return shop;
}

ApiKey read_key(const std::string& id, const json::object& o) {
  return {parse_id(id).value_or(0), text(o, "name"), text(o, "role"), text(o, "hash"),
          number(o, "created_at")};
}

User read_user(const std::string& login, const json::object& o) {
  return {number(o, "id"),          login,
          text(o, "name"),          text(o, "role"),
          text(o, "password_hash"), flag(o, "one_time"),
          flag(o, "disabled"),      number(o, "sessions_after"),
          number(o, "created_at")};
}

void read_mode(const json::object& o, Settings& settings) {
  settings.mode = parse_mode(text(o, "mode")).value_or(Mode::kNormal);
  settings.mode_by = text(o, "by");
  settings.mode_since = moment(o, "since");
}

template <class Rule>
void read_rule(const core::Configuration& config, std::string_view kind,
               Result<Rule> (*parse_rule)(const json::object&), Rule& rule) {
  const core::ConfigDocument* d = config.find(kind, kind);
  if (d) rule = parse_rule(parse(*d)).value_or(Rule{});
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

const Shop* Settings::shop(std::string_view code) const {
  const auto it = shops.find(code);
  return it == shops.end() ? nullptr : &it->second;
}

const Shop* Settings::shop(ShopId id) const {
  const auto it = shops_by_id.find(id.value);
  return it == shops_by_id.end() ? nullptr : it->second;
}

std::shared_ptr<const Settings> build_settings(const core::Configuration& config) {
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
  read_rule(config, "overload", parse_overload, settings->overload);
  read_rule(config, "patrol", parse_patrol, settings->patrol);
  settings->lifecycles = orders::default_lifecycles();
  if (const auto* d = config.find("lifecycles", "orders")) {
    if (auto parsed = orders::parse_lifecycles(d->body)) settings->lifecycles = *parsed;
  }
  return settings;
}

}  // namespace ordo::flows
