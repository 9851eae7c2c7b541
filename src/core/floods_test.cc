#include "core/floods.h"

#include <gtest/gtest.h>

namespace ordo::core {
namespace {

class FloodsTest : public testing::Test {
 protected:
  // So many arrivals of a stream, spread over what is left until `until_ms`.
  void arrive(int64_t stream, size_t count, int64_t until_ms) {
    for (size_t i = 1; i <= count; ++i) {
      const auto share =
          static_cast<int64_t>(i) * (until_ms - now_ms_) / static_cast<int64_t>(count);
      floods_.arrived(ShopId(stream), Instant{now_ms_ + share});
    }
    now_ms_ = until_ms;
  }
  Floods floods_;
  int64_t now_ms_ = 1'767'225'600'000;
};

TEST_F(FloodsTest, one_is_a_flood_as_soon_as_it_has_brought_so_much_more) {
  arrive(3, 20, now_ms_ + 500);
  arrive(2, kFloodMin - 1, now_ms_ + 50);
  EXPECT_FALSE(floods_.is_flooding(2));
  arrive(2, 1, now_ms_ + 1);
  EXPECT_TRUE(floods_.is_flooding(2));
  EXPECT_FALSE(floods_.is_flooding(3));
}

TEST_F(FloodsTest, it_is_none_a_second_after_it_has_ended) {
  arrive(3, 20, now_ms_ + 1000);
  arrive(2, 1000, now_ms_ + 900);
  EXPECT_TRUE(floods_.is_flooding(2));
  for (int i = 0; i < 3; ++i) {
    arrive(2, 20, now_ms_ + 500);
    arrive(3, 20, now_ms_ + 500);
  }
  EXPECT_FALSE(floods_.is_flooding(2));
}

TEST_F(FloodsTest, two_that_are_busy_flood_nobody_whoever_begins) {
  arrive(2, 400, now_ms_ + 500);
  arrive(3, 300, now_ms_ + 500);
  for (int i = 0; i < 4; ++i) {
    arrive(2, 400, now_ms_ + 500);
    EXPECT_FALSE(floods_.is_flooding(2)) << i;
    arrive(3, 300, now_ms_ + 500);
    EXPECT_FALSE(floods_.is_flooding(3)) << i;
  }
}

TEST_F(FloodsTest, one_that_is_alone_floods_nobody) {
  arrive(2, 5000, now_ms_ + 3000);
  EXPECT_FALSE(floods_.is_flooding(2));
  arrive(3, 5, now_ms_ + 10);  // and who came long ago is not there
  now_ms_ += 3000;
  arrive(2, 5000, now_ms_ + 2500);
  EXPECT_FALSE(floods_.is_flooding(2));
}

}  // namespace
}  // namespace ordo::core
