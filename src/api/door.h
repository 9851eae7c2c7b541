// The door of the API: who comes, whether he may, and whether he comes too often.
//
// Who is let in spends of his own allowance alone. Wrong keys are counted by the address that they come
// from, and only they are refused for it: a stranger behind the same address locks nobody out.
#pragma once

#include "api/auth.h"
#include "api/limiter.h"

namespace ordo::api {

// Thread-safe; never blocks.
class Door {
 public:
  Door(SettingsSource settings, const Sessions& sessions, Clock& clock);
  // As Authenticator::authorise; also "rate_limited" (429), and then in how many seconds it may be tried
  // again. The machine's owner on the control socket has no limit.
  [[nodiscard]] Result<Caller> enter(const HttpRequest& request, Permission permission,
                                     int& retry_after_s);
  [[nodiscard]] const Authenticator& authenticator() const { return authenticator_; }

 private:
  [[nodiscard]] std::optional<int64_t> spend(const Caller& caller, Pace pace);

  SettingsSource settings_;
  Authenticator authenticator_;
  Limiter limiter_;
};

}  // namespace ordo::api
