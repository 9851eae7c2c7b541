#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>

#include "base/text.h"

namespace ordo {
namespace {

TEST(Printable, shows_text_and_escapes_the_rest) {
  EXPECT_EQ(printable("订单 42"), "订单 42");
  EXPECT_EQ(printable("a\nb\r\tc\\"), "a\\nb\\r\\tc\\\\");
  EXPECT_EQ(printable("\x1b[31m"), "\\x1b[31m");
  EXPECT_EQ(printable("a\u202eb\u2028\u0085"), "a\\u{202e}b\\u{2028}\\u{85}");
  EXPECT_EQ(printable("\xff\xe4\xbdx"), "\\xff\\xe4\\xbdx");
  EXPECT_EQ(printable(std::string_view("\0", 1)), "\\x00");
}

TEST(Printable, is_cut_to_200_bytes_between_characters) {
  EXPECT_EQ(printable(std::string(200, 'x')), std::string(200, 'x'));
  EXPECT_EQ(printable(std::string(201, 'x')), fmt::format("{:x>197}…", ""));
  std::string characters;
  for (int i = 0; i < 100; ++i) characters += "张";
  EXPECT_EQ(printable(characters).size(), 198u);
  EXPECT_TRUE(is_valid_utf8(printable(characters)));
}

TEST(Printable, any_bytes_become_valid_short_text) {
  std::mt19937_64 random(200);
  for (int round = 0; round < 2000; ++round) {
    std::string bytes(random() % 300, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    const std::string shown = printable(bytes);
    ASSERT_TRUE(is_valid_utf8(shown));
    ASSERT_LE(shown.size(), 200u);
  }
}

TEST(Mask, a_name_keeps_its_first_character) {
  EXPECT_EQ(mask_name("张三"), "张*");
  EXPECT_EQ(mask_name("欧阳娜娜"), "欧*");
  EXPECT_EQ(mask_name("John Smith"), "J*");
  EXPECT_EQ(mask_name(""), "");
  EXPECT_EQ(mask_name("\xff"), "*");
}

TEST(Mask, a_phone_keeps_its_ends) {
  EXPECT_EQ(mask_phone("13812345678"), "138****5678");
  EXPECT_EQ(mask_phone("+8613812345678"), "+86138****5678");
  EXPECT_EQ(mask_phone("+8613812345678;ext=1234"), "+86138****5678*");
  EXPECT_EQ(mask_phone("13812345678-1234"), "138****5678*");
  EXPECT_EQ(mask_phone("95588"), "9*");
  EXPECT_EQ(mask_phone(""), "");
}

}  // namespace
}  // namespace ordo
