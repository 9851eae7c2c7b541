// A group bot of WeCom: {"key", "endpoint"?}. Nothing is signed; the key in the address is the secret.
#pragma once

#include "channels/notifier.h"

namespace ordo::channels::wecom_bot {

class WecomBot final : public Notifier {
 public:
  [[nodiscard]] std::string_view name() const override { return "wecom_bot"; }
  [[nodiscard]] std::span<const std::string_view> shown() const override;
  [[nodiscard]] Result<> check_credentials(std::string_view credentials_json) const override;
  [[nodiscard]] Result<NotifyCall> request(const Secret& credentials, const Notice& notice,
                                           Instant now, std::string_view nonce) const override;
  [[nodiscard]] Told read(const HttpAnswer& answer) const override;
};

}  // namespace ordo::channels::wecom_bot
