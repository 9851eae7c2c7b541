// Rules of the hub itself: how long raw bodies are kept, and how often a refused call is tried again.
#include "api/kit.h"
#include "flows/hub_rules.h"

namespace ordo::api {
namespace {

namespace json = boost::json;

Write rule_write(std::string route, const json::object& document) {
  Write write;
  write.route = std::move(route);
  write.administers = true;
  write.body = json::serialize(document);
  write.finish = [answer = write.body](HttpResponse& response, const core::Outcome&) {
    response.body = answer;
  };
  return write;
}

Result<HttpResponse> get_retention(const Call& call) {
  return json_answer(200, flows::retention_json(call.kit.hub.settings()->retention));
}

Result<Write> put_retention(const Call& call) {
  auto body = read_object(call.request);
  if (!body) return std::unexpected(body.error());
  auto rule = flows::parse_retention(*body);
  if (!rule) return std::unexpected(rule.error());
  return rule_write("config.retention", flows::retention_json(*rule));
}

Result<HttpResponse> get_delivery(const Call& call) {
  return json_answer(200, flows::delivery_json(call.kit.hub.settings()->delivery));
}

Result<Write> put_delivery(const Call& call) {
  auto body = read_object(call.request);
  if (!body) return std::unexpected(body.error());
  auto rule = flows::parse_delivery(*body);
  if (!rule) return std::unexpected(rule.error());
  return rule_write("config.delivery", flows::delivery_json(*rule));
}

}  // namespace

void add_rule_routes(Resources& resources) {
  resources.read("GET", "/retention", Area::kOrders, get_retention);
  resources.write("PUT", "/retention", Area::kSettings, put_retention);
  resources.read("GET", "/delivery", Area::kOrders, get_delivery);
  resources.write("PUT", "/delivery", Area::kSettings, put_delivery);
}

}  // namespace ordo::api
