#include "base/text.h"

#include <gtest/gtest.h>

#include <random>

namespace ordo {
namespace {

std::string text_of(std::string_view raw) {
  const auto cleaned = clean_text(raw);
  return cleaned ? *cleaned : "!" + cleaned.error().code;
}

std::string lines_of(std::string_view raw) {
  const auto cleaned = clean_multiline(raw);
  return cleaned ? *cleaned : "!" + cleaned.error().code;
}

// Text that is rich in the characters that cleaning must look at.
std::string awkward_text(std::mt19937_64& random) {
  static constexpr std::string_view kPieces[] = {
      "a",         "B",        " ",      "\t",     "\n",     "\r",     "\r\n",   "\x01",
      "e\xcc\x81", "\xcc\x81", "张",     "３",     "－",     "　",     "_",      "i",
      "\xcc\x87",  "\u200d",   "\u200c", "\u200b", "\ufeff", "\u202e", "👩",     "💻",
      "\ufe0f",    "\u00a8",   "\u2028", "\u0085", "क",      "\u094d", "\u212b", "\u3164"};
  std::string text;
  for (size_t i = random() % 12; i-- > 0;) text += kPieces[random() % std::size(kPieces)];
  return text;
}

TEST(Utf8, knows_valid_from_invalid) {
  for (const auto* text :
       {"", "plain ascii, and long enough", "订单", "👩‍💻", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_TRUE(is_valid_utf8(text)) << text;
  }
  for (const auto* text : {"\x80", "\xc0\xaf", "\xe4\xbd", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                           "long enough for a word \xff"}) {
    EXPECT_FALSE(is_valid_utf8(text)) << text;
  }
}

TEST(Utf8, ascii_is_seven_bits_wherever_the_eighth_stands) {
  EXPECT_TRUE(is_ascii(""));
  const std::string plain(40, 'x');
  EXPECT_TRUE(is_ascii(plain));
  for (size_t i = 0; i < plain.size(); ++i) {
    std::string text = plain;
    text[i] = '\x80';
    EXPECT_FALSE(is_ascii(text)) << i;
  }
}

TEST(Utf8, counts_and_cuts_by_code_points) {
  EXPECT_EQ(code_points("a张👩"), 3u);
  EXPECT_EQ(cut_utf8("a张👩", 8), "a张👩");
  EXPECT_EQ(cut_utf8("a张👩", 7), "a张");
  EXPECT_EQ(cut_utf8("a张👩", 4), "a张");
  EXPECT_EQ(cut_utf8("a张👩", 3), "a");
  EXPECT_EQ(cut_utf8("张", 2), "");
  EXPECT_EQ(cut_utf8("", 5), "");
}

TEST(CleanText, white_space_becomes_one_space_and_is_trimmed) {
  EXPECT_EQ(text_of("  blue \t\r\n shirt  "), "blue shirt");
  EXPECT_EQ(text_of("already clean"), "already clean");
  EXPECT_EQ(text_of("　蓝色　\u00a0衬衫\u2028"), "蓝色 衬衫");
  EXPECT_EQ(text_of(" \t\n"), "");
  EXPECT_EQ(text_of(""), "");
}

TEST(CleanText, controls_and_invisible_characters_are_dropped) {
  EXPECT_EQ(text_of(std::string_view("a\0b\x1b[31mc\x7f", 10)), "ab[31mc");
  EXPECT_EQ(text_of("\ufeff张\u200b三\u202e\u2066"), "张三");
  EXPECT_EQ(text_of("soft\u00adhyphen"), "softhyphen");
}

TEST(CleanText, joiners_stay_only_where_they_shape_something) {
  EXPECT_EQ(text_of("👩\u200d💻"), "👩\u200d💻");
  EXPECT_EQ(text_of("❤\ufe0f\u200d🔥"), "❤\ufe0f\u200d🔥");
  EXPECT_EQ(text_of("می\u200cخواهم"), "می\u200cخواهم");
  EXPECT_EQ(text_of("क\u094d\u200dष"), "क\u094d\u200dष");
  EXPECT_EQ(text_of("\u200d张三\u200d"), "张三");
  EXPECT_EQ(text_of("1\u200d2"), "12");
  EXPECT_EQ(text_of("张 \u200d三"), "张 三");
}

TEST(CleanText, is_nfc_also_where_something_was_dropped) {
  EXPECT_EQ(text_of("Cafe\u0301"), "Caf\u00e9");
  EXPECT_EQ(text_of("Cafe\u200b\u0301"), "Caf\u00e9");
  EXPECT_EQ(text_of("ＡＢＣ"), "ＡＢＣ") << "compatibility forms are not folded in names";
}

TEST(CleanText, invalid_utf8_has_a_code) {
  EXPECT_EQ(text_of("abc\xff"), "!invalid_utf8");
  EXPECT_EQ(lines_of("张\xe4\xbd"), "!invalid_utf8");
}

TEST(CleanMultiline, keeps_at_most_two_breaks_in_a_row) {
  EXPECT_EQ(lines_of("a\nb"), "a\nb");
  EXPECT_EQ(lines_of("a\r\nb\rc"), "a\nb\nc");
  EXPECT_EQ(lines_of("a \r\n\r\n\r\n  b"), "a\n\nb");
  EXPECT_EQ(lines_of("\n\n a  b \n"), "a b");
  EXPECT_EQ(lines_of("张\u2028三\r\n\u0085四\n\n\n"), "张\n三\n\n四");
}

TEST(Code, is_what_may_stand_in_an_address_as_it_is) {
  EXPECT_TRUE(is_code("shop-a_7"));
  EXPECT_TRUE(is_code(std::string(64, 'a')));
  for (const std::string_view bad : {"", "Shop", "a b", "店", "a/b", "a@b"}) {
    EXPECT_FALSE(is_code(bad)) << bad;
  }
  EXPECT_FALSE(is_code(std::string(65, 'a')));
}

TEST(CleanText, is_a_fixed_point) {
  std::mt19937_64 random(15);
  for (int round = 0; round < 20000; ++round) {
    const std::string raw = awkward_text(random);
    const std::string once = text_of(raw);
    ASSERT_EQ(text_of(once), once) << printable(raw);
    const std::string lines = lines_of(raw);
    ASSERT_EQ(lines_of(lines), lines) << printable(raw);
    if (const auto number = clean_number(raw)) {
      ASSERT_EQ(clean_number(*number).value(), *number) << printable(raw);
    }
  }
}

}  // namespace
}  // namespace ordo
