// Moments and zones. An Instant is a UTC moment in milliseconds since 1970; it never has a zone.
// A Zone is an IANA zone and turns moments into local days and back, daylight saving included.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace date {
class time_zone;
}

namespace ordo {

struct Instant {
  int64_t ms = 0;
  constexpr auto operator<=>(const Instant&) const = default;
  [[nodiscard]] constexpr Instant plus_ms(int64_t d) const { return Instant{ms + d}; }
};

inline constexpr int64_t kSecondMs = 1000;
inline constexpr int64_t kMinuteMs = 60 * kSecondMs;
inline constexpr int64_t kHourMs = 60 * kMinuteMs;
inline constexpr int64_t kDayMs = 24 * kHourMs;

// RFC 3339 with a zone ("Z" or an offset), fraction optional (cut to milliseconds), leap second 60
// read as 59. A time without zone: code "time_without_zone". Years 1970..9999 only, on the wall
// (else "invalid_time") and in UTC (else "time_out_of_range"). Other forms: "invalid_time".
[[nodiscard]] Result<Instant> parse_rfc3339(std::string_view text);
// Always UTC with milliseconds: 2026-01-22T14:22:17.120Z. Seconds outside the years 0..9999 are
// clamped.
[[nodiscard]] std::string format_rfc3339(Instant t);

class Zone {
 public:
  // Unknown name: code "unknown_zone". Zones are cached for the life of the process. Thread-safe.
  [[nodiscard]] static Result<Zone> find(std::string_view iana_name);
  [[nodiscard]] static Zone utc();
  [[nodiscard]] std::string_view name() const;
  // The local calendar day of `t` as yyyymmdd, e.g. 20260122.
  [[nodiscard]] int32_t local_day(Instant t) const;
  // "YYYY-MM-DD HH:MM:SS" (or with 'T') of this zone -> moment; fraction, leap second and years as
  // parse_rfc3339 takes them. In a gap: code "nonexistent_time"; in an overlap the earlier moment.
  [[nodiscard]] Result<Instant> parse_local(std::string_view text) const;
  [[nodiscard]] std::string format_local(Instant t) const;  // "2026-01-22 22:22:17"
  [[nodiscard]] int32_t offset_seconds(Instant t) const;

 private:
  explicit Zone(const date::time_zone* tz) : tz_(tz) {}
  const date::time_zone* tz_;
};

// The seam for time. Only the street's edges hold a Clock; pure code receives Instants.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() const = 0;           // wall clock, UTC
  [[nodiscard]] virtual int64_t monotonic_ns() const = 0;  // for measuring only
};
[[nodiscard]] Clock& system_clock();

// A clock that moves only when told to; for tests and the simulator. Not thread-safe.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) : now_(start) {}
  [[nodiscard]] Instant now() const override { return now_; }
  [[nodiscard]] int64_t monotonic_ns() const override { return now_.ms * 1'000'000; }
  void advance_ms(int64_t d) { now_.ms += d; }

 private:
  Instant now_;
};

}  // namespace ordo
