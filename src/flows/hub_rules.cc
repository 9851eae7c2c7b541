#include "flows/hub_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "channels/web_text.h"
#include "flows/document_reading.h"

namespace ordo::flows {

namespace json = boost::json;

namespace {

constexpr size_t kPublicUrlMax = 200;

}  // namespace

int64_t DeliveryRule::wait_ms(int64_t spent) const {
  int64_t wait = first_wait_seconds * kSecondMs;
  for (int64_t i = 0; i < spent && wait < core::kOutboxWaitMaxMs; ++i) wait *= factor;
  return std::min(wait, core::kOutboxWaitMaxMs);
}

Result<RetentionRule> parse_retention(const json::object& document) {
  DocumentReading reading(document);
  reading.only({"raw_days", "call_days"});
  RetentionRule rule;
  if (reading.is_null("raw_days"))
    rule.raw_days.reset();
  else
    reading.whole("raw_days", 7, 3650, *rule.raw_days);
  if (document.contains("call_days")) {
    reading.whole("call_days", 1, core::kCallDaysMax, rule.call_days);
  }
  return reading.result(rule);
}

Result<DeliveryRule> parse_delivery(const json::object& document) {
  DocumentReading reading(document);
  reading.only({"attempts", "first_wait_seconds", "factor"});
  DeliveryRule rule;
  reading.whole("attempts", 1, 20, rule.attempts);
  reading.whole("first_wait_seconds", 1, 3600, rule.first_wait_seconds);
  reading.whole("factor", 1, 10, rule.factor);
  return reading.result(rule);
}

Result<LimitRule> parse_limits(const json::object& document) {
  DocumentReading reading(document);
  reading.only({"per_minute", "lookups_per_minute", "unknown_keys_per_minute"});
  LimitRule rule;
  reading.whole("per_minute", 60, 1'000'000, rule.per_minute);
  reading.whole("lookups_per_minute", 1, 10'000, rule.lookups_per_minute);
  reading.whole("unknown_keys_per_minute", 1, 10'000, rule.unknown_keys_per_minute);
  return reading.result(rule);
}

Result<OverloadRule> parse_overload(const json::object& document) {
  DocumentReading reading(document);
  reading.only(
      {"automatic", "usual_peak_per_s", "factor_percent", "slow_ms", "hold_s", "recover_s"});
  OverloadRule rule;
  reading.flag("automatic", rule.automatic);
  if (!reading.is_null("usual_peak_per_s")) {
    reading.whole("usual_peak_per_s", 1, 1'000'000, rule.usual_peak_per_s.emplace());
  }
  reading.whole("factor_percent", 100, 1'000, rule.factor_percent);
  reading.whole("slow_ms", 50, 60'000, rule.slow_ms);
  reading.whole("hold_s", 1, 600, rule.hold_s);
  reading.whole("recover_s", 1, 3'600, rule.recover_s);
  return reading.result(rule);
}

Result<PatrolRule> parse_patrol(const json::object& document) {
  DocumentReading reading(document);
  reading.only({"status_follow_s", "end_to_end_s"});
  PatrolRule rule;
  reading.whole("status_follow_s", 10, 86'400, rule.status_follow_s);
  reading.whole("end_to_end_s", 10, 86'400, rule.end_to_end_s);
  if (rule.end_to_end_s < rule.status_follow_s) {
    reading.wrong("end_to_end_s", "must be no less than status_follow_s, which is a part of it");
  }
  return reading.result(rule);
}

Result<AddressRule> parse_address(const json::object& document) {
  DocumentReading reading(document);
  reading.only({"public_url"});
  AddressRule rule;
  if (!reading.is_null("public_url")) {
    reading.words("public_url", kPublicUrlMax, rule.public_url, true);
    if (!rule.public_url.empty() && !channels::is_base_url(rule.public_url)) {
      reading.wrong("public_url", "must be an http or https address without user and query");
    }
  }
  return reading.result(rule);
}

json::object retention_json(const RetentionRule& rule) {
  return {{"raw_days", rule.raw_days ? json::value(*rule.raw_days) : json::value(nullptr)},
          {"call_days", rule.call_days}};
}

json::object delivery_json(const DeliveryRule& rule) {
  return {{"attempts", rule.attempts},
          {"first_wait_seconds", rule.first_wait_seconds},
          {"factor", rule.factor}};
}

json::object limits_json(const LimitRule& rule) {
  return {{"per_minute", rule.per_minute},
          {"lookups_per_minute", rule.lookups_per_minute},
          {"unknown_keys_per_minute", rule.unknown_keys_per_minute}};
}

json::object overload_json(const OverloadRule& rule) {
  const auto& peak = rule.usual_peak_per_s;
  return {{"automatic", rule.automatic},
          {"usual_peak_per_s", peak ? json::value(*peak) : json::value(nullptr)},
          {"factor_percent", rule.factor_percent},
          {"slow_ms", rule.slow_ms},
          {"hold_s", rule.hold_s},
          {"recover_s", rule.recover_s}};
}

json::object address_json(const AddressRule& rule) {
  const bool said = !rule.public_url.empty();
  return {{"public_url", said ? json::value(rule.public_url) : json::value(nullptr)}};
}

json::object patrol_json(const PatrolRule& rule) {
  return {{"status_follow_s", rule.status_follow_s}, {"end_to_end_s", rule.end_to_end_s}};
}

}  // namespace ordo::flows
