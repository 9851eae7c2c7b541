#include "channels/own_call.h"

#include "channels/test_support.h"

namespace ordo::channels {
namespace {

const Instant kTestedAt = at("2026-01-22T15:00:00Z");

// With credentials that every channel which pushes takes.
const Secret kTested(R"({"secret":"whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",)"
                     R"("shop_domain":"demo.myshopify.com"})");

Request request_of(const SignedMessage& message,
                   std::vector<std::pair<std::string_view, std::string_view>>& headers) {
  headers.assign(message.headers.begin(), message.headers.end());
  return {headers, message.body};
}

TEST(SelfTest, what_a_channel_signs_it_verifies_and_reads_as_nothing) {
  int pushed = 0;
  for (const Adapter* adapter : all_adapters()) {
    const auto message = adapter->self_test(kTested, "Tok-1_a", kTestedAt);
    if (message && !*message) continue;
    ASSERT_TRUE(message.has_value()) << adapter->name() << " " << message.error().detail;
    ++pushed;
    std::vector<std::pair<std::string_view, std::string_view>> headers;
    const auto verified = adapter->verify(request_of(**message, headers), kTested, kTestedAt);
    ASSERT_TRUE(verified.has_value()) << adapter->name() << " " << verified.error().detail;
    EXPECT_NE(verified->external_id.find("Tok-1_a"), std::string::npos) << adapter->name();
    EXPECT_EQ(verified->topic, kSelfTestTopic) << adapter->name();
    EXPECT_EQ(self_test_token(verified->topic, (*message)->body), "Tok-1_a");
    const auto facts = adapter->decode({verified->topic, (*message)->body},
                                       {"mini", "CNY", "Asia/Shanghai", "CN"}, kTestedAt);
    ASSERT_TRUE(facts.has_value()) << adapter->name();
    EXPECT_TRUE(facts->empty()) << adapter->name();
  }
  EXPECT_EQ(pushed, 2) << "standard and shopify push";
}

TEST(SelfTest, another_secret_does_not_verify) {
  for (const std::string_view channel : {"standard", "shopify"}) {
    const Adapter* adapter = find_adapter(channel);
    const auto message = adapter->self_test(kTested, "t", kTestedAt);
    std::vector<std::pair<std::string_view, std::string_view>> headers;
    const Secret other(R"({"secret":"whsec_AAEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="})");
    const auto verified = adapter->verify(request_of(**message, headers), other, kTestedAt);
    ASSERT_FALSE(verified.has_value()) << channel;
    EXPECT_EQ(verified.error().code, "signature_invalid") << channel;
  }
}

TEST(SelfTest, credentials_that_cannot_sign_say_so) {
  for (const std::string_view channel : {"standard", "shopify"}) {
    EXPECT_FALSE(find_adapter(channel)->self_test(Secret("{}"), "t", kTestedAt).has_value())
        << channel;
  }
}

// A platform may not sign the topic, so that the topic alone must not make an order disappear.
TEST(SelfTest, neither_topic_nor_body_alone_is_one) {
  const std::string body = self_test_body("t-1", kTestedAt);
  EXPECT_EQ(self_test_token(kSelfTestTopic, body), "t-1");
  EXPECT_EQ(self_test_token("orders/paid", body), std::nullopt);
  EXPECT_EQ(self_test_token(kSelfTestTopic, R"({"id":1,"financial_status":"paid"})"), std::nullopt);
  EXPECT_EQ(self_test_token(kSelfTestTopic, body + " "), std::nullopt);
  EXPECT_EQ(self_test_token(kSelfTestTopic, self_test_body("a\"b", kTestedAt)), std::nullopt);
  EXPECT_EQ(self_test_token(kSelfTestTopic, self_test_body("", kTestedAt)), std::nullopt);
}

}  // namespace
}  // namespace ordo::channels
