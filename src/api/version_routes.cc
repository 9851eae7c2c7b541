// Earlier versions of what the hub is configured with: read, and set again (config_versions.h).
#include "api/config_versions.h"
#include "api/kit.h"

namespace ordo::api {
namespace {

namespace json = boost::json;

Result<Document> named(const Call& call) {
  return find_document(call, call.params.at("kind"), call.request.parameter("name").value_or(""));
}

Result<HttpResponse> list(const Call& call) {
  auto document = named(call);
  if (!document) return std::unexpected(document.error());
  return versions_answer(call, *document);
}

Result<HttpResponse> one(const Call& call) {
  auto document = named(call);
  if (!document) return std::unexpected(document.error());
  const std::string& text = call.params.at("version");
  const auto version = text == "0" ? std::optional<int64_t>(0) : parse_id(text);
  if (!version) {
    return fail(ErrorClass::kNotFound, "version_not_found", "this document has no such version");
  }
  auto body = body_of_version(call, *document, *version);
  if (!body) return std::unexpected(body.error());
  return json_answer(200, json::object{{"version", *version}, {"body", std::move(*body)}});
}

Result<Write> roll_back(const Call& call) {
  auto document = named(call);
  if (!document) return std::unexpected(document.error());
  const auto if_version = read_if_match(call.request);
  if (!if_version) return std::unexpected(if_version.error());
  auto wanted = read_rollback(call, *document);
  if (!wanted) return std::unexpected(wanted.error());
  return rollback_write(*document, std::move(*wanted), *if_version);
}

}  // namespace

void add_version_routes(Resources& resources) {
  resources.read("GET", "/settings/{kind}/versions", Area::kOrders, list);
  resources.read("GET", "/settings/{kind}/versions/{version}", Area::kOrders, one);
  resources.write("POST", "/settings/{kind}/rollback", Area::kSettings, roll_back);
}

}  // namespace ordo::api
