#include "channels/shopify/own_call.h"

#include "channels/shopify/test_support.h"

namespace ordo::channels::shopify {
namespace {

std::string domain_of(const Result<SignedMessage>& message) {
  for (const auto& [name, value] : message->headers) {
    if (name == "X-Shopify-Shop-Domain") return value;
  }
  return {};
}

TEST(ShopifySelfTest, names_its_shop_or_one_that_is_nobodys) {
  const auto named = sign_self_test(
      Secret(R"({"secret":"hush","shop_domain":"demo.myshopify.com"})"), "tok", kReceivedAt);
  ASSERT_TRUE(named.has_value()) << named.error().detail;
  EXPECT_EQ(domain_of(named), "demo.myshopify.com");
  const auto unnamed = sign_self_test(Secret(R"({"secret":"hush"})"), "tok", kReceivedAt);
  ASSERT_TRUE(unnamed.has_value()) << unnamed.error().detail;
  EXPECT_EQ(domain_of(unnamed), "shop.invalid");
  EXPECT_EQ(unnamed->body, self_test_body("tok", kReceivedAt));
}

}  // namespace
}  // namespace ordo::channels::shopify
