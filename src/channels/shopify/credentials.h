// A shop's credentials for `shopify`:
//   {"secret": "…", "secrets": ["…"], "shop_domain": "x.myshopify.com", "access_token": "shpat_…",
//    "api_version": "2026-07", "base_url": "https://…"}
// `secret` is the app's client secret; webhooks made by hand in the shop's own settings are signed with
// another one, so that several may be given. `access_token` is needed for pulling only; `base_url`
// replaces https://<shop_domain>.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.h"
#include "base/result.h"

namespace ordo::channels::shopify {

inline constexpr size_t kSecretsMax = 8;
inline constexpr std::string_view kApiVersion = "2026-07";

struct Credentials {
  std::vector<Secret> secrets;  // at least one
  std::string shop_domain;      // lower case; may be empty
  Secret access_token;          // may be empty
  std::string api_version;
  std::string base_url;  // empty where neither it nor a domain is given
};

// Code "invalid_credentials" (kInvalid), which names the member and never repeats its value.
[[nodiscard]] Result<Credentials> parse_credentials(std::string_view credentials_json);

}  // namespace ordo::channels::shopify
