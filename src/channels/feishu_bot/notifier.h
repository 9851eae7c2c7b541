// A custom bot of Feishu or Lark: {"token", "secret"?, "keyword"?, "endpoint"?}.
#pragma once

#include "channels/notifier.h"

namespace ordo::channels::feishu_bot {

class FeishuBot final : public Notifier {
 public:
  [[nodiscard]] std::string_view name() const override { return "feishu_bot"; }
  [[nodiscard]] std::span<const std::string_view> shown() const override;
  [[nodiscard]] Result<> check_credentials(std::string_view credentials_json) const override;
  [[nodiscard]] Result<NotifyCall> request(const Secret& credentials, const Notice& notice,
                                           Instant now, std::string_view nonce) const override;
  [[nodiscard]] Told read(const HttpAnswer& answer) const override;
};

// base64 of the HMAC under "timestamp\nsecret" over nothing.
[[nodiscard]] std::string sign(int64_t timestamp_s, const Secret& secret);

}  // namespace ordo::channels::feishu_bot
