#include "api/limiter.h"

#include <algorithm>

namespace ordo::api {
namespace {

constexpr int64_t kToken = kMinuteMs;

}  // namespace

Limiter::Bucket& Limiter::bucket_of(const std::string& key, int64_t full, int64_t now_ms) {
  const auto known = places_.find(key);
  if (known != places_.end()) {
    buckets_.splice(buckets_.begin(), buckets_, known->second);
    return buckets_.front();
  }
  if (places_.size() >= kCallersRemembered) {
    places_.erase(buckets_.back().key);
    buckets_.pop_back();
  }
  buckets_.push_front({key, full, now_ms});
  places_.emplace(key, buckets_.begin());
  return buckets_.front();
}

std::optional<int64_t> Limiter::take(const std::string& key, int64_t per_minute) {
  std::lock_guard lock(mutex_);
  // A wall that is set back or forth must not lock anybody out.
  const int64_t now_ms = clock_.monotonic_ns() / 1'000'000;
  const int64_t full = per_minute * kToken;
  Bucket& bucket = bucket_of(key, full, now_ms);
  const int64_t passed_ms = std::clamp<int64_t>(now_ms - bucket.at_ms, 0, kMinuteMs);
  bucket.level = std::min(full, bucket.level + passed_ms * per_minute);
  bucket.at_ms = now_ms;
  if (bucket.level < kToken) return (kToken - bucket.level + per_minute - 1) / per_minute;
  bucket.level -= kToken;
  return std::nullopt;
}

}  // namespace ordo::api
