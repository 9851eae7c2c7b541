// Text messages of Aliyun (SendSms 2017-05-25): {"access_key_id", "access_key_secret", "sign_name",
// "template_code", "phones": […], "endpoint"?}. The template has the variables title and detail.
// Whether it arrived is asked by QuerySendDetails; the reference is the BizId.
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
  [[nodiscard]] Result<ArrivalQuestion> ask_arrivals(const Secret& credentials,
                                                     std::string_view reference, Instant sent,
                                                     Instant now,
                                                     std::string_view nonce) const override;
  [[nodiscard]] Arrivals read_arrivals(const HttpAnswer& answer,
                                       std::string_view reference) const override;
};

}  // namespace ordo::channels::aliyun_sms
