// The adapter named `shopify`: webhooks, and a pull of what changed.
#pragma once

#include "channels/adapter.h"
#include "channels/shopify/pull.h"
#include "channels/shopify/status.h"

namespace ordo::channels::shopify {

class ShopifyAdapter final : public Adapter {
 public:
  [[nodiscard]] std::string_view name() const override { return "shopify"; }
  [[nodiscard]] std::span<const CredentialRule> credential_rules() const override;
  [[nodiscard]] std::span<const ObjectRule> contract() const override;
  [[nodiscard]] Result<> check_credentials(std::string_view credentials_json) const override;
  [[nodiscard]] Result<Verified> verify(const Request& request, const Secret& credentials_json,
                                        Instant now) const override;
  [[nodiscard]] Result<std::optional<SignedMessage>> self_test(const Secret& credentials_json,
                                                               std::string_view token,
                                                               Instant now) const override;
  [[nodiscard]] std::span<const std::string_view> kept_headers() const override;
  // Any 2xx within five seconds.
  [[nodiscard]] Acknowledgement accepted() const override { return {200, "", ""}; }
  [[nodiscard]] Result<std::vector<facts::Fact>> decode(const Raw& raw, const ShopContext& shop,
                                                        Instant received_at) const override;
  [[nodiscard]] std::span<const StatusWord> words() const override { return status_words(); }
  [[nodiscard]] const Puller* puller() const override { return &puller_; }

 private:
  ShopifyPuller puller_;
};

}  // namespace ordo::channels::shopify
