// How a shop's pushes are addressed and signed: what stands between the request line and the length of the
// body. A protocol each, written from the platform's documents.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "sim/shop.h"
#include "sim/shopify_shop.h"

namespace ordo::sim {

// Not thread-safe: one a thread.
class Envelope {
 public:
  virtual ~Envelope() = default;
  // Request line and headers, each with its line break, but for Host and Content-Length. `unix_seconds` is
  // the moment of this attempt.
  [[nodiscard]] virtual std::string head(const Message& message, int64_t unix_seconds) = 0;
};

// Standard Webhooks with the account's secret; code "invalid_secret".
[[nodiscard]] Result<std::unique_ptr<Envelope>> standard_envelope(const ShopAccount& account);
// As Shopify signs, to the shop of this code. `shop` must outlive the envelope.
[[nodiscard]] std::unique_ptr<Envelope> shopify_envelope(std::string code, const ShopifyShop& shop);

}  // namespace ordo::sim
