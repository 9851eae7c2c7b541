#include "channels/shopify/verify.h"

#include <algorithm>

#include "channels/shopify/credentials.h"

namespace ordo::channels::shopify {
namespace {

constexpr size_t kMessageIdBytesMax = 256;

struct Headers {
  std::string_view signature, topic, shop_domain, webhook_id;
};

std::unexpected<Error> refuse(std::string_view code, std::string detail) {
  return fail(ErrorClass::kUnauthorised, code, std::move(detail));
}

Headers read_headers(const Request& request) {
  const auto either = [&](std::string_view older, std::string_view newer) {
    const std::string_view value = request.header(older);
    return value.empty() ? request.header(newer) : value;
  };
  return {either("x-shopify-hmac-sha256", "shopify-hmac-sha256"),
          either("x-shopify-topic", "shopify-topic"),
          either("x-shopify-shop-domain", "shopify-shop-domain"),
          either("x-shopify-webhook-id", "shopify-webhook-id")};
}

bool is_message_id(std::string_view id) {
  return id.size() <= kMessageIdBytesMax &&
         std::ranges::all_of(id, [](char c) { return c >= 0x20 && c <= 0x7e; });
}

Result<> check_headers(const Headers& headers) {
  if (headers.signature.empty() || headers.topic.empty() || headers.shop_domain.empty() ||
      headers.webhook_id.empty()) {
    return refuse("signature_missing",
                  "X-Shopify-Hmac-Sha256, -Topic, -Shop-Domain and -Webhook-Id are required");
  }
  if (!is_message_id(headers.webhook_id) || !is_topic(headers.topic)) {
    return refuse("signature_invalid", "the webhook's id or topic is malformed");
  }
  return {};
}

// Looks at every secret whatever matched before, so that time tells nothing.
bool signed_by_any(const std::vector<Secret>& secrets, std::string_view signature,
                   std::string_view body) {
  bool matched = false;
  for (const Secret& secret : secrets) {
    const std::string expected = base64(bytes_view(hmac_sha256(secret.reveal(), body)));
    matched |= equal_constant_time(signature, expected);
  }
  return matched;
}

bool same_domain(std::string_view named, std::string_view ours) {
  return std::ranges::equal(named, ours, {}, [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
}

}  // namespace

Result<Verified> verify_request(const Request& request, const Secret& credentials_json) {
  const Headers headers = read_headers(request);
  if (auto checked = check_headers(headers); !checked) {
    return std::unexpected(std::move(checked.error()));
  }
  const auto credentials = parse_credentials(credentials_json.reveal());
  if (!credentials || !signed_by_any(credentials->secrets, headers.signature, request.body)) {
    return refuse("signature_invalid", "the signature matches none of this shop's secrets");
  }
  if (!credentials->shop_domain.empty() &&
      !same_domain(headers.shop_domain, credentials->shop_domain)) {
    return refuse("signature_invalid", "the message is for another shop");
  }
  return Verified{std::string(headers.webhook_id), std::string(headers.topic)};
}

}  // namespace ordo::channels::shopify
