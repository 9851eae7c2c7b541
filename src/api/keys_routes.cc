// API keys: shown once, kept as a hash.
#include "api/kit.h"
#include "api/name_page.h"
#include "api/one_time.h"
#include "api/order_json.h"
#include "base/crypto.h"
#include "flows/roles.h"

namespace ordo::api {
namespace {

namespace json = boost::json;

constexpr size_t kTokenBytes = 32;

Result<Write> create(const Call& call) {
  auto body = read_object(call.request);
  if (!body) return std::unexpected(body.error());
  Fields fields(*body);
  fields.only({"name", "role"});
  const std::string name = fields.text("name", 200);
  const std::string role = fields.required("role", 64);
  if (!role.empty() && !flows::is_role(role)) {
    fields.problem("/role", "unknown_role: must be " + std::string(flows::kRolesText));
  }
  if (!fields.ok()) return fields.error();
  auto token = secret_for(call, "api-key", {name, role}, kTokenBytes);
  if (!token) return std::unexpected(token.error());
  const std::string key = "ordo_" + *token;
  Write write;
  write.route = "config.key";
  write.administers = true;
  write.body =
      json::serialize(json::object{{"name", name}, {"role", role}, {"hash", hex(sha256(key))}});
  write.finish = [key, name, role](HttpResponse& response, const core::Outcome&) {
    const json::object answer = json::parse(response.body).as_object();
    const json::value id = answer.at("name");
    response.body =
        json::serialize(json::object{{"id", id}, {"name", name}, {"role", role}, {"key", key}});
    response.headers.emplace_back("Cache-Control", "no-store");
    response.headers.emplace_back("Location", "/api/v1/keys/" + std::string(id.as_string()));
  };
  return write;
}

Result<HttpResponse> list(const Call& call) {
  std::map<int64_t, flows::ApiKey> keys;
  for (const auto& [hash, key] : call.kit.hub.settings()->keys_by_hash) keys[key.id] = key;
  return name_page(call.request, keys, [](int64_t id, const flows::ApiKey& key) {
    return json::object{{"id", std::to_string(id)},
                        {"name", key.name},
                        {"role", key.role},
                        {"created_at", time_json(Instant{key.created_at_ms})}};
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
