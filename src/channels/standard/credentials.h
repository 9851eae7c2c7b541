// A shop's credentials for `standard`: {"secret": "whsec_…"}, and while a secret is being replaced
// {"secrets": ["whsec_new", "whsec_old"]}, alone or beside "secret".
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/crypto.h"
#include "base/result.h"

namespace ordo::channels::standard {

inline constexpr size_t kSecretsMax = 8;
inline constexpr size_t kSecretBytesMin = 24, kSecretBytesMax = 64;  // Standard Webhooks 1.0.0

// The key inside "whsec_" + padded standard base64. Anything else: code "invalid_secret".
[[nodiscard]] Result<Secret> key_of_secret(std::string_view whsec);

// All keys of the credentials, at least one. Errors (kInvalid) name the member at fault and never
// repeat its value.
[[nodiscard]] Result<std::vector<Secret>> parse_credentials(std::string_view credentials_json);

// Prepared HMAC keys of these credentials, from this thread's cache; empty when the credentials are
// not valid. The answer lives until the thread's next call.
[[nodiscard]] std::span<HmacSha256> prepared_keys(const Secret& credentials_json);

}  // namespace ordo::channels::standard
