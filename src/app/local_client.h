// Speaks to a running server over the control socket in its data folder: the machine's owner needs no
// key there.
#pragma once

#include <functional>
#include <string>

#include "base/result.h"

namespace ordo::app {

struct LocalAnswer {
  int status = 0;
  std::string body;
};

// Code "not_running" when nobody listens there.
[[nodiscard]] Result<LocalAnswer> call_local(const std::string& socket, const std::string& method,
                                             const std::string& path, const std::string& body,
                                             const std::string& idempotency_key = "");

// A busy server answers 202 after a few seconds: stored, and not applied yet. Makes the same call again,
// some times, until it says more. The call must carry an idempotency key.
[[nodiscard]] Result<LocalAnswer> until_applied(const std::function<Result<LocalAnswer>()>& call);

}  // namespace ordo::app
