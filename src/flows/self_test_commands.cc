#include "flows/self_test_commands.h"

#include "base/json_read.h"
#include "flows/commands.h"
#include "flows/config_commands.h"
#include "flows/own_call.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;

// "callbacks/signature/headers_missing"
json::array failures_of(const json::object& report) {
  json::array failures;
  const json::value* steps = report.if_contains("steps");
  if (!steps || !steps->is_array()) return failures;
  for (const json::value& step : steps->as_array()) {
    if (!step.is_object() || json_text(step.as_object(), "state") != "failed") continue;
    const json::object& failed = step.as_object();
    failures.push_back(json::value(json_text(failed, "check") + "/" + json_text(failed, "step") +
                                   "/" + json_text(failed, "code")));
  }
  return failures;
}

json::value or_null(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value ? *value : json::value(nullptr);
}

}  // namespace

core::Outcome record_self_test(Context& context, const json::object& body) {
  const json::value* said = body.if_contains("report");
  if (!said || !said->is_object()) {
    return refused(invalid("/report", "is required").error());
  }
  const json::object& report = said->as_object();
  audit(context, "shop.self_tested",
        {{"name", json_text(body, "name")},
         {"channel", json_text(body, "channel")},
         {"saved", or_null(body, "saved")},
         {"ok", or_null(report, "ok")},
         {"failed", failures_of(report)},
         {"address", or_null(report, "address")},
         {"message_id", or_null(report, "message_id")}});
  return answered(200, report);
}

}  // namespace ordo::flows
