// Verification of Standard Webhooks 1.0.0.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "channels/adapter.h"

namespace ordo::channels::standard {

inline constexpr size_t kMessageIdBytesMax = 256;
inline constexpr int64_t kToleranceSeconds = 300;  // in both directions
inline constexpr size_t kSignaturesMax = 32;       // of one header; what follows is not looked at

// "v1," + base64 of HMAC-SHA256 over id.timestamp.body.
[[nodiscard]] std::string v1_signature(HmacSha256& key, std::string_view id,
                                       std::string_view timestamp, std::string_view body);

// Codes as Adapter::verify declares them. A malformed id or timestamp, and credentials that hold no
// usable secret, are "signature_invalid": nothing signed them.
[[nodiscard]] Result<Verified> verify_request(const Request& request,
                                              const Secret& credentials_json, Instant now);

}  // namespace ordo::channels::standard
