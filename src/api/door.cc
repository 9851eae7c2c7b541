#include "api/door.h"

#include <algorithm>
#include <utility>

namespace ordo::api {
namespace {

std::unexpected<Error> too_often(int64_t wait_ms, int& retry_after_s) {
  retry_after_s = static_cast<int>((wait_ms + kSecondMs - 1) / kSecondMs);
  return fail(ErrorClass::kLimited, "rate_limited", "Too many requests; wait and try again.");
}

}  // namespace

Door::Door(SettingsSource settings, const Sessions& sessions, Clock& clock)
    : settings_(settings), authenticator_(std::move(settings), sessions, clock), limiter_(clock) {}

Result<Caller> Door::enter(const HttpRequest& request, Permission permission, int& retry_after_s) {
  auto caller = authenticator_.authorise(request, permission);
  if (!caller && caller.error().code == "unknown_key") {
    const auto wait_ms = limiter_.take("address " + std::string(request.remote),
                                       settings_()->limits.unknown_keys_per_minute);
    if (wait_ms) return too_often(*wait_ms, retry_after_s);
  }
  if (!caller || request.local) return caller;
  if (const auto wait_ms = spend(*caller, permission.pace)) {
    return too_often(*wait_ms, retry_after_s);
  }
  return caller;
}

std::optional<int64_t> Door::spend(const Caller& caller, Pace pace) {
  const auto settings = settings_();
  const int64_t usual = caller.per_minute.value_or(settings->limits.per_minute);
  if (usual == 0) return std::nullopt;
  if (pace == Pace::kLookup) {
    const int64_t lookups = std::min(usual, settings->limits.lookups_per_minute);
    if (auto wait_ms = limiter_.take(caller.id + " lookup", lookups)) return wait_ms;
  }
  return limiter_.take(caller.id, usual);
}

}  // namespace ordo::api
