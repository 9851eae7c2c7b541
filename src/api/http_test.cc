#include "api/http.h"

#include <gtest/gtest.h>

#include "api/url.h"
#include "api/wire.h"
#include "base/invariant.h"

namespace ordo::api {
namespace {

TEST(HttpRequestTest, header_names_have_no_case_and_the_first_one_counts) {
  HttpRequest request;
  request.headers = {{"X-One", "1"}, {"x-one", "2"}};
  EXPECT_EQ(request.header("x-ONE"), "1");
  EXPECT_EQ(request.header("x-two"), "");
}

TEST(HttpRequestTest, parameters_are_decoded) {
  HttpRequest request;
  request.query = "a=1&b%5B%5D=x+y%E4%BD%A0&c&d=";
  EXPECT_EQ(request.parameter("a"), "1");
  EXPECT_EQ(request.parameter("b[]"), "x y你");
  EXPECT_EQ(request.parameter("c"), "");
  EXPECT_EQ(request.parameter("d"), "");
  EXPECT_FALSE(request.parameter("e"));
}

TEST(HttpRequestTest, a_broken_escape_is_no_parameter) {
  HttpRequest request;
  request.query = "a=%4&b=%zz";
  EXPECT_FALSE(request.parameter("a"));
  EXPECT_FALSE(request.parameter("b"));
}

TEST(UrlTest, plus_is_a_blank_in_queries_only_and_nul_is_refused) {
  EXPECT_EQ(percent_decode("a+b%2B", UrlPart::kPath), "a+b+");
  EXPECT_EQ(percent_decode("a+b%2B", UrlPart::kQuery), "a b+");
  EXPECT_FALSE(percent_decode("a%00b", UrlPart::kPath));
  EXPECT_FALSE(percent_decode("a%", UrlPart::kPath));
}

TEST(WireTest, an_answer_is_written_as_http_expects) {
  HttpResponse response{201, "application/json", "{}", {{"Location", "/x"}}};
  EXPECT_EQ(encode_answer(response, {.date = "now"}),
            "HTTP/1.1 201 Created\r\nDate: now\r\nContent-Type: application/json\r\n"
            "X-Content-Type-Options: nosniff\r\nContent-Length: 2\r\nLocation: /x\r\n\r\n{}");
}

TEST(WireTest, no_content_has_neither_length_nor_body) {
  EXPECT_EQ(encode_answer({204, "", "", {}}, {.keep_alive = false, .date = "now"}),
            "HTTP/1.1 204 No Content\r\nDate: now\r\nConnection: close\r\n\r\n");
}

TEST(WireTest, a_large_body_follows_except_for_head) {
  HttpResponse large{200, "text/plain", std::string(kInlineBodyMax + 1, 'x'), {}};
  EXPECT_TRUE(body_follows(large, {}));
  EXPECT_FALSE(body_follows(large, {.head = true}));
  EXPECT_LT(encode_answer(large, {}).size(), 400u);
}

TEST(WireTest, a_header_cannot_smuggle_another) {
  EXPECT_THROW((void)encode_answer({200, "", "", {{"A", "b\r\nC: d"}}}, {}), InvariantBreach);
}

TEST(WireTest, dates_are_imf_fixdates) {
  EXPECT_EQ(http_date(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
}

}  // namespace
}  // namespace ordo::api
