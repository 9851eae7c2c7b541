#include "channels/shopify/verify.h"

#include <gtest/gtest.h>

#include "channels/shopify/credentials.h"
#include "channels/shopify/test_support.h"

namespace ordo::channels::shopify {
namespace {

std::string credentials_json(std::string_view more = "") {
  return R"({"secret":")" + std::string(kSecret) + "\"" + std::string(more) + "}";
}

// A request that verifies as it stands; a test changes one thing of it.
struct Message {
  std::string body = order_body();
  std::string signature = "Y1PgDLHyKcSyxIzeLUeL0dGOU9AZR6QLN1J3GcAlaQY=";
  std::string topic = "orders/paid";
  std::string domain = "demo-outdoor.myshopify.com";
  std::string id = "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043";
  std::string family = "X-Shopify-";
  std::string credentials = credentials_json();

  [[nodiscard]] Result<Verified> verify() const {
    const std::string names[] = {family + "Hmac-Sha256", family + "Topic", family + "Shop-Domain",
                                 family + "Webhook-Id"};
    const std::pair<std::string_view, std::string_view> headers[] = {
        {names[0], signature}, {names[1], topic}, {names[2], domain}, {names[3], id}};
    return ShopifyAdapter().verify({headers, body}, Secret(credentials), kReceivedAt);
  }
  [[nodiscard]] std::string code() const {
    const auto verified = verify();
    if (verified) return "ok";
    EXPECT_EQ(verified.error().kind, ErrorClass::kUnauthorised);
    return verified.error().code;
  }
};

TEST(ShopifyVerify, the_vectors_pass_and_name_message_and_topic) {
  const auto verified = Message{}.verify();
  ASSERT_TRUE(verified.has_value());
  EXPECT_EQ(verified->external_id, "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043");
  EXPECT_EQ(verified->topic, "orders/paid");
  EXPECT_EQ((Message{.body = fixture("shopify_refunds_create.json"),
                     .signature = "KpwDg+Tvl9kgRuw75AU9PQkCQzpdwc+LBHXXX4OiAHA=",
                     .topic = "refunds/create"}
                 .code()),
            "ok");
  EXPECT_EQ((Message{.body = fixture("shopify_fulfillments_update.json"),
                     .signature = "m0nE5xh13/dWl0/yDYzhMcN1bdZoG7t5nUcToY8KAjU=",
                     .topic = "fulfillments/update"}
                 .code()),
            "ok");
}

TEST(ShopifyVerify, one_more_byte_or_another_key_is_refused) {
  Message tampered;
  tampered.body += " ";
  EXPECT_EQ(tampered.code(), "signature_invalid");
  EXPECT_EQ((Message{.credentials = R"({"secret":"other"})"}.code()), "signature_invalid");
  EXPECT_EQ((Message{.signature = "Y1PgDLHyKcSyxIzeLUeL0dGOU9AZR6QLN1J3GcAlaQY"}.code()),
            "signature_invalid");
}

TEST(ShopifyVerify, a_secret_of_the_shops_own_settings_counts_as_well) {
  const std::string both = R"({"secret":"app","secrets":["x",")" + std::string(kSecret) + "\"]}";
  EXPECT_EQ((Message{.credentials = both}.code()), "ok");
}

TEST(ShopifyVerify, the_newer_family_of_headers_is_heard_too) {
  EXPECT_EQ((Message{.family = "shopify-"}.code()), "ok");
}

TEST(ShopifyVerify, each_required_header_is_missed) {
  EXPECT_EQ((Message{.signature = ""}.code()), "signature_missing");
  EXPECT_EQ((Message{.topic = ""}.code()), "signature_missing");
  EXPECT_EQ((Message{.domain = ""}.code()), "signature_missing");
  EXPECT_EQ((Message{.id = ""}.code()), "signature_missing");
}

TEST(ShopifyVerify, a_message_for_another_shop_of_the_same_app_is_refused) {
  const std::string ours = credentials_json(R"(,"shop_domain":"Demo-Outdoor.myshopify.com")");
  EXPECT_EQ((Message{.credentials = ours}.code()), "ok");
  EXPECT_EQ((Message{.domain = "other.myshopify.com", .credentials = ours}.code()),
            "signature_invalid");
}

TEST(ShopifyVerify, a_topic_that_is_none_never_reaches_the_log) {
  EXPECT_EQ((Message{.topic = "orders/paid\"x"}.code()), "signature_invalid");
  EXPECT_EQ((Message{.id = std::string(300, 'a')}.code()), "signature_invalid");
}

std::string fault_of(std::string_view credentials) {
  const auto checked = ShopifyAdapter().check_credentials(credentials);
  if (checked) return "ok";
  EXPECT_EQ(checked.error().code, "invalid_credentials");
  return checked.error().fields.at(0).pointer;
}

TEST(ShopifyCredentials, what_is_wrong_is_named_and_never_repeated) {
  EXPECT_EQ(fault_of(credentials_json()), "ok");
  EXPECT_EQ(fault_of("[]"), "");
  EXPECT_EQ(fault_of("{}"), "/secret");
  EXPECT_EQ(fault_of(R"({"secret":5})"), "/secret");
  EXPECT_EQ(fault_of(R"({"secrets":["a",""]})"), "/secrets");
  EXPECT_EQ(fault_of(R"({"secrets":["a",7]})"), "/secrets/1");
  EXPECT_EQ(fault_of(R"({"secret":"a","shop_domain":"no dots"})"), "/shop_domain");
  EXPECT_EQ(fault_of(R"({"secret":"a","access_token":"t"})"), "/shop_domain");
  EXPECT_EQ(fault_of(R"({"secret":"a","base_url":"ftp://x"})"), "/base_url");
  EXPECT_EQ(fault_of(R"({"secret":"a","api_version":"../x"})"), "/api_version");
  const auto error = ShopifyAdapter().check_credentials(R"({"secret":"very\u0001secret"})").error();
  EXPECT_EQ(error.detail.find("very"), std::string::npos);
}

}  // namespace
}  // namespace ordo::channels::shopify
