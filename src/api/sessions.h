// The console's sessions: in memory, for twelve hours. The server keeps only a hash of each token.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.h"
#include "base/time.h"

namespace ordo::api {

inline constexpr int64_t kSessionMs = 12 * kHourMs;
inline constexpr size_t kSessionsMax = 1'000;  // beyond: the one that ends first gives way
inline constexpr std::string_view kSessionCookie = "ordo_session";

struct Session {
  std::string login;
  Digest password;  // of the password's hash: a changed password ends the session
  std::string csrf_token;
  Instant expires_at;
};

// Thread-safe.
class Sessions {
 public:
  explicit Sessions(Clock& clock) : clock_(clock) {}
  struct Opened {
    std::string token;
    Session session;
  };
  [[nodiscard]] Opened open(const std::string& login, std::string_view password_hash);
  [[nodiscard]] std::optional<Session> find(std::string_view token) const;
  void close(std::string_view token);

 private:
  void make_room();

  Clock& clock_;
  mutable std::mutex mutex_;
  std::map<Digest, Session> sessions_;
};

// The value of a cookie in a Cookie header, or empty.
[[nodiscard]] std::string_view cookie(std::string_view header, std::string_view name);

}  // namespace ordo::api
