#include "sim/envelope.h"

#include <utility>

#include "sim/signer.h"

namespace ordo::sim {
namespace {

std::string request_line(std::string_view channel, std::string_view code) {
  return "POST /hooks/" + std::string(channel) + "/" + std::string(code) +
         " HTTP/1.1\r\nContent-Type: application/json\r\n";
}

class StandardEnvelope final : public Envelope {
 public:
  StandardEnvelope(Signer signer, std::string_view code)
      : signer_(std::move(signer)), start_(request_line("standard", code)) {}

  std::string head(const Message& message, int64_t unix_seconds) override {
    std::string out;
    out.reserve(start_.size() + message.id.size() + 192);
    out.append(start_).append("webhook-id: ").append(message.id);
    out.append("\r\nwebhook-timestamp: ").append(std::to_string(unix_seconds));
    out.append("\r\nwebhook-signature: ");
    out.append(signer_.sign(message.id, unix_seconds, message.body)).append("\r\n");
    return out;
  }

 private:
  Signer signer_;
  std::string start_;
};

class ShopifyEnvelope final : public Envelope {
 public:
  ShopifyEnvelope(std::string_view code, const ShopifyShop& shop)
      : shop_(shop), start_(request_line("shopify", code)) {}

  std::string head(const Message& message, int64_t /*unix_seconds*/) override {
    std::string out = start_;
    for (const auto& [name, value] :
         shop_.webhook_headers("orders/updated", message.id, message.body)) {
      out.append(name).append(": ").append(value).append("\r\n");
    }
    return out;
  }

 private:
  const ShopifyShop& shop_;
  std::string start_;
};

}  // namespace

Result<std::unique_ptr<Envelope>> standard_envelope(const ShopAccount& account) {
  auto signer = Signer::from_secret(account.secret);
  if (!signer) return std::unexpected(std::move(signer.error()));
  return std::make_unique<StandardEnvelope>(std::move(*signer), account.code);
}

std::unique_ptr<Envelope> shopify_envelope(std::string code, const ShopifyShop& shop) {
  return std::make_unique<ShopifyEnvelope>(code, shop);
}

}  // namespace ordo::sim
