#include "sim/olist.h"

#include <boost/json.hpp>

#include "sim/olist_fixture.h"

namespace ordo::sim {
namespace {

namespace json = boost::json;

constexpr Instant kPurchased{1'506'938'193'000};

OlistOrder olist_order(std::string status) {
  OlistOrder o;
  o.id = "e481f51cbdc54678b7cc49136f2d6af7";
  o.status = std::move(status);
  o.customer_unique_id = "person";
  o.purchased_at = kPurchased;
  o.approved_at = kPurchased.plus_ms(60'000);
  o.items = {{"1", "p1", 2999, 872}, {"2", "p1", 2999, 872}};
  o.payments = {{"1", "credit_card", 7000}, {"3", "voucher", 742}};
  return o;
}

std::vector<std::string> told(const OlistOrder& o) {
  std::vector<std::string> words;
  for (const Message& m : olist_trade({o}, {}, 1).messages) {
    const json::object root = json::parse(m.body).as_object();
    const json::value* status = root.at("data").as_object().if_contains("status");
    std::string word(root.at("type").as_string());
    if (status != nullptr) word += " " + std::string(status->as_string());
    words.push_back(word);
  }
  return words;
}

using Words = std::vector<std::string>;

TEST(OlistTrade, a_delivered_order_tells_its_payments_and_its_parcel) {
  OlistOrder o = olist_order("delivered");
  o.handed_over_at = kPurchased.plus_ms(kDayMs);
  o.delivered_at = kPurchased.plus_ms(3 * kDayMs);
  EXPECT_EQ(told(o), (Words{"order.upserted pending_payment", "order.paid", "order.paid",
                            "order.upserted paid", "shipment.updated in_transit",
                            "shipment.updated delivered", "order.upserted delivered"}));
}

TEST(OlistTrade, a_processed_order_waits_for_allocation) {
  EXPECT_EQ(told(olist_order("processing")).back(), "order.upserted awaiting_allocation");
  EXPECT_EQ(told(olist_order("created")).back(), "order.upserted paid");
}

TEST(OlistTrade, a_cancelled_order_is_cancelled_after_all_that_happened_before) {
  OlistOrder o = olist_order("canceled");
  o.handed_over_at = kPurchased.plus_ms(kDayMs);
  const Words words = told(o);
  EXPECT_EQ(words[words.size() - 3], "shipment.updated in_transit");
  EXPECT_EQ(words[words.size() - 2], "order.cancelled");
  EXPECT_EQ(words.back(), "order.upserted cancelled");
  EXPECT_EQ(told(olist_order("unavailable")).back(), "order.upserted cancelled");
}

TEST(OlistTrade, no_order_is_called_paid_where_no_money_came) {
  OlistOrder without = olist_order("canceled"), zero = olist_order("canceled");
  without.payments.clear();
  zero.payments = {{"1", "not_defined", 0}};
  for (const OlistOrder& o : {without, zero}) {
    for (const std::string& word : told(o)) EXPECT_NE(word, "order.upserted paid");
  }
}

TEST(OlistTrade, snapshots_are_told_in_growing_time_even_where_the_times_contradict) {
  OlistOrder o = olist_order("delivered");
  o.handed_over_at = kPurchased.plus_ms(-kDayMs);
  o.delivered_at = kPurchased.plus_ms(-2 * kDayMs);
  std::vector<int64_t> times;
  for (const Message& m : olist_trade({o}, {}, 1).messages) {
    if (m.body.find("order.upserted") != std::string::npos) times.push_back(m.at.ms);
  }
  ASSERT_EQ(times.size(), 3u);
  EXPECT_LT(times[0], times[1]);
  EXPECT_LT(times[1], times[2]);
}

TEST(OlistTrade, the_last_snapshot_carries_sums_of_items_and_payments) {
  const OlistTrade trade = olist_trade({olist_order("processing")}, {}, 1);
  const json::object data =
      json::parse(trade.messages.back().body).as_object().at("data").as_object();
  EXPECT_EQ(data.at("amounts").at("goods").as_int64(), 5998);
  EXPECT_EQ(data.at("amounts").at("freight").as_int64(), 1744);
  EXPECT_EQ(data.at("amounts").at("total").as_int64(), 7742);
  EXPECT_EQ(data.at("amounts").at("paid").as_int64(), 7742);
  EXPECT_EQ(data.at("lines").as_array().size(), 2u);
}

TEST(OlistTrade, an_order_without_items_is_told_with_no_lines) {
  OlistOrder o = olist_order("unavailable");
  o.items.clear();
  const OlistTrade trade = olist_trade({o}, {}, 1);
  const json::object data =
      json::parse(trade.messages.front().body).as_object().at("data").as_object();
  EXPECT_TRUE(data.at("lines").as_array().empty());
  EXPECT_EQ(data.at("amounts").at("total").as_int64(), 0);
}

TEST_F(OlistFiles, rows_of_four_files_meet_in_one_order) {
  pack_all();
  const auto orders = read_olist(dir_, 0);
  ASSERT_TRUE(orders.has_value()) << orders.error().detail;
  ASSERT_EQ(orders->size(), 2u);
  const OlistOrder& first = orders->front();
  EXPECT_EQ(format_rfc3339(first.purchased_at), "2018-07-02T13:00:00.000Z");
  EXPECT_FALSE(first.approved_at.has_value());
  EXPECT_EQ(first.customer_unique_id, "u1");
  EXPECT_EQ(first.items.at(0).price, 3999);
  EXPECT_EQ(first.paid(), 7166);
  EXPECT_TRUE((*orders)[1].items.empty());
}

TEST_F(OlistFiles, a_limit_takes_the_first_orders_only) {
  pack_all();
  const auto orders = read_olist(dir_, 1);
  ASSERT_TRUE(orders.has_value());
  EXPECT_EQ(orders->size(), 1u);
}

TEST_F(OlistFiles, an_amount_that_is_none_names_file_and_order) {
  pack_all();
  pack("olist_order_payments_dataset.csv.gz",
       "order_id,payment_sequential,payment_type,payment_value\naa01,1,boleto,7O.66\n");
  const auto orders = read_olist(dir_, 0);
  ASSERT_FALSE(orders.has_value());
  EXPECT_NE(orders.error().detail.find("payments"), std::string::npos);
  EXPECT_NE(orders.error().detail.find("aa01"), std::string::npos);
}

TEST_F(OlistFiles, expected_rows_stand_under_their_cleaned_number) {
  pack("expected.csv.gz",
       "order_id,status,units,goods_minor,freight_minor,paid_minor,payment,fulfilment,headline\n"
       "aa01,shipped,2,7289,6334,13623,paid,in_transit,in_transit\n");
  const auto expected = read_expected(dir_);
  ASSERT_TRUE(expected.has_value());
  ASSERT_TRUE(expected->contains("AA01"));
  EXPECT_EQ(expected->at("AA01").paid, 13623);
  EXPECT_EQ(expected->at("AA01").headline, "in_transit");
}

}  // namespace
}  // namespace ordo::sim
