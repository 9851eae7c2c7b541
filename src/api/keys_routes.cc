// API keys: shown once, kept as a hash.
#include "api/kit.h"
#include "api/name_page.h"
#include "api/one_time.h"
#include "api/order_json.h"
#include "base/crypto.h"
#include "flows/access.h"

namespace ordo::api {
namespace {

namespace json = boost::json;

constexpr size_t kTokenBytes = 32;

flows::KnowsShop known_shops(const Call& call) {
  return [settings = call.kit.hub.settings()](std::string_view code) {
    return settings->shop(code) != nullptr;
  };
}

// What a key may, with null for what it does not limit.
json::object shown_access(const flows::Access& access) {
  json::object shown{{"role", nullptr},  {"scopes", nullptr},     {"view", nullptr},
                     {"shops", nullptr}, {"expires_at", nullptr}, {"per_minute", nullptr}};
  for (auto& [name, value] : flows::access_json(access)) shown[name] = std::move(value);
  return shown;
}

void show_key(HttpResponse& response, json::object shown, const std::string& key) {
  const json::object answer = json::parse(response.body).as_object();
  const json::value& id = answer.at("name");
  shown["id"] = id;
  shown["key"] = key;
  response.body = json::serialize(shown);
  response.headers.emplace_back("Cache-Control", "no-store");
  response.headers.emplace_back("Location", "/api/v1/keys/" + std::string(id.as_string()));
}

Result<Write> create(const Call& call) {
  auto body = read_object(call.request);
  if (!body) return std::unexpected(body.error());
  Fields fields(*body);
  fields.only({"name", "role", "scopes", "view", "shops", "expires_at", "per_minute"});
  const std::string name = fields.text("name", 200);
  auto access = flows::parse_access(*body, known_shops(call));
  if (!access) fields.take(access.error());
  if (!fields.ok()) return fields.error();
  json::object document = flows::access_json(*access);
  auto token = secret_for(call, "api-key", {name, json::serialize(document)}, kTokenBytes);
  if (!token) return std::unexpected(token.error());
  const std::string key = "ordo_" + *token;
  document["name"] = name;
  document["hash"] = hex(sha256(key));
  Write write;
  write.route = "config.key";
  write.administers = true;
  write.body = json::serialize(document);
  json::object shown = shown_access(*access);
  shown["name"] = name;
  write.finish = [key, shown](HttpResponse& response, const core::Outcome&) {
    show_key(response, shown, key);
  };
  return write;
}

Result<HttpResponse> list(const Call& call) {
  std::map<int64_t, flows::ApiKey> keys;
  for (const auto& [hash, key] : call.kit.hub.settings()->keys_by_hash) keys[key.id] = key;
  return name_page(call.request, keys, [](int64_t id, const flows::ApiKey& key) {
    json::object item = shown_access(key.access);
    item["id"] = std::to_string(id);
    item["name"] = key.name;
    item["created_at"] = time_json(Instant{key.created_at_ms});
    return item;
  });
}

Result<Write> revoke(const Call& call) {
  const std::string& id = call.params.at("id");
  if (!parse_id(id)) {
    return fail(ErrorClass::kNotFound, "key_not_found", "there is no key with this id");
  }
  Write write;
  write.route = "config.key";
  write.administers = true;
  write.body = json::serialize(json::object{{"revoke", id}});
  write.finish = [](HttpResponse& response, const core::Outcome&) {
    response.status = 204;
    response.content_type.clear();
    response.body.clear();
  };
  return write;
}

}  // namespace

void add_key_routes(Resources& resources) {
  resources.read("GET", "/keys", Area::kAccess, list);
  resources.write("POST", "/keys", Area::kAccess, create);
  resources.write("DELETE", "/keys/{id}", Area::kAccess, revoke);
}

}  // namespace ordo::api
