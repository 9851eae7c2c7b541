// Structured logs, by spdlog: one JSON object a line on standard error. Fields are name-value
// pairs; values are escaped. Secrets cannot be passed: Secret has no conversion to text.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace ordo::log {

struct Field {
  Field(std::string_view n, std::string_view v) : name(n), value(v), quoted(true) {}
  Field(std::string_view n, const char* v) : name(n), value(v), quoted(true) {}
  Field(std::string_view n, const std::string& v) : name(n), value(v), quoted(true) {}
  Field(std::string_view n, long long v) : name(n), value(std::to_string(v)) {}
  Field(std::string_view n, long v) : name(n), value(std::to_string(v)) {}
  Field(std::string_view n, int v) : name(n), value(std::to_string(v)) {}
  Field(std::string_view n, unsigned long v) : name(n), value(std::to_string(v)) {}
  Field(std::string_view n, bool v) : name(n), value(v ? "true" : "false") {}
  std::string_view name;
  std::string value;
  bool quoted = false;
};
using Fields = std::initializer_list<Field>;

enum class Level { kDebug, kInfo, kWarn, kError, kOff };
void set_level(Level level);  // default kInfo

// `event` is a short stable name such as "message_parked". Thread-safe.
void debug(std::string_view event, Fields fields = {});
void info(std::string_view event, Fields fields = {});
void warn(std::string_view event, Fields fields = {});
void error(std::string_view event, Fields fields = {});

}  // namespace ordo::log
