#include "channels/email/notifier.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "channels/email/message.h"

namespace ordo::channels::email {
namespace {

const Instant kNoon = *parse_rfc3339("2026-01-22T12:00:00Z");

std::string credentials(std::string_view url, std::string_view to = "li@example.com") {
  return R"({"url":")" + std::string(url) + R"(","from":"ordo@example.com","to":[")" +
         std::string(to) + R"("]})";
}

TEST(Email, a_message_has_a_header_of_ascii_and_a_body_in_base64) {
  const Notice notice{"ordo-42", "漏单", {"店铺: mini"}, Severity::kCritical};
  EXPECT_EQ(message_text("ordo@example.com", {"a@example.com", "b@example.com"}, notice, kNoon),
            "Date: Thu, 22 Jan 2026 12:00:00 +0000\r\nFrom: <ordo@example.com>\r\nTo: "
            "<a@example.com>,\r\n <b@example.com>\r\nMessage-ID: <ordo-42@example.com>\r\nSubject: "
            "=?UTF-8?B?5ryP5Y2V?=\r\nImportance: high\r\nMIME-Version: 1.0\r\nContent-Type: "
            "text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\nAuto-Submitted: "
            "auto-generated\r\n\r\n5ryP5Y2VDQoNCuW6l+mTujogbWluaQ0K\r\n");
}

TEST(Email, words_cannot_add_a_header) {
  const Notice notice{"1", "x\r\nBcc: evil@example.com", {".\r\nMAIL FROM:<evil>"}, {}};
  const std::string text = message_text("a@example.com", {"b@example.com"}, notice, kNoon);
  EXPECT_EQ(text.find("Bcc"), std::string::npos);
  EXPECT_EQ(text.find("\r\n."), std::string::npos);
}

TEST(Email, a_long_subject_is_words_of_whole_characters) {
  std::string words;
  for (int i = 0; i < 40; ++i) words += "单";
  const std::string encoded = encoded_words(words);
  EXPECT_EQ(encoded.find("=?UTF-8?B?"), 0u);
  for (size_t at = 0; at < encoded.size();) {
    const size_t end = std::min(encoded.find("\r\n ", at), encoded.size());
    EXPECT_LE(end - at, 75u);
    const auto part = from_base64(encoded.substr(at + 10, end - at - 12));
    ASSERT_TRUE(part);
    EXPECT_TRUE(is_valid_utf8(*part));
    at = end + 3;
  }
}

TEST(Email, servers_and_addresses_are_checked) {
  EXPECT_TRUE(Email().check_credentials(credentials("smtps://mail.example.com")));
  EXPECT_TRUE(Email().check_credentials(credentials("smtp://mail.example.com:587")));
  for (const char* url :
       {"https://mail.example.com", "smtp://", "smtp://a/b", "smtp://u:p@h", "x"}) {
    const auto checked = Email().check_credentials(credentials(url));
    ASSERT_FALSE(checked) << url;
    EXPECT_EQ(checked.error().fields.at(0).pointer, "/url") << url;
  }
  for (const char* to : {"li", "@b", "a@", "a@b@c", "<a@b>", "a@b,c@d"}) {
    const auto checked = Email().check_credentials(credentials("smtps://m.example.com", to));
    ASSERT_FALSE(checked) << to;
    EXPECT_EQ(checked.error().fields.at(0).pointer, "/to/0") << to;
  }
}

TEST(Email, a_server_that_says_later_is_asked_later) {
  EXPECT_EQ(Email().read({250, {}, ""}).met, Told::Met::kDelivered);
  EXPECT_EQ(Email().read({451, {}, "greylisted"}).met, Told::Met::kDown);
  EXPECT_EQ(Email().read({550, {}, "no such user"}).met, Told::Met::kRefused);
  EXPECT_EQ(Email().read({0, {}, "Timeout was reached"}).met, Told::Met::kDown);
  EXPECT_EQ(Email().read({354, {}, ""}).met, Told::Met::kDown);
}

}  // namespace
}  // namespace ordo::channels::email
