// Rules of the hub itself: how long raw bodies are kept, how often a refused call is tried again, how often
// callers may come, when the door closes by itself, and what the patrol takes for late.
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

Result<HttpResponse> get_overload(const Call& call) {
  return config_answer(call, "overload", "overload",
                       json::serialize(flows::overload_json(flows::OverloadRule{})));
}

Result<Write> put_overload(const Call& call) {
  return put(call, "config.overload", flows::parse_overload, flows::overload_json);
}

Result<HttpResponse> get_patrol(const Call& call) {
  return config_answer(call, "patrol", "patrol",
                       json::serialize(flows::patrol_json(flows::PatrolRule{})));
}

Result<Write> put_patrol(const Call& call) {
  return put(call, "config.patrol", flows::parse_patrol, flows::patrol_json);
}

Result<HttpResponse> get_address(const Call& call) {
  return config_answer(call, "address", "address",
                       json::serialize(flows::address_json(flows::AddressRule{})));
}

Result<Write> put_address(const Call& call) {
  return put(call, "config.address", flows::parse_address, flows::address_json);
}

}  // namespace

void add_rule_routes(Resources& resources) {
  resources.read("GET", "/retention", Area::kOrders, get_retention);
  resources.write("PUT", "/retention", Area::kSettings, put_retention);
  resources.read("GET", "/delivery", Area::kOrders, get_delivery);
  resources.write("PUT", "/delivery", Area::kSettings, put_delivery);
  resources.read("GET", "/settings/limits", Area::kOrders, get_limits);
  resources.write("PUT", "/settings/limits", Area::kSettings, put_limits);
  resources.read("GET", "/overload", Area::kOrders, get_overload);
  resources.write("PUT", "/overload", Area::kSettings, put_overload);
  resources.read("GET", "/patrol", Area::kOrders, get_patrol);
  resources.write("PUT", "/patrol", Area::kSettings, put_patrol);
  resources.read("GET", "/settings/address", Area::kOrders, get_address);
  resources.write("PUT", "/settings/address", Area::kSettings, put_address);
}

}  // namespace ordo::api
