#include "flows/callback_tests.h"

#include <gtest/gtest.h>

namespace ordo::flows {
namespace {

TEST(CallbackTestsTest, a_test_is_known_again_by_whatever_is_left_of_it) {
  CallbackTests tests;
  using HeaderViews = std::vector<std::pair<std::string_view, std::string_view>>;
  const HeaderViews bearing{{"webhook-id", "self_test_tok"}}, none;
  EXPECT_EQ(tests.find("standard", "mini", {bearing, ""}), nullptr);
  SentCallback sent;
  sent.channel = "standard";
  sent.shop = "mini";
  sent.token = "tok";
  const CallbackTestPtr test = tests.await(std::move(sent));
  EXPECT_EQ(tests.find("standard", "mini", {bearing, "zipped"}), test) << "by a header";
  EXPECT_EQ(tests.find("standard", "mini", {none, R"({"token":"tok"})"}), test) << "by the body";
  EXPECT_EQ(tests.find("standard", "mini", {none, "an order"}), nullptr);
  EXPECT_EQ(tests.find("standard", "other", {bearing, ""}), nullptr);
  test->verified();
  test->refused({none, "again"}, {ErrorClass::kUnauthorised, "signature_invalid", "", {}});
  EXPECT_TRUE(test->arrival().verified) << "the first of repeats counts";
  tests.forget(test);
  EXPECT_EQ(tests.find("standard", "mini", {bearing, ""}), nullptr);
}

TEST(CallbackTestsTest, what_could_not_be_stored_says_why_and_is_no_message) {
  CallbackTest test({});
  test.verified();
  test.not_stored("log_full", "the log takes nothing now");
  EXPECT_TRUE(test.arrival().verified);
  EXPECT_EQ(test.arrival().code, "log_full");
  EXPECT_FALSE(test.arrival().message);
  test.stored(MessageSeq(7));
  test.stored(MessageSeq(8));
  EXPECT_EQ(test.arrival().message, MessageSeq(7)) << "the first of repeats counts";
}

}  // namespace
}  // namespace ordo::flows
