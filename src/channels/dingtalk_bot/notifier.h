// A custom robot of DingTalk: {"access_token", "secret"?, "keyword"?, "endpoint"?}.
#pragma once

#include "channels/notifier.h"

namespace ordo::channels::dingtalk_bot {

class DingtalkBot final : public Notifier {
 public:
  [[nodiscard]] std::string_view name() const override { return "dingtalk_bot"; }
  [[nodiscard]] std::span<const std::string_view> shown() const override;
  [[nodiscard]] Result<> check_credentials(std::string_view credentials_json) const override;
  [[nodiscard]] Result<NotifyCall> request(const Secret& credentials, const Notice& notice,
                                           Instant now, std::string_view nonce) const override;
  [[nodiscard]] Told read(const HttpAnswer& answer) const override;
};

// base64 of the HMAC under the secret over "timestamp\nsecret".
[[nodiscard]] std::string sign(int64_t timestamp_ms, const Secret& secret);

}  // namespace ordo::channels::dingtalk_bot
