#include "channels/standard/verify.h"

#include <gtest/gtest.h>

#include "channels/standard/adapter.h"
#include "channels/standard/sign.h"
#include "channels/standard/test_support.h"

namespace ordo::channels::standard {
namespace {

constexpr std::string_view kDocumentedSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr std::string_view kOtherWhsec = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";
constexpr int64_t kSentAt = 1614265330;
const std::string kBody = R"({"test": 2432232314})";
const std::string kId = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const std::string kPublished = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

Secret credentials(std::string_view whsec) {
  return Secret(R"({"secret":")" + std::string(whsec) + "\"}");
}

// A request that verifies as it stands; a test changes one thing of it.
struct Message {
  std::string id = kId;
  std::string timestamp = std::to_string(kSentAt);
  std::string signature = kPublished;
  std::string body = kBody;

  Result<Verified> verify(int64_t now_seconds = kSentAt,
                          const Secret& secret = credentials(kDocumentedSecret)) const {
    const std::pair<std::string_view, std::string_view> headers[] = {
        {"Webhook-Id", id}, {"Webhook-Timestamp", timestamp}, {"Webhook-Signature", signature}};
    return StandardAdapter().verify({headers, body}, secret, Instant{now_seconds * 1000});
  }
  std::string code(int64_t now_seconds = kSentAt) const {
    const auto verified = verify(now_seconds);
    if (verified) return "ok";
    EXPECT_EQ(verified.error().kind, ErrorClass::kUnauthorised);
    return verified.error().code;
  }
  Message signed_again() const {
    Message again = *this;
    HmacSha256 key(key_bytes());
    again.signature = v1_signature(key, id, timestamp, body);
    return again;
  }
  static std::string key_bytes() { return *from_base64(kDocumentedSecret.substr(6)); }
};

TEST(Verify, the_published_vector_passes_and_names_its_message) {
  const auto verified = Message{}.verify();
  ASSERT_TRUE(verified.has_value());
  EXPECT_EQ(verified->external_id, kId);
}

TEST(Verify, the_status_changed_vector_passes) {
  const Message message{"msg_2KWPBgLlAfxdpx2AI54pPJ85f4W", "1773495683",
                        "v1,fbCwORbGNZuhWy1jgKqgxu6xfBZ9Q8/eH/jg09A8xK8=",
                        fixture("stdwh_order_status_changed.json")};
  EXPECT_EQ(message.code(1773495683), "ok");
}

TEST(Verify, the_generic_order_vector_passes) {
  const Message message{"msg_ext_88213", "1773494468",
                        "v1,88+z7km1mz1CkGN0A1g//UfntsBo9oZGiviUjfnDxAI=",
                        fixture("stdwh_generic_order_created.json")};
  EXPECT_EQ(message.code(1773494468), "ok");
}

TEST(Verify, five_minutes_either_way_pass_and_a_second_more_does_not) {
  EXPECT_EQ(Message{}.code(kSentAt + 300), "ok");
  EXPECT_EQ(Message{}.code(kSentAt - 300), "ok");
  EXPECT_EQ(Message{}.code(kSentAt + 301), "timestamp_out_of_tolerance");
  EXPECT_EQ(Message{}.code(kSentAt - 301), "timestamp_out_of_tolerance");
}

TEST(Verify, a_timestamp_that_only_begins_as_a_number_is_refused) {
  for (const std::string bad :
       {"1614265330abc", "123abc", " 1614265330", "+1614265330", "-1614265330", "1614265330.0",
        "0x60", "1e9", "99999999999999999999"}) {
    Message message;
    message.timestamp = bad;
    EXPECT_EQ(message.signed_again().code(), "signature_invalid") << bad;
  }
}

TEST(Verify, the_farthest_future_does_not_overflow) {
  Message message;
  message.timestamp = "9223372036854775807";
  EXPECT_EQ(message.signed_again().code(), "timestamp_out_of_tolerance");
}

TEST(Verify, each_of_the_three_headers_is_needed) {
  Message no_id, no_timestamp, no_signature;
  no_id.id = "";
  no_timestamp.timestamp = "";
  no_signature.signature = "";
  EXPECT_EQ(no_id.code(), "signature_missing");
  EXPECT_EQ(no_timestamp.code(), "signature_missing");
  EXPECT_EQ(no_signature.code(), "signature_missing");
}

TEST(Verify, an_id_with_a_dot_or_beyond_its_limits_is_refused_though_signed) {
  for (const std::string& bad :
       {std::string("msg.1"), std::string(257, 'a'), std::string("caf\xc3\xa9"),
        std::string("tab\tbed"), std::string("del\x7f")}) {
    Message message;
    message.id = bad;
    EXPECT_EQ(message.signed_again().code(), "signature_invalid") << bad;
  }
  Message longest;
  longest.id = std::string(256, 'a');
  EXPECT_EQ(longest.signed_again().code(), "ok");
}

TEST(Verify, one_changed_byte_of_body_id_or_time_is_noticed) {
  Message body, id, timestamp;
  body.body.back() = ' ';
  id.id.back() = 'K';
  timestamp.timestamp = std::to_string(kSentAt + 1);
  EXPECT_EQ(body.code(), "signature_invalid");
  EXPECT_EQ(id.code(), "signature_invalid");
  EXPECT_EQ(timestamp.code(), "signature_invalid");
}

TEST(Verify, one_good_signature_among_bad_ones_passes) {
  Message message;
  message.signature = "v1,AAAA v1a,xyz  v2," + kPublished.substr(3) + " " + kPublished + " v1,";
  EXPECT_EQ(message.code(), "ok");
}

TEST(Verify, the_right_digest_under_another_version_does_not_pass) {
  for (const std::string version : {"v2,", "v1a,", "V1,", "", "v1", "v1,v1,"}) {
    Message message;
    message.signature = version + kPublished.substr(3);
    EXPECT_EQ(message.code(), "signature_invalid") << version;
  }
}

TEST(Verify, signatures_beyond_the_limit_are_not_looked_at) {
  Message message;
  message.signature.clear();
  for (size_t i = 0; i < kSignaturesMax; ++i) message.signature += "v1,no ";
  message.signature += kPublished;
  EXPECT_EQ(message.code(), "signature_invalid");
}

TEST(Verify, another_shops_secret_does_not_open) {
  const auto verified = Message{}.verify(kSentAt, credentials(kOtherWhsec));
  ASSERT_FALSE(verified.has_value());
  EXPECT_EQ(verified.error().code, "signature_invalid");
}

TEST(Verify, during_rotation_either_secret_opens) {
  const std::string both =
      "[\"" + std::string(kOtherWhsec) + "\",\"" + std::string(kDocumentedSecret) + "\"]";
  EXPECT_TRUE(Message{}.verify(kSentAt, Secret("{\"secrets\":" + both + "}")));
  EXPECT_TRUE(Message{}.verify(kSentAt, Secret("{\"secret\":\"" + std::string(kOtherWhsec) +
                                               "\",\"secrets\":" + both + "}")));
}

TEST(Verify, credentials_without_a_usable_secret_let_nobody_in) {
  for (const std::string bad : {"", "{}", "[]", R"({"secret":""})", R"({"secrets":[]})"}) {
    const auto verified = Message{}.verify(kSentAt, Secret(bad));
    ASSERT_FALSE(verified.has_value()) << bad;
    EXPECT_EQ(verified.error().code, "signature_invalid");
  }
}

TEST(Verify, more_shops_than_the_cache_holds_are_all_served) {
  for (int i = 0; i < 600; ++i) {
    const Secret shop(R"({"shop":)" + std::to_string(i) + R"(,"secret":")" +
                      std::string(kDocumentedSecret) + "\"}");
    ASSERT_TRUE(Message{}.verify(kSentAt, shop)) << i;
  }
}

TEST(Credentials, a_well_formed_secret_is_accepted) {
  EXPECT_TRUE(StandardAdapter().check_credentials(credentials(kDocumentedSecret).reveal()));
  EXPECT_TRUE(StandardAdapter().check_credentials("{\"secret\":\"whsec_" +
                                                  base64(std::string(64, 'k')) + "\"}"));
}

TEST(Credentials, each_fault_names_its_member_and_never_shows_the_secret) {
  const std::string short_key = "whsec_" + base64(std::string(23, 'k'));
  const std::string long_key = "whsec_" + base64(std::string(65, 'k'));
  const std::pair<std::string, std::string> cases[] = {
      {"not json", ""},
      {"[]", ""},
      {"{}", "/secret"},
      {R"({"secret":5})", "/secret"},
      {R"({"secret":"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})", "/secret"},
      {R"({"secret":"whsec_***"})", "/secret"},
      {R"({"secret":")" + short_key + "\"}", "/secret"},
      {R"({"secret":")" + long_key + "\"}", "/secret"},
      {R"({"secrets":"x"})", "/secrets"},
      {R"({"secrets":["x"]})", "/secrets/0"},
      {R"({"secrets":[1,2,3,4,5,6,7,8,9]})", "/secrets"},
  };
  for (const auto& [text, pointer] : cases) {
    const auto checked = StandardAdapter().check_credentials(text);
    ASSERT_FALSE(checked.has_value()) << text;
    EXPECT_EQ(checked.error().code, "invalid_secret");
    ASSERT_EQ(checked.error().fields.size(), 1u);
    EXPECT_EQ(checked.error().fields[0].pointer, pointer) << text;
    EXPECT_EQ(checked.error().detail.find("MfKQ9r8G"), std::string::npos);
  }
}

TEST(Accepted, a_durable_message_is_answered_200_without_a_body) {
  const Acknowledgement answer = StandardAdapter().accepted();
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(answer.content_type.empty());
  EXPECT_TRUE(answer.body.empty());
}

}  // namespace
}  // namespace ordo::channels::standard
