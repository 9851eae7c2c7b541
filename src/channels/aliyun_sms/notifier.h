// Text messages of Aliyun (SendSms 2017-05-25): {"access_key_id", "access_key_secret", "sign_name",
// "template_code", "phones": […], "endpoint"?}. The template has the variables title and detail.
#pragma once

#include "channels/notifier.h"

namespace ordo::channels::aliyun_sms {

class AliyunSms final : public Notifier {
 public:
  [[nodiscard]] std::string_view name() const override { return "aliyun_sms"; }
  [[nodiscard]] std::span<const std::string_view> shown() const override;
  [[nodiscard]] Result<> check_credentials(std::string_view credentials_json) const override;
  [[nodiscard]] Result<NotifyCall> request(const Secret& credentials, const Notice& notice,
                                           Instant now, std::string_view nonce) const override;
  [[nodiscard]] Told read(const HttpAnswer& answer) const override;
};

}  // namespace ordo::channels::aliyun_sms
