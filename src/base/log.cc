#include "base/log.h"

#include <fmt/format.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <unicode/utf8.h>

#include <memory>

#include "base/time.h"

namespace ordo::log {
namespace {

constexpr std::string_view kReplacement = "\\ufffd";

// spdlog's own registry is not used: it would let a library's logger change the form of our lines.
spdlog::logger& logger() {
  static const auto instance = [] {
    auto made =
        std::make_unique<spdlog::logger>("ordo", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%v");
    made->flush_on(spdlog::level::warn);
    return made;
  }();
  return *instance;
}

void append_ascii(std::string& out, char c) {
  if (c == '"' || c == '\\') {
    out += '\\';
    out += c;
  } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
    fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
  } else {
    out += c;
  }
}

// Values may hold whatever a stranger sent; a line that is not valid JSON would be lost downstream.
void append_escaped(std::string& out, std::string_view text) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto length = static_cast<int64_t>(text.size());
  for (int64_t i = 0; i < length;) {
    const int64_t start = i;
    UChar32 c = 0;
    U8_NEXT(bytes, i, length, c);
    if (c < 0) {
      out += kReplacement;
    } else if (c < 0x80) {
      append_ascii(out, static_cast<char>(c));
    } else {
      out += text.substr(static_cast<size_t>(start), static_cast<size_t>(i - start));
    }
  }
}

void append_text(std::string& out, std::string_view text) {
  out += '"';
  append_escaped(out, text);
  out += '"';
}

std::string line(std::string_view level, std::string_view event, Fields fields) {
  std::string out = "{\"at\":\"" + format_rfc3339(system_clock().now()) + "\",\"level\":\"";
  out.append(level).append("\",\"event\":");
  append_text(out, event);
  for (const Field& field : fields) {
    out += ',';
    append_text(out, field.name);
    out += ':';
    field.quoted ? append_text(out, field.value) : void(out += field.value);
  }
  out += '}';
  return out;
}

void write(spdlog::level::level_enum level, std::string_view name, std::string_view event,
           Fields fields) {
  if (!logger().should_log(level)) return;
  logger().log(level, line(name, event, fields));
}

spdlog::level::level_enum to_spdlog(Level level) {
  switch (level) {
    case Level::kDebug: return spdlog::level::debug;
    case Level::kInfo: return spdlog::level::info;
    case Level::kWarn: return spdlog::level::warn;
    case Level::kError: return spdlog::level::err;
    case Level::kOff: return spdlog::level::off;
  }
  return spdlog::level::info;
}

}  // namespace

void set_level(Level level) { logger().set_level(to_spdlog(level)); }

void debug(std::string_view event, Fields fields) {
  write(spdlog::level::debug, "debug", event, fields);
}
void info(std::string_view event, Fields fields) {
  write(spdlog::level::info, "info", event, fields);
}
void warn(std::string_view event, Fields fields) {
  write(spdlog::level::warn, "warn", event, fields);
}
void error(std::string_view event, Fields fields) {
  write(spdlog::level::err, "error", event, fields);
}

}  // namespace ordo::log
