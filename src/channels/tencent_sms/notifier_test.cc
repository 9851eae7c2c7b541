#include "channels/tencent_sms/notifier.h"

#include <gtest/gtest.h>

#include "channels/tencent_sms/sign.h"

namespace ordo::channels::tencent_sms {
namespace {

constexpr Instant kNow{1'772'330'700'000};
constexpr std::string_view kBody =
    R"({"PhoneNumberSet":["+8613800000000"],"SmsSdkAppId":"1400000000","TemplateId":"1000001",)"
    R"("SignName":"测试商城","TemplateParamSet":["OMS20260301000001"],"SessionContext":"evt-0001"})";
const Secret kCredentials(
    R"({"secret_id":"DemoSecretId","secret_key":"DemoSecretKey","sdk_app_id":"1400000000",)"
    R"("template_id":"1000001","sign_name":"测试商城","phones":["+8613800000000"]})");

TEST(TencentSms, signatures_are_the_sdks) {
  SignedCall call{"sms.tencentcloudapi.com", "", std::string(kBody), 1'772'330'700};
  EXPECT_EQ(signature(call, Secret("DemoSecretKey")),
            "8fa485efa2c98c11e7bca4c4e088187928ce4efd864149454de9aaf9912b2ee8");
  call.action = "SendSms";
  EXPECT_EQ(signature(call, Secret("DemoSecretKey")),
            "0d22819b469bacb24cdedcae4cf9200d3900d096be7c6748023474297c26cb92");
}

TEST(TencentSms, a_notice_is_two_variables_of_the_template) {
  const Notice notice{"ordo-42", "漏单", {"shop-a", "缺 3 单"}, Severity::kCritical};
  const auto call = TencentSms().request(kCredentials, notice, kNow, "");
  const auto& http = std::get<HttpCall>(call.value());
  EXPECT_EQ(http.url, "https://sms.tencentcloudapi.com/");
  EXPECT_EQ(http.body,
            R"({"PhoneNumberSet":["+8613800000000"],"SmsSdkAppId":"1400000000","TemplateId":)"
            R"("1000001","SignName":"测试商城","TemplateParamSet":["漏单","shop-a 缺 3 单"],)"
            R"("SessionContext":"ordo-42"})");
}

Told read(std::string_view set) {
  const std::string body =
      R"({"Response":{"SendStatusSet":[)" + std::string(set) + R"(],"RequestId":"r"}})";
  return TencentSms().read({200, {}, body});
}

TEST(TencentSms, each_number_is_judged_by_itself) {
  constexpr std::string_view kOk = R"({"PhoneNumber":"+8613800000000","Code":"Ok"})";
  constexpr std::string_view kDaily =
      R"({"PhoneNumber":"+8613900001234","Code":"LimitExceeded.PhoneNumberDailyLimit"})";
  constexpr std::string_view kBad =
      R"({"PhoneNumber":"+8613900005678","Code":"FailedOperation.PhoneNumberInBlacklist"})";
  EXPECT_EQ(read(kOk).met, Told::Met::kDelivered);
  EXPECT_TRUE(read(kOk).detail.empty());
  const Told partly = read(std::string(kOk) + "," + std::string(kBad));
  EXPECT_EQ(partly.met, Told::Met::kDelivered);
  EXPECT_EQ(partly.detail, "…5678 FailedOperation.PhoneNumberInBlacklist");
  EXPECT_EQ(read(kDaily).met, Told::Met::kLimited);
  EXPECT_EQ(read(kBad).met, Told::Met::kRefused);
  EXPECT_EQ(read("").met, Told::Met::kRefused);
}

TEST(TencentSms, whether_it_arrived_is_asked_by_number_and_told_by_serial_number) {
  EXPECT_EQ(read(R"({"SerialNo":"s-1","Code":"Ok"},{"SerialNo":"s-2","Code":"Ok"})").reference,
            "s-1,s-2");
  const auto calls =
      TencentSms().ask_arrivals(kCredentials, "s-1,s-2", kNow, kNow.plus_ms(kMinuteMs), "");
  ASSERT_EQ(calls.value().calls.size(), 1u);
  EXPECT_EQ(calls.value().awaited, 2u) << "as many as were taken";
  EXPECT_EQ(calls.value().calls.at(0).body,
            R"({"BeginTime":1772330640,"EndTime":1772330760,"Offset":0,"Limit":100,)"
            R"("PhoneNumber":"+8613800000000","SmsSdkAppId":"1400000000"})");
  const Arrivals arrivals = TencentSms().read_arrivals(
      {200,
       {},
       R"({"Response":{"PullSmsSendStatusSet":[)"
       R"({"SerialNo":"s-1","PhoneNumber":"+8613800000000","ReportStatus":"SUCCESS"},)"
       R"({"SerialNo":"s-2","PhoneNumber":"+8613900005678","ReportStatus":"FAIL","Description":)"
       R"("MK:0001"},{"SerialNo":"other","ReportStatus":"FAIL"}]}})"},
      "s-1,s-2");
  EXPECT_EQ(arrivals.delivered, 1u);
  EXPECT_EQ(arrivals.failed, std::vector<std::string>{"…5678 MK:0001"});
}

TEST(TencentSms, an_error_of_the_whole_request_is_a_refusal) {
  const Told told = TencentSms().read(
      {200, {}, R"({"Response":{"Error":{"Code":"AuthFailure.SignatureFailure","Message":"m"}}})"});
  EXPECT_EQ(told.met, Told::Met::kRefused);
  EXPECT_EQ(told.detail, "AuthFailure.SignatureFailure m");
  EXPECT_EQ(
      TencentSms().read({200, {}, R"({"Response":{"Error":{"Code":"RequestLimitExceeded"}}})"}).met,
      Told::Met::kLimited);
}

}  // namespace
}  // namespace ordo::channels::tencent_sms
