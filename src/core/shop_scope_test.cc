#include "core/shop_scope.h"

#include <gtest/gtest.h>

namespace ordo::core {
namespace {

TEST(ShopScope, of_every_shop_holds_all_and_what_belongs_to_none) {
  const ShopScope every;
  EXPECT_TRUE(every.everything());
  EXPECT_TRUE(every.holds(ShopId(7)));
  EXPECT_TRUE(every.holds(ShopId{}));
}

TEST(ShopScope, of_named_shops_holds_those_and_nothing_of_the_whole_hub) {
  const ShopScope two({ShopId(9), ShopId(3)});
  EXPECT_FALSE(two.everything());
  EXPECT_TRUE(two.holds(ShopId(3)));
  EXPECT_TRUE(two.holds(ShopId(9)));
  EXPECT_FALSE(two.holds(ShopId(4)));
  EXPECT_FALSE(two.holds(ShopId{}));
}

TEST(ShopScope, narrowed_to_a_foreign_shop_holds_nothing) {
  const ShopScope two({ShopId(9), ShopId(3)});
  EXPECT_EQ(two.only(ShopId(3)), ShopScope({ShopId(3)}));
  EXPECT_FALSE(two.only(ShopId(4)).holds(ShopId(4)));
  EXPECT_FALSE(two.only(ShopId(4)).holds(ShopId(3)));
  EXPECT_TRUE(ShopScope().only(ShopId(4)).holds(ShopId(4)));
}

TEST(BoundAbove, names_no_row_and_takes_none_twice) {
  EXPECT_EQ(bound_above(5'000, 0), 5'120);
  EXPECT_EQ(bound_above(5'119, 0), 5'120);
  EXPECT_EQ(bound_above(5'120, 0), 6'144);
  EXPECT_EQ(bound_above(5'000, 5'050), 5'050);
  EXPECT_EQ(bound_above(5'000, 9'000), 5'120);
}

}  // namespace
}  // namespace ordo::core
