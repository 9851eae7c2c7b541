#include "flows/alert_commands.h"

#include <fmt/format.h>

#include <algorithm>

#include "flows/alert_rules.h"
#include "flows/alert_words.h"
#include "flows/commands.h"
#include "flows/config_kit.h"
#include "flows/notices.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;
using core::ConfigDocument;
using core::Outcome;

// What tells the three kinds of documents apart.
struct Kind {
  const char* kind;     // of the document
  const char* audited;  // and of its removal, with "_removed"
  const char* word;
  const char* missing;  // code
  const char* exists;   // code
  size_t max;
};
constexpr Kind kTarget{"notify_target",    "config.notify_target", "receiver",
                       "target_not_found", "target_exists",        kNotifyTargetsMax};
constexpr Kind kRule{"alert_rule",     "config.alert_rule", "rule",
                     "rule_not_found", "rule_exists",       kAlertRulesMax};
constexpr Kind kSilence{"silence", "config.silence", "silence", "silence_not_found",
                        "",        kSilencesMax};

void merge(json::object& into, const json::object& patch) {
  for (const auto& [key, value] : patch) {
    if (value.is_null()) {
      into.erase(key);
      continue;
    }
    if (!value.is_object()) {
      into[key] = value;
      continue;
    }
    json::value& held = into[key];
    if (!held.is_object()) held = json::object();
    merge(held.as_object(), value.as_object());
  }
}

Outcome no_such(const Kind& kind) {
  return refused(
      {ErrorClass::kNotFound, kind.missing, fmt::format("there is no such {}", kind.word), {}});
}

Outcome conflict(std::string code, std::string detail) {
  return refused({ErrorClass::kRefused, std::move(code), std::move(detail), {}});
}

size_t count_of(const core::Configuration& config, const char* kind) {
  size_t count = 0;
  config.each(kind, [&](const std::string&, const ConfigDocument&) { ++count; });
  return count;
}

// What may be edited, or why not; null: it is new.
struct Standing {
  const ConfigDocument* held = nullptr;
  std::optional<Outcome> refusal;
};

Standing standing_of(const Context& context, const Kind& kind, const std::string& name,
                     const json::object& body) {
  const ConfigDocument* held = context.batch.config.find(kind.kind, name);
  if (held && json_text(body, "mode") == "create") {
    return {held,
            conflict(kind.exists, fmt::format("there is a {} with this code already", kind.word))};
  }
  // One that was removed stands on version 0 when an earlier version of it is set again.
  if (!held && body.contains("if_version") && !body.contains("rollback_to")) {
    return {nullptr, no_such(kind)};
  }
  if (is_stale(body, held)) {
    return {held, conflict("version_stale",
                           fmt::format("the {} has changed since it was read; read it again and "
                                       "repeat",
                                       kind.word))};
  }
  if (!held && count_of(context.batch.config, kind.kind) >= kind.max) {
    return {nullptr, conflict("too_many", fmt::format("there are {} already", kind.max))};
  }
  return {held, {}};
}

// What is set again is the whole that it was.
json::object merged(const ConfigDocument* held, const json::object& body) {
  if (body.contains("rollback_to")) {
    json::object document = document_alone(body);
    document.erase("code");
    return document;
  }
  json::object document = held ? json::parse(held->body).as_object() : json::object();
  json::object patch = body;
  for (const char* own : {"code", "id", "mode", "if_version"}) patch.erase(own);
  merge(document, patch);
  return document;
}

// The first of these that is none; the pointer names its place in what was sent.
Outcome check_shops(const Context& context, const std::vector<std::string>& shops,
                    const char* pointer) {
  for (size_t i = 0; i < shops.size(); ++i) {
    if (!context.settings.shop(shops[i])) {
      return bad(fmt::format("{}/{}", pointer, i), "is not the code of a shop");
    }
  }
  return answered(200, {});
}

bool fine(const Outcome& outcome) { return outcome.answer.status == 200; }

Outcome check_rule(const Context& context, const std::string& code, const json::object& document) {
  const auto rule = parse_alert_rule(code, document);
  if (!rule) return refused(rule.error());
  for (size_t i = 0; i < rule->targets.size(); ++i) {
    if (!context.batch.config.find("notify_target", rule->targets[i])) {
      return bad(fmt::format("/targets/{}", i), "is not the code of a receiver");
    }
  }
  return check_shops(context, rule->shops, "/match/shops");
}

Outcome put_target(Context& context, const json::object& body) {
  const std::string code = json_text(body, "code");
  auto [held, refusal] = standing_of(context, kTarget, code, body);
  if (refusal) return *refusal;
  const json::object document = merged(held, body);
  if (held &&
      json_text(document, "kind") != json_text(json::parse(held->body).as_object(), "kind")) {
    return bad("/kind", "cannot be changed");
  }
  if (auto target = parse_notify_target(code, document); !target) return refused(target.error());
  put(context, kTarget.kind, code, document);
  return saved(context, kTarget.audited, code, held ? 200 : 201);
}

Outcome put_rule(Context& context, const json::object& body) {
  const std::string code = json_text(body, "code");
  auto [held, refusal] = standing_of(context, kRule, code, body);
  if (refusal) return *refusal;
  const json::object document = merged(held, body);
  if (Outcome checked = check_rule(context, code, document); !fine(checked)) return checked;
  put(context, kRule.kind, code, document);
  const bool made = !held && !body.contains("rollback_to");
  return saved(context, kRule.audited, code, made ? 201 : 200, told_of(body));
}

// Those that have ended make room.
void sweep_silences(Context& context) {
  std::vector<std::string> over;
  for (const Silence& silence : context.settings.silences) {
    if (silence.until <= context.batch.at) over.push_back(silence.id);
  }
  for (const std::string& id : over) {
    if (context.batch.config.find(kSilence.kind, id)) {
      context.batch.put_config(kSilence.kind, id, "", context.entry.caller);
    }
  }
}

Outcome put_silence(Context& context, const json::object& body) {
  std::string id = json_text(body, "id");
  if (id.empty()) sweep_silences(context);
  auto [held, refusal] = standing_of(context, kSilence, id, body);
  if (refusal) return *refusal;
  json::object document = merged(held, body);
  if (!held) document["created_by"] = context.entry.caller;
  const auto silence = parse_silence(id, document, context.batch.at);
  if (!silence) return refused(silence.error());
  if (Outcome checked = check_shops(context, silence->shops, "/shops"); !fine(checked)) {
    return checked;
  }
  if (id.empty()) id = std::to_string(context.batch.next_id());
  put(context, kSilence.kind, id, document);
  return saved(context, kSilence.audited, id, held ? 200 : 201,
               {{"until", json_text(document, "until")}, {"reason", silence->reason}});
}

std::string rules_with(const core::Configuration& config, const std::string& target) {
  std::string codes;
  config.each(kRule.kind, [&](const std::string& code, const ConfigDocument& d) {
    const auto rule = parse_alert_rule(code, json::parse(d.body).as_object());
    if (rule && std::ranges::find(rule->targets, target) != rule->targets.end()) {
      codes += (codes.empty() ? "" : ", ") + code;
    }
  });
  return codes;
}

Outcome remove(Context& context, const Kind& kind, const std::string& name) {
  if (!context.batch.config.find(kind.kind, name)) return no_such(kind);
  if (kind.kind == kTarget.kind) {
    const std::string rules = rules_with(context.batch.config, name);
    if (!rules.empty()) {
      return conflict("target_in_use", "these rules tell it: " + rules + "; change them first");
    }
  }
  context.batch.put_config(kind.kind, name, "", context.entry.caller);
  return saved(context, std::string(kind.audited) + "_removed", name);
}

Outcome test_target(Context& context, const json::object& body) {
  const std::string code = json_text(body, "code");
  if (!context.batch.config.find(kTarget.kind, code)) return no_such(kTarget);
  NoticeBody notice;
  notice.at = context.batch.at;
  notice.zone = zone_of(context.settings, nullptr);
  notice.severity = channels::Severity::kInfo;
  core::OutboxMessage message = notice_to(code, kNoticeTestRoute, notice, context.batch.at);
  message.id = OutboxId(context.batch.next_id());
  const std::string id = message.id.str();
  context.batch.outbox.push_back(std::move(message));
  return answered(201, {{"call_id", id}});
}

}  // namespace

bool is_alert_command(std::string_view route) {
  return route == "config.notify_target" || route == "config.alert_rule" ||
         route == "config.silence" || route == "notify.test";
}

Outcome apply_alert_command(Context& context, const json::object& body) {
  const std::string& route = context.entry.route;
  if (route == "notify.test") return test_target(context, body);
  const Kind& kind = route == "config.notify_target" ? kTarget
                     : route == "config.alert_rule"  ? kRule
                                                     : kSilence;
  if (const std::string name = json_text(body, "remove"); !name.empty()) {
    return remove(context, kind, name);
  }
  if (&kind == &kTarget) return put_target(context, body);
  if (&kind == &kRule) return put_rule(context, body);
  return put_silence(context, body);
}

}  // namespace ordo::flows
