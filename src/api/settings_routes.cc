// How the hub behaves: its mode, and the lifecycles of orders.
#include "api/kit.h"
#include "core/batch_store.h"
#include "orders/lifecycle.h"

namespace ordo::api {
namespace {

namespace json = boost::json;

Result<HttpResponse> get_mode(const Call& call) {
  return json_answer(200, json::object{{"mode", name(call.kit.hub.settings()->mode)}});
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
  Write write;
  write.route = "config.mode";
  write.administers = true;
  write.body = json::serialize(*body);
  write.finish = [mode](HttpResponse& response, const core::Outcome&) {
    response.body = json::serialize(json::object{{"mode", mode}});
  };
  return write;
}

Result<HttpResponse> get_lifecycles(const Call& call) {
  const auto lease = call.kit.hub.database().read();
  const auto config = core::load_configuration(lease.reader(), call.kit.hub.keyring());
  const core::ConfigDocument* held = config.find("lifecycles", "orders");
  const std::string text = held ? held->body : std::string(orders::default_lifecycles_json());
  HttpResponse response = json_answer(200, json::parse(text));
  const int64_t version = held ? held->version : 0;
  response.headers.emplace_back("ETag", "\"" + std::to_string(version) + "\"");
  return response;
}

Result<Write> put_lifecycles(const Call& call) {
  auto body = read_object(call.request);
  if (!body) return std::unexpected(body.error());
  const auto version = read_if_match(call.request);
  if (!version) return std::unexpected(version.error());
  if (auto parsed = orders::parse_lifecycles(json::serialize(*body)); !parsed) {
    return std::unexpected(parsed.error());
  }
  (*body)["if_version"] = *version;
  Write write;
  write.route = "config.lifecycles";
  write.administers = true;
  write.body = json::serialize(*body);
  return write;
}

}  // namespace

void add_setting_routes(Resources& resources) {
  resources.read("GET", "/mode", Area::kOrders, get_mode);
  resources.write("PUT", "/mode", Area::kSettings, put_mode);
  resources.read("GET", "/lifecycles", Area::kOrders, get_lifecycles);
  resources.write("PUT", "/lifecycles", Area::kSettings, put_lifecycles);
}

}  // namespace ordo::api
