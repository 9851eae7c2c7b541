// A shop's credentials for `taobao`:
//   {"app_key": "…", "app_secret": "…", "session": "…", "sign_method": "hmac-sha256",
//    "gateway": "https://eco.taobao.com/router/rest"}
// `session` is the token by which the seller authorised the app. The last two may be left out.
#pragma once

#include <string>
#include <string_view>

#include "base/crypto.h"
#include "base/result.h"
#include "channels/taobao/sign.h"

namespace ordo::channels::taobao {

inline constexpr std::string_view kGateway = "https://eco.taobao.com/router/rest";

struct Credentials {
  std::string app_key;
  Secret app_secret, session;
  SignMethod sign_method = SignMethod::kHmacSha256;
  std::string gateway;
};

// Code "invalid_credentials" (kInvalid), which names the member and never repeats its value.
[[nodiscard]] Result<Credentials> parse_credentials(std::string_view credentials_json);

}  // namespace ordo::channels::taobao
