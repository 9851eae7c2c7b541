#include "base/file_type.h"

#include <gtest/gtest.h>

#include <random>

#include "base/file_samples.h"

namespace ordo {
namespace {

using samples::gif;
using samples::jpeg;
using samples::pdf;
using samples::png;
using samples::webp;

std::string code_for(std::string_view bytes) {
  const auto type = detect_file_type(bytes);
  return type ? std::string(media_type(*type)) : type.error().code;
}

TEST(FileType, is_found_in_the_bytes) {
  EXPECT_EQ(code_for(jpeg()), "image/jpeg");
  EXPECT_EQ(code_for(png()), "image/png");
  EXPECT_EQ(code_for(gif()), "image/gif");
  EXPECT_EQ(code_for(webp()), "image/webp");
  EXPECT_EQ(code_for(pdf()), "application/pdf");
  EXPECT_EQ(code_for("买家：已付款\r\n客服：收到\t谢谢"), "text/plain");
  EXPECT_EQ(code_for("\xEF\xBB\xBFhello"), "text/plain");
}

TEST(FileType, text_in_gb18030_is_text) {
  EXPECT_EQ(code_for("\xC2\xF2\xBC\xD2\xA3\xBA\xD2\xD1\xB8\xB6\xBF\xEE"), "text/plain");
  EXPECT_EQ(code_for("four bytes: \x95\x32\x82\x36"), "text/plain");
  EXPECT_EQ(code_for("cut: \xC2"), "file_type_unknown");
  EXPECT_EQ(code_for("no lead: \xFF\xFF"), "file_type_unknown");
}

TEST(FileType, what_is_none_of_them_is_refused) {
  EXPECT_EQ(code_for(""), "file_empty");
  EXPECT_EQ(code_for(std::string_view("MZ\x90\0\3\0", 6)), "file_type_unknown");
  EXPECT_EQ(code_for(std::string_view("PK\3\4 a zip", 10)), "file_type_unknown");
  EXPECT_EQ(code_for(std::string_view("text with\0nothing", 17)), "file_type_unknown");
  EXPECT_EQ(code_for("RIFF\x04WAVEfmt "), "file_type_unknown");
}

// A page or a drawing is text to us: it is never shown as what it says it is.
TEST(FileType, markup_is_plain_text) {
  EXPECT_EQ(code_for("<svg onload=alert(1)>"), "text/plain");
  EXPECT_EQ(code_for("<!doctype html>"), "text/plain");
}

TEST(FileType, a_file_that_was_cut_off_is_refused_wherever_it_was_cut) {
  for (const std::string& whole : {png(), gif(), jpeg(), webp()}) {
    for (size_t size = 12; size < whole.size(); ++size) {
      EXPECT_EQ(code_for(std::string_view(whole).substr(0, size)), "file_truncated")
          << media_type(*detect_file_type(whole)) << " of " << size;
    }
  }
  EXPECT_EQ(code_for("%PDF-1.7\n1 0 obj"), "file_truncated");
}

TEST(FileType, what_a_camera_adds_behind_a_picture_is_taken) {
  EXPECT_EQ(code_for(jpeg() + std::string(64, '\0')), "image/jpeg");
  EXPECT_EQ(code_for(png() + "more"), "image/png");
}

TEST(FileType, the_end_mark_of_a_preview_is_not_that_of_the_picture) {
  using std::string_view_literals::operator""sv;
  EXPECT_EQ(code_for("\xFF\xD8\xFF\xE1\0\x08\xFF\xD8\xFF\xD9\0\0\xFF\xDA\0\x02 picture"sv),
            "file_truncated");
}

TEST(FileType, any_bytes_behind_a_beginning_are_judged_within_their_bounds) {
  std::mt19937_64 random(36);
  for (const std::string& whole : {png(), gif(), jpeg(), webp(), pdf()}) {
    for (int round = 0; round < 2000; ++round) {
      std::string bytes = whole.substr(0, 4 + random() % whole.size());
      for (int i = 0; i < 4; ++i) bytes[random() % bytes.size()] = static_cast<char>(random());
      (void)detect_file_type(bytes);
    }
  }
}

TEST(FileType, declared_types_and_endings) {
  EXPECT_EQ(parse_media_type("Image/JPEG; q=1"), FileType::kJpeg);
  EXPECT_EQ(parse_media_type("text/plain ;charset=utf-8"), FileType::kText);
  EXPECT_EQ(parse_media_type("text/html"), std::nullopt);
  EXPECT_TRUE(has_extension(FileType::kJpeg, "a.jpeg"));
  EXPECT_FALSE(has_extension(FileType::kJpeg, "a.png"));
  EXPECT_EQ(extension(FileType::kText), ".txt");
}

}  // namespace
}  // namespace ordo
