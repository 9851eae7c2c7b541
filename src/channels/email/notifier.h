// Mail over SMTP: {"url", "user"?, "password"?, "from", "to": […]}. The url is smtps://host[:port], or
// smtp://host[:port], which must offer STARTTLS unless it is this machine.
#pragma once

#include "channels/notifier.h"

namespace ordo::channels::email {

class Email final : public Notifier {
 public:
  [[nodiscard]] std::string_view name() const override { return "email"; }
  [[nodiscard]] std::span<const std::string_view> shown() const override;
  [[nodiscard]] Result<> check_credentials(std::string_view credentials_json) const override;
  [[nodiscard]] Result<NotifyCall> request(const Secret& credentials, const Notice& notice,
                                           Instant now, std::string_view nonce) const override;
  [[nodiscard]] Told read(const HttpAnswer& answer) const override;
};

}  // namespace ordo::channels::email
