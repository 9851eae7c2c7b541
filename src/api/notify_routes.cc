// Who is told of what: receivers, rules of alerts, silences. What makes no sense is judged by the command
// (flows/alert_commands.h), with its place in what was sent.
#include <algorithm>

#include "api/kit.h"
#include "api/order_json.h"
#include "core/batch_store.h"
#include "flows/alert_rules.h"

namespace ordo::api {
namespace {

namespace json = boost::json;

json::value or_null(const json::object& document, std::string_view key) {
  const json::value* v = document.if_contains(key);
  return v ? *v : json::value(nullptr);
}

json::value or_else(const json::object& document, std::string_view key, json::value otherwise) {
  const json::value* v = document.if_contains(key);
  return v ? *v : std::move(otherwise);
}

// One kind of document, as the interface shows it.
struct Shown {
  const char* kind;     // of the document
  const char* path;     // of the collection
  const char* name;     // of the path's parameter, and of the member
  const char* missing;  // code
  const char* command;
  json::object (*fields)(const Call& call, const std::string& name, const json::object& document);
  bool (*met)(const Call& call, const json::object& document);  // by who sees some shops only
};

// Who sees some shops only does not come here at all.
bool by_everyone(const Call&, const json::object&) { return true; }

// What is said of all shops, or of another one as well, is not his.
bool by_its_shops(const Call& call, const json::object& document) {
  const Caller& caller = call.context.caller;
  if (caller.shops.everything()) return true;
  const json::value* shops = document.if_contains("shops");
  if (!shops || !shops->is_array() || shops->as_array().empty()) return false;
  const auto settings = call.kit.hub.settings();
  return std::ranges::all_of(shops->as_array(), [&](const json::value& code) {
    const flows::Shop* shop =
        code.is_string() ? settings->shop(std::string_view(code.as_string())) : nullptr;
    return shop && in_scope(caller, shop->id);
  });
}

// Secrets are written and never shown; what is none tells where is sent.
json::object target_fields(const Call&, const std::string&, const json::object& document) {
  const auto* notifier = channels::find_notifier(std::string(document.at("kind").as_string()));
  json::object open;
  json::array set;
  for (const auto& [key, value] : document.at("credentials").as_object()) {
    set.push_back(json::value(key));
    for (const std::string_view shown : notifier->shown()) {
      if (shown == std::string_view(key)) open[key] = value;
    }
  }
  return {{"kind", document.at("kind")},
          {"name", or_else(document, "name", "")},
          {"language", or_else(document, "language", "zh")},
          {"per_minute", or_else(document, "per_minute", flows::kPerMinute)},
          {"paused", or_else(document, "paused", false)},
          {"credentials", std::move(open)},
          {"credentials_set", std::move(set)}};
}

json::object rule_fields(const Call&, const std::string& code, const json::object& document) {
  const flows::AlertRule first = flows::parse_alert_rule(code, document).value();
  return {{"name", first.name},
          {"match", or_null(document, "match")},
          {"metric", or_null(document, "metric")},
          {"severity", document.at("severity")},
          {"targets", or_else(document, "targets", json::array())},
          {"target_kinds", or_else(document, "target_kinds", json::array())},
          {"group_s", first.group_s},
          {"repeat_s", first.repeat_s},
          {"paused", first.paused}};
}

// A reason is free words.
json::object silence_fields(const Call& call, const std::string& id, const json::object& document) {
  const flows::Silence silence = flows::stored_silence(id, document).value();
  return {{"kinds", document.at("kinds")},
          {"shops", or_else(document, "shops", json::array())},
          {"until", time_json(silence.until)},
          {"active", silence.until > call.kit.hub.clock().now()},
          {"reason", call.context.caller.view.notes ? json::value(silence.reason) : nullptr},
          {"created_by", or_null(document, "created_by")}};
}

constexpr Shown kTargets{"notify_target",        "/notify-targets", "code",     "target_not_found",
                         "config.notify_target", target_fields,     by_everyone};
constexpr Shown kRules{"alert_rule",        "/alert-rules", "code",     "rule_not_found",
                       "config.alert_rule", rule_fields,    by_everyone};
constexpr Shown kSilences{"silence",        "/silences",    "id",        "silence_not_found",
                          "config.silence", silence_fields, by_its_shops};

json::object shown(const Call& call, const Shown& what, const std::string& name,
                   const core::ConfigDocument& document) {
  json::object item{{what.name, name}};
  for (auto& [key, value] : what.fields(call, name, json::parse(document.body).as_object())) {
    item[key] = std::move(value);
  }
  item["version"] = document.version;
  return item;
}

core::Configuration configuration(const Call& call) {
  const auto lease = call.kit.hub.database().read();
  return core::load_configuration(lease.reader(), call.kit.hub.keyring());
}

bool is_met(const Call& call, const Shown& what, const core::ConfigDocument& document) {
  return what.met(call, json::parse(document.body).as_object());
}

// The document that the path names, as far as it is there for the caller.
Result<core::ConfigDocument> named(const Call& call, const Shown& what) {
  const auto config = configuration(call);
  const core::ConfigDocument* document = config.find(what.kind, call.params.at(what.name));
  if (document && is_met(call, what, *document)) return *document;
  return fail(ErrorClass::kNotFound, what.missing, "there is nothing with this name");
}

Result<HttpResponse> list(const Call& call, const Shown& what) {
  json::array items;
  configuration(call).each(what.kind, [&](const std::string& name, const core::ConfigDocument& d) {
    if (is_met(call, what, d)) items.push_back(shown(call, what, name, d));
  });
  return page_answer(std::move(items), "");
}

Result<HttpResponse> one(const Call& call, const Shown& what) {
  const auto document = named(call, what);
  if (!document) return std::unexpected(document.error());
  const std::string& name = call.params.at(what.name);
  HttpResponse response = json_answer(200, shown(call, what, name, *document));
  response.headers.emplace_back("ETag", "\"" + std::to_string(document->version) + "\"");
  return response;
}

Write write(const Shown& what, const json::object& body) {
  Write write;
  write.route = what.command;
  write.administers = true;
  write.body = json::serialize(body);
  return write;
}

// {"code" or "id", "version"}, and where it stands.
Write saving(const Shown& what, const json::object& body) {
  Write saved = write(what, body);
  saved.finish = [&what](HttpResponse& response, const core::Outcome&) {
    const json::object answer = json::parse(response.body).as_object();
    const std::string name(answer.at("name").as_string());
    response.body =
        json::serialize(json::object{{what.name, name}, {"version", answer.at("version")}});
    response.headers.emplace_back("Location", "/api/v1" + std::string(what.path) + "/" + name);
    response.headers.emplace_back("ETag", "\"" + json::serialize(answer.at("version")) + "\"");
  };
  return saved;
}

using Names = std::initializer_list<std::string_view>;

Result<Write> create(const Call& call, const Shown& what, Names names) {
  auto body = read_object(call.request);
  if (!body) return std::unexpected(body.error());
  Fields fields(*body);
  fields.only(names);
  const bool has_code = std::string_view(what.name) == "code";
  if (has_code) (void)fields.required("code", 64);
  if (!what.met(call, *body)) fields.problem("/shops", "must name shops of yours");
  if (!fields.ok()) return fields.error();
  if (has_code) (*body)["mode"] = "create";
  return saving(what, *body);
}

Result<Write> edit(const Call& call, const Shown& what, Names names) {
  if (auto document = named(call, what); !document) return std::unexpected(document.error());
  const auto version = read_if_match(call.request);
  if (!version) return std::unexpected(version.error());
  auto body = read_object(call.request);
  if (!body) return std::unexpected(body.error());
  Fields fields(*body);
  fields.only(names);
  if (body->contains("shops") && !what.met(call, *body)) {
    fields.problem("/shops", "must name shops of yours");
  }
  if (!fields.ok()) return fields.error();
  (*body)[what.name] = call.params.at(what.name);
  (*body)["if_version"] = *version;
  return saving(what, *body);
}

Result<Write> remove(const Call& call, const Shown& what) {
  if (auto document = named(call, what); !document) return std::unexpected(document.error());
  Write removal = write(what, {{"remove", call.params.at(what.name)}});
  removal.finish = [](HttpResponse& response, const core::Outcome&) {
    response.status = 204;
    response.content_type.clear();
    response.body.clear();
  };
  return removal;
}

Result<HttpResponse> list_targets(const Call& call) { return list(call, kTargets); }
Result<HttpResponse> one_target(const Call& call) { return one(call, kTargets); }
Result<Write> create_target(const Call& call) {
  return create(call, kTargets,
                {"code", "kind", "name", "credentials", "per_minute", "language", "paused"});
}
Result<Write> edit_target(const Call& call) {
  return edit(call, kTargets, {"name", "credentials", "per_minute", "language", "paused"});
}
Result<Write> remove_target(const Call& call) { return remove(call, kTargets); }

// An outgoing call like any other: GET /outbox/{id} tells what became of it.
Result<Write> test_target(const Call& call) {
  Write test;
  test.route = "notify.test";
  test.administers = true;
  test.body = json::serialize(json::object{{"code", call.params.at("code")}});
  test.finish = [](HttpResponse& response, const core::Outcome&) {
    const json::value id = json::parse(response.body).at("call_id");
    response.headers.emplace_back("Location", "/api/v1/outbox/" + std::string(id.as_string()));
  };
  return test;
}

Result<HttpResponse> list_rules(const Call& call) { return list(call, kRules); }
Result<HttpResponse> one_rule(const Call& call) { return one(call, kRules); }
Result<Write> create_rule(const Call& call) {
  return create(call, kRules,
                {"code", "name", "match", "metric", "severity", "targets", "target_kinds",
                 "group_s", "repeat_s", "paused"});
}
Result<Write> edit_rule(const Call& call) {
  return edit(call, kRules,
              {"name", "match", "metric", "severity", "targets", "target_kinds", "group_s",
               "repeat_s", "paused"});
}
Result<Write> remove_rule(const Call& call) { return remove(call, kRules); }

Result<HttpResponse> list_silences(const Call& call) { return list(call, kSilences); }
Result<HttpResponse> one_silence(const Call& call) { return one(call, kSilences); }
Result<Write> create_silence(const Call& call) {
  return create(call, kSilences, {"kinds", "shops", "until", "reason"});
}
Result<Write> edit_silence(const Call& call) {
  return edit(call, kSilences, {"kinds", "shops", "until", "reason"});
}
Result<Write> remove_silence(const Call& call) { return remove(call, kSilences); }

}  // namespace

void add_notify_routes(Resources& resources) {
  resources.read("GET", "/notify-targets", Area::kSettings, list_targets);
  resources.write("POST", "/notify-targets", Area::kSettings, create_target);
  resources.read("GET", "/notify-targets/{code}", Area::kSettings, one_target);
  resources.write("PATCH", "/notify-targets/{code}", Area::kSettings, edit_target);
  resources.write("DELETE", "/notify-targets/{code}", Area::kSettings, remove_target);
  resources.write("POST", "/notify-targets/{code}/test", Area::kSettings, test_target);
  resources.read("GET", "/alert-rules", Area::kSettings, list_rules);
  resources.write("POST", "/alert-rules", Area::kSettings, create_rule);
  resources.read("GET", "/alert-rules/{code}", Area::kSettings, one_rule);
  resources.write("PATCH", "/alert-rules/{code}", Area::kSettings, edit_rule);
  resources.write("DELETE", "/alert-rules/{code}", Area::kSettings, remove_rule);
  resources.read("GET", "/silences", Area::kAlerts, list_silences);
  resources.write("POST", "/silences", Area::kAlerts, create_silence);
  resources.read("GET", "/silences/{id}", Area::kAlerts, one_silence);
  resources.write("PATCH", "/silences/{id}", Area::kAlerts, edit_silence);
  resources.write("DELETE", "/silences/{id}", Area::kAlerts, remove_silence);
}

}  // namespace ordo::api
