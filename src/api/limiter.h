// How often somebody may come: a bucket of tokens a key, full at first, filled again evenly over a
// minute. What is remembered is bounded: who has not come for longest is forgotten, which is as good as
// a full bucket.
#pragma once

#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/time.h"

namespace ordo::api {

inline constexpr size_t kCallersRemembered = 10'000;

// Thread-safe.
class Limiter {
 public:
  explicit Limiter(Clock& clock) : clock_(clock) {}
  // Takes one of `key`'s `per_minute` (at least 1). When none is left, nothing is taken and the
  // milliseconds until the next one are answered.
  [[nodiscard]] std::optional<int64_t> take(const std::string& key, int64_t per_minute);

 private:
  struct Bucket {
    std::string key;
    int64_t level = 0;  // in 60,000ths of a token: a millisecond brings `per_minute` of them
    int64_t at_ms = 0;
  };
  using Buckets = std::list<Bucket>;  // who came last stands first
  Bucket& bucket_of(const std::string& key, int64_t full, int64_t now_ms);

  Clock& clock_;
  std::mutex mutex_;
  Buckets buckets_;
  std::unordered_map<std::string, Buckets::iterator> places_;
};

}  // namespace ordo::api
