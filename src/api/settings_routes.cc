// How the hub behaves: its mode, and the lifecycles of orders.
#include "api/kit.h"
#include "orders/lifecycle.h"
#include "watch/load_watch.h"

namespace ordo::api {
namespace {

namespace json = boost::json;

// Who set it, why and since when; and what is usual, beside which the measured figures are to be read.
Result<HttpResponse> get_mode(const Call& call) {
  HttpResponse response = config_answer(
      call, "mode", "mode", json::serialize(json::object{{"mode", name(flows::Mode::kNormal)}}));
  json::object mode = json::parse(response.body).as_object();
  for (const char* member : {"by", "since", "cause", "measured"}) mode.emplace(member, nullptr);
  const auto lease = call.kit.hub.database().read();
  mode["usual_peak_per_s"] =
      watch::usual_peak_per_s(call.kit.hub.settings()->overload, lease.reader());
  response.body = json::serialize(mode);
  return response;
}

// In an emergency the mode is switched by hand, whatever it was: it alone needs no If-Match.
Result<std::optional<int64_t>> read_version(const HttpRequest& request) {
  if (request.header("if-match").empty()) return std::nullopt;
  return read_if_match(request);
}

Result<Write> put_mode(const Call& call) {
  auto body = read_object(call.request);
  if (!body) return std::unexpected(body.error());
  Fields fields(*body);
  fields.only({"mode"});
  const std::string mode = fields.required("mode", 64);
  if (!mode.empty() && !flows::parse_mode(mode)) {
    fields.problem("/mode", "must be normal, queue_only or shed");
  }
  if (!fields.ok()) return fields.error();
  auto version = read_version(call.request);
  if (!version) return std::unexpected(version.error());
  return document_write("config.mode", {{"mode", mode}}, *version);
}

Result<HttpResponse> get_lifecycles(const Call& call) {
  return config_answer(call, "lifecycles", "orders",
                       std::string(orders::default_lifecycles_json()));
}

Result<Write> put_lifecycles(const Call& call) {
  auto body = read_object(call.request);
  if (!body) return std::unexpected(body.error());
  const auto version = read_if_match(call.request);
  if (!version) return std::unexpected(version.error());
  if (auto parsed = orders::parse_lifecycles(json::serialize(*body)); !parsed) {
    return std::unexpected(parsed.error());
  }
  return config_write("config.lifecycles", std::move(*body), *version);
}

}  // namespace

void add_setting_routes(Resources& resources) {
  resources.read("GET", "/mode", Area::kOrders, get_mode);
  resources.write("PUT", "/mode", Area::kSettings, put_mode);
  resources.read("GET", "/lifecycles", Area::kOrders, get_lifecycles);
  resources.write("PUT", "/lifecycles", Area::kSettings, put_lifecycles);
}

}  // namespace ordo::api
