#include "flows/hub_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>

namespace ordo::flows {
namespace {

namespace json = boost::json;

// Collects what is wrong with a document, so that it is all said at once.
class Reading {
 public:
  explicit Reading(const json::object& document) : document_(document) {}

  void only(std::initializer_list<std::string_view> names) {
    for (const auto& [key, value] : document_) {
      if (std::ranges::find(names, std::string_view(key)) == names.end()) {
        wrong(std::string_view(key), "is not a field of this document");
      }
    }
  }

  void whole(std::string_view name, int64_t least, int64_t most, int64_t& out) {
    const json::value* v = document_.if_contains(name);
    if (!v || !v->is_int64() || v->as_int64() < least || v->as_int64() > most) {
      return wrong(name, fmt::format("must be a whole number from {} to {}", least, most));
    }
    out = v->as_int64();
  }

  [[nodiscard]] bool is_null(std::string_view name) const {
    const json::value* v = document_.if_contains(name);
    return v && v->is_null();
  }

  template <class T>
  Result<T> result(T value) {
    if (problems_.empty()) return value;
    // Said before the list is handed on: arguments are evaluated in any order.
    std::string first = problems_.front().pointer + " " + problems_.front().detail;
    return fail(ErrorClass::kInvalid, "invalid", std::move(first), std::move(problems_));
  }

 private:
  void wrong(std::string_view name, std::string detail) {
    std::string pointer = "/";
    for (const char c : name) pointer += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    problems_.push_back({std::move(pointer), std::move(detail)});
  }

  const json::object& document_;
  std::vector<FieldError> problems_;
};

}  // namespace

int64_t DeliveryRule::wait_ms(int64_t spent) const {
  int64_t wait = first_wait_seconds * kSecondMs;
  for (int64_t i = 0; i < spent && wait < core::kOutboxWaitMaxMs; ++i) wait *= factor;
  return std::min(wait, core::kOutboxWaitMaxMs);
}

Result<RetentionRule> parse_retention(const json::object& document) {
  Reading reading(document);
  reading.only({"raw_days"});
  RetentionRule rule;
  if (reading.is_null("raw_days"))
    rule.raw_days.reset();
  else
    reading.whole("raw_days", 7, 3650, *rule.raw_days);
  return reading.result(rule);
}

Result<DeliveryRule> parse_delivery(const json::object& document) {
  Reading reading(document);
  reading.only({"attempts", "first_wait_seconds", "factor"});
  DeliveryRule rule;
  reading.whole("attempts", 1, 20, rule.attempts);
  reading.whole("first_wait_seconds", 1, 3600, rule.first_wait_seconds);
  reading.whole("factor", 1, 10, rule.factor);
  return reading.result(rule);
}

Result<LimitRule> parse_limits(const json::object& document) {
  Reading reading(document);
  reading.only({"per_minute", "lookups_per_minute", "unknown_keys_per_minute"});
  LimitRule rule;
  reading.whole("per_minute", 60, 1'000'000, rule.per_minute);
  reading.whole("lookups_per_minute", 1, 10'000, rule.lookups_per_minute);
  reading.whole("unknown_keys_per_minute", 1, 10'000, rule.unknown_keys_per_minute);
  return reading.result(rule);
}

json::object retention_json(const RetentionRule& rule) {
  return {{"raw_days", rule.raw_days ? json::value(*rule.raw_days) : json::value(nullptr)}};
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

}  // namespace ordo::flows
