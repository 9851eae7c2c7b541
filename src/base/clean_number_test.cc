#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/text.h"

namespace ordo {
namespace {

std::string number_of(std::string_view raw) {
  const auto cleaned = clean_number(raw);
  return cleaned ? *cleaned : "!" + cleaned.error().code;
}

TEST(CleanNumber, full_width_digits_dashes_and_hidden_characters_make_one_number) {
  EXPECT_EQ(number_of("２６０３１４－123\u200b456"), "260314-123456");
  EXPECT_EQ(number_of("260314-123456"), "260314-123456");
  EXPECT_EQ(number_of("\ufeff 260314 – 123456\u00a0\u3000"), "260314-123456");
  EXPECT_EQ(number_of("260314\u2212123456"), "260314-123456");
}

TEST(CleanNumber, every_dash_and_the_underscore_become_a_hyphen) {
  for (const auto* dash :
       {"-", "_", "‐", "‑", "‒", "–", "—", "―", "−", "－", "﹣", "﹘", "＿", "⁃", "─", "━", "➖"}) {
    EXPECT_EQ(number_of(std::string("A") + dash + "1"), "A-1") << dash;
  }
}

TEST(CleanNumber, ascii_letters_are_upper_cased_and_blanks_removed) {
  EXPECT_EQ(number_of("  sku 12\t3 x\n"), "SKU123X");
  EXPECT_EQ(number_of("ｓｆ１０００"), "SF1000");
  EXPECT_EQ(number_of("订单a1"), "订单A1");
}

TEST(CleanNumber, characters_that_print_as_nothing_are_removed) {
  EXPECT_EQ(number_of("1\u3164\u034f\ufe0f\u115f\u200d2"), "12");
}

TEST(CleanNumber, an_accent_parted_from_its_letter_finds_it_again) {
  EXPECT_EQ(number_of("caf\u00e9"), "CAF\u00e9");
  EXPECT_EQ(number_of("cafe\u200b\u0301"), "CAF\u00e9");
}

TEST(CleanNumber, nothing_left_has_a_code) {
  EXPECT_EQ(number_of(""), "!empty_number");
  EXPECT_EQ(number_of(" \t\u200b\u3000"), "!empty_number");
}

TEST(CleanNumber, length_is_counted_in_code_points_after_cleaning) {
  const std::string longest(64, '1');
  EXPECT_EQ(number_of(longest), longest);
  EXPECT_EQ(number_of(fmt::format("{}     ", longest)), longest);
  EXPECT_EQ(number_of(std::string(65, '1')), "!number_too_long");
  std::string characters;
  for (int i = 0; i < 64; ++i) characters += "张";
  EXPECT_EQ(number_of(characters), characters);
  EXPECT_EQ(number_of(characters + "三"), "!number_too_long");
  EXPECT_EQ(number_of(std::string(1'000'000, ' ')), "!number_too_long");
}

TEST(CleanNumber, invalid_utf8_has_a_code) { EXPECT_EQ(number_of("12\xff"), "!invalid_utf8"); }

}  // namespace
}  // namespace ordo
