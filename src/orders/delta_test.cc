// Changes as they are kept in history: applied to what was, they give what is.
#include "orders/delta.h"

#include <gtest/gtest.h>

#include "orders/test_support.h"

namespace ordo::orders {
namespace {

using facts::Status;

void expect_round_trip(const Order& before, const Order& after) {
  const std::string delta = make_delta(before, after);
  Order built = before;
  auto applied = apply_delta(built, kDeltaVersion, delta);
  ASSERT_TRUE(applied.has_value()) << applied.error().detail;
  ASSERT_EQ(built, after) << delta;
}

TEST(Delta, of_equal_orders_is_empty) {
  const Order o = placed(Status::kPaid);
  EXPECT_EQ(make_delta(o, o), "{}");
}

TEST(Delta, a_new_order_is_rebuilt_from_nothing) {
  Order o = placed(Status::kPaid);
  take(o, refund("r1", facts::RefundStatus::kDone, minute(20), 5, {{"1", 1}}), 2);
  expect_round_trip(Order{}, o);
}

TEST(Delta, holds_only_what_changed) {
  const Order before = placed(Status::kPaid);
  Order after = before;
  after.note = "ring twice";
  EXPECT_EQ(make_delta(before, after), R"({"order":{"note":"ring twice"}})");
}

TEST(Delta, fields_that_became_empty_are_cleared) {
  Order full = placed(Status::kDepositPaid);
  full.note = "x";
  full.custom = "{\"a\":1}";
  full.tags = {"vip", "hot"};
  full.holds = {"refund_due"};
  full.presale = facts::Presale{100, 900, minute(5)};
  full.amounts.marketing = {{"coupon", 5, true, "seller"}};
  full.balance_open = true;
  full.person = 7;
  full.personal = 8;
  full.personal_digest = "ab";
  full.personal_mark = 9;
  full.content_status = Status::kPaid;
  full.content_key = 77;
  full.version = 3;
  Order empty = full;
  empty.note.clear();
  empty.custom.clear();
  empty.tags.clear();
  empty.holds.clear();
  empty.presale.reset();
  empty.amounts = {};
  empty.balance_open = false;
  empty.content_status = {};
  empty.content_key = 0;
  empty.person = empty.personal = empty.personal_mark = empty.version = 0;
  empty.personal_digest.clear();
  empty.axes = {};
  empty.status = Status::kPendingPayment;
  empty.lines.clear();
  expect_round_trip(full, empty);
  expect_round_trip(empty, full);
}

TEST(Delta, a_presale_may_be_of_nothing_and_lose_its_date) {
  Order before = placed(Status::kDepositPaid);
  before.presale = facts::Presale{0, 0, minute(5)};
  Order after = before;
  after.presale = facts::Presale{0, 0, std::nullopt};
  expect_round_trip(before, after);
}

// Touches fields that no fact reaches, so that every field is changed, set and cleared sooner or later.
void touch(Order& o, Dice& dice) {
  const auto word = [&] { return dice.heads() ? std::string() : std::string("字\"\\\n\u0001"); };
  switch (dice.below(12)) {
    case 0: o.note = word(); break;
    case 1: o.custom = word(); break;
    case 2: o.tags.assign(static_cast<size_t>(dice.below(3)), word()); break;
    case 3: o.personal_digest = word(); break;
    case 4: o.person = dice.below(2) * INT64_MAX; break;
    case 5: o.personal_mark = dice.below(2) * INT64_MIN; break;
    case 6: o.presale = facts::Presale{dice.below(2), dice.below(2), std::nullopt}; break;
    case 7: o.presale.reset(); break;
    case 8:
      o.amounts.marketing.assign(static_cast<size_t>(dice.below(3)),
                                 {word(), dice.below(3), dice.heads(), word()});
      break;
    case 9: o.business_day = static_cast<int32_t>(dice.below(3)) - 1; break;
    case 10: o.committed_at = Instant{dice.below(3) - 1}; break;
    default: ++o.version;
  }
}

TEST(Delta, round_trips_for_random_orders) {
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    Dice dice(seed);
    Order o = bare_order();
    Order built;
    for (int64_t i = 0; i < 25; ++i) {
      const Order before = o;
      take(o, any_fact(dice, dice.below(200)), i + 1);
      touch(o, dice);
      expect_round_trip(before, o);
      // And as a chain from the beginning, as history is folded.
      ASSERT_TRUE(apply_delta(built, kDeltaVersion, make_delta(built, o)).has_value());
      ASSERT_EQ(built, o);
    }
  }
}

TEST(Delta, a_format_from_the_future_is_refused) {
  Order o;
  EXPECT_EQ(apply_delta(o, kDeltaVersion + 1, "{}").error().code, "history_unreadable");
}

TEST(Delta, a_payload_that_is_no_delta_is_refused_and_never_crashes) {
  for (const char* bad :
       {"", "[]", "{\"order\":7}", "{\"lines\":{}}", "{\"order\":{\"note\":7}}",
        "{\"observations\":[7]}", "{\"order\":{\"clear\":[7]}}", "{\"order\":{\"presale\":{}}}"}) {
    Order o = placed(Status::kPaid);
    auto applied = apply_delta(o, kDeltaVersion, bad);
    ASSERT_FALSE(applied.has_value()) << bad;
    EXPECT_EQ(applied.error().code, "history_unreadable");
  }
}

}  // namespace
}  // namespace ordo::orders
