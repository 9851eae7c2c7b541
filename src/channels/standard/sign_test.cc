#include "channels/standard/sign.h"

#include <gtest/gtest.h>

#include "base/invariant.h"
#include "channels/standard/adapter.h"
#include "channels/standard/test_support.h"

namespace ordo::channels::standard {
namespace {

const Secret kWhsec("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

StatusChanged sample() {
  return {OrderId(42),
          "SO-2026-001042",
          "shopify",
          "6129384715520199",
          facts::Status::kPaid,
          facts::Status::kAwaitingAllocation,
          7,
          Money{11815, *Currency::parse("USD")},
          *parse_rfc3339("2026-03-14T13:41:22.511Z")};
}

TEST(Sign, the_published_vectors_come_out) {
  EXPECT_EQ(sign(kWhsec, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, R"({"test": 2432232314})"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  EXPECT_EQ(sign(kWhsec, "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W", 1773495683,
                 fixture("stdwh_order_status_changed.json")),
            "v1,fbCwORbGNZuhWy1jgKqgxu6xfBZ9Q8/eH/jg09A8xK8=");
  EXPECT_EQ(sign(kWhsec, "msg_ext_88213", 1773494468, fixture("stdwh_generic_order_created.json")),
            "v1,88+z7km1mz1CkGN0A1g//UfntsBo9oZGiviUjfnDxAI=");
}

TEST(Sign, what_is_signed_verifies) {
  const std::string body = encode_status_changed(sample());
  const std::string signature = sign(kWhsec, "out_1", 1773495683, body);
  const std::pair<std::string_view, std::string_view> headers[] = {
      {"webhook-id", "out_1"},
      {"webhook-timestamp", "1773495683"},
      {"webhook-signature", signature}};
  EXPECT_TRUE(StandardAdapter().verify({headers, body},
                                       Secret("{\"secret\":\"" + kWhsec.reveal() + "\"}"),
                                       Instant{1773495683'000}));
}

TEST(Sign, an_id_with_a_dot_and_a_secret_that_is_none_are_breaches) {
  EXPECT_THROW(std::ignore = sign(kWhsec, "a.b", 1, ""), InvariantBreach);
  EXPECT_THROW(std::ignore = sign(kWhsec, "", 1, ""), InvariantBreach);
  EXPECT_THROW(std::ignore = sign(Secret("whsec_x"), "a", 1, ""), InvariantBreach);
}

TEST(Encode, a_status_change_is_told_field_by_field) {
  EXPECT_EQ(encode_status_changed(sample()),
            R"({"type":"order.status_changed","timestamp":"2026-03-14T13:41:22.511Z",)"
            R"("data":{"order_id":"42","order_no":"SO-2026-001042","channel":"shopify",)"
            R"("channel_order_id":"6129384715520199","from":"paid","to":"awaiting_allocation",)"
            R"("version":7,"currency":"USD","total_minor":11815}})");
}

TEST(Encode, quotes_and_control_characters_are_escaped) {
  StatusChanged event = sample();
  event.channel_order_no = "a\"b\\c\n";
  EXPECT_NE(encode_status_changed(event).find(R"("channel_order_id":"a\"b\\c\n")"),
            std::string::npos);
}

TEST(Encode, our_own_event_coming_back_is_ignored) {
  const auto decoded = decode_event(encode_status_changed(sample()), kShop);
  ASSERT_TRUE(decoded.has_value());
  EXPECT_TRUE(decoded->empty());
}

}  // namespace
}  // namespace ordo::channels::standard
