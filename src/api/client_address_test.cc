#include "api/client_address.h"

#include <gtest/gtest.h>

namespace ordo::api {
namespace {

const TrustedProxies kProxies = {"10.0.0.1", "10.0.0.2", "::1"};

std::string_view from(std::string_view peer, const Headers& headers) {
  return client_address(peer, headers, kProxies);
}

TEST(ClientAddress, is_the_peer_where_nothing_else_is_said) {
  EXPECT_EQ(from("203.0.113.9", {}), "203.0.113.9");
  EXPECT_EQ(from("10.0.0.1", {}), "10.0.0.1");
}

TEST(ClientAddress, is_what_a_trusted_proxy_says) {
  EXPECT_EQ(from("10.0.0.1", {{"X-Forwarded-For", "203.0.113.9"}}), "203.0.113.9");
  EXPECT_EQ(from("::1", {{"x-forwarded-for", " 2001:db8::7 "}}), "2001:db8::7");
}

TEST(ClientAddress, a_stranger_cannot_say_who_he_is) {
  EXPECT_EQ(from("203.0.113.9", {{"X-Forwarded-For", "192.0.2.1"}}), "203.0.113.9");
  EXPECT_EQ(client_address("10.0.0.1", {{"X-Forwarded-For", "192.0.2.1"}}, {}), "10.0.0.1");
}

TEST(ClientAddress, what_a_client_sent_along_is_not_believed) {
  EXPECT_EQ(from("10.0.0.1", {{"X-Forwarded-For", "192.0.2.1, 203.0.113.9"}}), "203.0.113.9");
  EXPECT_EQ(
      from("10.0.0.1", {{"X-Forwarded-For", "192.0.2.1"}, {"X-Forwarded-For", "203.0.113.9"}}),
      "203.0.113.9");
}

TEST(ClientAddress, proxies_behind_each_other_are_all_seen_through) {
  EXPECT_EQ(from("10.0.0.1", {{"X-Forwarded-For", "203.0.113.9, 10.0.0.2"}}), "203.0.113.9");
  EXPECT_EQ(from("10.0.0.1", {{"X-Forwarded-For", "203.0.113.9"}, {"X-Forwarded-For", "10.0.0.2"}}),
            "203.0.113.9");
  EXPECT_EQ(from("10.0.0.1", {{"X-Forwarded-For", "10.0.0.2"}}), "10.0.0.2");
}

TEST(ClientAddress, what_is_no_address_ends_the_search) {
  EXPECT_EQ(from("10.0.0.1", {{"X-Forwarded-For", "203.0.113.9, unknown"}}), "10.0.0.1");
  EXPECT_EQ(from("10.0.0.1", {{"X-Forwarded-For", "nonsense, 10.0.0.2"}}), "10.0.0.2");
  EXPECT_EQ(from("10.0.0.1", {{"X-Forwarded-For", ""}}), "10.0.0.1");
}

}  // namespace
}  // namespace ordo::api
