#include "base/time.h"

#include <chrono>

#include "base/civil.h"
#include "base/text.h"

namespace ordo {
namespace {

constexpr std::string_view kExample = "2026-01-22T14:22:17.120Z";

// "Z" or "+08:00" as milliseconds to take off the local reading.
std::optional<int64_t> parse_offset_ms(std::string_view zone) {
  if (zone == "Z" || zone == "z") return 0;
  if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':') return std::nullopt;
  const int hours = civil::two_digits(zone, 1);
  const int minutes = civil::two_digits(zone, 4);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
  const int64_t size = hours * kHourMs + minutes * kMinuteMs;
  return zone[0] == '-' ? -size : size;
}

auto without_zone(std::string_view text) {
  return fail(ErrorClass::kInvalid, "time_without_zone",
              "the time " + std::string(text.substr(0, civil::kDateTimeLength)) +
                  " names no zone: end it with Z or an offset such as +08:00");
}

class SystemClock final : public Clock {
 public:
  Instant now() const override {
    const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
    return Instant{std::chrono::floor<std::chrono::milliseconds>(since_1970).count()};
  }
  int64_t monotonic_ns() const override {
    const auto since_start = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::nanoseconds>(since_start).count();
  }
};

}  // namespace

Result<Instant> parse_rfc3339(std::string_view text) {
  const auto seconds = civil::parse_date_time(text);
  if (!seconds) return civil::not_a_time(text, kExample);
  std::string_view rest = text.substr(civil::kDateTimeLength);
  const int64_t fraction_ms = civil::take_fraction_ms(rest);
  if (fraction_ms < 0) return civil::not_a_time(text, kExample);
  if (rest.empty()) return without_zone(text);
  const auto offset_ms = parse_offset_ms(rest);
  if (!offset_ms) return civil::not_a_time(text, kExample);
  // A year within bounds on the wall may still lie outside them in UTC.
  const int64_t ms = *seconds * kSecondMs + fraction_ms - *offset_ms;
  if (ms < 0 || ms > civil::kMaxInstantMs) return civil::out_of_range(text);
  return Instant{ms};
}

std::string format_rfc3339(Instant t) {
  std::string text(civil::kDateTimeLength + 5, 'Z');
  int64_t seconds = t.ms / kSecondMs;
  int64_t ms = t.ms % kSecondMs;
  if (ms < 0) {
    ms += kSecondMs;
    --seconds;
  }
  civil::write_date_time(seconds, 'T', text.data());
  text[19] = '.';
  text[20] = static_cast<char>('0' + ms / 100);
  text[21] = static_cast<char>('0' + ms / 10 % 10);
  text[22] = static_cast<char>('0' + ms % 10);
  return text;
}

Clock& system_clock() {
  static SystemClock clock;
  return clock;
}

}  // namespace ordo
