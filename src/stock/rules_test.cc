#include "stock/rules.h"

#include <gtest/gtest.h>

namespace ordo::stock {
namespace {

const ShopId kLive(1), kShopA(2);
const Seller kStream{"douyin", kLive}, kOther{"taobao", kShopA};

struct Floor {
  StockRules rules;
  std::vector<Item> items;

  void put(int64_t id, const std::string& warehouse, const std::string& pool = {}) {
    items.emplace_back(ItemId(id), ItemKey{"tea", warehouse, pool});
  }
  [[nodiscard]] std::vector<int64_t> sources(const Seller& seller) const {
    std::vector<const Item*> all;
    for (const Item& item : items) all.push_back(&item);
    std::vector<int64_t> ids;
    for (const ItemId id : sources_of(rules, seller, all)) ids.push_back(id.value);
    return ids;
  }
};

using Ids = std::vector<int64_t>;

TEST(Sources, warehouses_sell_by_priority_and_those_that_do_not_sell_never) {
  Floor floor;
  floor.rules.warehouses = {
      {"north", {"", 2, true}}, {"south", {"", 1, true}}, {"returns", {"", 0, false}}};
  floor.put(1, "north");
  floor.put(2, "south");
  floor.put(3, "returns");
  floor.put(4, "a-place-nobody-described");
  EXPECT_EQ(floor.sources(kOther), (Ids{2, 1, 4}));
}

TEST(Sources, what_lies_nowhere_is_lacking_in_a_warehouse_that_there_is) {
  EXPECT_EQ(main_of({}), "main");
  EXPECT_EQ(main_of({{"main", {"", 9, false}}, {"north", {"", 0, true}}}), "main");
  EXPECT_EQ(main_of({{"a", {"", 0, false}}, {"b", {"", 2, true}}, {"c", {"", 1, true}}}), "c");
  EXPECT_EQ(main_of({{"a", {"", 0, false}}}), "a");
}

TEST(Sources, a_pool_is_its_sellers_alone_and_they_keep_to_it_unless_it_falls_back) {
  Floor floor;
  floor.rules.pools["stream"] = {{kLive}, {}};
  floor.rules.settings.pools["stream"] = {100, false};
  floor.put(1, "north");
  floor.put(2, "north", "stream");
  EXPECT_EQ(floor.sources(kOther), Ids{1});
  EXPECT_EQ(floor.sources(kStream), Ids{2});
  floor.rules.settings.pools["stream"].falls_back = true;
  EXPECT_EQ(floor.sources(kStream), (Ids{2, 1}));
}

TEST(Sources, a_shops_pool_goes_before_its_channels) {
  Floor floor;
  floor.rules.pools["all-douyin"] = {{}, {"douyin"}};
  floor.rules.pools["stream"] = {{kLive}, {}};
  floor.rules.settings.pools["stream"] = {100, true};
  floor.put(1, "north", "all-douyin");
  floor.put(2, "north", "stream");
  floor.put(3, "north");
  floor.put(4, "north", "nobody-knows-whose");
  EXPECT_EQ(floor.sources(kStream), (Ids{2, 1, 3}));
  EXPECT_EQ(floor.sources(kOther), Ids{3});
}

TEST(Sources, a_product_is_what_its_shop_was_taught_to_mean) {
  StockRules rules;
  rules.mapped[{kShopA, "777"}] = "tea";
  EXPECT_EQ(sku_of(rules, kShopA, "T-1", "777"), "tea");
  EXPECT_EQ(sku_of(rules, kLive, "T-1", "777"), "T-1");
  EXPECT_EQ(sku_of(rules, kShopA, "T-1", ""), "T-1");
}

}  // namespace
}  // namespace ordo::stock
