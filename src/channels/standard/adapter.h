// The adapter named `standard`: Ordo's own inbound form, signed as Standard Webhooks 1.0.0 says,
// for a mini-program, an app, a till or any system of the merchant's own.
#pragma once

#include "channels/adapter.h"
#include "channels/standard/status.h"

namespace ordo::channels::standard {

class StandardAdapter final : public Adapter {
 public:
  [[nodiscard]] std::string_view name() const override { return "standard"; }
  [[nodiscard]] std::span<const CredentialRule> credential_rules() const override;
  [[nodiscard]] std::span<const ObjectRule> contract() const override;
  [[nodiscard]] Result<> check_credentials(std::string_view credentials_json) const override;
  [[nodiscard]] Result<Verified> verify(const Request& request, const Secret& credentials_json,
                                        Instant now) const override;
  [[nodiscard]] Result<std::optional<SignedMessage>> self_test(const Secret& credentials_json,
                                                               std::string_view token,
                                                               Instant now) const override;
  [[nodiscard]] Acknowledgement accepted() const override { return {200, "", ""}; }
  [[nodiscard]] Result<std::vector<facts::Fact>> decode(const Raw& raw, const ShopContext& shop,
                                                        Instant received_at) const override;
  [[nodiscard]] std::span<const StatusWord> words() const override { return status_words(); }
};

}  // namespace ordo::channels::standard
