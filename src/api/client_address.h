// Who called, where proxies of ours passed the call on.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/http.h"

namespace ordo::api {

// Addresses of proxies, as text in the form in which connections tell them.
using TrustedProxies = std::vector<std::string>;

// `peer`, or where that is a trusted proxy, whom X-Forwarded-For names: read from its end, the first
// address that is not itself trusted. What no trusted proxy wrote is never believed, nor what is no
// address. A view into the request, or into `peer`.
[[nodiscard]] std::string_view client_address(std::string_view peer, const Headers& headers,
                                              const TrustedProxies& trusted);
// "::1", "10.0.0.7".
[[nodiscard]] bool is_address(std::string_view text);

}  // namespace ordo::api
