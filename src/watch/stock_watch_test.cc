#include "watch/stock_watch.h"

#include <gtest/gtest.h>

#include "flows/test_support.h"

namespace ordo::watch {
namespace {

class StockWatchTest : public flows::HubTest {
 protected:
  void stock(std::string_view sku, int64_t units) {
    receive(flows::event(
        "stock.adjusted", 0,
        fmt::format(R"("sku":"{}","warehouse":"n","quantity":{},"reason":"x")", sku, units)));
  }
  void spoil(const char* sql) {
    store::UnitOfWork uow = hub_->database().begin();
    uow.execute({"test.spoil", sql}, {});
    uow.commit();
  }
  std::vector<std::string> keys() {
    hub_->drain();
    return texts("SELECT key FROM alerts WHERE kind = 'stock_contradicted' ORDER BY id");
  }
};

TEST_F(StockWatchTest, a_contradiction_is_alerted_in_the_slice_that_meets_it_and_told_once) {
  StockWatch watch(*hub_);
  stock("A", 5);
  stock("B", 7);
  watch.look();
  EXPECT_EQ(watch.rounds(), 1);
  EXPECT_TRUE(keys().empty());
  spoil("UPDATE stock_items SET available = 6 WHERE sku = 'B'");
  watch.look();
  watch.look();
  ASSERT_EQ(keys().size(), 1U);
  EXPECT_TRUE(keys().front().starts_with("stock_contradicted/"));
}

TEST_F(StockWatchTest, small_slices_go_on_where_the_last_one_ended) {
  StockWatch watch(*hub_);
  for (int i = 0; i < 5; ++i) stock("A", 1);
  stock("B", 7);
  spoil("UPDATE stock_items SET available = 6 WHERE sku = 'B'");
  for (int slice = 0; slice < 20 && watch.rounds() == 0; ++slice) watch.look(1);
  EXPECT_EQ(watch.rounds(), 1);
  EXPECT_EQ(keys().size(), 1U);
}

}  // namespace
}  // namespace ordo::watch
