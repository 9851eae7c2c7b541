#include "api/config_versions.h"

#include <algorithm>
#include <vector>

#include "api/order_json.h"
#include "core/batch_store.h"

namespace ordo::api {
namespace {

namespace json = boost::json;

constexpr size_t kReasonMax = 500;

struct Version {
  core::ConfigEdit edit;
  Instant at;
};

// Oldest first.
std::vector<Version> versions_of(const Call& call, std::string_view kind, std::string_view name) {
  const auto lease = call.kit.hub.database().read();
  std::vector<Version> versions;
  core::each_config_edit(lease.reader(), call.kit.hub.keyring(),
                         [&](const core::ConfigEdit& edit, Instant at) {
                           if (edit.kind == kind && edit.name == name) {
                             versions.push_back({edit, at});
                           }
                         });
  return versions;
}

json::object version_json(const Version& v, const flows::Settings& settings) {
  const std::string name = actor_name(settings, v.edit.actor);
  return {{"version", v.edit.version},
          {"at", time_json(v.at)},
          {"actor", v.edit.actor},
          {"actor_name", name.empty() ? json::value(nullptr) : json::value(name)},
          {"document", v.edit.body.empty() ? json::value(nullptr) : json::parse(v.edit.body)}};
}

}  // namespace

Result<HttpResponse> versions_answer(const Call& call, std::string_view kind,
                                     std::string_view name) {
  auto limit = read_limit(call.request);
  if (!limit) return std::unexpected(limit.error());
  auto before = read_id_cursor(call.request);
  if (!before) return std::unexpected(before.error());
  const auto settings = call.kit.hub.settings();
  auto versions = versions_of(call, kind, name);
  std::erase_if(versions, [&](const Version& v) { return v.edit.version >= *before; });
  std::ranges::reverse(versions);
  const bool more = versions.size() > *limit;
  if (more) versions.resize(*limit);
  json::array items;
  for (const Version& v : versions) items.push_back(version_json(v, *settings));
  return page_answer(std::move(items), more ? std::to_string(versions.back().edit.version) : "");
}

Result<Rollback> read_rollback(const Call& call, std::string_view kind, std::string_view name) {
  auto body = read_object(call.request);
  if (!body) return std::unexpected(body.error());
  Fields fields(*body);
  fields.only({"version", "reason"});
  Rollback wanted;
  wanted.reason = fields.text("reason", kReasonMax);
  const json::value* version = body->if_contains("version");
  if (version && version->is_int64()) {
    wanted.version = version->as_int64();
  } else {
    fields.problem("/version", "field_type: must be the number of a version");
  }
  if (!fields.ok()) return fields.error();
  for (const Version& v : versions_of(call, kind, name)) {
    if (v.edit.version != wanted.version || v.edit.body.empty()) continue;
    wanted.document = json::parse(v.edit.body).as_object();
    return wanted;
  }
  return fail(ErrorClass::kNotFound, "version_not_found", "this document has no such version");
}

}  // namespace ordo::api
