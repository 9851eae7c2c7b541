#include "flows/config_commands.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json_read.h"
#include "base/text.h"
#include "flows/catalogue_commands.h"
#include "flows/commands.h"
#include "flows/config_kit.h"
#include "flows/hub_rules.h"
#include "flows/load_commands.h"
#include "flows/shop_fields.h"
#include "flows/status_commands.h"
#include "flows/user_commands.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;
using core::Outcome;

Outcome check_shop(const json::object& shop) {
  const std::string channel = json_text(shop, "channel");
  const channels::Adapter* adapter = channels::find_adapter(channel);
  if (!adapter) return bad("/channel", "is not a channel that this hub speaks");
  if (auto zone = Zone::find(json_text(shop, "zone")); !zone)
    return bad("/zone", "is not an IANA time zone");
  if (const auto fixed = adapter->fixed_zone();
      !fixed.empty() && json_text(shop, "zone") != fixed) {
    return bad("/zone",
               fmt::format("must be {}: this channel's times are always in that zone", fixed));
  }
  if (!Currency::parse(json_text(shop, "currency")))
    return bad("/currency", "is not an ISO 4217 currency");
  const json::value* credentials = shop.if_contains("credentials");
  if (!credentials || !credentials->is_object()) return bad("/credentials", "are required");
  if (auto ok = adapter->check_credentials(json::serialize(*credentials)); !ok) {
    Error e = ok.error();
    for (FieldError& f : e.fields) f.pointer = "/credentials" + f.pointer;
    return refused(e);
  }
  if (auto ok = check_watched_fields(shop); !ok) return refused(ok.error());
  const std::string url = json_text(shop, "callback_url");
  if (!url.empty() && !url.starts_with("https://") && !url.starts_with("http://")) {
    return bad("/callback_url", "must be an http or https address");
  }
  return answered(200, {});
}

// RFC 7396, a field at a time: one secret can be set anew without knowing the others.
void merge_credentials(const json::object& given, json::value& held) {
  if (!held.is_object()) held = json::object();
  for (const auto& [field, value] : given) {
    if (value.is_null())
      held.as_object().erase(field);
    else
      held.as_object()[field] = value;
  }
}

Outcome put_shop(Context& context, const json::object& body) {
  const std::string code = json_text(body, "code");
  if (!is_code(code)) return bad("/code", "must be 1 to 64 lower case letters, digits, '-' or '_'");
  const core::ConfigDocument* held = context.batch.config.find("shop", code);
  if (held && !json_text(body, "mode").empty() && json_text(body, "mode") == "create") {
    return refused(
        {ErrorClass::kRefused, "shop_exists", "there is a shop with this code already", {}});
  }
  if (is_stale(body, held)) return stale("shop has");
  json::object shop;
  if (held) {
    shop = json::parse(held->body).as_object();
  } else {
    // A stream's number; the first id of all is the system's stream's.
    const int64_t id = std::max(context.batch.next_id(), core::kSystemStream.value + 1);
    context.batch.last_id = std::max(context.batch.last_id, id);
    shop = {{"id", id}, {"zone", "Asia/Shanghai"}, {"currency", "CNY"}, {"country", "CN"}};
  }
  for (const auto& [key, value] : body) {
    if (key == "code" || key == "mode" || key == "id" || key == "if_version") continue;
    if (key == "channel" && held && shop["channel"] != value)
      return bad("/channel", "cannot be changed");
    if (key == "credentials" && value.is_object())
      merge_credentials(value.as_object(), shop[key]);
    else if (value.is_null())
      shop.erase(key);
    else
      shop[key] = value;
  }
  Outcome checked = check_shop(shop);
  if (checked.answer.status != 200) return checked;
  put(context, "shop", code, shop);
  return saved(context, "config.shop", code, held ? 200 : 201);
}

Outcome put_lifecycles(Context& context, const json::object& body) {
  if (is_stale(body, context.batch.config.find("lifecycles", "orders"))) {
    return stale("lifecycles have");
  }
  const std::string document = json::serialize(document_alone(body));
  if (auto parsed = orders::parse_lifecycles(document); !parsed) return refused(parsed.error());
  context.batch.put_config("lifecycles", "orders", document, context.entry.caller);
  return saved(context, "config.lifecycles", "orders", 200, told_of(body));
}

template <class Rule>
Outcome put_rule(Context& context, const json::object& body, const char* kind,
                 Result<Rule> (*parse)(const json::object&),
                 json::object (*document)(const Rule&)) {
  auto rule = parse(document_alone(body));
  if (!rule) return refused(rule.error());
  if (is_stale(body, context.batch.config.find(kind, kind))) {
    return stale(std::string(kind) + " rule has");
  }
  put(context, kind, kind, document(*rule));
  return saved(context, "config." + std::string(kind), kind, 200, told_of(body));
}

}  // namespace

Outcome bad(const std::string& pointer, const std::string& detail) {
  return refused({ErrorClass::kInvalid, "invalid", pointer + " " + detail, {{pointer, detail}}});
}

bool is_stale(const json::object& body, const core::ConfigDocument* held) {
  const json::value* version = body.if_contains("if_version");
  return version && version->is_int64() && version->as_int64() != (held ? held->version : 0);
}

json::object document_alone(json::object body) {
  for (const char* of_the_edit : {"if_version", "reason", "rollback_to"}) body.erase(of_the_edit);
  return body;
}

json::object told_of(const json::object& body) {
  json::object told;
  if (const std::string reason = json_text(body, "reason"); !reason.empty())
    told["reason"] = reason;
  if (const json::value* to = body.if_contains("rollback_to"); to && to->is_int64()) {
    told["rollback_to"] = *to;
  }
  return told;
}

Outcome stale(std::string_view what) {
  return refused({ErrorClass::kRefused,
                  "version_stale",
                  fmt::format("the {} changed since it was read; read it again and repeat", what),
                  {}});
}

void put(Context& context, const char* kind, const std::string& name,
         const json::object& document) {
  context.batch.put_config(kind, name, json::serialize(document), context.entry.caller);
}

Outcome saved(Context& context, std::string_view kind, const std::string& name, int status,
              json::object more) {
  const int64_t version = context.batch.config.version();
  json::object told{{"name", name}, {"version", version}};
  for (auto& [key, value] : more) told[key] = std::move(value);
  audit(context, kind, told);
  return answered(status, {{"name", name}, {"version", version}});
}

void audit(Context& context, std::string_view kind, const json::object& what, OrderId about) {
  core::Event event;
  event.order = about;
  event.kind = kind;
  event.version = core::kAuditVersion;
  event.message = context.entry.seq;
  event.transaction_id = context.chance.uuid();
  event.actor = context.entry.caller;
  event.payload = json::serialize(what);
  event.shop = context.entry.stream;
  context.batch.add_event(std::move(event));
}

Outcome apply_config(Context& context, const json::object& body) {
  const std::string& route = context.entry.route;
  if (route == "config.shop") return put_shop(context, body);
  if (route == "config.key") return put_key(context, body);
  if (route == "config.user") return put_user(context, body);
  if (route == "config.user_edit") return edit_user(context, body);
  if (route == "config.user_password") return put_password(context, body);
  if (route == "config.mode") return put_mode(context, body);
  if (route == "config.lifecycles") return put_lifecycles(context, body);
  if (route == "config.status_map") return put_status_map(context, body);
  if (route == "config.status_groups") return put_status_groups(context, body);
  if (is_of_catalogue(route)) return apply_catalogue(context, body);
  if (route == "config.retention") {
    return put_rule(context, body, "retention", parse_retention, retention_json);
  }
  if (route == "config.delivery") {
    return put_rule(context, body, "delivery", parse_delivery, delivery_json);
  }
  if (route == "config.limits") {
    return put_rule(context, body, "limits", parse_limits, limits_json);
  }
  if (route == "config.overload") {
    return put_rule(context, body, "overload", parse_overload, overload_json);
  }
  if (route == "config.patrol") {
    return put_rule(context, body, "patrol", parse_patrol, patrol_json);
  }
  if (route == "config.address") {
    return put_rule(context, body, "address", parse_address, address_json);
  }
  return refused({ErrorClass::kInvalid, "unknown_command", "there is no command " + route, {}});
}

}  // namespace ordo::flows
