#include "channels/shopify/own_call.h"

#include "channels/shopify/credentials.h"

namespace ordo::channels::shopify {
namespace {

// A webhook names its shop whether or not the credentials do; this name is nobody's (RFC 2606).
constexpr std::string_view kNobody = "shop.invalid";

}  // namespace

Result<SignedMessage> sign_self_test(const Secret& credentials_json, std::string_view token,
                                     Instant now) {
  auto shop = parse_credentials(credentials_json.reveal());
  if (!shop) return std::unexpected(std::move(shop.error()));
  const std::string domain = shop->shop_domain.empty() ? std::string(kNobody) : shop->shop_domain;
  SignedMessage message;
  message.body = self_test_body(token, now);
  const Digest mac = hmac_sha256(shop->secrets.front().reveal(), message.body);
  message.headers = {{"Content-Type", "application/json"},
                     {"X-Shopify-Topic", std::string(kSelfTestTopic)},
                     {"X-Shopify-Shop-Domain", domain},
                     {"X-Shopify-Webhook-Id", "self_test_" + std::string(token)},
                     {"X-Shopify-Hmac-Sha256", base64(bytes_view(mac))}};
  return message;
}

}  // namespace ordo::channels::shopify
