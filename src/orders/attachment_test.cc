#include "orders/attachment.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "core/limits.h"

namespace ordo::orders {
namespace {

std::string cleaned(std::string_view raw, FileType type = FileType::kPng) {
  return clean_file_name(raw, type).value_or("refused");
}

TEST(FileName, what_is_a_name_stays) {
  EXPECT_EQ(cleaned("付款截图.png"), "付款截图.png");
  EXPECT_EQ(cleaned("Photo 1.JPEG", FileType::kJpeg), "Photo 1.JPEG");
}

TEST(FileName, of_a_path_the_last_part_is_kept) {
  EXPECT_EQ(cleaned("../../etc/passwd.png"), "passwd.png");
  EXPECT_EQ(cleaned(R"(C:\Users\li\shot.png)"), "shot.png");
  EXPECT_EQ(cleaned("folder/"), "attachment.png");
}

TEST(FileName, what_is_invisible_or_means_something_to_a_file_system_is_taken_out) {
  EXPECT_EQ(cleaned("a\r\nb\x01.png"), "a b.png");
  EXPECT_EQ(cleaned("in\u202egnp.exe.png"), "ingnp.exe.png");
  EXPECT_EQ(cleaned("a:b*c?.png"), "a_b_c_.png");
  EXPECT_EQ(cleaned("..hidden.png"), "hidden.png");
  EXPECT_EQ(cleaned(".png"), "png.png");
}

TEST(FileName, its_ending_tells_what_it_is) {
  EXPECT_EQ(cleaned("invoice.exe", FileType::kPdf), "invoice.exe.pdf");
  EXPECT_EQ(cleaned("page.html", FileType::kText), "page.html.txt");
  EXPECT_EQ(cleaned("chat.log", FileType::kText), "chat.log");
  EXPECT_EQ(cleaned("", FileType::kJpeg), "attachment.jpg");
  EXPECT_EQ(cleaned(" . . "), "attachment.png");
}

TEST(FileName, it_is_cut_before_its_ending_and_between_characters) {
  std::string longest;
  for (int i = 0; i < 500; ++i) longest += "图";
  const std::string name = cleaned(longest + ".png");
  EXPECT_EQ(code_points(name), core::kAttachmentNameMax);
  EXPECT_TRUE(name.ends_with("图.png"));
  EXPECT_TRUE(is_valid_utf8(name));
}

TEST(FileName, bytes_that_are_no_text_are_refused) {
  EXPECT_EQ(clean_file_name("\xff.png", FileType::kPng).error().code, "invalid_utf8");
}

}  // namespace
}  // namespace ordo::orders
