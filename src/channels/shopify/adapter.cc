#include "channels/shopify/adapter.h"

#include <array>

#include "channels/shopify/contract.h"
#include "channels/shopify/credentials.h"
#include "channels/shopify/decode.h"
#include "channels/shopify/own_call.h"
#include "channels/shopify/verify.h"

namespace ordo::channels::shopify {

std::span<const CredentialRule> ShopifyAdapter::credential_rules() const {
  static constexpr std::array<CredentialRule, 6> kRules = {{
      {"secret", true, false, false,
       "the app's client secret: what webhooks are signed with; or give secrets"},
      {"secrets", true, false, true,
       "further secrets; webhooks made by hand in the shop's settings have their own"},
      {"shop_domain", false, false, false, "such as x.myshopify.com; needed to pull orders"},
      {"access_token", true, false, false, "shpat_…, needed to pull orders"},
      {"api_version", false, false, false, "such as 2026-07"},
      {"base_url", false, false, false, "instead of https:// and the domain"},
  }};
  return kRules;
}

std::span<const ObjectRule> ShopifyAdapter::contract() const { return shopify::contract(); }

Result<> ShopifyAdapter::check_credentials(std::string_view credentials_json) const {
  if (auto read = parse_credentials(credentials_json); !read) {
    return std::unexpected(std::move(read.error()));
  }
  return {};
}

// No time is signed, so that none can be checked; repeats are told by their id.
Result<Verified> ShopifyAdapter::verify(const Request& request, const Secret& credentials_json,
                                        Instant /*now*/) const {
  return verify_request(request, credentials_json);
}

Result<std::optional<SignedMessage>> ShopifyAdapter::self_test(const Secret& credentials_json,
                                                               std::string_view token,
                                                               Instant now) const {
  return sign_self_test(credentials_json, token, now);
}

std::span<const std::string_view> ShopifyAdapter::kept_headers() const {
  static constexpr std::array<std::string_view, 5> kKept = {
      "x-shopify-webhook-id", "x-shopify-event-id", "x-shopify-triggered-at",
      "x-shopify-shop-domain", "x-shopify-api-version"};
  return kKept;
}

Result<std::vector<facts::Fact>> ShopifyAdapter::decode(const Raw& raw, const ShopContext& shop,
                                                        Instant /*received_at*/) const {
  return decode_message(raw, shop);
}

}  // namespace ordo::channels::shopify
