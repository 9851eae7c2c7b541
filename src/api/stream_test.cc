#include "api/stream.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace ordo::api {
namespace {

class Recorder : public Socket {
 public:
  void send(std::string text) override { texts.push_back(std::move(text)); }
  void close() override { closed = true; }
  // The ids of what was heard, or the types of what has none.
  [[nodiscard]] std::vector<std::string> heard() const {
    std::vector<std::string> out;
    for (const auto& text : texts) {
      auto message = boost::json::parse(text).as_object();
      out.emplace_back(message[message.contains("id") ? "id" : "type"].as_string());
    }
    return out;
  }
  std::vector<std::string> texts;
  bool closed = false;
};

using Heard = std::vector<std::string>;

class StreamTest : public ::testing::Test {
 protected:
  StreamTest() {
    crypto_init();
    std::string hash = hex(sha256("key"));
    flows::Access access;
    access.role = "operations";
    settings_->keys_by_hash[hash] = {1, "k", hash, access, 0};
    settings_->users["admin"] = {9, "admin", "", "owner", "hash"};
  }
  std::optional<SocketCallbacks> open(const Headers& headers, std::string_view path = kStreamPath) {
    HttpRequest request;
    request.method = "GET";
    request.path = path;
    request.headers = headers;
    return stream_.upgrade(request, socket_, refusal_);
  }
  SocketCallbacks opened() { return *open({{"Authorization", "Bearer key"}}); }
  void publish(int64_t event, std::string_view topic = "orders", Instant at = Instant{0},
               ShopId shop = {}) {
    broadcaster_.publish(topic, "order.changed", NewsId{event, 0}, at, R"({"order":"7"})", shop);
  }
  void raise(int64_t event, int64_t alert) {
    broadcaster_.publish("alerts", "alert.raised", NewsId{event, alert}, Instant{0}, "{}");
  }
  flows::Access& access_of_key() { return settings_->keys_by_hash.at(hex(sha256("key"))).access; }

  ManualClock clock_{Instant{1'769'000'000'000}};
  Sessions sessions_{clock_};
  std::shared_ptr<flows::Settings> settings_ = std::make_shared<flows::Settings>();
  Door door_{[this] { return settings_; }, sessions_, clock_};
  Broadcaster broadcaster_{NewsId{100, 0}};
  Stream stream_{door_, broadcaster_};
  std::shared_ptr<Recorder> socket_ = std::make_shared<Recorder>();
  HttpResponse refusal_;
};

TEST_F(StreamTest, a_listener_hears_its_topics_in_the_promised_form) {
  auto callbacks = opened();
  publish(101);
  callbacks.on_text(R"({"subscribe":["orders"]})");
  publish(102);
  publish(103, "stock");
  ASSERT_EQ(socket_->texts.size(), 1u);
  EXPECT_EQ(socket_->texts[0], R"({"type":"order.changed","id":"102",)"
                               R"("at":"1970-01-01T00:00:00.000Z","data":{"order":"7"}})");
}

TEST_F(StreamTest, a_listener_that_comes_back_hears_what_it_missed_once) {
  for (int64_t id = 101; id <= 105; ++id) publish(id);
  opened().on_text(R"({"subscribe":["orders"],"after":"103"})");
  publish(106);
  EXPECT_EQ(socket_->heard(), (Heard{"104", "105", "106"}));
}

TEST_F(StreamTest, who_sees_some_shops_hears_of_those_alone_also_when_he_comes_back) {
  settings_->shops["a"].id = ShopId(7);
  access_of_key().shops = {"a"};
  publish(101, "orders", Instant{0}, ShopId(7));
  publish(102, "orders", Instant{0}, ShopId(8));
  auto callbacks = opened();
  callbacks.on_text(R"({"subscribe":["orders","alerts"],"after":"100"})");
  publish(103, "alerts");
  publish(104, "orders", Instant{0}, ShopId(8));
  publish(105, "alerts", Instant{0}, ShopId(7));
  EXPECT_EQ(socket_->heard(), (Heard{"101", "105"}));
}

TEST_F(StreamTest, who_is_given_other_shops_hears_of_those_from_then_on) {
  settings_->shops["a"].id = ShopId(7);
  settings_->shops["b"].id = ShopId(8);
  access_of_key().shops = {"a"};
  auto callbacks = opened();
  callbacks.on_text(R"({"subscribe":["orders"]})");
  publish(101, "orders", Instant{0}, ShopId(7));
  access_of_key().shops = {"b"};
  publish(102, "orders", Instant{2 * kSecondMs}, ShopId(7));
  publish(103, "orders", Instant{2 * kSecondMs}, ShopId(8));
  EXPECT_EQ(socket_->heard(), (Heard{"101", "103"}));
}

TEST_F(StreamTest, a_topic_whose_area_is_closed_is_refused_and_the_others_go_on) {
  access_of_key().scopes = {"orders:read"};
  auto callbacks = opened();
  callbacks.on_text(R"({"subscribe":["alerts"]})");
  ASSERT_EQ(socket_->texts.size(), 1u);
  EXPECT_NE(socket_->texts[0].find(R"("code":"forbidden")"), std::string::npos);
  callbacks.on_text(R"({"subscribe":["orders"]})");
  publish(101, "alerts");
  publish(102);
  EXPECT_EQ(socket_->heard(), (Heard{"error", "102"}));
}

TEST_F(StreamTest, news_that_moved_no_history_has_an_id_of_its_own) {
  publish(101);
  raise(101, 2'031);
  raise(101, 2'047);
  opened().on_text(R"({"subscribe":["orders","alerts"],"after":"101.2031"})");
  publish(102);
  EXPECT_EQ(socket_->heard(), (Heard{"101.2047", "102"}));
}

TEST_F(StreamTest, who_is_no_longer_allowed_hears_no_more) {
  auto callbacks = opened();
  callbacks.on_text(R"({"subscribe":["orders"]})");
  publish(101);
  settings_ = std::make_shared<flows::Settings>();
  publish(102, "orders", Instant{2'000});
  EXPECT_EQ(socket_->heard(), Heard{"101"});
  EXPECT_TRUE(socket_->closed);
}

TEST_F(StreamTest, an_id_from_before_the_start_is_answered_by_reset) {
  opened().on_text(R"({"subscribe":["orders"],"after":"99"})");
  publish(101);
  EXPECT_EQ(socket_->heard(), (Heard{"reset", "101"}));
}

TEST_F(StreamTest,
       an_alert_that_was_raised_between_the_last_that_was_heard_and_the_start_is_not_lost) {
  Broadcaster started{NewsId{100, 2'047}};
  Stream stream(door_, started);
  HttpRequest request;
  request.method = "GET";
  request.path = kStreamPath;
  request.headers = {{"Authorization", "Bearer key"}};
  auto callbacks = *stream.upgrade(request, socket_, refusal_);
  callbacks.on_text(R"({"subscribe":["alerts"],"after":"100"})");
  EXPECT_EQ(socket_->heard(), Heard{"reset"}) << "100.2047 was missed";
  socket_->texts.clear();
  started.publish("alerts", "alert.raised", NewsId{100, 2'050}, Instant{0}, "{}");
  EXPECT_EQ(socket_->heard(), Heard{"100.2050"});
  socket_->texts.clear();
  callbacks.on_text(R"({"subscribe":["alerts"],"after":"100.2047"})");
  EXPECT_EQ(socket_->heard(), Heard{"100.2050"}) << "who had heard it goes on";
}

TEST_F(StreamTest, an_id_that_was_never_given_is_answered_by_reset) {
  opened().on_text(R"({"subscribe":["orders"],"after":"5000"})");
  EXPECT_EQ(socket_->heard(), Heard{"reset"});
}

TEST_F(StreamTest, an_id_that_has_left_the_ring_is_answered_by_reset) {
  for (int64_t id = 101; id <= 102 + static_cast<int64_t>(kEventsKept); ++id) publish(id, "stock");
  auto callbacks = opened();
  callbacks.on_text(R"({"subscribe":["orders"],"after":"101"})");
  EXPECT_EQ(socket_->heard(), Heard{"reset"});
  callbacks.on_text(R"({"subscribe":["orders"],"after":"102"})");
  EXPECT_EQ(socket_->heard(), Heard{"reset"});
}

TEST_F(StreamTest, a_gap_longer_than_a_socket_can_queue_is_answered_by_reset) {
  for (int64_t id = 101; id <= 101 + static_cast<int64_t>(kReplayMax); ++id) publish(id);
  opened().on_text(R"({"subscribe":["orders"],"after":"100"})");
  EXPECT_EQ(socket_->heard(), Heard{"reset"});
}

TEST_F(StreamTest, who_has_left_hears_no_more) {
  auto callbacks = opened();
  callbacks.on_text(R"({"subscribe":["orders","alerts"]})");
  EXPECT_EQ(broadcaster_.listeners(), 1u);
  callbacks.on_closed();
  publish(101);
  EXPECT_TRUE(socket_->texts.empty());
  EXPECT_EQ(broadcaster_.listeners(), 0u);
}

TEST_F(StreamTest, what_is_not_understood_is_said_so) {
  auto callbacks = opened();
  for (auto text : {"", "[]", "{}", R"({"subscribe":[]})", R"({"subscribe":["money"]})",
                    R"({"subscribe":["orders"],"after":7})", "\xff"}) {
    socket_->texts.clear();
    callbacks.on_text(text);
    EXPECT_EQ(socket_->heard(), Heard{"error"}) << text;
  }
  EXPECT_EQ(broadcaster_.listeners(), 0u);
}

TEST_F(StreamTest, strangers_and_other_paths_are_refused) {
  EXPECT_FALSE(open({}));
  EXPECT_EQ(refusal_.status, 401);
  EXPECT_FALSE(open({{"Authorization", "Bearer key"}}, "/elsewhere"));
  EXPECT_EQ(refusal_.status, 404);
}

TEST_F(StreamTest, a_cookie_opens_the_stream_from_the_same_origin_only) {
  std::string header = "ordo_session=" + sessions_.open("admin", "hash").token;
  EXPECT_FALSE(open({{"Cookie", header}, {"Host", "hub:8080"}}));
  EXPECT_EQ(refusal_.status, 403);
  EXPECT_FALSE(open({{"Cookie", header}, {"Host", "hub:8080"}, {"Origin", "http://evil"}}));
  EXPECT_TRUE(open({{"Cookie", header}, {"Host", "hub:8080"}, {"Origin", "http://hub:8080"}}));
}

TEST(OriginTest, an_origin_names_its_host_exactly) {
  EXPECT_TRUE(same_origin("https://Hub.example", "hub.example"));
  EXPECT_FALSE(same_origin("https://hub.example.evil", "hub.example"));
  EXPECT_FALSE(same_origin("null", "null"));
  EXPECT_FALSE(same_origin("https://", ""));
}

}  // namespace
}  // namespace ordo::api
