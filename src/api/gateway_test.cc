#include "api/gateway.h"

#include <gtest/gtest.h>

#include <optional>

namespace ordo::api {
namespace {

// A platform whose signature is the word "good".
class PlainAdapter : public channels::Adapter {
 public:
  [[nodiscard]] std::string_view name() const override { return "plain"; }
  [[nodiscard]] Result<> check_credentials(std::string_view) const override { return {}; }
  [[nodiscard]] Result<channels::Verified> verify(const channels::Request& request, const Secret&,
                                                  Instant) const override {
    for (const auto& [key, value] : request.headers) {
      if (key == "x-signature" && value == "good") return channels::Verified{"m1", topic_};
    }
    return fail(ErrorClass::kUnauthorised, "signature_invalid", "The signature is wrong.");
  }
  [[nodiscard]] channels::Acknowledgement accepted() const override {
    return {200, "text/plain", "success"};
  }
  [[nodiscard]] Result<std::vector<facts::Fact>> decode(const channels::Raw&,
                                                        const channels::ShopContext&,
                                                        Instant) const override {
    return std::vector<facts::Fact>{};
  }
  [[nodiscard]] std::span<const std::string_view> kept_headers() const override {
    static constexpr std::string_view kKept[] = {"x-plain-event"};
    return kKept;
  }
  std::string topic_;
};

class GatewayTest : public ::testing::Test {
 protected:
  GatewayTest() {
    crypto_init();
    flows::Shop shop;
    shop.id = ShopId{5};
    shop.code = "s1";
    shop.channel = "plain";
    shop.adapter = &adapter_;
    settings_->shops["s1"] = shop;
  }

  void post(std::string_view channel, std::string_view shop, std::string_view body,
            std::string_view signature = "good") {
    HttpRequest request;
    request.body = body;
    request.remote = "203.0.113.9";
    request.headers = {{"x-signature", signature},
                       {"user-agent", "u\"1"},
                       {"cookie", "secret"},
                       {"x-plain-event", "e7"}};
    answer_.reset();
    gateway_.handle(request, channel, shop, [this](HttpResponse r) { answer_ = std::move(r); });
  }

  PlainAdapter adapter_;
  ManualClock clock_{Instant{1'769'000'000'000}};
  std::shared_ptr<flows::Settings> settings_ = std::make_shared<flows::Settings>();
  bool log_full_ = false;
  std::vector<core::InboundPtr> log_;
  std::optional<HttpResponse> answer_;
  Gateway gateway_{[this] { return settings_; },
                   [this](core::InboundPtr inbound) -> Result<> {
                     if (log_full_) return fail(ErrorClass::kUnavailable, "log_full", "full");
                     log_.push_back(std::move(inbound));
                     return {};
                   },
                   clock_};
};

TEST_F(GatewayTest, nothing_is_acknowledged_before_it_is_durable) {
  post("plain", "s1", "raw bytes");
  ASSERT_EQ(log_.size(), 1u);
  EXPECT_FALSE(answer_);
  log_[0]->on_durable(MessageSeq{1});
  ASSERT_TRUE(answer_);
  EXPECT_EQ(answer_->status, 200);
  EXPECT_EQ(answer_->body, "success");
}

TEST_F(GatewayTest, an_entry_keeps_what_came_and_no_credential) {
  post("plain", "s1", "raw bytes");
  const core::Entry& entry = log_.at(0)->entry;
  EXPECT_EQ(entry.stream, ShopId{5});
  EXPECT_EQ(entry.kind, core::EntryKind::kWebhook);
  EXPECT_EQ(entry.route, "plain");
  EXPECT_EQ(entry.external_id, "m1");
  EXPECT_EQ(entry.caller, "ip:203.0.113.9");
  EXPECT_EQ(entry.body, "raw bytes");
  EXPECT_EQ(entry.headers, R"({"user-agent":"u\"1","x-plain-event":"e7"})");
  EXPECT_NE(entry.entropy, core::Entropy{});
}

TEST_F(GatewayTest, what_only_a_header_says_of_a_body_survives_in_the_log) {
  adapter_.topic_ = "orders/paid";
  post("plain", "s1", "raw bytes");
  EXPECT_EQ(log_.at(0)->entry.route, "plain/orders/paid");
}

TEST_F(GatewayTest, a_shop_is_found_on_its_own_channel_only) {
  post("plain", "s2", "x");
  EXPECT_EQ(answer_->status, 404);
  post("other", "s1", "x");
  EXPECT_EQ(answer_->status, 404);
}

TEST_F(GatewayTest, a_bad_signature_is_counted_and_its_digest_kept) {
  post("plain", "s1", "abc", "bad");
  EXPECT_EQ(answer_->status, 401);
  EXPECT_TRUE(log_.empty());
  EXPECT_EQ(gateway_.refused().count(), 1);
  auto refused = gateway_.refused().recent("s1").at(0);
  EXPECT_EQ(refused.body_digest,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(refused.code, "signature_invalid");
  EXPECT_EQ(refused.shop, "s1");
}

TEST_F(GatewayTest, refused_digests_are_bounded_by_shop) {
  settings_->shops["s2"] = settings_->shops["s1"];
  settings_->shops["s2"].code = "s2";
  post("plain", "s2", "abc", "bad");
  for (size_t i = 0; i < kRefusedKept + 5; ++i) post("plain", "s1", "x", "bad");
  EXPECT_EQ(gateway_.refused().recent("s1").size(), kRefusedKept);
  EXPECT_EQ(gateway_.refused().recent("s2").size(), 1u) << "whatever is sent to others";
  EXPECT_EQ(gateway_.refused().count(), static_cast<int64_t>(kRefusedKept + 6));
  EXPECT_TRUE(gateway_.refused().recent("s3").empty());
}

TEST(RefusedLogTest, the_programs_log_tells_of_one_a_second_and_how_many_it_left_out) {
  RefusedLog refused;
  const auto add = [&](int64_t ms) { return refused.add({Instant{ms}, "s1", "", "", ""}); };
  EXPECT_EQ(add(10'000), 0);
  EXPECT_EQ(add(10'000), std::nullopt);
  EXPECT_EQ(add(10'999), std::nullopt);
  EXPECT_EQ(add(11'000), 2);
  EXPECT_EQ(add(12'000), 0);
  EXPECT_EQ(add(5'000), 0) << "the clock was set back";
}

TEST_F(GatewayTest, an_empty_body_hears_400) {
  post("plain", "s1", "");
  EXPECT_EQ(answer_->status, 400);
}

TEST_F(GatewayTest, a_full_log_hears_503_and_when_to_come_again) {
  log_full_ = true;
  post("plain", "s1", "x");
  EXPECT_EQ(answer_->status, 503);
  EXPECT_NE(answer_->body.find("\"log_full\""), std::string::npos);
  EXPECT_EQ(answer_->headers.at(0).first, "Retry-After");
}

TEST_F(GatewayTest, shedding_hears_429_before_the_log) {
  settings_->mode = flows::Mode::kShed;
  post("plain", "s1", "x");
  EXPECT_EQ(answer_->status, 429);
  EXPECT_EQ(answer_->headers.at(0).second, "5");
  EXPECT_TRUE(log_.empty());
}

TEST_F(GatewayTest, a_paused_shop_is_still_heard) {
  settings_->shops["s1"].paused = true;
  settings_->mode = flows::Mode::kQueueOnly;
  post("plain", "s1", "x");
  EXPECT_EQ(log_.size(), 1u);
}

}  // namespace
}  // namespace ordo::api
