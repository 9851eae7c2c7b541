// Secrets that are made here, shown once and kept as a hash only: API keys and one-time passwords.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "api/kit.h"

namespace ordo::api {

// Text that nobody can guess, of `bytes` bytes in base64url (at most 32). Under an idempotency key it
// is derived from that key, the caller, `purpose` and `parts`, so that a repeat shows the same text
// although the server keeps none (docs/decisions/0018). Fails where the key is malformed.
[[nodiscard]] Result<std::string> secret_for(const Call& call, std::string_view purpose,
                                             std::initializer_list<std::string_view> parts,
                                             size_t bytes);

}  // namespace ordo::api
