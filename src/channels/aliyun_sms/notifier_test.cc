#include "channels/aliyun_sms/notifier.h"

#include <gtest/gtest.h>

#include "channels/aliyun_sms/sign.h"

namespace ordo::channels::aliyun_sms {
namespace {

constexpr Instant kNow{1'772'330'700'000};
const Secret kCredentials(
    R"({"access_key_id":"DemoAccessKeyId","access_key_secret":"DemoAccessKeySecret","sign_name":)"
    R"("测试商城","template_code":"SMS_000000001","phones":["+8613800000000","+85251000000"]})");

std::string signature_of(const std::string& authorization) {
  return authorization.substr(authorization.rfind('=') + 1);
}

TEST(AliyunSms, the_signature_is_the_documents_for_its_own_example) {
  const SignedCall call{"ecs.cn-shanghai.aliyuncs.com",
                        "RunInstances",
                        "2014-05-26",
                        "3156853299f313e23d1673dc12e1703d",
                        *parse_rfc3339("2023-10-26T10:22:32Z"),
                        {{"RegionId", "cn-shanghai"},
                         {"ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"}}};
  EXPECT_EQ(hex(sha256(canonical_request(call))),
            "7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259");
  EXPECT_EQ(signature_of(authorization(call, "YourAccessKeyId", Secret("YourAccessKeySecret"))),
            "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0");
}

TEST(AliyunSms, the_signature_is_the_sdks_for_a_text_message) {
  const SignedCall call{"dysmsapi.aliyuncs.com",
                        "SendSms",
                        "2017-05-25",
                        "3156853299f313e23d1673dc12e1703d",
                        *parse_rfc3339("2026-03-01T02:05:00Z"),
                        {{"PhoneNumbers", "13800000000"},
                         {"SignName", "测试商城"},
                         {"TemplateCode", "SMS_000000001"},
                         {"TemplateParam", R"({"order":"OMS20260301000001"})"},
                         {"OutId", "evt-0001"}}};
  EXPECT_EQ(hex(sha256(canonical_request(call))),
            "6d8e30221b00db8358e9ea43e67a567459d939cbf149d36bca435e478b115bba");
  EXPECT_EQ(authorization(call, "DemoAccessKeyId", Secret("DemoAccessKeySecret")),
            "ACS3-HMAC-SHA256 Credential=DemoAccessKeyId,SignedHeaders=host;x-acs-action;"
            "x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature="
            "fc814dffdaca6b99e688da3b98d529bc9db9a6d6b77bcc00488c59d80cbf18e4");
}

TEST(AliyunSms, numbers_and_words_stand_in_the_query_and_words_are_cut) {
  const Notice notice{"ordo-42", "漏单", {std::string(100, 'x')}, Severity::kCritical};
  const auto call = AliyunSms().request(kCredentials, notice, kNow, "nonce-1");
  const auto& http = std::get<HttpCall>(call.value());
  EXPECT_TRUE(
      http.url.starts_with("https://dysmsapi.aliyuncs.com/?OutId=ordo-42&PhoneNumbers="
                           "13800000000%2C85251000000&SignName="))
      << http.url;
  EXPECT_NE(http.url.find("%22%3A%22" + std::string(34, 'x') + "%E2%80%A6%22%7D"),
            std::string::npos)
      << http.url;
  EXPECT_TRUE(http.body.empty());
}

TEST(AliyunSms, answers_are_judged_by_their_code) {
  const auto met = [](int status, std::string_view body) {
    return AliyunSms().read({status, {}, body}).met;
  };
  EXPECT_EQ(met(200, R"({"Code":"OK","Message":"OK","BizId":"9^0"})"), Told::Met::kDelivered);
  EXPECT_EQ(met(200, R"({"Code":"isv.BUSINESS_LIMIT_CONTROL","Message":"1/min"})"),
            Told::Met::kLimited);
  EXPECT_EQ(met(200, R"({"Code":"isv.AMOUNT_NOT_ENOUGH","Message":"no money"})"),
            Told::Met::kRefused);
  EXPECT_EQ(met(400, R"({"Code":"SignatureDoesNotMatch","Message":"…"})"), Told::Met::kRefused);
}

TEST(AliyunSms, whether_it_arrived_is_asked_for_each_number_on_the_day_of_beijing) {
  const Told told = AliyunSms().read({200, {}, R"({"Code":"OK","Message":"OK","BizId":"900^0"})"});
  EXPECT_EQ(told.reference, "900^0");
  const Instant late = *parse_rfc3339("2026-03-01T16:30:00Z");
  const auto calls = AliyunSms().ask_arrivals(kCredentials, told.reference, late, late, "n");
  ASSERT_EQ(calls.value().calls.size(), 2u);
  EXPECT_EQ(calls.value().calls.at(1).url,
            "https://dysmsapi.aliyuncs.com/?BizId=900%5E0&CurrentPage=1&PageSize=10&PhoneNumber="
            "85251000000&SendDate=20260302");
  EXPECT_EQ(calls.value().calls.at(1).headers.at(0).second, "QuerySendDetails");
  EXPECT_NE(calls.value().calls.at(0).headers.at(3), calls.value().calls.at(1).headers.at(3))
      << "a nonce is used once";
}

TEST(AliyunSms, an_operators_report_says_who_got_it_and_who_did_not) {
  const auto read = [](std::string_view details) {
    const std::string body = R"({"Code":"OK","TotalCount":1,"SmsSendDetailDTOs":{)"
                             R"("SmsSendDetailDTO":[)" +
                             std::string(details) + "]}}";
    return AliyunSms().read_arrivals({200, {}, body}, "900^0");
  };
  EXPECT_EQ(read(R"({"PhoneNum":"13800000000","SendStatus":3,"ErrCode":"DELIVERED"})").delivered,
            1u);
  EXPECT_EQ(read(R"({"PhoneNum":"13800001234","SendStatus":2,"ErrCode":"MK:0001"})").failed,
            std::vector<std::string>{"…1234 MK:0001"});
  const Arrivals waits = read(R"({"PhoneNum":"13800000000","SendStatus":1})");
  EXPECT_EQ(waits.delivered + waits.failed.size(), 0u);
  EXPECT_EQ(AliyunSms().read_arrivals({503, {}, "<html>"}, "900^0").delivered, 0u);
}

TEST(AliyunSms, a_number_without_its_country_is_refused_at_its_place) {
  const auto checked = AliyunSms().check_credentials(
      R"({"access_key_id":"a","access_key_secret":"b","sign_name":"c","template_code":"d",)"
      R"("phones":["+8613800000000","13800000000"]})");
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().fields.at(0).pointer, "/phones/1");
}

}  // namespace
}  // namespace ordo::channels::aliyun_sms
