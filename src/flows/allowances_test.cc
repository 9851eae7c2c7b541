#include "flows/allowances.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace ordo::flows {
namespace {

class AllowancesTest : public testing::Test {
 protected:
  ShopId add(const std::string& code, const std::string& channel, const std::string& credentials,
             std::optional<int64_t> quota = std::nullopt) {
    Shop shop;
    shop.id = ShopId(std::ssize(settings_.shops) + 1);
    shop.code = code;
    shop.channel = channel;
    shop.credentials = Secret(credentials);
    shop.quota_per_minute = quota;
    shop.adapter = channels::find_adapter(channel);
    settings_.shops.insert_or_assign(code, shop);
    allowances_.learn(settings_);
    return shop.id;
  }
  ShopId seller(const std::string& code, const std::string& app,
                std::optional<int64_t> quota = std::nullopt) {
    return add(code, "taobao",
               fmt::format(R"({{"app_key":"{}","app_secret":"s","session":"{}"}})", app, code),
               quota);
  }
  ShopId outdoor(const std::string& code, std::optional<int64_t> quota = std::nullopt) {
    return add(code, "shopify", R"({"secret":"s","shop_domain":"x.example","access_token":"t"})",
               quota);
  }

  Settings settings_;
  Allowances allowances_;
};

TEST_F(AllowancesTest, shops_of_one_app_share_one_and_those_of_another_do_not) {
  const ShopId a = seller("a", "1"), b = seller("b", "1"), other = seller("c", "2");
  allowances_.count(a, 1'000);
  EXPECT_EQ(allowances_.next_ms(a), 1'100) << "six hundred a minute";
  EXPECT_EQ(allowances_.next_ms(b), 1'100);
  EXPECT_EQ(allowances_.next_ms(other), 0);
}

TEST_F(AllowancesTest, a_shop_whose_channel_says_nothing_of_sharing_has_its_own) {
  const ShopId a = outdoor("a", 60), b = outdoor("b");
  allowances_.count(a, 1'000);
  allowances_.count(b, 1'000);
  EXPECT_EQ(allowances_.next_ms(a), 2'000);
  EXPECT_EQ(allowances_.next_ms(b), 1'000) << "the answers say when it was too much";
}

TEST_F(AllowancesTest, of_several_quotas_the_least_that_was_said_holds_for_all) {
  const ShopId a = seller("a", "1"), b = seller("b", "1", 60), c = seller("c", "1", 6'000);
  for (const ShopId shop : {a, b, c}) {
    allowances_.count(shop, 1'000);
    EXPECT_EQ(allowances_.next_ms(shop), 2'000);
  }
}

TEST_F(AllowancesTest, a_quota_that_is_said_may_be_above_the_usual_one) {
  const ShopId a = seller("a", "1", 6'000);
  allowances_.count(a, 1'000);
  EXPECT_EQ(allowances_.next_ms(a), 1'010);
}

TEST_F(AllowancesTest, a_hold_is_for_all_and_is_not_shortened_nor_forgotten_when_settings_change) {
  const ShopId a = seller("a", "1"), b = seller("b", "1");
  allowances_.hold(a, 9'000);
  allowances_.hold(b, 5'000);
  EXPECT_EQ(allowances_.next_ms(b), 9'000);
  const ShopId late = seller("c", "1");
  EXPECT_EQ(allowances_.next_ms(late), 9'000);
}

TEST_F(AllowancesTest, a_shop_that_cannot_be_pulled_waits_for_nothing) {
  const ShopId shop = add("plain", "standard", R"({"secret":"whsec_c2VjcmV0"})");
  allowances_.hold(shop, 9'000);
  allowances_.count(shop, 9'000);
  EXPECT_EQ(allowances_.next_ms(shop), 0);
}

}  // namespace
}  // namespace ordo::flows
