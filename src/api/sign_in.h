// POST, GET and DELETE /api/v1/session: how people sign in to the console.
//
// POST {"login","password","new_password"?} → {"login","role","scopes","view","shops","csrf_token",
// "expires_at"} and a cookie
// (HttpOnly, SameSite=Strict; Secure behind a proxy that says https). A one-time password must be
// changed at once: code "password_change_required" without new_password. The change is a command like
// any other and lives in the log.
#pragma once

#include <functional>
#include <string>

#include "api/attempts.h"
#include "api/auth.h"
#include "api/limiter.h"
#include "api/router.h"
#include "api/sessions.h"
#include "base/time.h"
#include "flows/hub.h"

namespace ordo::api {

inline constexpr size_t kPasswordMin = 12;     // characters
inline constexpr size_t kPasswordMax = 1'024;  // bytes

class SignIn {
 public:
  // Appends a command, or answers why it was not taken.
  using SubmitCommand = std::function<Result<>(flows::Hub::Command)>;

  SignIn(SettingsSource settings, Sessions& sessions, Clock& clock, SubmitCommand submit);
  // Must outlive the router.
  void add_routes(Router& router);

 private:
  struct Credentials {
    std::string login, password, new_password;
    bool secure = false;
    std::string address;  // who tries
    std::string headers;  // what the log keeps of the request
  };
  static Result<Credentials> read(const HttpRequest& request);
  [[nodiscard]] Result<flows::User> check(const Credentials& given, int& retry_after_s);
  void post(const HttpRequest& request, const Respond& respond);
  void get(const HttpRequest& request, const Context& context, const Respond& respond) const;
  void remove(const HttpRequest& request, const Respond& respond);
  void change_password(const Credentials& given, const flows::User& user, const Respond& respond);
  [[nodiscard]] HttpResponse open_session(const flows::User& user, std::string_view hash,
                                          bool secure);

  SettingsSource settings_;
  Sessions& sessions_;
  Attempts attempts_;
  // Each attempt costs a hash that is slow on purpose: whoever changes the login with every guess must
  // not make the hub work for nothing else.
  Limiter by_address_;
  SubmitCommand submit_;
  // Verified for a login that does not exist, so that it takes as long as one that does.
  const std::string decoy_hash_;
};

}  // namespace ordo::api
