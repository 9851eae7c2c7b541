// Slows down who guesses passwords: after five failures a login is locked for the address that tried,
// for twice as long each time; somebody elsewhere cannot lock its owner out. Known and unknown logins are treated alike, so that nothing is learnt from the answer.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace ordo::api {

inline constexpr int kFailuresFree = 5;
inline constexpr int64_t kFirstLockMs = 30 * kSecondMs;
inline constexpr int64_t kLockMsMax = kHourMs;
inline constexpr size_t kLoginsRemembered = 10'000;

// Thread-safe.
class Attempts {
 public:
  explicit Attempts(Clock& clock) : clock_(clock) {}
  // Counts an attempt as failed until succeeded() says otherwise (guesses made at once must not
  // share one count). Answers the milliseconds to wait when the login is locked.
  [[nodiscard]] std::optional<int64_t> begin(const std::string& login);
  void succeeded(const std::string& login);

 private:
  struct Record {
    int failures = 0;
    Instant last;
    Instant locked_until;
  };
  void make_room();

  Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, Record> records_;
};

}  // namespace ordo::api
