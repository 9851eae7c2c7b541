// Users: who may sign in. A password is made here, shown once, and must be changed at the first sign-in.
#include "api/kit.h"
#include "api/name_page.h"
#include "api/one_time.h"
#include "api/order_json.h"
#include "base/crypto.h"
#include "core/batch_store.h"
#include "flows/roles.h"

namespace ordo::api {
namespace {

namespace json = boost::json;

constexpr size_t kOneTimeBytes = 12;
constexpr size_t kNameMax = 100;

json::value shops_json(const std::optional<std::vector<std::string>>& shops) {
  if (!shops) return nullptr;
  return json::array(shops->begin(), shops->end());
}

json::object user_json(const flows::User& user, int64_t version) {
  return {{"login", user.login},
          {"id", std::to_string(user.id)},
          {"name", user.name},
          {"role", user.role},
          {"shops", shops_json(user.shops)},
          {"disabled", user.disabled},
          {"one_time", user.one_time},
          {"created_at", time_json(Instant{user.created_at_ms})},
          {"version", version}};
}

int64_t version_of(const core::Configuration& config, const std::string& login) {
  const core::ConfigDocument* document = config.find("user", login);
  return document ? document->version : 0;
}

Result<HttpResponse> list(const Call& call) {
  const auto lease = call.kit.hub.database().read();
  const auto config = core::load_configuration(lease.reader(), call.kit.hub.keyring());
  const auto settings = call.kit.hub.settings();
  return name_page(call.request, settings->users,
                   [&](const std::string& login, const flows::User& user) {
                     return user_json(user, version_of(config, login));
                   });
}

void check_role(const std::string& role, Fields& fields) {
  if (role.empty() || flows::is_role_of_people(role)) return;
  fields.problem(
      "/role", "unknown_role: must be owner, operations, warehouse, finance, support or read_only");
}

// The shops of a person with this role, as the body names them; what is said of the role itself is
// check_role's.
std::optional<std::vector<std::string>> read_shops(const Call& call, const json::value* shops,
                                                   const std::string& role, Fields& fields) {
  if (!shops || shops->is_null() || !flows::is_role_of_people(role)) return std::nullopt;
  auto access = flows::parse_access({{"role", role}, {"shops", *shops}},
                                    [settings = call.kit.hub.settings()](std::string_view code) {
                                      return settings->shop(code) != nullptr;
                                    });
  if (access) return std::move(access->shops);
  fields.take(access.error());
  return std::nullopt;
}

Write administering(std::string route, const json::object& body) {
  Write write;
  write.route = std::move(route);
  write.administers = true;
  write.body = json::serialize(body);
  return write;
}

void show_once(HttpResponse& response, json::object body) {
  response.body = json::serialize(body);
  response.headers.emplace_back("Cache-Control", "no-store");
}

Result<Write> create(const Call& call) {
  auto body = read_object(call.request);
  if (!body) return std::unexpected(body.error());
  Fields fields(*body);
  fields.only({"login", "name", "role", "shops"});
  const std::string login = fields.required("login", 64);
  const std::string name = fields.text("name", kNameMax);
  const std::string role = fields.required("role", 64);
  check_role(role, fields);
  const json::value shops = shops_json(read_shops(call, body->if_contains("shops"), role, fields));
  if (!fields.ok()) return fields.error();
  auto password = secret_for(call, "user", {login, name, role}, kOneTimeBytes);
  if (!password) return std::unexpected(password.error());
  Write write = administering("config.user", {{"login", login},
                                              {"name", name},
                                              {"role", role},
                                              {"shops", shops},
                                              {"password_hash", password_hash(*password)},
                                              {"one_time", true}});
  write.finish = [login, name, role, shops, password = *password](HttpResponse& response,
                                                                  const core::Outcome&) {
    show_once(response, {{"login", login},
                         {"name", name},
                         {"role", role},
                         {"shops", shops},
                         {"one_time_password", password}});
    response.headers.emplace_back("Location", "/api/v1/users/" + login);
  };
  return write;
}

Result<flows::User> named(const Call& call) {
  const auto settings = call.kit.hub.settings();
  const auto user = settings->users.find(call.params.at("login"));
  if (user == settings->users.end()) {
    return fail(ErrorClass::kNotFound, "user_not_found", "there is no user with this login");
  }
  return user->second;
}

bool read_disabled(const json::object& body, Fields& fields) {
  const json::value& v = body.at("disabled");
  if (!v.is_bool()) fields.problem("/disabled", "field_type: must be true or false");
  return v.is_bool() && v.as_bool();
}

Result<HttpResponse> one(const Call& call) {
  auto user = named(call);
  if (!user) return std::unexpected(user.error());
  const auto lease = call.kit.hub.database().read();
  const auto config = core::load_configuration(lease.reader(), call.kit.hub.keyring());
  const int64_t version = version_of(config, user->login);
  HttpResponse response = json_answer(200, user_json(*user, version));
  response.headers.emplace_back("ETag", "\"" + std::to_string(version) + "\"");
  return response;
}

// The user as the edit left them, from the answer that a repeat has too.
void show_edited(HttpResponse& response, const core::Outcome& outcome) {
  const json::object edited = json::parse(response.body).as_object();
  const json::object& held = edited.at("user").as_object();
  const auto word = [&](const char* name) { return std::string(held.at(name).as_string()); };
  flows::User user;
  user.id = held.at("id").as_int64();
  user.login = edited.at("name").as_string();
  user.name = word("name");
  user.role = word("role");
  user.disabled = held.at("disabled").as_bool();
  user.one_time = held.at("one_time").as_bool();
  user.created_at_ms = held.at("created_at").as_int64();
  if (const json::array* shops = held.at("shops").if_array()) {
    user.shops.emplace();
    for (const json::value& code : *shops) user.shops->emplace_back(code.as_string());
  }
  response.body = json::serialize(user_json(user, edited.at("version").as_int64()));
  add_version_tag(response, outcome);
}

Result<Write> edit(const Call& call) {
  auto user = named(call);
  if (!user) return std::unexpected(user.error());
  const auto version = read_if_match(call.request);
  if (!version) return std::unexpected(version.error());
  auto body = read_object(call.request);
  if (!body) return std::unexpected(body.error());
  Fields fields(*body);
  fields.only({"name", "role", "disabled", "shops"});
  json::object changes{{"login", user->login}, {"if_version", *version}};
  if (body->contains("name")) changes["name"] = fields.text("name", kNameMax);
  if (body->contains("role")) {
    user->role = fields.required("role", 64);
    check_role(user->role, fields);
    changes["role"] = user->role;
  }
  if (body->contains("disabled")) changes["disabled"] = read_disabled(*body, fields);
  const json::value held = shops_json(user->shops);
  const json::value* shops = body->if_contains("shops");
  const auto wanted = read_shops(call, shops ? shops : &held, user->role, fields);
  if (shops) changes["shops"] = shops_json(wanted);
  if (!fields.ok()) return fields.error();
  Write write = administering("config.user_edit", changes);
  write.finish = show_edited;
  return write;
}

Result<Write> reset_password(const Call& call) {
  auto user = named(call);
  if (!user) return std::unexpected(user.error());
  auto password = secret_for(call, "password-reset", {user->login}, kOneTimeBytes);
  if (!password) return std::unexpected(password.error());
  Write write = administering(
      "config.user_password",
      {{"login", user->login}, {"password_hash", password_hash(*password)}, {"one_time", true}});
  write.finish = [login = user->login, password = *password](HttpResponse& response,
                                                             const core::Outcome&) {
    show_once(response, {{"login", login}, {"one_time_password", password}});
  };
  return write;
}

}  // namespace

void add_user_routes(Resources& resources) {
  resources.read("GET", "/users", Area::kAccess, list);
  resources.read("GET", "/users/{login}", Area::kAccess, one);
  resources.write("POST", "/users", Area::kAccess, create);
  resources.write("PATCH", "/users/{login}", Area::kAccess, edit);
  resources.write("POST", "/users/{login}/password-reset", Area::kAccess, reset_password);
}

}  // namespace ordo::api
