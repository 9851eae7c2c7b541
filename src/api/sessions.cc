#include "api/sessions.h"

#include <algorithm>

#include "api/ascii.h"

namespace ordo::api {

Sessions::Opened Sessions::open(const std::string& login, std::string_view password_hash) {
  Opened opened{random_token(32),
                {login, sha256(password_hash), random_token(24), clock_.now().plus_ms(kSessionMs)}};
  std::lock_guard lock(mutex_);
  make_room();
  sessions_[sha256(opened.token)] = opened.session;
  return opened;
}

std::optional<Session> Sessions::find(std::string_view token) const {
  Digest key = sha256(token);
  std::lock_guard lock(mutex_);
  auto it = sessions_.find(key);
  if (it == sessions_.end() || it->second.expires_at <= clock_.now()) return std::nullopt;
  return it->second;
}

void Sessions::close(std::string_view token) {
  std::lock_guard lock(mutex_);
  sessions_.erase(sha256(token));
}

void Sessions::make_room() {
  std::erase_if(sessions_,
                [now = clock_.now()](const auto& s) { return s.second.expires_at <= now; });
  if (sessions_.size() < kSessionsMax) return;
  sessions_.erase(
      std::ranges::min_element(sessions_, {}, [](const auto& s) { return s.second.expires_at; }));
}

std::string_view cookie(std::string_view header, std::string_view name) {
  while (!header.empty()) {
    std::string_view pair = header.substr(0, header.find(';'));
    header.remove_prefix(std::min(header.size(), pair.size() + 1));
    pair = trim_blanks(pair);
    size_t equals = pair.find('=');
    if (equals != pair.npos && pair.substr(0, equals) == name) return pair.substr(equals + 1);
  }
  return {};
}

}  // namespace ordo::api
