#include "api/kept_headers.h"

#include <gtest/gtest.h>

#include <array>
#include <boost/json.hpp>

#include "base/text.h"
#include "core/idempotency.h"

namespace ordo::api {
namespace {

namespace json = boost::json;

class KeptHeaders : public ::testing::Test {
 protected:
  KeptHeaders() {
    crypto_init();
    request_.method = "PATCH";
    request_.path = "/api/v1/orders/7";
    request_.remote = "203.0.113.9";
    request_.body = "{}";
  }
  json::object kept(std::string_view key = "") const {
    return json::parse(call_headers(request_, key, lookup_)).as_object();
  }
  std::string digest() const { return std::string(kept("k").at(core::kRequestDigest).as_string()); }

  HttpRequest request_;
  Key256 lookup_{7};
};

TEST_F(KeptHeaders, who_called_from_where_and_no_credential) {
  request_.headers = {{"Authorization", "Bearer ordo_x"},
                      {"Cookie", "session=1"},
                      {"User-Agent", "till/2"},
                      {"X-CSRF-Token", "t"},
                      {"Content-Type", "application/json"}};
  EXPECT_EQ(kept(), (json::object{{"remote", "203.0.113.9"},
                                  {"content-type", "application/json"},
                                  {"user-agent", "till/2"}}));
}

TEST_F(KeptHeaders, what_is_no_text_or_too_long_is_still_a_document) {
  const std::string many(1'000, 'a');
  const std::string odd = "till\xff\x01";
  request_.headers = {{"User-Agent", many}, {"Content-Type", odd}};
  const json::object all = kept();
  EXPECT_EQ(all.at("user-agent").as_string().size(), 256u);
  EXPECT_TRUE(is_valid_utf8(std::string_view(all.at("content-type").as_string())));
  EXPECT_TRUE(std::string_view(all.at("content-type").as_string()).starts_with("till"));
}

TEST_F(KeptHeaders, only_those_that_were_asked_for_are_kept) {
  request_.headers = {{"X-Event", "paid"}, {"X-Other", "1"}};
  constexpr std::array<std::string_view, 2> kNames = {"x-event", "x-absent"};
  std::string text;
  JsonMembers members(text);
  keep_headers(request_, kNames, members);
  members.close();
  EXPECT_EQ(json::parse(text), (json::object{{"x-event", "paid"}}));
}

TEST_F(KeptHeaders, a_request_is_repeated_only_where_all_that_it_asks_is_the_same) {
  EXPECT_FALSE(kept().contains(core::kRequestDigest)) << "without a key nothing is compared";
  const std::string first = digest();
  EXPECT_EQ(digest(), first);
  request_.headers = {{"User-Agent", "another"}};
  EXPECT_EQ(digest(), first) << "who sends it again may be another program";
  request_.headers = {{"If-Match", "\"3\""}};
  EXPECT_NE(digest(), first);
  request_.headers.clear();
  request_.body = "{ }";
  EXPECT_NE(digest(), first);
  request_.body = "{}";
  request_.query = "a=1";
  EXPECT_NE(digest(), first);
}

// Where one part ends and the next begins is part of the digest.
TEST_F(KeptHeaders, parts_do_not_run_into_each_other) {
  request_.query = "a";
  request_.body = "bc";
  const std::string first = digest();
  request_.query = "ab";
  request_.body = "c";
  EXPECT_NE(digest(), first);
}

}  // namespace
}  // namespace ordo::api
