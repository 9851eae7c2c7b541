#include "api/config_versions.h"

#include <algorithm>
#include <vector>

#include "api/order_json.h"
#include "core/batch_store.h"
#include "flows/hub_rules.h"
#include "orders/lifecycle.h"
#include "stock/catalogue.h"

namespace ordo::api {
namespace {

namespace json = boost::json;

constexpr size_t kRollbackReasonMax = 500;

template <class Rule, json::object (*kDocument)(const Rule&)>
std::string usual_rule() {
  return json::serialize(kDocument(Rule{}));
}

// A map is named by its channel, or "<channel>@<shop>"; one of a foreign shop is not there.
Result<> meet_status_map(const Call& call, std::string_view name) {
  const size_t at = name.find('@');
  const channels::Adapter* adapter = channels::find_adapter(name.substr(0, at));
  if (!adapter) {
    return fail(ErrorClass::kNotFound, "unknown_channel", "this hub does not speak this channel");
  }
  if (at == std::string_view::npos) return {};
  const auto settings = call.kit.hub.settings();
  const flows::Shop* shop = settings->shop(name.substr(at + 1));
  if (shop && shop->channel == adapter->name() && in_scope(call.context.caller, shop->id)) {
    return {};
  }
  return fail(ErrorClass::kNotFound, "unknown_shop", "there is no such shop on this channel");
}

void tell_status_map(json::object& command, std::string_view name) {
  const size_t at = name.find('@');
  command["channel"] = name.substr(0, at);
  if (at != std::string_view::npos) command["shop"] = name.substr(at + 1);
}

// Whoever reads rules may read what they were, also of one that is gone.
Result<> meet_alert_rule(const Call& call, std::string_view) {
  if (allowed(call.context.caller, {Area::kSettings, false})) return {};
  return fail(ErrorClass::kForbidden, "forbidden", "this role does not see rules of alerts");
}

void tell_code(json::object& command, std::string_view name) { command["code"] = name; }

Result<> meet_of_stock(const Call& call, std::string_view) {
  if (allowed(call.context.caller, {Area::kStock, false})) return {};
  return fail(ErrorClass::kForbidden, "forbidden", "this role does not see stock");
}

constexpr DocumentKind kDocuments[] = {
    {"lifecycles", "orders", "config.lifecycles",
     [] { return std::string(orders::default_lifecycles_json()); }, nullptr, nullptr},
    {"retention", "retention", "config.retention",
     usual_rule<flows::RetentionRule, flows::retention_json>, nullptr, nullptr},
    {"delivery", "delivery", "config.delivery",
     usual_rule<flows::DeliveryRule, flows::delivery_json>, nullptr, nullptr},
    {"limits", "limits", "config.limits", usual_rule<flows::LimitRule, flows::limits_json>, nullptr,
     nullptr},
    {"overload", "overload", "config.overload",
     usual_rule<flows::OverloadRule, flows::overload_json>, nullptr, nullptr},
    {"patrol", "patrol", "config.patrol", usual_rule<flows::PatrolRule, flows::patrol_json>,
     nullptr, nullptr},
    {"address", "address", "config.address", usual_rule<flows::AddressRule, flows::address_json>,
     nullptr, nullptr},
    {"status_groups", "orders", "config.status_groups",
     [] { return json::serialize(orders::status_groups_json(orders::default_status_groups())); },
     nullptr, nullptr},
    {"status_map", "", "config.status_map", [] { return std::string(R"({"words":{}})"); },
     meet_status_map, tell_status_map},
    {"alert_rule", "", "config.alert_rule", nullptr, meet_alert_rule, tell_code},
    {"stock", "stock", "config.stock",
     [] { return json::serialize(stock::stock_settings_json({})); }, nullptr, nullptr},
    {"sku", "", "config.sku", nullptr, meet_of_stock, tell_code},
    {"warehouse", "", "config.warehouse", nullptr, meet_of_stock, tell_code},
    {"pool", "", "config.pool", nullptr, meet_of_stock, tell_code},
};

std::unexpected<Error> version_not_found() {
  return fail(ErrorClass::kNotFound, "version_not_found", "this document has no such version");
}

json::object version_line(const core::ConfigVersion& v, const flows::Settings& settings) {
  const std::string name = actor_name(settings, v.actor);
  return {{"version", v.version},
          {"at", time_json(v.at)},
          {"actor", v.actor},
          {"actor_name", name.empty() ? json::value(nullptr) : json::value(name)}};
}

json::value document_of(const Call& call, const store::Reader& reader, const Document& document,
                        int64_t version) {
  const auto edit = core::load_config_edit(reader, call.kit.hub.keyring(), document.kind->kind,
                                           document.name, version);
  return edit && !edit->body.empty() ? json::parse(edit->body) : json::value(nullptr);
}

}  // namespace

Result<Document> find_document(const Call& call, std::string_view kind, std::string_view name) {
  const auto* known = std::ranges::find(kDocuments, kind, &DocumentKind::kind);
  if (known == std::end(kDocuments)) {
    return fail(ErrorClass::kNotFound, "unknown_kind",
                "no documents of this kind can be read as they were");
  }
  if (!known->meet) return Document{known, std::string(known->name)};
  if (name.empty()) return invalid("/name", "required: names the document");
  if (auto met = known->meet(call, name); !met) return std::unexpected(met.error());
  return Document{known, std::string(name)};
}

Result<HttpResponse> versions_answer(const Call& call, const Document& document, bool whole) {
  auto limit = read_limit(call.request);
  if (!limit) return std::unexpected(limit.error());
  auto before = read_id_cursor(call.request);
  if (!before) return std::unexpected(before.error());
  const auto settings = call.kit.hub.settings();
  const auto lease = call.kit.hub.database().read();
  auto found = core::config_versions(lease.reader(), document.kind->kind, document.name, *before,
                                     *limit + 1);
  const bool more = found.size() > *limit;
  if (more) found.resize(*limit);
  json::array items;
  for (const core::ConfigVersion& v : found) {
    json::object line = version_line(v, *settings);
    if (whole) line["document"] = document_of(call, lease.reader(), document, v.version);
    items.push_back(std::move(line));
  }
  if (more) return page_answer(std::move(items), std::to_string(found.back().version));
  if (document.kind->first && !whole) {
    items.push_back(
        json::object{{"version", 0}, {"at", nullptr}, {"actor", nullptr}, {"actor_name", nullptr}});
  }
  return page_answer(std::move(items), "");
}

Result<json::object> body_of_version(const Call& call, const Document& document, int64_t version) {
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

Result<Rollback> read_rollback(const Call& call, const Document& document) {
  auto sent = read_object(call.request);
  if (!sent) return std::unexpected(sent.error());
  Fields fields(*sent);
  fields.only({"version", "reason"});
  Rollback wanted;
  wanted.reason = fields.text("reason", kRollbackReasonMax);
  const json::value* version = sent->if_contains("version");
  if (version && version->is_int64() && version->as_int64() >= 0) {
    wanted.version = version->as_int64();
  } else {
    fields.problem("/version", "field_type: must be the number of an earlier version");
  }
  if (!fields.ok()) return fields.error();
  auto body = body_of_version(call, document, wanted.version);
  if (!body) return std::unexpected(body.error());
  wanted.body = std::move(*body);
  return wanted;
}

Write rollback_write(const Document& document, Rollback wanted, int64_t if_version) {
  json::object command = std::move(wanted.body);
  if (document.kind->tell) document.kind->tell(command, document.name);
  command["rollback_to"] = wanted.version;
  if (!wanted.reason.empty()) command["reason"] = wanted.reason;
  Write write = config_write(std::string(document.kind->route), std::move(command), if_version);
  write.finish = add_version_tag;
  return write;
}

}  // namespace ordo::api
