// Zones by Howard Hinnant's date library over the system's time zone files. Debian builds the
// library with the first setting below and tells so only those who use its CMake package; its
// classes have another layout without it.
#ifndef USE_OS_TZDB
#define USE_OS_TZDB 1
#endif
#ifndef ONLY_C_LOCALE
#define ONLY_C_LOCALE 1
#endif
#ifndef HAS_STRING_VIEW
#define HAS_STRING_VIEW 1
#endif
#include <date/tz.h>

#include <algorithm>
#include <stdexcept>

#include "base/civil.h"
#include "base/text.h"
#include "base/time.h"

namespace ordo {
namespace {

constexpr size_t kMaxNameLength = 64;

int64_t floor_seconds(Instant t) {
  const int64_t seconds = t.ms / kSecondMs;
  return t.ms % kSecondMs < 0 ? seconds - 1 : seconds;
}

// The zone folder also holds tables and links that are no zones, and the library asserts when told
// to read one; all of them start with a small letter or have a dot in their name.
bool has_zone_form(std::string_view name) {
  if (name.empty() || name.size() > kMaxNameLength || name[0] < 'A' || name[0] > 'Z') return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '/' ||
           c == '_' || c == '-' || c == '+';
  });
}

auto unknown_zone(std::string_view name) {
  return fail(ErrorClass::kInvalid, "unknown_zone",
              "\"" + printable(name) + "\" is not a time zone such as Asia/Shanghai");
}

}  // namespace

Result<Zone> Zone::find(std::string_view iana_name) {
  if (!has_zone_form(iana_name)) return unknown_zone(iana_name);
  try {
    const date::time_zone* tz = date::locate_zone(iana_name);
    // The file is read at first use: a damaged one must show here and not inside a business rule.
    static_cast<void>(tz->get_info(date::sys_seconds{}));
    return Zone(tz);
  } catch (const std::runtime_error&) {
    return unknown_zone(iana_name);
  }
}

Zone Zone::utc() {
  static const date::time_zone* tz = date::locate_zone("UTC");
  return Zone(tz);
}

std::string_view Zone::name() const { return tz_->name(); }

int32_t Zone::offset_seconds(Instant t) const {
  const date::sys_seconds moment{std::chrono::seconds(floor_seconds(t))};
  return static_cast<int32_t>(tz_->get_info(moment).offset.count());
}

int32_t Zone::local_day(Instant t) const {
  const std::chrono::seconds wall(floor_seconds(t) + offset_seconds(t));
  const date::year_month_day day{date::floor<date::days>(date::sys_seconds(wall))};
  return static_cast<int>(day.year()) * 10000 +
         static_cast<int>(static_cast<unsigned>(day.month()) * 100 +
                          static_cast<unsigned>(day.day()));
}

Result<Instant> Zone::parse_local(std::string_view text) const {
  const auto wall = civil::parse_date_time(text);
  std::string_view rest = text.substr(std::min(text.size(), civil::kDateTimeLength));
  const int64_t fraction_ms = civil::take_fraction_ms(rest);
  if (!wall || fraction_ms < 0 || !rest.empty()) {
    return civil::not_a_time(text, "2026-01-22 22:22:17");
  }
  const auto info = tz_->get_info(date::local_seconds{std::chrono::seconds(*wall)});
  if (info.result == date::local_info::nonexistent) {
    return fail(ErrorClass::kInvalid, "nonexistent_time",
                "the clocks of " + tz_->name() + " were put forward over " + std::string(text));
  }
  // In an overlap `first` holds the offset before the change, which is the earlier moment.
  const int64_t ms = (*wall - info.first.offset.count()) * kSecondMs + fraction_ms;
  if (ms < 0 || ms > civil::kMaxInstantMs) return civil::out_of_range(text);
  return Instant{ms};
}

std::string Zone::format_local(Instant t) const {
  std::string text(civil::kDateTimeLength, ' ');
  civil::write_date_time(floor_seconds(t) + offset_seconds(t), ' ', text.data());
  return text;
}

}  // namespace ordo
