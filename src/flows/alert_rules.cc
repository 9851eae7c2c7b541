#include "flows/alert_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "flows/document_reading.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;

constexpr size_t kNameMax = 100, kReasonMax = 500, kMetricNameMax = 300;

bool is_code_text(std::string_view code) {
  return !code.empty() && code.size() <= 64 && std::ranges::all_of(code, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

bool is_receiver_kind(std::string_view kind) { return channels::find_notifier(kind) != nullptr; }

bool is_pattern(std::string_view kind) { return kind == "*" || is_kind(kind); }

void read_matched(DocumentReading& reading, std::vector<std::string>& kinds,
                  std::vector<std::string>& shops) {
  reading.texts("kinds", true, "kinds of alerts, or \"*\"", is_pattern, kinds);
  reading.texts("shops", false, "codes of shops", is_code_text, shops);
}

void read_match(DocumentReading& rule, const json::value& match, AlertRule& out) {
  if (!match.is_object()) return rule.wrong("match", "must be an object");
  DocumentReading reading(match.as_object(), "/match");
  reading.only({"kinds", "shops"});
  read_matched(reading, out.kinds, out.shops);
  for (size_t i = 0; i < out.kinds.size(); ++i) {
    if (out.kinds[i].starts_with(kOfTelling)) {
      reading.wrong(fmt::format("kinds/{}", i), "tells of telling itself: no rule can match it");
    }
  }
  rule.take(reading.problems());
}

bool is_metric(std::string_view name) {
  const std::string_view family = name.substr(0, name.find('{'));
  const bool named = !family.empty() && std::ranges::all_of(family, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == ':';
  });
  return named && name.size() <= kMetricNameMax &&
         (family.size() == name.size() || name.ends_with('}'));
}

void read_metric(DocumentReading& rule, const json::value& metric, AlertRule& out) {
  if (!metric.is_object()) return rule.wrong("metric", "must be an object");
  DocumentReading reading(metric.as_object(), "/metric");
  reading.only({"name", "op", "value", "for_s"});
  MetricTest test;
  reading.words("name", kMetricNameMax, test.name, true);
  if (!test.name.empty() && !is_metric(test.name)) {
    reading.wrong("name", "must be a figure of /metrics, with or without its labels");
  }
  reading.words("op", 2, test.op, true);
  const bool known = test.op == ">" || test.op == ">=" || test.op == "<" || test.op == "<=";
  if (!test.op.empty() && !known) reading.wrong("op", "must be >, >=, < or <=");
  const json::value* value = reading.find("value");
  if (value && value->is_number() && std::isfinite(value->to_number<double>())) {
    test.value = value->to_number<double>();
  } else {
    reading.wrong("value", "must be a number");
  }
  reading.whole_if_given("for_s", 0, kMetricForMaxS, test.for_s);
  rule.take(reading.problems());
  out.metric = std::move(test);
}

void read_severity(DocumentReading& reading, channels::Severity& severity) {
  std::string text;
  reading.words("severity", 20, text, true);
  if (text.empty()) return;
  const auto parsed = channels::parse_severity(text);
  if (!parsed) return reading.wrong("severity", "must be info, warning or critical");
  severity = *parsed;
}

void read_credentials(DocumentReading& reading, NotifyTarget& target) {
  const json::value* credentials = reading.find("credentials");
  if (!credentials || !credentials->is_object()) {
    return reading.wrong("credentials", "are required, as an object");
  }
  target.credentials = Secret(json::serialize(*credentials));
  if (!target.notifier) return;
  auto fit = target.notifier->check_credentials(target.credentials.reveal());
  if (fit) return;
  std::vector<FieldError> problems = fit.error().fields;
  for (FieldError& problem : problems) problem.pointer = "/credentials" + problem.pointer;
  reading.take(std::move(problems));
}

Silence read_silence(DocumentReading& reading, const std::string& id) {
  reading.only({"kinds", "shops", "until", "reason", "created_by"});
  Silence silence;
  silence.id = id;
  read_matched(reading, silence.kinds, silence.shops);
  std::string until;
  reading.words("until", 40, until, true);
  const auto moment = parse_rfc3339(until);
  if (moment) silence.until = *moment;
  if (!moment && !until.empty()) reading.wrong("until", "must be a time of RFC 3339 with its zone");
  reading.words("reason", kReasonMax, silence.reason, true);
  reading.words("created_by", kNameMax, silence.created_by);
  return silence;
}

bool among(const std::vector<std::string>& list, std::string_view one) {
  return std::ranges::find(list, one) != list.end();
}

bool meant(const std::vector<std::string>& kinds, const std::vector<std::string>& shops,
           std::string_view kind, std::string_view shop) {
  return (among(kinds, "*") || among(kinds, kind)) && (shops.empty() || among(shops, shop));
}

}  // namespace

bool is_kind(std::string_view kind) {
  return !kind.empty() && kind.size() <= 64 && std::ranges::all_of(kind, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
  });
}

Result<NotifyTarget> parse_notify_target(const std::string& code, const json::object& document) {
  DocumentReading reading(document);
  reading.only({"kind", "name", "credentials", "per_minute", "language", "paused"});
  NotifyTarget target;
  target.code = code;
  if (!is_code_text(code)) {
    reading.wrong("code", "must be 1 to 64 lower case letters, digits, '-' or '_'");
  }
  reading.words("kind", 64, target.kind, true);
  target.notifier = channels::find_notifier(target.kind);
  if (!target.kind.empty() && !target.notifier) {
    reading.wrong("kind", "is not a kind of receiver that this hub speaks to");
  }
  reading.words("name", kNameMax, target.name);
  reading.whole_if_given("per_minute", 1, kNoticesPerMinuteMax, target.per_minute);
  reading.words("language", 2, target.language);
  if (target.language != "zh" && target.language != "en") {
    reading.wrong("language", "must be zh or en");
  }
  reading.flag_if_given("paused", target.paused);
  read_credentials(reading, target);
  return reading.result(std::move(target));
}

Result<AlertRule> parse_alert_rule(const std::string& code, const json::object& document) {
  DocumentReading reading(document);
  reading.only({"name", "match", "metric", "severity", "targets", "target_kinds", "group_s",
                "repeat_s", "paused"});
  AlertRule rule;
  rule.code = code;
  if (!is_code_text(code)) {
    reading.wrong("code", "must be 1 to 64 lower case letters, digits, '-' or '_'");
  }
  reading.words("name", kNameMax, rule.name);
  const json::value* match = reading.find("match");
  const json::value* metric = reading.find("metric");
  if ((match == nullptr) == (metric == nullptr)) {
    reading.wrong("match", "a rule has either a match or a metric");
  } else if (match) {
    read_match(reading, *match, rule);
  } else {
    read_metric(reading, *metric, rule);
  }
  read_severity(reading, rule.severity);
  const bool by_kind = reading.find("target_kinds") != nullptr;
  reading.texts("targets", !by_kind, "codes of receivers", is_code_text, rule.targets);
  reading.texts("target_kinds", false, "kinds of receivers", is_receiver_kind, rule.target_kinds);
  reading.whole_if_given("group_s", 0, kGroupMaxS, rule.group_s);
  reading.whole_if_given("repeat_s", 0, kRepeatMaxS, rule.repeat_s);
  reading.flag_if_given("paused", rule.paused);
  return reading.result(std::move(rule));
}

json::object first_alert_rule() {
  const json::array kinds{"orders_missing", "pull_stopped",     "shop_silent",
                          "apply_behind",   "crashed_twice",    "invariant_breached",
                          "outbox_gave_up", "review_queue_full"};
  return {{"code", "critical-sms-email"},
          {"name", "紧急告警：短信和邮件"},
          {"match", {{"kinds", kinds}}},
          {"severity", "critical"},
          {"target_kinds", {"aliyun_sms", "tencent_sms", "email"}},
          {"repeat_s", kHourMs / kSecondMs}};
}

Result<Silence> stored_silence(const std::string& id, const json::object& document) {
  DocumentReading reading(document);
  Silence silence = read_silence(reading, id);
  return reading.result(std::move(silence));
}

Result<Silence> parse_silence(const std::string& id, const json::object& document, Instant now) {
  DocumentReading reading(document);
  Silence silence = read_silence(reading, id);
  const bool read = silence.until != Instant{};
  if (read && (silence.until <= now || silence.until.ms - now.ms > kSilenceMaxMs)) {
    reading.wrong("until", "must lie ahead, at most 366 days");
  }
  return reading.result(std::move(silence));
}

bool matches(const AlertRule& rule, std::string_view kind, std::string_view shop,
             std::string_view key) {
  if (rule.paused || kind.starts_with(kOfTelling)) return false;
  if (rule.metric) return kind == kMetricAlert && key == metric_key(rule.code);
  return meant(rule.kinds, rule.shops, kind, shop);
}

bool matches(const Silence& silence, std::string_view kind, std::string_view shop) {
  return meant(silence.kinds, silence.shops, kind, shop);
}

std::string metric_key(std::string_view rule) { return "metric/" + std::string(rule); }

}  // namespace ordo::flows
