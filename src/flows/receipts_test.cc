#include "flows/receipts.h"

#include <gtest/gtest.h>

namespace ordo::flows {
namespace {

constexpr Instant kAsked{1'769'083'200'000};

NoticeReceipt receipt(int64_t tries = 0) {
  NoticeReceipt receipt;
  receipt.call = OutboxId(42);
  receipt.receiver = "sms";
  receipt.reference = "9^0";
  receipt.tries = tries;
  return receipt;
}

TEST(Receipts, who_is_not_reported_yet_is_asked_about_later_each_time) {
  const NoticeReceipt first = after_asking(receipt(), {2, 1, {}}, kAsked);
  EXPECT_EQ(first.state, ReceiptState::kAccepted);
  EXPECT_EQ(first.next_at, kAsked.plus_ms(2 * kReceiptFirstWaitMs));
  EXPECT_EQ(after_asking(first, {2, 1, {}}, kAsked).next_at,
            kAsked.plus_ms(4 * kReceiptFirstWaitMs));
}

TEST(Receipts, when_all_are_known_it_has_arrived_or_says_who_did_not_get_it) {
  EXPECT_EQ(after_asking(receipt(), {2, 2, {}}, kAsked).state, ReceiptState::kDelivered);
  const NoticeReceipt failed = after_asking(receipt(), {2, 1, {"…1234 MK:0001"}}, kAsked);
  EXPECT_EQ(failed.state, ReceiptState::kFailed);
  EXPECT_EQ(failed.detail, "…1234 MK:0001");
  EXPECT_EQ(failed.next_at, Instant{});
}

TEST(Receipts, nobody_asks_for_ever) {
  const NoticeReceipt unknown = after_asking(receipt(kReceiptTriesMax - 1), {2, 1, {}}, kAsked);
  EXPECT_EQ(unknown.state, ReceiptState::kAccepted);
  EXPECT_EQ(unknown.next_at, Instant{});
  EXPECT_FALSE(unknown.detail.empty());
  EXPECT_EQ(after_asking(receipt(kReceiptTriesMax - 1), {2, 0, {"…1234 X"}}, kAsked).state,
            ReceiptState::kFailed);
}

}  // namespace
}  // namespace ordo::flows
