// What the log keeps of a request beside its body: nothing that could hold a credential.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "api/http.h"
#include "base/crypto.h"
#include "base/json_text.h"

namespace ordo::api {

// Adds those of `names` that the request has, each cut to 256 bytes of valid text.
void keep_headers(const HttpRequest& request, std::span<const std::string_view> names,
                  JsonMembers& kept);

// JSON object text for a call of our own API: who called from where with what, the idempotency key,
// and a digest of the whole request by which repeats are judged (core/idempotency.h).
[[nodiscard]] std::string call_headers(const HttpRequest& request, std::string_view key,
                                       const Key256& lookup);

}  // namespace ordo::api
