#include "api/sign_in.h"

#include <boost/json.hpp>
#include <utility>

#include "api/ascii.h"
#include "api/kept_headers.h"
#include "api/problem.h"
#include "base/crypto.h"
#include "base/json_read.h"
#include "base/log.h"
#include "base/text.h"

namespace ordo::api {
namespace {

namespace json = boost::json;

constexpr int64_t kSignInsPerMinute = 60;
constexpr size_t kLoginMax = 128;

// What the caller may do and see, so that a client offers nothing that would be refused.
json::object caller_body(const Caller& caller, const flows::Settings& settings) {
  const auto rights = rights_of(caller);
  json::value shops = nullptr;
  if (!caller.shops.everything()) {
    json::array& codes = shops.emplace_array();
    for (const auto& [code, shop] : settings.shops) {
      if (caller.shops.holds(shop.id)) codes.emplace_back(code);
    }
  }
  return {{"role", caller.role.empty() ? json::value(nullptr) : json::value(caller.role)},
          {"scopes", json::array(rights.begin(), rights.end())},
          {"view", flows::view_json(caller.view)},
          {"shops", std::move(shops)}};
}

json::object session_body(const Session& session, const Caller& caller,
                          const flows::Settings& settings) {
  json::object body = caller_body(caller, settings);
  body["login"] = session.login;
  body["csrf_token"] = session.csrf_token;
  body["expires_at"] = format_rfc3339(session.expires_at);
  return body;
}

HttpResponse private_answer(int status, const json::object& body) {
  return {status, "application/json", json::serialize(body), {{"Cache-Control", "no-store"}}};
}

std::string set_cookie(std::string_view token, int64_t max_age_s, bool secure) {
  std::string out(kSessionCookie);
  out.append("=").append(token).append("; Path=/; HttpOnly; SameSite=Strict; Max-Age=");
  return out + std::to_string(max_age_s) + (secure ? "; Secure" : "");
}

Result<> check_new_password(const std::string& password, const std::string& old) {
  if (!is_valid_utf8(password) || password.size() > kPasswordMax) {
    return invalid("/new_password", "at most 1024 bytes of text", "password_too_long");
  }
  if (code_points(password) < kPasswordMin) {
    return invalid("/new_password", "at least 12 characters", "password_too_short");
  }
  if (password == old) {
    return invalid("/new_password", "must differ from the old one", "password_unchanged");
  }
  return {};
}

std::unexpected<Error> wrong_password() {
  return fail(ErrorClass::kUnauthorised, "sign_in_refused", "Login or password is wrong.");
}

HttpResponse refusal_of(const core::Outcome& outcome) {
  if (!outcome.answer.body.empty() && outcome.answer.status >= 400) {
    return {outcome.answer.status, std::string(kProblemType), outcome.answer.body, {}};
  }
  std::string code = outcome.code.empty() ? "password_not_changed" : outcome.code;
  return problem(Error{ErrorClass::kRefused, code, outcome.detail, {}});
}

bool accepted(const core::Outcome& outcome) {
  return outcome.state == core::MessageState::kApplied && outcome.answer.status < 300;
}

}  // namespace

SignIn::SignIn(SettingsSource settings, Sessions& sessions, Clock& clock, SubmitCommand submit)
    : settings_(std::move(settings)),
      sessions_(sessions),
      attempts_(clock),
      by_address_(clock),
      submit_(std::move(submit)),
      decoy_hash_(password_hash(random_token(16))) {}

void SignIn::add_routes(Router& router) {
  const std::string path = "/api/v1/session";
  router.add({"POST",
              path,
              {Area::kPublic, true},
              Place::kWorker,
              [this](const HttpRequest& request, const Params&, const Context&,
                     const Respond& respond) { post(request, respond); }});
  router.add({"GET",
              path,
              {Area::kSelf, false},
              Place::kIo,
              [this](const HttpRequest& request, const Params&, const Context& context,
                     const Respond& respond) { get(request, context, respond); }});
  router.add({"DELETE",
              path,
              {Area::kSelf, true},
              Place::kIo,
              [this](const HttpRequest& request, const Params&, const Context&,
                     const Respond& respond) { remove(request, respond); }});
}

Result<SignIn::Credentials> SignIn::read(const HttpRequest& request) {
  // A form of a foreign page cannot send this type, and so cannot sign anyone in.
  auto type = request.header("content-type");
  if (!equal_without_case(type.substr(0, type.find(';')), "application/json")) {
    return fail(ErrorClass::kInvalid, "unsupported_media_type", "Send application/json.");
  }
  json::error_code ec;
  json::value body = json::parse(request.body, ec);
  if (ec || !body.is_object()) {
    return fail(ErrorClass::kInvalid, "malformed_json", "The body is not a JSON object.");
  }
  const json::object& object = body.get_object();
  Credentials given{json_text(object, "login"),
                    json_text(object, "password"),
                    json_text(object, "new_password"),
                    equal_without_case(request.header("x-forwarded-proto"), "https"),
                    std::string(request.remote),
                    call_headers(request, "", Key256{})};
  if (given.login.empty() || given.login.size() > kLoginMax) {
    return invalid("/login", "a login of at most 128 bytes");
  }
  if (given.password.empty() || given.password.size() > kPasswordMax) {
    return invalid("/password", "a password of at most 1024 bytes");
  }
  return given;
}

Result<flows::User> SignIn::check(const Credentials& given, int& retry_after_s) {
  if (auto wait_ms = by_address_.take(given.address, kSignInsPerMinute)) {
    retry_after_s = static_cast<int>((*wait_ms + kSecondMs - 1) / kSecondMs);
    return fail(ErrorClass::kLimited, "rate_limited",
                "Too many attempts from this address; wait and try again.");
  }
  if (auto wait_ms = attempts_.begin(given.login + "\n" + given.address)) {
    retry_after_s = static_cast<int>((*wait_ms + kSecondMs - 1) / kSecondMs);
    return fail(ErrorClass::kLimited, "sign_in_locked", "Too many failures; wait and try again.");
  }
  auto settings = settings_();
  auto user = settings->users.find(given.login);
  bool known = user != settings->users.end();
  bool right = password_verify(known ? user->second.password_hash : decoy_hash_, given.password);
  if (!known || !right || user->second.disabled) {
    log::warn("sign_in_refused", {{"remote", given.address}});
    return wrong_password();
  }
  attempts_.succeeded(given.login + "\n" + given.address);
  return user->second;
}

void SignIn::post(const HttpRequest& request, const Respond& respond) {
  auto given = read(request);
  if (!given) return respond(problem(given.error()));
  int retry_after_s = 1;
  auto user = check(*given, retry_after_s);
  if (!user) return respond(problem(user.error(), retry_after_s));
  if (!given->new_password.empty()) return change_password(*given, *user, respond);
  if (user->one_time) {
    return respond(problem(Error{ErrorClass::kForbidden,
                                 "password_change_required",
                                 "This password serves once: send new_password as well.",
                                 {}}));
  }
  respond(open_session(*user, user->password_hash, given->secure));
}

void SignIn::change_password(const Credentials& given, const flows::User& user,
                             const Respond& respond) {
  if (auto fit = check_new_password(given.new_password, given.password); !fit) {
    return respond(problem(fit.error()));
  }
  std::string hash = password_hash(given.new_password);
  flows::Hub::Command command;
  command.route = "config.user_password";
  command.body = json::serialize(json::object{{"login", user.login},
                                              {"password_hash", hash},
                                              {"one_time", false},
                                              {"stands_on", hex(sha256(user.password_hash))}});
  command.caller = "user:" + std::to_string(user.id);
  command.headers = given.headers;
  command.done = [this, user, hash, secure = given.secure, respond](const core::Outcome& outcome) {
    respond(accepted(outcome) ? open_session(user, hash, secure) : refusal_of(outcome));
  };
  if (auto taken = submit_(std::move(command)); !taken) respond(problem(taken.error()));
}

HttpResponse SignIn::open_session(const flows::User& user, std::string_view hash, bool secure) {
  auto opened = sessions_.open(user.login, hash);
  const auto settings = settings_();
  HttpResponse response =
      private_answer(200, session_body(opened.session, caller_of(*settings, user), *settings));
  response.headers.emplace_back("Set-Cookie",
                                set_cookie(opened.token, kSessionMs / kSecondMs, secure));
  return response;
}

void SignIn::get(const HttpRequest& request, const Context& context, const Respond& respond) const {
  auto session = sessions_.find(cookie(request.header("cookie"), kSessionCookie));
  const auto settings = settings_();
  if (!session) return respond(private_answer(200, caller_body(context.caller, *settings)));
  respond(private_answer(200, session_body(*session, context.caller, *settings)));
}

void SignIn::remove(const HttpRequest& request, const Respond& respond) {
  sessions_.close(cookie(request.header("cookie"), kSessionCookie));
  respond({204, "", "", {{"Set-Cookie", set_cookie("", 0, false)}}});
}

}  // namespace ordo::api
