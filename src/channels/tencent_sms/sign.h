// How Tencent Cloud wants its requests signed: TC3-HMAC-SHA256 over content-type, host and x-tc-action.
#pragma once

#include <string>
#include <string_view>

#include "base/crypto.h"

namespace ordo::channels::tencent_sms {

inline constexpr std::string_view kContentType = "application/json; charset=utf-8";

struct SignedCall {
  std::string host, action, body;
  int64_t timestamp_s = 0;
};

// Hex. Without an action only content-type and host are signed.
[[nodiscard]] std::string signature(const SignedCall& call, const Secret& secret_key);
[[nodiscard]] std::string authorization(const SignedCall& call, std::string_view secret_id,
                                        const Secret& secret_key);

}  // namespace ordo::channels::tencent_sms
