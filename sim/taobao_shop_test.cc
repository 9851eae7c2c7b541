// The adapter against the simulated gateway: two readings of the same documents.
#include "sim/taobao_shop.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>

#include "channels/taobao/adapter.h"

namespace ordo::sim {
namespace {

const TaobaoAccount kApp{"30000001", "top-demo-secret", "6100000demo"};
const Instant kOpening = Instant{1'772'330'400'000};  // 2026-03-01 10:00:00 +08:00

Secret credentials(std::string_view sign_method, std::string_view secret = "top-demo-secret") {
  return Secret(fmt::format(R"({{"app_key":"30000001","app_secret":"{}","session":"6100000demo",)"
                            R"("sign_method":"{}"}})",
                            secret, sign_method));
}

std::string trade_text(int64_t tid, Instant modified) {
  return fmt::format(R"({{"tid":{},"modified":"{}","orders":{{"order":[{{"refund_id":"{}",)"
                     R"("refund_status":"{}"}}]}}}})",
                     tid, Zone::find("Asia/Shanghai")->format_local(modified), tid % 1000 + 1,
                     tid % 7 == 0 ? "SUCCESS" : "NO_REFUND");
}

void put(TaobaoShop& shop, int64_t tid, Instant modified) {
  shop.put_trade(tid, modified, trade_text(tid, modified));
  if (tid % 7 == 0) {
    shop.put_refund(tid % 1000 + 1, fmt::format(R"({{"refund_id":{}}})", tid % 1000 + 1));
  }
}

struct TaobaoDrive {
  TaobaoShop& shop;
  Instant now;
  std::string cursor;
  std::set<std::string> bodies;
  std::set<std::string> failures;

  // One round, until nothing newer is to be had. Failures are met by waiting and asking again.
  void round() {
    const channels::Puller& puller = *channels::find_adapter("taobao")->puller();
    for (bool more = true; more;) {
      const auto call = puller.next(credentials("hmac-sha256"), cursor, now);
      ASSERT_TRUE(call.has_value());
      const TaobaoAnswer answer = shop.answer(call->body, now);
      now = now.plus_ms(50);
      const auto page = puller.read({answer.status, {}, answer.body}, call->cursor, now);
      if (!page) {
        failures.insert(page.error().error.code);
        now = now.plus_ms(page.error().retry_after_ms.value_or(100));
        continue;
      }
      for (const auto& message : page->messages) bodies.insert(message.body);
      cursor = page->cursor;
      more = page->more;
    }
  }
};

TaobaoDrive taobao_drive(TaobaoShop& shop, Instant now) {
  return {shop, now, channels::find_adapter("taobao")->puller()->first_cursor(kOpening), {}, {}};
}

std::string error_of(const Secret& with) {
  TaobaoShop shop(kApp, {}, 1);
  const channels::Puller& puller = *channels::find_adapter("taobao")->puller();
  const auto call = puller.next(with, puller.first_cursor(kOpening), kOpening);
  const TaobaoAnswer answer = shop.answer(call->body, kOpening);
  const auto page = puller.read({answer.status, {}, answer.body}, call->cursor, kOpening);
  return page ? "ok" : page.error().error.code;
}

TEST(TaobaoShop, each_way_to_sign_is_accepted_and_a_wrong_secret_is_not) {
  EXPECT_EQ(error_of(credentials("md5")), "ok");
  EXPECT_EQ(error_of(credentials("hmac")), "ok");
  EXPECT_EQ(error_of(credentials("hmac-sha256")), "ok");
  EXPECT_EQ(error_of(credentials("hmac-sha256", "another")), "permission_denied");
}

TEST(TaobaoShop, a_gateway_that_fails_in_every_way_still_gives_everything_up) {
  TaobaoShop shop(kApp, {.limited = 9, .broken = 9, .remote = 9, .silent = 9}, 5);
  for (int64_t i = 0; i < 100; ++i)
    put(shop, 2'600'000'000'000'000'000 + i, kOpening.plus_ms(i * 9));
  TaobaoDrive driven = taobao_drive(shop, kOpening.plus_ms(10 * kMinuteMs));
  driven.round();
  for (int64_t i = 0; i < 100; ++i) {
    EXPECT_TRUE(
        driven.bodies.contains(trade_text(2'600'000'000'000'000'000 + i, kOpening.plus_ms(i * 9))));
  }
  EXPECT_EQ(driven.failures, (std::set<std::string>{"platform_down", "rate_limited"}));
  EXPECT_EQ(shop.bad_signatures(), 0u);
}

TEST(TaobaoShop, rows_that_are_shown_late_are_met_in_the_overlap) {
  TaobaoShop shop(kApp, {.shown_late_ms = 3 * kMinuteMs}, 6);
  TaobaoDrive driven = taobao_drive(shop, kOpening);
  std::vector<std::string> expected;
  for (int64_t minute = 0; minute < 40; ++minute) {
    for (int64_t i = 0; i < 3; ++i) {
      const int64_t tid = 2'600'000'000'000'000'000 + minute * 10 + i;
      put(shop, tid, driven.now);
      expected.push_back(trade_text(tid, driven.now));
    }
    driven.now = driven.now.plus_ms(kMinuteMs);
    driven.round();
  }
  driven.now = driven.now.plus_ms(5 * kMinuteMs);
  driven.round();
  for (const std::string& text : expected) EXPECT_TRUE(driven.bodies.contains(text)) << text;
}

TEST(TaobaoShop, an_app_that_calls_too_often_within_a_second_is_banned_for_another) {
  TaobaoShop shop({"30000001", "s", "61", 600}, {}, 1);
  const auto call = [&](Instant now) {
    const auto wanted = channels::find_adapter("taobao")->puller()->next(
        Secret(R"({"app_key":"30000001","app_secret":"s","session":"61"})"),
        channels::find_adapter("taobao")->puller()->first_cursor(now.plus_ms(-kHourMs)), now);
    return shop.answer(wanted->body, now).body;
  };
  const Instant second{1'773'489'600'000};
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(call(second).contains("error_response"));
  EXPECT_TRUE(call(second.plus_ms(200)).contains("ban will last for 1"));
  EXPECT_TRUE(call(second.plus_ms(1'199)).contains("limited-by-api-access-count"));
  EXPECT_FALSE(call(second.plus_ms(2'200)).contains("error_response"));
  EXPECT_EQ(shop.limits_met(), 2u);
}

}  // namespace
}  // namespace ordo::sim
