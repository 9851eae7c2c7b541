#include "flows/prepared.h"

#include <gtest/gtest.h>

namespace ordo::flows {
namespace {

const Key256 kKey{7};

facts::OrderFact order() {
  facts::OrderFact fact;
  fact.order_no_clean = "A-1";
  fact.created_at = Instant{5 * kHourMs + 10};
  fact.buyer = {.id = "u1", .name = "张三", .phone = "+8613812345678"};
  fact.receiver = fact.buyer;
  fact.lines.push_back({.line_no = "1", .sku = "TEA", .quantity = 2});
  return fact;
}

TEST(Prepared, one_phone_of_buyer_and_receiver_is_looked_up_once) {
  EXPECT_EQ(prepare_order(kKey, ShopId(2), order()).personal.phones.size(), 1u);
  facts::OrderFact gift = order();
  gift.receiver.phone = "+8613912345678";
  EXPECT_EQ(prepare_order(kKey, ShopId(2), gift).personal.phones.size(), 2u);
}

TEST(Prepared, nobody_is_found_by_a_placeholder_and_twins_are_told_by_who_they_are) {
  facts::OrderFact fact = order();
  fact.buyer.id = "";
  fact.buyer.phone = fact.receiver.phone = "+8613800000000";
  const PreparedOrder strangers = prepare_order(kKey, ShopId(2), fact);
  EXPECT_EQ(strangers.personal.buyer, 0);
  EXPECT_TRUE(strangers.personal.phones.empty());
  EXPECT_EQ(strangers.twins, PreparedOrder{}.twins);
  fact.buyer.id = "u1";
  const PreparedOrder first = prepare_order(kKey, ShopId(2), fact);
  fact.receiver.phone = "*******0001";
  EXPECT_EQ(prepare_order(kKey, ShopId(2), fact).twins, first.twins);
  fact.buyer.id = "u2";
  EXPECT_NE(prepare_order(kKey, ShopId(2), fact).twins, first.twins);
}

TEST(Prepared, neighbouring_hours_find_each_other) {
  facts::OrderFact later = order();
  later.created_at = later.created_at.plus_ms(kHourMs);
  const auto first = prepare_order(kKey, ShopId(2), order()).twins;
  const auto second = prepare_order(kKey, ShopId(2), later).twins;
  EXPECT_EQ(first[0], second[1]);
  EXPECT_EQ(first[2], second[0]);
}

TEST(Prepared, a_changed_address_changes_the_mark_and_nobody_leaves_none) {
  facts::OrderFact moved = order();
  moved.receiver.street = "文一西路1号";
  EXPECT_NE(prepare_order(kKey, ShopId(2), order()).personal.mark,
            prepare_order(kKey, ShopId(2), moved).personal.mark);
  facts::OrderFact nobody = order();
  nobody.buyer = nobody.receiver = {};
  EXPECT_TRUE(prepare_order(kKey, ShopId(2), nobody).personal.plain.empty());
  EXPECT_EQ(prepare_order(kKey, ShopId(2), nobody).twins[0], 0);
}

}  // namespace
}  // namespace ordo::flows
