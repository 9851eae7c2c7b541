// What documents of configuration are answered and written with: the version that they stand on.
#include "api/kit.h"
#include "core/batch_store.h"

namespace ordo::api {

namespace json = boost::json;

void add_version_tag(HttpResponse& response, const core::Outcome& outcome) {
  json::error_code failed;
  const json::value body = json::parse(outcome.answer.body, failed);
  const json::value* version =
      failed || !body.is_object() ? nullptr : body.as_object().if_contains("version");
  if (version) response.headers.emplace_back("ETag", "\"" + json::serialize(*version) + "\"");
}

HttpResponse config_answer(const Call& call, std::string_view kind, std::string_view name,
                           const std::string& first) {
  const auto lease = call.kit.hub.database().read();
  const auto config = core::load_configuration(lease.reader(), call.kit.hub.keyring());
  const core::ConfigDocument* held = config.find(kind, name);
  HttpResponse response = json_answer(200, json::parse(held ? held->body : first));
  const std::string version = std::to_string(held ? held->version : 0);
  response.headers.emplace_back("ETag", "\"" + version + "\"");
  return response;
}

Write config_write(std::string route, json::object document, std::optional<int64_t> if_version) {
  if (if_version) document["if_version"] = *if_version;
  Write write;
  write.route = std::move(route);
  write.administers = true;
  write.body = json::serialize(document);
  return write;
}

Write document_write(std::string route, const json::object& document,
                     std::optional<int64_t> if_version) {
  Write write = config_write(std::move(route), document, if_version);
  write.finish = [answer = json::serialize(document)](HttpResponse& response,
                                                      const core::Outcome& outcome) {
    response.body = answer;
    add_version_tag(response, outcome);
  };
  return write;
}

}  // namespace ordo::api
