#include "facts/words.h"

#include <gtest/gtest.h>

namespace ordo::facts {
namespace {

TEST(Words, a_key_says_its_kind_and_keeps_the_channels_own_text) {
  EXPECT_EQ(word_key(WordKind::kOrder, "paid/on hold"), "order/paid/on hold");
  EXPECT_EQ(kind_of("order/paid/on hold"), WordKind::kOrder);
  EXPECT_EQ(kind_of("parcel/x"), WordKind::kParcel);
  EXPECT_EQ(kind_of("refund/x"), WordKind::kRefund);
  for (const std::string_view bad : {"", "order", "order/", "/paid", "trade/PAID", "Order/paid"}) {
    EXPECT_FALSE(kind_of(bad)) << bad;
  }
}

TEST(Words, a_meaning_is_a_status_of_the_words_kind) {
  EXPECT_EQ(parse_sense(WordKind::kOrder, "paid"), Sense(Status::kPaid));
  EXPECT_EQ(parse_sense(WordKind::kParcel, "lost"), Sense(ParcelStatus::kLost));
  EXPECT_EQ(parse_sense(WordKind::kRefund, "done"), Sense(RefundStatus::kDone));
  EXPECT_FALSE(parse_sense(WordKind::kParcel, "paid"));
  EXPECT_FALSE(parse_sense(WordKind::kRefund, "lost"));
  EXPECT_FALSE(parse_sense(WordKind::kOrder, "done"));
}

TEST(Words, a_parcels_and_a_refunds_word_may_concern_nobody_an_orders_not) {
  EXPECT_EQ(parse_sense(WordKind::kParcel, "ignored"), Sense(Ignored{}));
  EXPECT_EQ(parse_sense(WordKind::kRefund, "ignored"), Sense(Ignored{}));
  EXPECT_FALSE(parse_sense(WordKind::kOrder, "ignored"));
}

TEST(Words, each_meaning_has_the_name_that_it_is_read_from) {
  for (const WordKind kind : {WordKind::kOrder, WordKind::kParcel, WordKind::kRefund}) {
    for (const std::string_view text : {"paid", "label_printed", "in_transit", "done", "ignored"}) {
      if (const auto sense = parse_sense(kind, text)) EXPECT_EQ(name(*sense), text);
    }
  }
}

TEST(Words, a_printed_label_never_says_that_goods_have_left) {
  EXPECT_FALSE(says_shipped(Status::kLabelPrinted));
  EXPECT_FALSE(says_shipped(ParcelStatus::kLabelPrinted));
  EXPECT_TRUE(says_label_printed(Status::kLabelPrinted));
  EXPECT_TRUE(says_label_printed(ParcelStatus::kLabelPrinted));
  EXPECT_FALSE(says_shipped(Status::kPaid));
  EXPECT_FALSE(says_shipped(Status::kCancelled));
  EXPECT_FALSE(says_shipped(Ignored{}));
  for (const Status s : {Status::kPickedUp, Status::kInTransit, Status::kPartiallyShipped,
                         Status::kDelivered, Status::kCompleted}) {
    EXPECT_TRUE(says_shipped(s)) << name(s);
  }
  EXPECT_TRUE(says_shipped(ParcelStatus::kPickedUp));
}

TEST(Words, a_fact_is_given_the_meaning_of_its_word) {
  ShipmentFact shipment;
  shipment.word = {"parcel/flown", false, "/status"};
  Fact fact = shipment;
  ASSERT_NE(word_of(fact), nullptr);
  EXPECT_EQ(word_of(fact)->key, "parcel/flown");
  set_sense(fact, ParcelStatus::kDelivered);
  EXPECT_EQ(sense_of(fact), Sense(ParcelStatus::kDelivered));
  EXPECT_TRUE(word_of(fact)->known);
  EXPECT_EQ(word_of(Fact(ShipmentFact{})), nullptr) << "a fact may stand without a word";
  EXPECT_EQ(word_of(Fact(PaymentFact{})), nullptr);
}

}  // namespace
}  // namespace ordo::facts
