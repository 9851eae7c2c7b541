#include "app/first_start.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <cstdio>

#include "app/own_command.h"
#include "base/crypto.h"

namespace ordo::app {
namespace {

Result<core::Outcome> run_first(flows::Hub& hub, const char* route,
                                const boost::json::object& body) {
  flows::Hub::Command command;
  command.route = route;
  command.caller = "first-start";
  command.body = boost::json::serialize(body);
  return run_command(hub, std::move(command));
}

Result<> failed(const core::Outcome& outcome) {
  return fail(ErrorClass::kInternal, outcome.code, outcome.detail);
}

Result<> first_rule(flows::Hub& hub) {
  boost::json::object rule = flows::first_alert_rule();
  rule["mode"] = "create";
  const auto outcome = run_first(hub, "config.alert_rule", rule);
  if (!outcome) return std::unexpected(outcome.error());
  // A start that was cut short has made it.
  if (outcome->answer.status >= 300 && outcome->code != "rule_exists") return failed(*outcome);
  return {};
}

// The password is told before it holds: whatever ends the start in between, nobody is locked out.
Result<> first_administrator(flows::Hub& hub) {
  const std::string password = random_token(12);
  fmt::print(stderr, "\n  First administrator: login admin, one-time password {}\n\n", password);
  const auto outcome = run_first(hub, "config.user",
                                 {{"login", "admin"},
                                  {"role", "owner"},
                                  {"password_hash", password_hash(password)},
                                  {"one_time", true}});
  if (!outcome) return std::unexpected(outcome.error());
  if (outcome->code == "user_exists") {
    // Its command lay in the log and was applied only now.
    fmt::print(stderr, "  Not this one: the password that an earlier start printed holds.\n\n");
    return {};
  }
  return outcome->answer.status >= 300 ? failed(*outcome) : Result<>();
}

}  // namespace

Result<> first_start(flows::Hub& hub) {
  if (!hub.settings()->users.empty()) return {};
  // Before the administrator: as long as there is none, this is still the first start.
  if (auto made = first_rule(hub); !made) return made;
  return first_administrator(hub);
}

}  // namespace ordo::app
