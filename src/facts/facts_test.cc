#include "facts/facts.h"

#include <gtest/gtest.h>

#include <set>

namespace ordo::facts {
namespace {

TEST(Facts, every_status_has_a_name_of_its_own_that_reads_back) {
  std::set<std::string_view> seen;
  for (int i = 0; i < kStatusCount; ++i) {
    const auto status = static_cast<Status>(i);
    EXPECT_EQ(parse_status(name(status)), status);
    seen.insert(name(status));
  }
  EXPECT_EQ(seen.size(), static_cast<size_t>(kStatusCount));
}

TEST(Facts, status_names_stand_where_the_enum_says) {
  EXPECT_EQ(name(Status::kPendingPayment), "pending_payment");
  EXPECT_EQ(name(Status::kAwaitingAllocation), "awaiting_allocation");
  EXPECT_EQ(name(Status::kPartiallyShipped), "partially_shipped");
  EXPECT_EQ(name(Status::kClosed), "closed");
}

TEST(Facts, a_word_that_is_no_status_is_not_guessed) {
  EXPECT_FALSE(parse_status(""));
  EXPECT_FALSE(parse_status("Paid"));
  EXPECT_FALSE(parse_status("paid "));
  EXPECT_FALSE(parse_parcel_status("shipped"));
  EXPECT_FALSE(parse_refund_status("refunded"));
}

TEST(Facts, parcel_and_refund_statuses_read_back) {
  for (int i = 0; i < kParcelStatusCount; ++i) {
    const auto status = static_cast<ParcelStatus>(i);
    EXPECT_EQ(parse_parcel_status(name(status)), status);
  }
  for (const auto status : {RefundStatus::kRequested, RefundStatus::kInProgress,
                            RefundStatus::kDone, RefundStatus::kRejected}) {
    EXPECT_EQ(parse_refund_status(name(status)), status);
  }
  EXPECT_EQ(name(ParcelStatus::kLost), "lost");
  EXPECT_EQ(name(RefundStatus::kRejected), "rejected");
}

TEST(Facts, each_fact_names_its_order_and_stock_names_none) {
  OrderFact order;
  order.order_no_clean = "A-1";
  PaymentFact payment;
  payment.order_no_clean = "A-2";
  CancelFact cancel;
  cancel.order_no_clean = "A-3";
  RefundFact refund;
  refund.order_no_clean = "A-4";
  EXPECT_EQ(order_no(Fact{order}), "A-1");
  EXPECT_EQ(order_no(Fact{payment}), "A-2");
  EXPECT_EQ(order_no(Fact{cancel}), "A-3");
  EXPECT_EQ(order_no(Fact{refund}), "A-4");
  EXPECT_EQ(order_no(Fact{ShipmentFact{}}), "");
  EXPECT_EQ(order_no(Fact{StockFact{}}), "");
}

}  // namespace
}  // namespace ordo::facts
