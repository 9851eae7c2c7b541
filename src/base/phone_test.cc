#include "base/phone.h"

#include <gtest/gtest.h>

#include <random>

namespace ordo {
namespace {

std::string phone(std::string_view raw, std::string_view region = "CN") {
  const auto number = normalise_phone(raw, region);
  return number ? *number : "!" + number.error().code;
}

TEST(Phone, mainland_mobiles_have_one_form) {
  for (const auto* raw :
       {"13812345678", "+8613812345678", "008613812345678", "8613812345678", "138 1234 5678",
        "138-1234-5678", "+86 138-1234-5678", "１３８１２３４５６７８", "\u202d13812345678\u202c",
        "(+86)13812345678", "（+86）138 1234 5678", "+86-13812345678", "13812345678-"}) {
    EXPECT_EQ(phone(raw), "+8613812345678") << raw;
  }
}

TEST(Phone, extensions_of_virtual_numbers_are_kept) {
  for (const auto* raw : {"13812345678-1234", "13812345678转1234", "13812345678 分机 1234",
                          "13812345678,1234", "13812345678#1234", "13812345678 ext1234",
                          "+8613812345678_1234", "１３８１２３４５６７８－１２３４"}) {
    EXPECT_EQ(phone(raw), "+8613812345678;ext=1234") << raw;
  }
  EXPECT_EQ(phone("13812345678-0012"), "+8613812345678;ext=0012");
}

TEST(Phone, landlines_take_their_region) {
  EXPECT_EQ(phone("010-12345678"), "+861012345678");
  EXPECT_EQ(phone("400-800-1234"), "+864008001234");
  EXPECT_EQ(phone("010-12345678-123"), "+861012345678;ext=123");
  EXPECT_EQ(phone("010-12345678转123"), "+861012345678;ext=123");
  EXPECT_EQ(phone("(650) 253-0000", "US"), "+16502530000");
  EXPECT_EQ(phone("650-253-0000 x123", "US"), "+16502530000;ext=123");
  EXPECT_EQ(phone("020 7031 3000", "GB"), "+442070313000");
}

TEST(Phone, a_country_code_counts_more_than_the_region) {
  EXPECT_EQ(phone("+852 5123 4567"), "+85251234567");
  EXPECT_EQ(phone("+8613812345678", "US"), "+8613812345678");
  EXPECT_EQ(phone("13105551234", "US"), "+13105551234");
}

TEST(Phone, what_cannot_be_a_number_has_a_code) {
  for (const auto* raw : {"", " ", "abc", "12345", "1381234567", "138123456789",
                          "11112345678901234", "13812345678-123456789", "13812345678转张三",
                          "+8613812345", "12812345678", "\xff", "张三"}) {
    EXPECT_EQ(phone(raw), "!invalid_phone") << raw;
  }
  EXPECT_EQ(phone("2530000", "XX"), "!invalid_phone");
  EXPECT_EQ(phone(std::string(10'000, '1')), "!invalid_phone");
}

TEST(Phone, the_fast_path_agrees_with_itself_on_its_own_answers) {
  std::mt19937_64 random(86);
  for (int round = 0; round < 500; ++round) {
    std::string digits = "1" + std::to_string(3 + random() % 7);
    while (digits.size() < 11) digits += static_cast<char>('0' + random() % 10);
    ASSERT_EQ(phone(digits), "+86" + digits);
    ASSERT_EQ(phone("+86" + digits, "GB"), "+86" + digits);
  }
}

}  // namespace
}  // namespace ordo
