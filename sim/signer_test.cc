#include "sim/signer.h"

#include <gtest/gtest.h>

namespace ordo::sim {
namespace {

constexpr std::string_view kWhsec = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

std::string signature(std::string_view id, int64_t timestamp, std::string_view body) {
  auto signer = Signer::from_secret(kWhsec);
  EXPECT_TRUE(signer.has_value());
  return signer ? signer->sign(id, timestamp, body) : "";
}

TEST(Signer, signs_as_the_specification_s_own_libraries_do) {
  EXPECT_EQ(signature("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, R"({"test": 2432232314})"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(Signer, signs_an_outgoing_event_as_two_official_libraries_do) {
  EXPECT_EQ(
      signature(
          "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W", 1773495683,
          R"({"type":"order.status_changed","timestamp":"2026-03-14T13:41:22.511Z","data":{"order_id":"SO-2026-001042","channel":"shopify","channel_order_id":"6129384715520199","from":"paid","to":"awaiting_allocation","version":7,"currency":"USD","total_minor":11815}})"),
      "v1,fbCwORbGNZuhWy1jgKqgxu6xfBZ9Q8/eH/jg09A8xK8=");
}

TEST(Signer, signs_the_bytes_of_chinese_text_as_they_are) {
  EXPECT_EQ(
      signature(
          "msg_ext_88213", 1773494468,
          R"({"type":"order.created","timestamp":"2026-03-14T13:21:07Z","data":{"id":"EXT-88213","status":"paid","currency":"JPY","total":"12800","items":[{"sku":"茶-煎茶-100","name":"煎茶 100g","quantity":4,"unit_price":"3200"}],"paid_at":"2026-03-14T13:21:05Z"}})"),
      "v1,88+z7km1mz1CkGN0A1g//UfntsBo9oZGiviUjfnDxAI=");
}

TEST(Signer, one_signer_signs_many_messages_without_memory_of_the_last) {
  auto signer = Signer::from_secret(kWhsec);
  ASSERT_TRUE(signer.has_value());
  const std::string first = signer->sign("a", 1, "a longer body than the next");
  (void)signer->sign("b", 2, "short");
  EXPECT_EQ(signer->sign("a", 1, "a longer body than the next"), first);
}

TEST(Signer, a_secret_in_another_form_is_refused) {
  for (const char* secret : {"", "whsec_", "whsec_***", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}) {
    const auto signer = Signer::from_secret(secret);
    ASSERT_FALSE(signer.has_value()) << secret;
    EXPECT_EQ(signer.error().code, "invalid_secret");
  }
}

TEST(Signer, a_secret_drawn_from_a_seed_can_sign_and_differs_from_shop_to_shop) {
  EXPECT_TRUE(Signer::from_secret(secret_from_seed(7, "a")).has_value());
  EXPECT_EQ(secret_from_seed(7, "a"), secret_from_seed(7, "a"));
  EXPECT_NE(secret_from_seed(7, "a"), secret_from_seed(7, "b"));
  EXPECT_NE(secret_from_seed(7, "a"), secret_from_seed(8, "a"));
}

}  // namespace
}  // namespace ordo::sim
