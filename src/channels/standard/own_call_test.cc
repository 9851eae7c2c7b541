#include "channels/standard/own_call.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "channels/test_support.h"

namespace ordo::channels::standard {
namespace {

TEST(StandardSelfTest, is_signed_with_the_first_of_the_secrets_under_an_id_that_bears_its_token) {
  const Instant now = at("2026-01-22T15:00:00.900Z");
  const Secret one(R"({"secret":"whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="})");
  const auto message = sign_self_test(one, "tok", now);
  ASSERT_TRUE(message.has_value()) << message.error().detail;
  const auto header = [&](std::string_view name) {
    for (const auto& [key, value] : message->headers) {
      if (key == name) return value;
    }
    return std::string();
  };
  EXPECT_EQ(header("webhook-id"), "self_test_tok");
  EXPECT_EQ(header("webhook-timestamp"), "1769094000") << "whole seconds";
  EXPECT_TRUE(header("webhook-signature").starts_with("v1,"));
  EXPECT_EQ(message->body, self_test_body("tok", now));
  EXPECT_EQ(sign_self_test(Secret(R"({"secret":"x"})"), "tok", now).error().code, "invalid_secret");
}

}  // namespace
}  // namespace ordo::channels::standard
