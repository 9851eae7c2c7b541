#include "channels/taobao/sign.h"

#include <gtest/gtest.h>

#include "channels/taobao/test_support.h"

namespace ordo::channels::taobao {
namespace {

Params published(std::string_view method) {
  return {{"method", "taobao.item.seller.get"},
          {"app_key", "12345678"},
          {"session", "test"},
          {"timestamp", "2016-01-01 12:00:00"},
          {"format", "json"},
          {"v", "2.0"},
          {"sign_method", std::string(method)},
          {"fields", "num_iid,title,nick,price,num"},
          {"num_iid", "11223344"}};
}

TEST(TaobaoSign, the_published_vector_and_its_sisters_are_met) {
  const Secret secret("helloworld");
  EXPECT_EQ(sign(published("md5"), secret, SignMethod::kMd5), "66987CB115214E59E6EC978214934FB8");
  EXPECT_EQ(sign(published("hmac"), secret, SignMethod::kHmacMd5),
            "D56D7858309C31B6251083A874D48273");
  EXPECT_EQ(sign(published("hmac-sha256"), secret, SignMethod::kHmacSha256),
            "04DB15AD0774D5CFCE2C837DE43E3FCEA9011ED74F3038FB6AB5F3C4CEA119E8");
}

Params increment(std::string_view method) {
  return {{"use_has_next", "true"},
          {"start_modified", "2026-03-01 10:00:00"},
          {"end_modified", "2026-03-01 10:05:00"},
          {"fields", "tid,status,modified"},
          {"page_no", "1"},
          {"page_size", "40"},
          {"app_key", "30000001"},
          {"format", "json"},
          {"method", "taobao.trades.sold.increment.get"},
          {"session", "6100000demo"},
          {"sign_method", std::string(method)},
          {"timestamp", "2026-03-01 10:05:30"},
          {"v", "2.0"}};
}

TEST(TaobaoSign, the_vector_of_an_increment_is_met_by_each_method) {
  const Secret secret("top-demo-secret");
  EXPECT_EQ(text_to_sign(increment("hmac-sha256")),
            "app_key30000001end_modified2026-03-01 10:05:00fieldstid,status,modifiedformatjson"
            "methodtaobao.trades.sold.increment.getpage_no1page_size40session6100000demo"
            "sign_methodhmac-sha256start_modified2026-03-01 10:00:00timestamp2026-03-01 10:05:30"
            "use_has_nexttruev2.0");
  EXPECT_EQ(sign(increment("hmac-sha256"), secret, SignMethod::kHmacSha256),
            "BDB189267C5B40237B245A9180B5096576661ADDD43756022211D513BF30B176");
  EXPECT_EQ(sign(increment("md5"), secret, SignMethod::kMd5), "ED0B0E3EE172778424809CCBE5EDA13A");
  EXPECT_EQ(sign(increment("hmac"), secret, SignMethod::kHmacMd5),
            "31976AC2E1CB06E1E3D568FFA1F6E2AF");
}

TEST(TaobaoSign, empty_parameters_and_the_signature_itself_are_not_signed) {
  Params params = published("md5");
  params.emplace_back("sign", "ABC");
  params.emplace_back("partner_id", "");
  params.emplace_back("", "nothing");
  EXPECT_EQ(text_to_sign(params), text_to_sign(published("md5")));
}

TEST(TaobaoSign, names_of_methods_read_back) {
  for (const auto method : {SignMethod::kMd5, SignMethod::kHmacMd5, SignMethod::kHmacSha256}) {
    EXPECT_EQ(parse_sign_method(name(method)), method);
  }
  EXPECT_EQ(parse_sign_method("sha1"), std::nullopt);
}

std::string fault_of(std::string_view credentials) {
  const auto checked = TaobaoAdapter().check_credentials(credentials);
  return checked ? "ok" : checked.error().fields.at(0).pointer;
}

TEST(TaobaoCredentials, what_is_wrong_is_named) {
  EXPECT_EQ(fault_of(R"({"app_key":"1","app_secret":"s","session":"t"})"), "ok");
  EXPECT_EQ(fault_of(R"({"app_secret":"s","session":"t"})"), "/app_key");
  EXPECT_EQ(fault_of(R"({"app_key":"1","session":"t"})"), "/app_secret");
  EXPECT_EQ(fault_of(R"({"app_key":"1","app_secret":"s"})"), "/session");
  EXPECT_EQ(fault_of(R"({"app_key":1,"app_secret":"s","session":"t"})"), "/app_key");
  EXPECT_EQ(fault_of(R"({"app_key":"1","app_secret":"s","session":"t","sign_method":"rot13"})"),
            "/sign_method");
  EXPECT_EQ(fault_of(R"({"app_key":"1","app_secret":"s","session":"t","gateway":"file:/x"})"),
            "/gateway");
}

TEST(TaobaoVerify, nothing_that_comes_to_the_door_is_believed) {
  const auto verified = TaobaoAdapter().verify({{}, "{}"}, Secret("{}"), kReceivedAt);
  ASSERT_FALSE(verified.has_value());
  EXPECT_EQ(verified.error().kind, ErrorClass::kUnauthorised);
}

}  // namespace
}  // namespace ordo::channels::taobao
