// Alerts: what somebody should know, who has taken note of it, and who says that it is over.
#include "api/kit.h"
#include "api/order_json.h"
#include "core/alert_detail.h"
#include "core/alerts_store.h"
#include "flows/alert_kinds.h"
#include "flows/alert_words.h"

namespace ordo::api {
namespace {

namespace json = boost::json;
using core::AlertRow;

constexpr size_t kNoteMax = 500;

json::value text_json(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

json::value values_json(const AlertRow& a) {
  auto values = core::alert_fields(a.detail);
  return values ? json::value(std::move(*values)) : json::value(nullptr);
}

// A note is free words.
json::object alert_json(const AlertRow& a, const flows::Settings& settings, const flows::View& view,
                        std::string_view language) {
  const flows::Shop* shop = settings.shop(a.shop);
  const flows::AlertReader reader(language, flows::zone_of(settings, shop));
  return {{"id", std::to_string(a.id)},
          {"at", time_json(a.at)},
          {"kind", a.kind},
          {"shop", shop ? json::value(shop->code) : json::value(nullptr)},
          {"count", a.count},
          {"last_at", time_json(a.last_at)},
          {"order_id", id_json(a.order)},
          {"message_id", id_json(a.message)},
          {"detail", reader.detail(a.kind, a.detail)},
          {"values", values_json(a)},
          {"state", core::name(a.state)},
          {"acknowledged_at", time_json(a.acknowledged_at)},
          {"acknowledged_by", text_json(a.acknowledged_by)},
          {"resolved_at", time_json(a.resolved_at)},
          {"resolved_by", text_json(a.resolved_by)},
          {"note", view.notes ? text_json(a.note) : json::value(nullptr)}};
}

Result<std::optional<core::AlertState>> read_state(const HttpRequest& request) {
  const auto text = request.parameter("state");
  if (!text) return std::nullopt;
  const auto state = core::parse_alert_state(*text);
  if (!state) return invalid("/state", "is not a state of alerts", "unknown_state");
  return state;
}

Result<std::string> read_language(const HttpRequest& request) {
  const std::string language = request.parameter("language").value_or("en");
  if (language != "zh" && language != "en") {
    return invalid("/language", "must be zh or en", "unknown_language");
  }
  return language;
}

json::object words_json(const flows::AlertWords& words) {
  return {{"title", words.title}, {"advice", words.advice}};
}

Result<HttpResponse> list_kinds(const Call&) {
  json::array items;
  for (const flows::AlertKindRow& row : flows::alert_kinds()) {
    items.push_back(json::object{{"kind", row.name},
                                 {"severity", channels::name(row.severity)},
                                 {"told", !row.name.starts_with(flows::kOfTelling)},
                                 {"zh", words_json(row.zh)},
                                 {"en", words_json(row.en)}});
  }
  return json_answer(200, {{"items", std::move(items)}});
}

Result<HttpResponse> list(const Call& call) {
  auto limit = read_limit(call.request);
  if (!limit) return std::unexpected(limit.error());
  auto before = read_id_cursor(call.request);
  if (!before) return std::unexpected(before.error());
  auto state = read_state(call.request);
  if (!state) return std::unexpected(state.error());
  const auto language = read_language(call.request);
  if (!language) return std::unexpected(language.error());
  const auto settings = call.kit.hub.settings();
  const auto lease = call.kit.hub.database().read_anywhere();
  const auto page =
      core::walk_alerts(lease.reader(), *state, call.context.caller.shops, *before, *limit);
  json::array items;
  for (const AlertRow& a : page.items) {
    items.push_back(alert_json(a, *settings, call.context.caller.view, *language));
  }
  return page_answer(std::move(items), std::to_string(page.next_before));
}

// {"note"}; the body may be left out.
Result<std::string> read_note(const HttpRequest& request) {
  if (request.body.empty()) return std::string();
  auto body = read_object(request);
  if (!body) return std::unexpected(body.error());
  Fields fields(*body);
  fields.only({"note"});
  std::string note = fields.text("note", kNoteMax);
  if (!fields.ok()) return fields.error();
  return note;
}

// What state it is in is judged when the command is applied, so that a repeat under the same
// idempotency key hears the first answer.
Result<Write> move(const Call& call, std::string route) {
  auto note = read_note(call.request);
  if (!note) return std::unexpected(note.error());
  const auto id = parse_id(call.params.at("id"));
  const auto lease = call.kit.hub.database().read();
  const auto alert = id ? core::load_alert(lease.reader(), *id) : std::nullopt;
  if (!alert || !in_scope(call.context.caller, alert->shop)) {
    return fail(ErrorClass::kNotFound, "alert_not_found", "there is no alert with this id");
  }
  json::object body{{"alert", *id}};
  if (!note->empty()) body["note"] = *note;
  Write write;
  write.route = std::move(route);
  write.body = json::serialize(body);
  return write;
}

Result<Write> acknowledge(const Call& call) { return move(call, "alerts.acknowledge"); }
Result<Write> resolve(const Call& call) { return move(call, "alerts.resolve"); }

}  // namespace

void add_alert_routes(Resources& resources) {
  resources.read("GET", "/alerts", Area::kAlerts, list);
  resources.read("GET", "/alert-kinds", Area::kAlerts, list_kinds);
  resources.write("POST", "/alerts/{id}/acknowledge", Area::kAlerts, acknowledge);
  resources.write("POST", "/alerts/{id}/resolve", Area::kAlerts, resolve);
}

}  // namespace ordo::api
