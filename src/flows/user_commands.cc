#include "flows/user_commands.h"

#include "base/crypto.h"
#include "flows/access.h"
#include "flows/commands.h"
#include "flows/config_kit.h"
#include "flows/roles.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;
using core::Outcome;

int64_t number(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_int64() ? v->as_int64() : 0;
}

bool flag(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_bool() && v->as_bool();
}

json::object parse(const core::ConfigDocument& document) {
  return json::parse(document.body).as_object();
}

Outcome no_such_user() {
  return refused({ErrorClass::kNotFound, "user_not_found", "there is no such user", {}});
}

Outcome bad_role() {
  return bad("/role", "must be owner, operations, warehouse, finance, support or read_only");
}

// What an edit answers: all that may be shown, as it is now held.
json::object shown(const json::object& user) {
  return {{"id", number(user, "id")},
          {"name", json_text(user, "name")},
          {"role", json_text(user, "role")},
          {"disabled", flag(user, "disabled")},
          {"one_time", flag(user, "one_time")},
          {"created_at", number(user, "created_at")},
          {"shops", user.contains("shops") ? user.at("shops") : json::value(nullptr)}};
}

KnowsShop known_shops(const Context& context) {
  return [&config = context.batch.config](std::string_view code) {
    return config.find("shop", code) != nullptr;
  };
}

// {"role", "shops"} of a person.
Result<Access> access_of_person(const Context& context, const json::object& user) {
  const json::value* shops = user.if_contains("shops");
  return parse_access({{"role", json_text(user, "role")}, {"shops", shops ? *shops : nullptr}},
                      known_shops(context));
}

bool can_give_rights(const json::object& user) {
  return json_text(user, "role") == "owner" && !flag(user, "disabled");
}

bool another_owner(const core::Configuration& config, std::string_view login) {
  bool found = false;
  config.each("user", [&](const std::string& name, const core::ConfigDocument& d) {
    found = found || (name != login && !d.body.empty() && can_give_rights(parse(d)));
  });
  return found;
}

Result<> edit(const json::object& body, json::object& user) {
  for (const auto& [key, value] : body) {
    if (key == "login" || key == "if_version") continue;
    const bool fits = ((key == "name" || key == "role") && value.is_string()) ||
                      (key == "disabled" && value.is_bool()) ||
                      (key == "shops" && (value.is_array() || value.is_null()));
    if (!fits) return invalid("/" + std::string(key), "cannot be changed to this", "not_editable");
    if (value.is_null())
      user.erase(key);
    else
      user[key] = value;
  }
  return {};
}

}  // namespace

Outcome put_user(Context& context, const json::object& body) {
  const std::string login = json_text(body, "login");
  if (!is_code(login))
    return bad("/login", "must be 1 to 64 lower case letters, digits, '-' or '_'");
  if (context.batch.config.find("user", login)) {
    return refused(
        {ErrorClass::kRefused, "user_exists", "there is a user with this login already", {}});
  }
  if (!is_role_of_people(json_text(body, "role"))) return bad_role();
  if (json_text(body, "password_hash").empty()) return bad("/password_hash", "is required");
  auto access = access_of_person(context, body);
  if (!access) return refused(access.error());
  json::object user = access_json(*access);
  const json::object told = user;
  user["id"] = context.batch.next_id();
  user["name"] = json_text(body, "name");
  user["password_hash"] = json_text(body, "password_hash");
  user["one_time"] = flag(body, "one_time");
  user["created_at"] = context.batch.at.ms;
  put(context, "user", login, user);
  return saved(context, "config.user", login, 201, told);
}

Outcome edit_user(Context& context, const json::object& body) {
  const std::string login = json_text(body, "login");
  const core::ConfigDocument* held = context.batch.config.find("user", login);
  if (!held) return no_such_user();
  if (is_stale(body, held)) return stale("user has");
  json::object user = parse(*held);
  if (auto edited = edit(body, user); !edited) return refused(edited.error());
  if (!is_role_of_people(json_text(user, "role"))) return bad_role();
  auto access = access_of_person(context, user);
  if (!access) return refused(access.error());
  if (can_give_rights(parse(*held)) && !can_give_rights(user) &&
      !another_owner(context.batch.config, login)) {
    return refused({ErrorClass::kRefused,
                    "last_owner",
                    "this is the only owner who can sign in; make another one first",
                    {}});
  }
  // Let in again, they sign in anew: a session that was stolen before does not come back with them.
  if (flag(user, "disabled")) user["sessions_after"] = context.batch.at.ms;
  put(context, "user", login, user);
  json::object more = access_json(*access);
  more["disabled"] = flag(user, "disabled");
  const Outcome told = saved(context, "config.user_edit", login, 200, std::move(more));
  json::object answer = json::parse(told.answer.body).as_object();
  answer["user"] = shown(user);
  return answered(200, answer);
}

Outcome put_password(Context& context, const json::object& body) {
  const std::string login = json_text(body, "login");
  const core::ConfigDocument* held = context.batch.config.find("user", login);
  if (!held) return no_such_user();
  if (json_text(body, "password_hash").empty()) return bad("/password_hash", "is required");
  json::object user = parse(*held);
  const std::string stands_on = json_text(body, "stands_on");
  if (!stands_on.empty() && stands_on != hex(sha256(json_text(user, "password_hash")))) {
    return refused({ErrorClass::kRefused,
                    "password_changed",
                    "the password was changed meanwhile; sign in with the one that holds now",
                    {}});
  }
  user["password_hash"] = json_text(body, "password_hash");
  user["one_time"] = flag(body, "one_time");
  put(context, "user", login, user);
  return saved(context, "config.user_password", login);
}

Outcome put_key(Context& context, const json::object& body) {
  const std::string revoke = json_text(body, "revoke");
  if (!revoke.empty()) {
    if (!context.batch.config.find("key", revoke)) {
      return refused({ErrorClass::kNotFound, "key_not_found", "there is no such key", {}});
    }
    context.batch.put_config("key", revoke, "", context.entry.caller);
    return saved(context, "config.key_revoked", revoke);
  }
  auto access = parse_access(body, known_shops(context));
  if (!access) return refused(access.error());
  if (access->expires_at.ms != 0 && access->expires_at <= context.batch.at) {
    return bad("/expires_at", "must lie ahead");
  }
  if (json_text(body, "hash").size() != 64) return bad("/hash", "must be a SHA-256 in hex");
  const std::string id = std::to_string(context.batch.next_id());
  json::object key = access_json(*access);
  json::object told = key;
  key["name"] = json_text(body, "name");
  key["hash"] = json_text(body, "hash");
  key["created_at"] = context.batch.at.ms;
  put(context, "key", id, key);
  return saved(context, "config.key", id, 201, std::move(told));
}

}  // namespace ordo::flows
