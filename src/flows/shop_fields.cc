#include "flows/shop_fields.h"

#include <fmt/format.h>

#include "flows/settings.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;

struct Range {
  const char* name;
  int64_t least, most;
};
constexpr Range kRanges[] = {
    {"pull_look_back_days", 0, kPullLookBackDaysMax},
    {"probe_hours", 0, kProbeHoursMax},
    {"quota_per_minute", 1, kQuotaPerMinuteMax},
    {"silence_minutes", 0, kSilenceMinutesMax},
};

bool is_within(const json::value& value, const Range& range) {
  return value.is_int64() && value.as_int64() >= range.least && value.as_int64() <= range.most;
}

bool is_moment(const json::value& value) {
  return value.is_string() && parse_rfc3339(std::string_view(value.as_string()));
}

}  // namespace

Result<> check_watched_fields(const json::object& shop) {
  std::vector<FieldError> wrong;
  for (const Range& range : kRanges) {
    const json::value* value = shop.if_contains(range.name);
    if (!value || value->is_null() || is_within(*value, range)) continue;
    wrong.push_back(
        {std::string("/") + range.name, fmt::format("must be {} to {}", range.least, range.most)});
  }
  const json::value* expires = shop.if_contains("credentials_expire_at");
  if (expires && !expires->is_null() && !is_moment(*expires)) {
    wrong.push_back(
        {"/credentials_expire_at", "must be a moment as RFC 3339 has it, with its zone"});
  }
  if (wrong.empty()) return {};
  std::string first = wrong.front().pointer + " " + wrong.front().detail;
  return fail(ErrorClass::kInvalid, "invalid", std::move(first), std::move(wrong));
}

}  // namespace ordo::flows
