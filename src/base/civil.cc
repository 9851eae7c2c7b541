#include "base/civil.h"

#include <algorithm>
#include <chrono>
#include <string>

#include "base/text.h"

namespace ordo::civil {
namespace {

constexpr int64_t kSecondsOfDay = 86400;
constexpr int64_t kMinSeconds = -62167219200;  // 0000-01-01T00:00:00

bool is_separator(char c) { return c == 'T' || c == 't' || c == ' '; }

bool has_form(std::string_view t) {
  return t.size() >= kDateTimeLength && t[4] == '-' && t[7] == '-' && is_separator(t[10]) &&
         t[13] == ':' && t[16] == ':';
}

std::optional<int64_t> days_since_1970(std::string_view text) {
  const int century = two_digits(text, 0);
  const int year_of_century = two_digits(text, 2);
  const int month = two_digits(text, 5);
  const int day = two_digits(text, 8);
  if ((century | year_of_century | month | day) < 0) return std::nullopt;
  const int year = century * 100 + year_of_century;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (year < 1970 || !date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count();
}

std::optional<int64_t> second_of_day(std::string_view text) {
  const int hour = two_digits(text, 11);
  const int minute = two_digits(text, 14);
  const int second = two_digits(text, 17);
  if ((hour | minute | second) < 0 || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  return hour * 3600 + minute * 60 + std::min(second, 59);
}

void write_two(unsigned value, char* out) {
  out[0] = static_cast<char>('0' + value / 10);
  out[1] = static_cast<char>('0' + value % 10);
}

void write_date(int64_t days, char* out) {
  const std::chrono::year_month_day date{
      std::chrono::sys_days(std::chrono::days(static_cast<int>(days)))};
  const auto year = static_cast<unsigned>(static_cast<int>(date.year()));
  write_two(year / 100, out);
  write_two(year % 100, out + 2);
  write_two(static_cast<unsigned>(date.month()), out + 5);
  write_two(static_cast<unsigned>(date.day()), out + 8);
  out[4] = out[7] = '-';
}

}  // namespace

int two_digits(std::string_view text, size_t at) {
  const unsigned tens = static_cast<unsigned>(text[at] - '0');
  const unsigned ones = static_cast<unsigned>(text[at + 1] - '0');
  return tens > 9 || ones > 9 ? -1 : static_cast<int>(tens * 10 + ones);
}

std::optional<int64_t> parse_date_time(std::string_view text) {
  if (!has_form(text)) return std::nullopt;
  const auto days = days_since_1970(text);
  const auto second = second_of_day(text);
  if (!days || !second) return std::nullopt;
  return *days * kSecondsOfDay + *second;
}

int64_t take_fraction_ms(std::string_view& rest) {
  if (!rest.starts_with('.')) return 0;
  size_t end = 1;
  int64_t ms = 0;
  int64_t weight = 100;
  for (; end < rest.size() && is_digit(rest[end]); ++end, weight /= 10) {
    ms += (rest[end] - '0') * weight;
  }
  rest.remove_prefix(end);
  return end == 1 ? -1 : ms;
}

void write_date_time(int64_t seconds, char separator, char* out) {
  seconds = std::clamp(seconds, kMinSeconds, kMaxSeconds);
  int64_t days = seconds / kSecondsOfDay;
  if (seconds % kSecondsOfDay < 0) --days;
  const auto rest = static_cast<unsigned>(seconds - days * kSecondsOfDay);
  write_date(days, out);
  out[10] = separator;
  write_two(rest / 3600, out + 11);
  write_two(rest / 60 % 60, out + 14);
  write_two(rest % 60, out + 17);
  out[13] = out[16] = ':';
}

std::unexpected<Error> not_a_time(std::string_view text, std::string_view example) {
  return fail(ErrorClass::kInvalid, "invalid_time",
              "\"" + printable(text) + "\" is not a time such as " + std::string(example));
}

std::unexpected<Error> out_of_range(std::string_view text) {
  return fail(ErrorClass::kInvalid, "time_out_of_range",
              "\"" + printable(text) + "\" is not within the years 1970 to 9999");
}

}  // namespace ordo::civil
