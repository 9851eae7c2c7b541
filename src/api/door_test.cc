#include "api/door.h"

#include <gtest/gtest.h>

namespace ordo::api {
namespace {

class DoorTest : public ::testing::Test {
 protected:
  DoorTest() {
    crypto_init();
    add_key(1, "usual", std::nullopt);
    add_key(2, "slow", 60);
    add_key(3, "free", 0);
  }
  void add_key(int64_t id, std::string_view text, std::optional<int64_t> per_minute) {
    const std::string hash = hex(sha256(text));
    flows::Access access;
    access.role = "operations";
    access.per_minute = per_minute;
    settings_->keys_by_hash[hash] = {id, "k", hash, access, 0};
  }
  std::string code(const std::string& key, Pace pace = Pace::kUsual,
                   std::string_view address = "203.0.113.9", bool local = false) {
    const std::string bearer = "Bearer " + key;
    HttpRequest request;
    request.method = "GET";
    request.headers = {{"Authorization", bearer}};
    request.remote = address;
    request.local = local;
    auto caller = door_.enter(request, {Area::kOrders, false, pace}, retry_after_s_);
    return caller ? "ok" : caller.error().code;
  }
  int let_in(int tries, const std::string& key, Pace pace = Pace::kUsual) {
    int n = 0;
    for (int i = 0; i < tries; ++i) n += code(key, pace) == "ok" ? 1 : 0;
    return n;
  }

  ManualClock clock_{Instant{1'769'000'000'000}};
  Sessions sessions_{clock_};
  std::shared_ptr<flows::Settings> settings_ = std::make_shared<flows::Settings>();
  Door door_{[this] { return settings_; }, sessions_, clock_};
  int retry_after_s_ = 0;
};

TEST_F(DoorTest, a_key_that_names_no_limit_has_the_hubs) {
  EXPECT_EQ(let_in(700, "usual"), 600);
  EXPECT_EQ(code("usual"), "rate_limited");
  EXPECT_EQ(retry_after_s_, 1);
  clock_.advance_ms(100);
  EXPECT_EQ(code("usual"), "ok");
  settings_->limits.per_minute = 60;
  clock_.advance_ms(kHourMs);
  EXPECT_EQ(let_in(700, "usual"), 60);
}

TEST_F(DoorTest, a_key_has_the_limit_that_it_names_and_zero_is_none) {
  EXPECT_EQ(let_in(100, "slow"), 60);
  EXPECT_EQ(let_in(5'000, "free"), 5'000);
  EXPECT_EQ(let_in(500, "free", Pace::kLookup), 500);
  EXPECT_EQ(let_in(1, "usual"), 1) << "nobody spends of another's";
}

TEST_F(DoorTest, looking_people_up_is_slower_and_spends_of_the_whole) {
  EXPECT_EQ(let_in(100, "usual", Pace::kLookup), 60);
  EXPECT_EQ(code("usual", Pace::kLookup), "rate_limited");
  EXPECT_EQ(let_in(700, "usual"), 540);
}

TEST_F(DoorTest, wrong_keys_are_counted_by_address_and_lock_out_nobody_who_has_a_right_one) {
  for (int i = 0; i < 30; ++i) EXPECT_EQ(code("guess"), "unknown_key");
  EXPECT_EQ(code("guess"), "rate_limited");
  EXPECT_EQ(retry_after_s_, 2);
  EXPECT_EQ(code("usual"), "ok");
  EXPECT_EQ(code("guess", Pace::kUsual, "198.51.100.1"), "unknown_key");
  clock_.advance_ms(2'000);
  EXPECT_EQ(code("guess"), "unknown_key");
}

TEST_F(DoorTest, the_machines_owner_has_no_limit) {
  for (int i = 0; i < 1'000; ++i) EXPECT_EQ(code("", Pace::kLookup, "local", true), "ok");
}

}  // namespace
}  // namespace ordo::api
