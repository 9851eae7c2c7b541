#include "api/auth.h"

#include <utility>

#include "api/ascii.h"
#include "base/crypto.h"

namespace ordo::api {
namespace {

std::unexpected<Error> unauthorised(std::string_view code, std::string detail) {
  return fail(ErrorClass::kUnauthorised, code, std::move(detail));
}

Caller make_caller(std::string id, const std::string& role) {
  return {std::move(id), role, !sees_people(role)};
}

bool only_reads(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

std::unexpected<Error> session_ended() {
  return unauthorised("session_ended", "The session has ended; sign in again.");
}

}  // namespace

Authenticator::Authenticator(SettingsSource settings, const Sessions& sessions)
    : settings_(std::move(settings)), sessions_(sessions) {}

Result<Caller> Authenticator::authenticate(const HttpRequest& request) const {
  if (request.local) return make_caller("local", "owner");
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
  return make_caller("key:" + std::to_string(it->second.id), it->second.role);
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
  return make_caller("user:" + std::to_string(user->second.id), user->second.role);
}

Result<Caller> Authenticator::authorise(const HttpRequest& request, Permission permission) const {
  auto caller = authenticate(request);
  if (caller && !allowed(caller->role, permission)) {
    return fail(ErrorClass::kForbidden, "forbidden",
                "The role " + caller->role + " does not allow this.");
  }
  return caller;
}

}  // namespace ordo::api
