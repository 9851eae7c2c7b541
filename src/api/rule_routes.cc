// Rules of the hub itself: how long raw bodies are kept, how often a refused call is tried again, and
// how often callers may come.
#include "api/kit.h"
#include "flows/hub_rules.h"

namespace ordo::api {
namespace {

namespace json = boost::json;

// A rule is set whole, by whoever has read the one that it replaces.
template <class Rule>
Result<Write> put(const Call& call, const char* route, Result<Rule> (*parse)(const json::object&),
                  json::object (*document)(const Rule&)) {
  auto body = read_object(call.request);
  if (!body) return std::unexpected(body.error());
  auto rule = parse(*body);
  if (!rule) return std::unexpected(rule.error());
  const auto version = read_if_match(call.request);
  if (!version) return std::unexpected(version.error());
  return document_write(route, document(*rule), *version);
}

Result<HttpResponse> get_retention(const Call& call) {
  return config_answer(call, "retention", "retention",
                       json::serialize(flows::retention_json(flows::RetentionRule{})));
}

Result<Write> put_retention(const Call& call) {
  return put(call, "config.retention", flows::parse_retention, flows::retention_json);
}

Result<HttpResponse> get_delivery(const Call& call) {
  return config_answer(call, "delivery", "delivery",
                       json::serialize(flows::delivery_json(flows::DeliveryRule{})));
}

Result<Write> put_delivery(const Call& call) {
  return put(call, "config.delivery", flows::parse_delivery, flows::delivery_json);
}

Result<HttpResponse> get_limits(const Call& call) {
  return config_answer(call, "limits", "limits",
                       json::serialize(flows::limits_json(flows::LimitRule{})));
}

Result<Write> put_limits(const Call& call) {
  return put(call, "config.limits", flows::parse_limits, flows::limits_json);
}

}  // namespace

void add_rule_routes(Resources& resources) {
  resources.read("GET", "/retention", Area::kOrders, get_retention);
  resources.write("PUT", "/retention", Area::kSettings, put_retention);
  resources.read("GET", "/delivery", Area::kOrders, get_delivery);
  resources.write("PUT", "/delivery", Area::kSettings, put_delivery);
  resources.read("GET", "/settings/limits", Area::kOrders, get_limits);
  resources.write("PUT", "/settings/limits", Area::kSettings, put_limits);
}

}  // namespace ordo::api
