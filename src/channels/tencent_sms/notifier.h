// Text messages of Tencent Cloud (SendSms 2021-01-11): {"secret_id", "secret_key", "sdk_app_id",
// "template_id", "sign_name", "phones": […], "region"?, "endpoint"?}. The template has two variables: title
// and detail. Whether it arrived is asked by PullSmsSendStatusByPhoneNumber; the reference is the SerialNo of
// each number that was taken, with commas between.
#pragma once

#include "channels/notifier.h"

namespace ordo::channels::tencent_sms {

class TencentSms final : public Notifier {
 public:
  [[nodiscard]] std::string_view name() const override { return "tencent_sms"; }
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

}  // namespace ordo::channels::tencent_sms
