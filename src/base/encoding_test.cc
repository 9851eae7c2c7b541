#include <gtest/gtest.h>

#include <random>

#include "base/crypto.h"
#include "base/ids.h"

namespace ordo {
namespace {

std::string random_text(std::mt19937_64& random, size_t size) {
  std::string text(size, '\0');
  for (char& c : text) c = static_cast<char>(random());
  return text;
}

TEST(Encoding, hex_is_lower_case_and_read_in_either) {
  EXPECT_EQ(hex(std::string_view("\x00\xff\x1a", 3)), "00ff1a");
  EXPECT_EQ(from_hex("00FF1a"), std::string("\x00\xff\x1a", 3));
  EXPECT_EQ(from_hex(""), "");
  for (const auto* text : {"0", "0g", "00 ff", "00:ff", "0x00", "abc"}) {
    EXPECT_EQ(from_hex(text), std::nullopt) << text;
  }
}

TEST(Encoding, base64_gives_the_answers_of_rfc_4648) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64("\xfb\xff"), "+/8=");
}

TEST(Encoding, base64_has_one_spelling_only) {
  EXPECT_EQ(from_base64("Zm8="), "fo");
  EXPECT_EQ(from_base64(""), "");
  for (const auto* text : {"Zm8", "Zg=", "Zg", "Z", "Zm9v=", "Zm9v====", "Zh==", "Zm9=", "-_8=",
                           "Zm9v\n", " Zm9v", "Zm 9v", "Zg==Zg==", "====", "Zm9v!"}) {
    EXPECT_EQ(from_base64(text), std::nullopt) << text;
  }
  EXPECT_EQ(from_base64(std::string_view("Zm9v\0", 5)), std::nullopt);
}

TEST(Encoding, bytes_survive_both_texts) {
  std::mt19937_64 random(64);
  for (size_t size = 0; size < 200; ++size) {
    const std::string bytes = random_text(random, size);
    ASSERT_EQ(from_base64(base64(bytes)), bytes);
    ASSERT_EQ(from_hex(hex(bytes)), bytes);
  }
}

TEST(Encoding, tokens_are_safe_in_a_url) {
  crypto_init();
  const std::string token = random_token(32);
  EXPECT_EQ(token.size(), 43u);
  EXPECT_EQ(token.find_first_of("+/="), std::string::npos);
}

TEST(Encoding, uuids_name_their_version) {
  crypto_init();
  const std::string random = uuid_v4();
  EXPECT_TRUE(is_uuid(random));
  EXPECT_EQ(random[14], '4');
  EXPECT_NE(std::string_view("89ab").find(random[19]), std::string_view::npos);
  EXPECT_NE(uuid_v4(), random);
}

TEST(Encoding, a_derived_uuid_depends_on_its_name_alone) {
  const std::string id = uuid_from("message 1");
  EXPECT_TRUE(is_uuid(id));
  EXPECT_EQ(id[14], '8');
  EXPECT_EQ(uuid_from("message 1"), id);
  EXPECT_NE(uuid_from("message 2"), id);
}

}  // namespace
}  // namespace ordo
