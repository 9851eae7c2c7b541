// Speaks to a running server over the control socket in its data folder: the machine's owner needs no
// key there.
#pragma once

#include <string>

#include "base/result.h"

namespace ordo::app {

struct LocalAnswer {
  int status = 0;
  std::string body;
};

// Code "not_running" when nobody listens there.
[[nodiscard]] Result<LocalAnswer> call_local(const std::string& socket, const std::string& method,
                                             const std::string& path, const std::string& body);

}  // namespace ordo::app
