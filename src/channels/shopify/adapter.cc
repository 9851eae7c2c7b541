#include "channels/shopify/adapter.h"

#include <array>

#include "channels/shopify/credentials.h"
#include "channels/shopify/decode.h"
#include "channels/shopify/verify.h"

namespace ordo::channels::shopify {

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
