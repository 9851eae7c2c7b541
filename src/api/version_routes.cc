// Earlier versions of what the hub is configured with: read, and set again. Which documents' bodies may
// be shown is the table below; users, keys and credentials stand in none.
#include <algorithm>

#include "api/kit.h"
#include "api/order_json.h"
#include "core/batch_store.h"
#include "flows/hub_rules.h"
#include "orders/lifecycle.h"

namespace ordo::api {
namespace {

namespace json = boost::json;

struct DocumentKind {
  std::string_view kind;
  std::string_view name;        // of the only document of this kind; empty: ?name= tells
  std::string_view route;       // of the command that sets it, and checks it as any edit
  std::string_view name_field;  // where that command is told which document; empty: it need not be
  std::string (*first)();       // what stands while nobody has set it; null: nothing
};

constexpr DocumentKind kDocuments[] = {
    {"lifecycles", "orders", "config.lifecycles", "",
     [] { return std::string(orders::default_lifecycles_json()); }},
    {"retention", "retention", "config.retention", "",
     [] { return json::serialize(flows::retention_json({})); }},
    {"delivery", "delivery", "config.delivery", "",
     [] { return json::serialize(flows::delivery_json({})); }},
    {"limits", "limits", "config.limits", "",
     [] { return json::serialize(flows::limits_json({})); }},
    {"overload", "overload", "config.overload", "",
     [] { return json::serialize(flows::overload_json({})); }},
    {"patrol", "patrol", "config.patrol", "",
     [] { return json::serialize(flows::patrol_json({})); }},
    {"address", "address", "config.address", "",
     [] { return json::serialize(flows::address_json({})); }},
};

struct Document {
  const DocumentKind* kind;
  std::string name;
};

Result<Document> named(const Call& call) {
  const auto kind = std::ranges::find(kDocuments, call.params.at("kind"), &DocumentKind::kind);
  if (kind == std::end(kDocuments)) {
    return fail(ErrorClass::kNotFound, "unknown_kind",
                "no documents of this kind can be read as they were");
  }
  if (!kind->name.empty()) return Document{&*kind, std::string(kind->name)};
  const auto name = call.request.parameter("name");
  if (!name || name->empty()) return invalid("/name", "required: names the document");
  return Document{&*kind, *name};
}

json::object line(int64_t version, json::value at, json::value actor) {
  return {{"version", version}, {"at", std::move(at)}, {"actor", std::move(actor)}};
}

// Newest first; below the first edit, as version 0, what stood from the first.
Result<HttpResponse> list(const Call& call) {
  auto document = named(call);
  if (!document) return std::unexpected(document.error());
  auto limit = read_limit(call.request);
  if (!limit) return std::unexpected(limit.error());
  auto before = read_id_cursor(call.request);
  if (!before) return std::unexpected(before.error());
  const auto lease = call.kit.hub.database().read();
  auto found = core::config_versions(lease.reader(), document->kind->kind, document->name, *before,
                                     *limit + 1);
  json::array items;
  const bool more = found.size() > *limit;
  if (more) found.resize(*limit);
  for (const core::ConfigVersion& v : found) {
    items.push_back(line(v.version, time_json(v.at), json::value(v.actor)));
  }
  if (more) return page_answer(std::move(items), std::to_string(found.back().version));
  if (document->kind->first) items.push_back(line(0, nullptr, nullptr));
  return page_answer(std::move(items), "");
}

std::unexpected<Error> version_not_found() {
  return fail(ErrorClass::kNotFound, "version_not_found", "this document has no such version");
}

Result<json::object> body_of(const Call& call, const Document& document, int64_t version) {
  if (version == 0 && document.kind->first) return json::parse(document.kind->first()).as_object();
  const auto lease = call.kit.hub.database().read();
  const auto edit = core::load_config_edit(lease.reader(), call.kit.hub.keyring(),
                                           document.kind->kind, document.name, version);
  if (!edit) return version_not_found();
  if (edit->body.empty()) {
    return fail(ErrorClass::kRefused, "version_removed", "this edit removed the document");
  }
  return json::parse(edit->body).as_object();
}

Result<HttpResponse> one(const Call& call) {
  auto document = named(call);
  if (!document) return std::unexpected(document.error());
  const std::string& text = call.params.at("version");
  const auto version = text == "0" ? std::optional<int64_t>(0) : parse_id(text);
  if (!version) return version_not_found();
  auto body = body_of(call, *document, *version);
  if (!body) return std::unexpected(body.error());
  return json_answer(200, json::object{{"version", *version}, {"body", std::move(*body)}});
}

// A new edit that holds an old body: what stood in between stays readable.
Result<Write> roll_back(const Call& call) {
  auto document = named(call);
  if (!document) return std::unexpected(document.error());
  const auto if_version = read_if_match(call.request);
  if (!if_version) return std::unexpected(if_version.error());
  auto wanted = read_object(call.request);
  if (!wanted) return std::unexpected(wanted.error());
  Fields fields(*wanted);
  fields.only({"version"});
  const json::value* version = wanted->if_contains("version");
  if (!version || !version->is_int64() || version->as_int64() < 0) {
    fields.problem("/version", "field_type: must be the number of an earlier version");
  }
  if (!fields.ok()) return fields.error();
  auto body = body_of(call, *document, version->as_int64());
  if (!body) return std::unexpected(body.error());
  if (!document->kind->name_field.empty()) (*body)[document->kind->name_field] = document->name;
  Write write = config_write(std::string(document->kind->route), std::move(*body), *if_version);
  write.finish = add_version_tag;
  return write;
}

}  // namespace

void add_version_routes(Resources& resources) {
  resources.read("GET", "/settings/{kind}/versions", Area::kOrders, list);
  resources.read("GET", "/settings/{kind}/versions/{version}", Area::kOrders, one);
  resources.write("POST", "/settings/{kind}/rollback", Area::kSettings, roll_back);
}

}  // namespace ordo::api
