// How the gateway wants its requests signed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/crypto.h"

namespace ordo::channels::taobao {

enum class SignMethod : uint8_t { kMd5, kHmacMd5, kHmacSha256 };
[[nodiscard]] std::string_view name(SignMethod method);  // "md5", "hmac", "hmac-sha256"
[[nodiscard]] std::optional<SignMethod> parse_sign_method(std::string_view name);

using Params = std::vector<std::pair<std::string, std::string>>;

// k1v1k2v2… in the byte order of the keys, without those whose key or value is empty and without
// `sign` itself. Values are not percent-encoded here.
[[nodiscard]] std::string text_to_sign(const Params& params);

// The digest in upper-case hex. md5 is wrapped in the secret; the two HMACs are keyed with it.
[[nodiscard]] std::string sign(const Params& params, const Secret& secret, SignMethod method);

}  // namespace ordo::channels::taobao
