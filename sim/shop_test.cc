#include "sim/shop.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "base/invariant.h"
#include "base/text.h"

namespace ordo::sim {
namespace {

namespace json = boost::json;

constexpr Instant kNoon{1'518'869'400'000};  // 2018-02-17T12:10:00Z

Shop shop(const Faults& faults = {}) {
  return Shop({"sp", "São Paulo", "whsec_x", *Zone::find("Asia/Tokyo"), "JPY", "sp-1"}, 3, faults,
              1);
}

BookedOrder order(std::string number = "A-1") {
  BookedOrder o;
  o.number = std::move(number);
  o.created_at = kNoon;
  o.customer.id = "buyer";
  o.lines = {{"1", "S1", "tea", 2, 300}, {"2", "S2", "cup", 1, 1000}};
  o.freight = 50;
  return o;
}

json::object data_of(const Message& message, std::string_view type) {
  const json::object root = json::parse(message.body).as_object();
  EXPECT_EQ(root.at("type").as_string(), type);
  return root.at("data").as_object();
}

TEST(Shop, an_order_is_told_whole_with_sums_that_follow_from_its_lines) {
  Shop s = shop();
  const Message message = s.place(order());
  const json::object data = data_of(message, "order.upserted");
  EXPECT_EQ(message.shop, 3u);
  EXPECT_EQ(data.at("status").as_string(), "pending_payment");
  EXPECT_EQ(data.at("amounts").at("goods").as_int64(), 1600);
  EXPECT_EQ(data.at("amounts").at("total").as_int64(), 1650);
  EXPECT_EQ(data.at("amounts").at("paid").as_int64(), 0);
  EXPECT_EQ(data.at("lines").as_array().size(), 2u);
  EXPECT_EQ(data.at("currency").as_string(), "JPY");
  EXPECT_FALSE(data.contains("paid_at"));
}

TEST(Shop, payments_stand_in_the_book_and_in_what_is_shown_after_them) {
  Shop s = shop();
  (void)s.place(order());
  (void)s.pay("A-1", "P1", "card", 1000, kNoon.plus_ms(1));
  (void)s.pay("A-1", "P2", "voucher", 650, kNoon.plus_ms(2));
  const json::object data = data_of(s.show("A-1", "paid", kNoon.plus_ms(3)), "order.upserted");
  EXPECT_EQ(data.at("amounts").at("paid").as_int64(), 1650);
  EXPECT_EQ(s.book().find("A-1")->paid(), 1650);
  EXPECT_EQ(s.book().find("A-1")->units(), 3);
}

TEST(Shop, only_refunds_that_are_done_count_as_refunded) {
  Shop s = shop();
  (void)s.place(order());
  (void)s.refund("A-1", {"R1", "refund_only", "requested", 700, ""}, kNoon);
  EXPECT_EQ(s.book().find("A-1")->refunded(), 0);
  (void)s.refund("A-1", {"R1", "refund_only", "done", 700, ""}, kNoon);
  (void)s.refund("A-1", {"R2", "refund_only", "rejected", 100, ""}, kNoon);
  EXPECT_EQ(s.book().find("A-1")->refunded(), 700);
}

TEST(Shop, times_carry_the_shop_s_offset_when_it_sends_its_own_zone) {
  const Faults own_zone{.own_zone = true};
  Shop local = shop(own_zone), utc = shop();
  EXPECT_EQ(data_of(local.place(order()), "order.upserted").at("created_at").as_string(),
            "2018-02-17T21:10:00+09:00");
  EXPECT_EQ(data_of(utc.place(order()), "order.upserted").at("created_at").as_string(),
            "2018-02-17T12:10:00.000Z");
}

TEST(Shop, a_time_with_an_offset_is_the_same_moment) {
  for (const char* name : {"America/Sao_Paulo", "Asia/Kolkata", "Asia/Shanghai", "Europe/Berlin"}) {
    const auto moment = parse_rfc3339(rfc3339_in_zone(kNoon, *Zone::find(name)));
    ASSERT_TRUE(moment.has_value()) << name;
    EXPECT_EQ(moment->ms, kNoon.ms) << name;
  }
}

TEST(Shop, decorated_numbers_differ_in_writing_and_mean_one_order) {
  const Faults faults{.decorate = 1};
  Shop s = shop(faults);
  std::set<std::string> spellings;
  (void)s.place(order("ORDER-0123456789-ABC"));
  for (int i = 0; i < 20; ++i) {
    const json::object data =
        data_of(s.show("ORDER-0123456789-ABC", "paid", kNoon), "order.upserted");
    const std::string raw(data.at("channel_order_no").as_string());
    EXPECT_EQ(clean_number(raw).value_or(""), "ORDER-0123456789-ABC");
    spellings.insert(raw);
  }
  EXPECT_GT(spellings.size(), 10u);
}

TEST(Shop, message_ids_are_never_given_twice) {
  Shop s = shop();
  std::set<std::string> ids{s.place(order()).id};
  for (int i = 0; i < 100; ++i) ids.insert(s.show("A-1", "paid", kNoon).id);
  EXPECT_EQ(ids.size(), 101u);
  EXPECT_FALSE(std::ranges::any_of(ids, [](const auto& id) { return id.contains('.'); }));
}

TEST(Book, an_order_number_is_given_once) {
  Shop s = shop();
  (void)s.place(order());
  EXPECT_THROW((void)s.place(order()), InvariantBreach);
  EXPECT_THROW((void)s.show("other", "paid", kNoon), InvariantBreach);
}

}  // namespace
}  // namespace ordo::sim
