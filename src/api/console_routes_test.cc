#include "api/console_routes.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace ordo::api {
namespace {

constexpr std::array<ConsoleFile, 2> kFiles = {{
    {"/index.html", "text/html; charset=utf-8", "aa", false, "<page>", "zipped page"},
    {"/assets/main-1.js", "text/javascript", "bb", true, "code", "zipped code"},
}};

HttpResponse ask(std::string_view path, Headers headers = {}) {
  HttpRequest request;
  request.method = "GET";
  request.path = path;
  request.headers = std::move(headers);
  return console_answer(request, kFiles);
}

std::string header(const HttpResponse& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return "";
}

TEST(Console, page_answers_every_address_of_its_own_router) {
  for (const char* path : {"/", "/orders", "/orders/12", "/settings/keys", "/apiary"}) {
    EXPECT_EQ(ask(path).body, "<page>") << path;
  }
}

TEST(Console, what_programs_call_is_never_answered_with_a_page) {
  for (const char* path : {"/api", "/api/v1/order", "/api/", "/hooks/x", "/metrics/x", "/t/1"}) {
    const HttpResponse response = ask(path);
    EXPECT_EQ(response.status, 404) << path;
    EXPECT_EQ(response.content_type, "application/problem+json") << path;
  }
}

TEST(Console, a_file_that_is_not_there_is_missing_not_the_page) {
  EXPECT_EQ(ask("/assets/main-0.js").status, 404);
  EXPECT_EQ(ask("/favicon.ico").status, 404);
}

TEST(Console, hashed_files_are_kept_for_ever_and_the_page_is_asked_for_anew) {
  EXPECT_EQ(header(ask("/assets/main-1.js"), "Cache-Control"),
            "public, max-age=31536000, immutable");
  EXPECT_EQ(header(ask("/"), "Cache-Control"), "no-cache");
}

TEST(Console, gzip_is_given_to_those_who_take_it) {
  const HttpResponse zipped = ask("/", {{"Accept-Encoding", "br, gzip;q=0.8"}});
  EXPECT_EQ(zipped.body, "zipped page");
  EXPECT_EQ(header(zipped, "Content-Encoding"), "gzip");
  EXPECT_EQ(header(zipped, "Vary"), "Accept-Encoding");
  EXPECT_EQ(ask("/", {{"Accept-Encoding", "gzip;q=0, br"}}).body, "<page>");
  EXPECT_EQ(ask("/", {{"Accept-Encoding", "x-gzip2"}}).body, "<page>");
}

TEST(Console, what_the_browser_holds_is_not_sent_again) {
  const HttpResponse first = ask("/");
  const HttpResponse second = ask("/", {{"If-None-Match", header(first, "ETag")}});
  EXPECT_EQ(second.status, 304);
  EXPECT_TRUE(second.body.empty());
  EXPECT_EQ(ask("/", {{"If-None-Match", "\"older\""}}).status, 200);
}

TEST(Console, no_foreign_code_may_run_and_no_foreign_page_may_frame_it) {
  const std::string policy = header(ask("/"), "Content-Security-Policy");
  EXPECT_NE(policy.find("default-src 'none'"), std::string::npos);
  EXPECT_NE(policy.find("script-src 'self';"), std::string::npos);
  EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos);
  EXPECT_NE(policy.find("img-src 'self' data: blob:;"), std::string::npos) << "previews of files";
  EXPECT_EQ(header(ask("/"), "Referrer-Policy"), "no-referrer");
}

TEST(Console, program_carries_the_page_and_all_that_it_names) {
  HttpRequest request;
  request.method = "GET";
  request.path = "/";
  const std::string page = console_answer(request, console_files()).body;
  size_t named = 0;
  for (size_t at = page.find("/assets/"); at != std::string::npos;
       at = page.find("/assets/", at + 1)) {
    const std::string asset = page.substr(at, page.find('"', at) - at);
    request.path = asset;
    EXPECT_EQ(console_answer(request, console_files()).status, 200) << asset;
    ++named;
  }
  EXPECT_GT(named, 0U);
}

}  // namespace
}  // namespace ordo::api
