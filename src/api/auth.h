// Who stands behind a request: an API key (Authorization: Bearer), the console's session cookie, or
// the machine's owner on the control socket. Keys are found by their SHA-256, so that no comparison
// of secrets exists whose time could tell anything.
#pragma once

#include <functional>
#include <memory>

#include "api/caller.h"
#include "api/http.h"
#include "api/sessions.h"
#include "base/result.h"
#include "flows/settings.h"

namespace ordo::api {

using SettingsSource = std::function<std::shared_ptr<const flows::Settings>()>;

// Who a user or a key is, with what its document says.
[[nodiscard]] Caller caller_of(const flows::Settings& settings, const flows::User& user);
[[nodiscard]] Caller caller_of(const flows::Settings& settings, const flows::ApiKey& key);

// Thread-safe; never blocks.
class Authenticator {
 public:
  Authenticator(SettingsSource settings, const Sessions& sessions, const Clock& clock);
  // Codes: "unauthenticated", "unknown_key", "key_expired", "session_ended" (401), "csrf_token_missing"
  // (403: a write with a cookie must carry X-CSRF-Token).
  [[nodiscard]] Result<Caller> authenticate(const HttpRequest& request) const;
  // As above; also "forbidden" (403) when role and scopes do not allow it.
  [[nodiscard]] Result<Caller> authorise(const HttpRequest& request, Permission permission) const;

 private:
  [[nodiscard]] Result<Caller> by_key(std::string_view authorization) const;
  [[nodiscard]] Result<Caller> by_session(const HttpRequest& request, std::string_view token) const;

  SettingsSource settings_;
  const Sessions& sessions_;
  const Clock& clock_;
};

}  // namespace ordo::api
