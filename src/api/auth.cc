#include "api/auth.h"

#include <utility>

#include "api/ascii.h"
#include "base/crypto.h"

namespace ordo::api {
namespace {

std::unexpected<Error> unauthorised(std::string_view code, std::string detail) {
  return fail(ErrorClass::kUnauthorised, code, std::move(detail));
}

core::ShopScope scope_of(const flows::Settings& settings,
                         const std::optional<std::vector<std::string>>& codes) {
  if (!codes) return {};
  std::vector<ShopId> shops;
  for (const std::string& code : *codes) {
    if (const flows::Shop* shop = settings.shop(code)) shops.push_back(shop->id);
  }
  return core::ShopScope(std::move(shops));
}

Caller owner_of_the_machine() {
  Caller caller;
  caller.id = "local";
  caller.role = "owner";
  caller.view = flows::kWholeView;
  return caller;
}

std::string refusal_text(const Caller& caller) {
  if (caller.role.empty()) return "The key's scopes do not allow this.";
  return "The role " + caller.role + (caller.scopes ? ", within the key's scopes," : "") +
         " does not allow this.";
}

bool only_reads(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

std::unexpected<Error> session_ended() {
  return unauthorised("session_ended", "The session has ended; sign in again.");
}

}  // namespace

Caller caller_of(const flows::Settings& settings, const flows::User& user) {
  Caller caller;
  caller.id = "user:" + std::to_string(user.id);
  caller.role = user.role;
  caller.view = flows::view_of_role(user.role);
  caller.shops = scope_of(settings, user.shops);
  return caller;
}

Caller caller_of(const flows::Settings& settings, const flows::ApiKey& key) {
  const flows::Access& access = key.access;
  Caller caller;
  caller.id = "key:" + std::to_string(key.id);
  caller.role = access.role;
  caller.view = access.view.value_or(flows::view_of_role(access.role));
  caller.shops = scope_of(settings, access.shops);
  caller.scopes = access.scopes;
  caller.per_minute = access.per_minute;
  return caller;
}

Authenticator::Authenticator(SettingsSource settings, const Sessions& sessions, const Clock& clock)
    : settings_(std::move(settings)), sessions_(sessions), clock_(clock) {}

Result<Caller> Authenticator::authenticate(const HttpRequest& request) const {
  if (request.local) return owner_of_the_machine();
  if (auto value = request.header("authorization"); !value.empty()) return by_key(value);
  auto token = cookie(request.header("cookie"), kSessionCookie);
  if (!token.empty()) return by_session(request, token);
  return unauthorised("unauthenticated", "Send an API key as Authorization: Bearer, or sign in.");
}

Result<Caller> Authenticator::by_key(std::string_view authorization) const {
  constexpr std::string_view kScheme = "bearer ";
  if (!equal_without_case(authorization.substr(0, kScheme.size()), kScheme)) {
    return unauthorised("unauthenticated", "Only the Bearer scheme is known here.");
  }
  auto key = trim_blanks(authorization.substr(kScheme.size()));
  auto settings = settings_();
  auto it = settings->keys_by_hash.find(hex(sha256(key)));
  if (it == settings->keys_by_hash.end()) {
    return unauthorised("unknown_key", "This API key is not known, or was withdrawn.");
  }
  const Instant expires_at = it->second.access.expires_at;
  if (expires_at.ms != 0 && expires_at <= clock_.now()) {
    return unauthorised("key_expired", "This API key has expired; make a new one.");
  }
  return caller_of(*settings, it->second);
}

Result<Caller> Authenticator::by_session(const HttpRequest& request, std::string_view token) const {
  auto session = sessions_.find(token);
  if (!session) return session_ended();
  auto settings = settings_();
  auto user = settings->users.find(session->login);
  if (user == settings->users.end() || user->second.disabled) return session_ended();
  const int64_t opened_ms = session->expires_at.ms - kSessionMs;
  if (opened_ms <= user->second.sessions_after_ms) return session_ended();
  if (sha256(user->second.password_hash) != session->password) return session_ended();
  if (!only_reads(request.method) &&
      !equal_constant_time(request.header("x-csrf-token"), session->csrf_token)) {
    return fail(ErrorClass::kForbidden, "csrf_token_missing",
                "A write with a session needs its X-CSRF-Token header.");
  }
  return caller_of(*settings, user->second);
}

Result<Caller> Authenticator::authorise(const HttpRequest& request, Permission permission) const {
  auto caller = authenticate(request);
  if (caller && !allowed(*caller, permission)) {
    return fail(ErrorClass::kForbidden, "forbidden", refusal_text(*caller));
  }
  return caller;
}

}  // namespace ordo::api
