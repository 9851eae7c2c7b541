#include "flows/own_call.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/text.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;

constexpr std::string_view kCheckCalls = "calls", kCheckCallbacks = "callbacks";

bool is_redirect(int status) { return status >= 300 && status < 400; }

std::string_view header_of(const Fetched& fetched, std::string_view name) {
  const std::vector<std::pair<std::string_view, std::string_view>> headers(fetched.headers.begin(),
                                                                           fetched.headers.end());
  return channels::Request{headers, {}}.header(name);
}

// Where an answer leads, without what may stand behind the path.
std::string leads_to(const Fetched& fetched) {
  const std::string_view location = header_of(fetched, "location");
  return printable(location.substr(0, location.find_first_of("?#")));
}

void judge_clock(SelfTestReport& report, Steps& steps, const Fetched& fetched, Instant now) {
  const auto date = parse_http_date(header_of(fetched, "date"));
  if (!date) return steps.skipped("clock", "no_date", "the answer does not tell its time");
  const int64_t difference = date->ms - now.ms;
  report.clock_difference_ms = difference;
  const std::string words = fmt::format("{} s from ours", difference / kSecondMs);
  if (std::abs(difference) > kClockToleranceMs) {
    return steps.failed("clock", "clock_differs", "the platform's clock is " + words);
  }
  steps.ok("clock", "the platform's clock is " + words);
}

// What a failure of a call leaves known: how far the platform came in judging it.
void judge_failure(Steps& steps, const channels::PullFailure& failure, const Fetched& fetched) {
  const std::string& code = failure.error.code;
  const int64_t ms = fetched.trip.total_ms;
  const bool judged = code == "token_expired" || code == "permission_denied";
  if (!judged) {
    const bool redirected = is_redirect(fetched.status);
    steps.failed("answer", redirected ? "redirected" : std::string_view(code),
                 redirected ? fmt::format("answered {}, which leads to {}", fetched.status,
                                          leads_to(fetched))
                            : failure.error.detail,
                 ms);
    return steps.skip_rest({"signature", "token", "permission"});
  }
  steps.ok("answer", fmt::format("answered {}", fetched.status), ms);
  if (failure.signature) {
    steps.failed("signature", "signature_refused", failure.error.detail);
    return steps.skip_rest({"token", "permission"});
  }
  steps.ok("signature", "the platform accepts how the call is signed");
  if (code == "token_expired") {
    steps.failed("token", code, failure.error.detail);
    return steps.skip_rest({"permission"});
  }
  steps.ok("token", "the platform knows the token");
  steps.failed("permission", code, failure.error.detail);
}

std::string_view answer_code(int status) {
  if (is_redirect(status)) return "redirected";
  if (status == 404 || status == 405) return "path_not_found";
  if (status == 401 || status == 403) return "turned_away";
  if (status == 413) return "too_large_for_proxy";
  if (status == 429 || status == 503) return "not_taken_now";
  return status >= 500 ? "server_failed" : "unexpected_status";
}

bool is_compressed(const channels::Request& came) {
  return !came.header("content-encoding").empty() || came.body.starts_with("\x1f\x8b");
}

bool is_same_json(std::string_view a, std::string_view b) {
  json::error_code failed;
  const json::value first = json::parse({a.data(), a.size()}, failed);
  if (failed) return false;
  const json::value second = json::parse({b.data(), b.size()}, failed);
  return !failed && first == second;
}

Error differs(std::string_view code, std::string detail) {
  return {ErrorClass::kUnauthorised, std::string(code), std::move(detail), {}};
}

struct Advice {
  std::string_view code, words;
};
constexpr std::array kAdvice = {
    Advice{"invalid_credentials", "Type the credentials again as the platform shows them."},
    Advice{"invalid_secret", "Make a secret with the button beside the field, or copy it whole."},
    Advice{"credentials_incomplete",
           "Without it only what the platform pushes comes in; add it to have orders pulled."},
    Advice{"address_unknown",
           "Set the hub's public address in the settings, or give one for this test."},
    Advice{"address_invalid", "Give an address such as https://hub.example.com, without a query."},
    Advice{"name_not_found", "Check the host's spelling and its DNS record."},
    Advice{"connection_refused",
           "Check that something listens at that host and port, and the firewall before it."},
    Advice{"connection_timed_out", "Check the firewall, the security group and the route."},
    Advice{"certificate_invalid",
           "Renew the certificate, or give its whole chain and the right host name."},
    Advice{"encryption_failed", "Check that the port speaks TLS 1.2 or newer."},
    Advice{"no_answer", "Check what stands behind the address, and its time-outs."},
    Advice{"answer_too_large", "Another service answers at this address; check it."},
    Advice{
        "redirected",
        "Give the address to which it leads: platforms do not follow a redirect with a message."},
    Advice{"path_not_found",
           "Another server, or a proxy that does not pass /hooks/ on; check host and path."},
    Advice{"turned_away",
           "Something before the hub asks for a sign-in or blocks: let /hooks/ pass without one."},
    Advice{"too_large_for_proxy", "Raise the proxy's limit for bodies to 1 MB at least."},
    Advice{"not_taken_now", "The hub or its proxy sheds load; try again when it is calm."},
    Advice{"server_failed", "Look into the log of the proxy: it did not reach the hub."},
    Advice{"unexpected_status", "Check that the address leads to this hub."},
    Advice{"not_arrived",
           "Something else answers at this address; let it lead to this hub, not to another one."},
    Advice{"headers_missing", "Have the proxy pass the named headers on."},
    Advice{"headers_changed", "Have the proxy pass the named headers on as they are."},
    Advice{"body_compressed", "Turn off compression of requests in the proxy."},
    Advice{"body_reencoded", "Have the proxy pass the body on byte for byte, not parsed anew."},
    Advice{"body_changed", "Have the proxy pass the body on byte for byte."},
    Advice{"signature_missing", "Have the proxy pass the signature's headers on."},
    Advice{"signature_invalid",
           "The shop's secret is another one than that which signs; set it again on both sides."},
    Advice{"timestamp_out_of_tolerance", "Set this machine's clock by NTP."},
    Advice{"log_full", "The log is full for the moment; look at the disk and try again."},
    Advice{"recorded_otherwise", "Look at the message; it should have been ignored."},
    Advice{"not_applied_yet", "It is stored and will be applied; look at the message later."},
    Advice{"platform_down", "The platform is down; try again later."},
    Advice{"rate_limited", "The platform limits calls; try again in a minute."},
    Advice{"request_refused", "The platform rejects the call; check address and version."},
    Advice{"malformed_answer", "Another service answers at this address; check it."},
    Advice{"clock_differs", "Set this machine's clock by NTP: signed times would be refused."},
    Advice{"signature_refused", "App key and app secret do not belong together; copy both again."},
    Advice{"token_expired", "Authorise the app anew and put the new token here."},
    Advice{"permission_denied",
           "Give the app the right to read orders on the platform, and authorise it anew."},
};

json::value or_null(std::string_view text) {
  return text.empty() ? json::value(nullptr) : json::value(json::string_view(text));
}

json::object step_json(const SelfTestStep& step) {
  return {{"check", step.check},
          {"step", step.name},
          {"state", name(step.state)},
          {"code", or_null(step.code)},
          {"detail", step.detail},
          {"advice",
           step.state == StepState::kOk ? json::value(nullptr) : or_null(advice_for(step.code))},
          {"ms", step.ms}};
}

}  // namespace

std::string_view name(StepState state) {
  switch (state) {
    case StepState::kOk: return "ok";
    case StepState::kFailed: return "failed";
    case StepState::kSkipped: return "skipped";
  }
  return "skipped";
}

std::string_view advice_for(std::string_view code) {
  const auto* found = std::ranges::find(kAdvice, code, &Advice::code);
  return found == kAdvice.end() ? std::string_view{} : found->words;
}

bool SelfTestReport::ok() const {
  const auto is = [](StepState state) {
    return [state](const SelfTestStep& step) { return step.state == state; };
  };
  return std::ranges::none_of(steps, is(StepState::kFailed)) &&
         std::ranges::any_of(steps, is(StepState::kOk));
}

json::object report_json(const SelfTestReport& report) {
  json::array steps;
  for (const SelfTestStep& step : report.steps) steps.push_back(step_json(step));
  const bool expires = report.expires_at != Instant{};
  const auto& clock = report.clock_difference_ms;
  return {{"ok", report.ok()},
          {"at", format_rfc3339(report.at)},
          {"ms", report.ms},
          {"address", or_null(report.address)},
          {"address_from", or_null(report.address_from)},
          {"message_id", report.message ? json::value(report.message.str()) : json::value(nullptr)},
          {"clock_difference_ms", clock ? json::value(*clock) : json::value(nullptr)},
          {"credentials_expire_at",
           expires ? json::value(format_rfc3339(report.expires_at)) : json::value(nullptr)},
          {"steps", std::move(steps)}};
}

void Steps::ok(std::string_view name, std::string detail, int64_t ms) {
  report_.steps.push_back({check_, name, StepState::kOk, {}, std::move(detail), ms});
}

void Steps::failed(std::string_view name, std::string_view code, std::string detail, int64_t ms) {
  report_.steps.push_back(
      {check_, name, StepState::kFailed, std::string(code), std::move(detail), ms});
}

void Steps::skipped(std::string_view name, std::string_view code, std::string detail) {
  report_.steps.push_back(
      {check_, name, StepState::kSkipped, std::string(code), std::move(detail), 0});
}

void Steps::skip_rest(std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) skipped(name, "");
}

bool judge_trip(Steps& steps, const Trip& trip, bool encrypted) {
  const struct {
    std::string_view name, found;
    Reached reached;
    int64_t ms;
  } legs[] = {{"name", "the host's address was found", Reached::kName, trip.name_ms},
              {"connection", "the host answers", Reached::kPeer, trip.peer_ms - trip.name_ms},
              {"encryption", "the certificate is valid", Reached::kSecured,
               trip.secured_ms - trip.peer_ms}};
  bool broken = false;
  for (const auto& leg : legs) {
    if (broken) {
      steps.skipped(leg.name, "");
    } else if (trip.reached < leg.reached) {
      broken = true;
      steps.failed(leg.name, trip.code, "the call came no further",
                   std::max<int64_t>(trip.total_ms - trip.name_ms, 0));
    } else if (leg.reached == Reached::kSecured && !encrypted) {
      steps.skipped(leg.name, "not_encrypted", "the address is http, not https");
    } else {
      steps.ok(leg.name, std::string(leg.found), std::max<int64_t>(leg.ms, 0));
    }
  }
  return !broken;
}

void judge_call(SelfTestReport& report, const Fetched& fetched, const channels::PullResult& result,
                bool encrypted, Instant now) {
  Steps steps(report, kCheckCalls);
  if (!judge_trip(steps, fetched.trip, encrypted)) {
    return steps.skip_rest({"answer", "clock", "signature", "token", "permission"});
  }
  if (fetched.status == 0) {
    steps.failed("answer", fetched.trip.code, fetched.error, fetched.trip.total_ms);
    return steps.skip_rest({"clock", "signature", "token", "permission"});
  }
  judge_clock(report, steps, fetched, now);
  if (!result) return judge_failure(steps, result.error(), fetched);
  steps.ok("answer", fmt::format("answered {}", fetched.status), fetched.trip.total_ms);
  steps.ok("signature", "the platform accepts how the call is signed");
  const bool known = report.expires_at != Instant{};
  steps.ok("token", known ? "valid; ends " + format_rfc3339(report.expires_at)
                          : "valid; the platform does not say until when");
  steps.ok("permission", "orders may be read");
}

bool judge_callback(SelfTestReport& report, const Fetched& fetched, const Arrival& arrival,
                    bool encrypted) {
  Steps steps(report, kCheckCallbacks);
  if (!judge_trip(steps, fetched.trip, encrypted)) {
    steps.skip_rest({"answer", "arrival", "signature", "record"});
    return false;
  }
  const int64_t ms = fetched.trip.total_ms;
  const std::string answered = fmt::format("answered {}", fetched.status);
  const bool good = fetched.status >= 200 && fetched.status < 300;
  // What the hub itself refused is said where it refused it.
  if (good || (arrival.seen && !arrival.code.empty() && fetched.status != 0)) {
    steps.ok("answer", answered, ms);
  } else if (fetched.status == 0) {
    steps.failed("answer", fetched.trip.code, fetched.error, ms);
  } else {
    const std::string to =
        is_redirect(fetched.status) ? ", which leads to " + leads_to(fetched) : "";
    steps.failed("answer", answer_code(fetched.status), answered + to, ms);
  }
  if (!arrival.seen && !good) {
    steps.skip_rest({"arrival", "signature", "record"});
    return false;
  }
  if (!arrival.seen) {
    steps.failed("arrival", "not_arrived", "the call was answered, and did not come in here");
    steps.skip_rest({"signature", "record"});
    return false;
  }
  steps.ok("arrival", "the message came in");
  if (!arrival.verified) {
    steps.failed("signature", arrival.code, arrival.detail);
    steps.skip_rest({"record"});
    return false;
  }
  steps.ok("signature", "the message came in as it was signed");
  return true;
}

Error difference(const channels::SignedMessage& sent, const channels::Request& came,
                 const Error& refusal) {
  std::string missing, changed;
  for (const auto& [name, value] : sent.headers) {
    const std::string_view now = came.header(name);
    if (now == value || name == "Content-Type") continue;
    std::string& names = now.empty() ? missing : changed;
    names += (names.empty() ? "" : ", ") + name;
  }
  if (!missing.empty()) return differs("headers_missing", "did not arrive: " + missing);
  if (!changed.empty()) return differs("headers_changed", "arrived with another value: " + changed);
  if (came.body == sent.body) return refusal;
  const std::string sizes =
      fmt::format("{} bytes were sent and {} came", sent.body.size(), came.body.size());
  if (is_compressed(came)) return differs("body_compressed", sizes + ", compressed");
  if (is_same_json(sent.body, came.body)) {
    return differs("body_reencoded", sizes + ": the same JSON, written anew");
  }
  return differs("body_changed", sizes);
}

std::optional<Instant> parse_http_date(std::string_view text) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (text.size() != 29 || !text.ends_with(" GMT")) return std::nullopt;
  const size_t month = kMonths.find(text.substr(8, 3));
  if (month == std::string_view::npos || month % 3 != 0) return std::nullopt;
  const auto at = parse_rfc3339(fmt::format("{}-{:02}-{}T{}Z", text.substr(12, 4), month / 3 + 1,
                                            text.substr(5, 2), text.substr(17, 8)));
  return at ? std::optional(*at) : std::nullopt;
}

std::string callback_address(std::string_view public_url, std::string_view channel,
                             std::string_view shop) {
  while (public_url.ends_with('/')) public_url.remove_suffix(1);
  return fmt::format("{}/hooks/{}/{}", public_url, channel, shop);
}

}  // namespace ordo::flows
