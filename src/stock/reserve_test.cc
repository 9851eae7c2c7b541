#include "stock/reserve.h"

#include <gtest/gtest.h>

#include "base/invariant.h"
#include "stock/test_support.h"

namespace ordo::stock {
namespace {

using State = ReservationState;

TEST(Reserve, an_order_locks_for_fifteen_minutes_and_lets_go_once) {
  Shelves shelves(10);
  ASSERT_TRUE(shelves.place(5, {tea(4)}, 1));
  EXPECT_EQ(shelves.units(kTea, Bucket::kLocked), 4);
  EXPECT_EQ(shelves.units(kTea, Bucket::kAvailable), 6);
  EXPECT_EQ(next_expiry(shelves.book.order(OrderId(5))), minute(16));
  EXPECT_EQ(expire(shelves.book, OrderId(5), at(15)), 0);
  EXPECT_EQ(expire(shelves.book, OrderId(5), at(16)), 4);
  EXPECT_EQ(expire(shelves.book, OrderId(5), at(17)), 0);
  EXPECT_EQ(shelves.units(kTea, Bucket::kAvailable), 10);
  EXPECT_EQ(shelves.reservation(5).state, State::kExpired);
  EXPECT_EQ(next_expiry(shelves.book.order(OrderId(5))), std::nullopt);
}

TEST(Reserve, all_lines_of_an_order_or_none) {
  Shelves shelves(10, 1);
  const auto refused = shelves.place(5, {tea(4), cups(2)});
  EXPECT_EQ(code_of(refused), "insufficient_stock");
  EXPECT_EQ(refused.error().detail, "cup: 2 asked for, 1 left");
  EXPECT_EQ(refused.error().fields.at(0).pointer, "/lines/2");
  EXPECT_EQ(shelves.units(kTea, Bucket::kLocked), 0);
  EXPECT_TRUE(shelves.book.order(OrderId(5)).reservations.empty());
}

TEST(Reserve, two_lines_never_share_a_unit) {
  Shelves shelves(5);
  Demand second = tea(3);
  second.line_no = "2";
  EXPECT_EQ(code_of(shelves.place(5, {tea(3), second})), "insufficient_stock");
  second.quantity = 2;
  EXPECT_TRUE(shelves.place(5, {tea(3), second}));
  EXPECT_EQ(shelves.units(kTea, Bucket::kAvailable), 0);
}

TEST(Reserve, takes_from_the_first_place_that_has_it_all_and_else_from_several) {
  Shelves shelves(5);
  shelves.stock(kTeaSouth, 8);
  ASSERT_TRUE(shelves.place(5, {tea(7, {kTea, kTeaSouth})}));
  EXPECT_EQ(shelves.units(kTeaSouth, Bucket::kLocked), 7);
  ASSERT_TRUE(shelves.place(6, {tea(6, {kTea, kTeaSouth})}));
  EXPECT_EQ(shelves.units(kTea, Bucket::kLocked), 5);
  EXPECT_EQ(shelves.units(kTeaSouth, Bucket::kLocked), 8);
  EXPECT_EQ(code_of(shelves.place(7, {tea(1, {kTea, kTeaSouth})})), "insufficient_stock");
}

TEST(Reserve, a_bundle_reserves_its_components_and_ships_whole) {
  Shelves shelves(7, 10);
  const Bundle box{"gift-box", {{"tea", 2}, {"cup", 3, true}}};
  auto demands = demands_of("1", "gift-box", 3, &box);
  ASSERT_TRUE(demands);
  demands->at(0).from = {kTea};
  demands->at(1).from = {kCup};
  ASSERT_TRUE(shelves.place(5, *demands));
  EXPECT_EQ(shelves.units(kTea, Bucket::kLocked), 6);
  EXPECT_EQ(shelves.units(kCup, Bucket::kLocked), 9);
  EXPECT_EQ(code_of(ship(shelves.book, OrderId(5), "1", 1, {}, at(2))), "not_occupied");
  EXPECT_EQ(shelves.paid(5).end, PaidEnd::kPosted);
  ASSERT_TRUE(ship(shelves.book, OrderId(5), "1", 2, {}, at(3)));
  EXPECT_EQ(shelves.units(kTea, Bucket::kOccupied), 2);
  EXPECT_EQ(shelves.units(kCup, Bucket::kOccupied), 3);
  EXPECT_EQ(code_of(ship(shelves.book, OrderId(5), "1", 2, {}, at(3))), "not_occupied");
  EXPECT_EQ(code_of(demands_of("1", "tea", 0, nullptr)), "invalid_quantity");
  EXPECT_EQ(code_of(demands_of("1", "gift-box", kUnitsMax, &box)), "invalid_quantity");
}

TEST(Reserve, a_bundle_waits_for_a_component_that_is_lacking) {
  Shelves shelves(4);
  const std::vector<Demand> box{{"1", "tea", 4, 2, {kTea}}, {"1", "cup", 6, 3, {kCup}}};
  ASSERT_TRUE(take_paid(shelves.book, shelves.settings, shelves.asker(5), box, at(1)));
  const auto refused = ship(shelves.book, OrderId(5), "1", 1, {}, at(2));
  EXPECT_EQ(code_of(refused), "not_occupied");
  EXPECT_EQ(refused.error().detail, "cup: 1 leave and 0 are bound to the line");
  EXPECT_EQ(shelves.units(kTea, Bucket::kOccupied), 4);
  shelves.stock(kCup, 6);
  EXPECT_EQ(cover(shelves.book, OrderId(5), 1, at(3)), 6);
  EXPECT_TRUE(ship(shelves.book, OrderId(5), "1", 2, {}, at(4)));
}

TEST(Reserve, an_order_does_not_reserve_twice) {
  Shelves shelves(10);
  ASSERT_TRUE(shelves.place(5, {tea(4)}));
  EXPECT_EQ(code_of(shelves.place(5, {tea(4)})), "already_reserved");
  EXPECT_EQ(shelves.units(kTea, Bucket::kLocked), 4);
}

TEST(Reserve, a_line_that_is_taken_anew_is_paid_for_once) {
  Shelves shelves(10);
  ASSERT_TRUE(shelves.place(5, {tea(4)}, 0));
  (void)expire(shelves.book, OrderId(5), at(15));
  ASSERT_TRUE(shelves.place(5, {tea(4)}, 16));
  EXPECT_EQ(shelves.paid(5, 17).end, PaidEnd::kPosted);
  EXPECT_EQ(shelves.units(kTea, Bucket::kOccupied), 4);
  EXPECT_EQ(shelves.units(kTea, Bucket::kAvailable), 6);
}

TEST(Reserve, a_line_that_was_shipped_or_lacks_something_does_not_reserve_again) {
  Shelves shelves(5);
  const auto take = [&](int64_t order) {
    return take_paid(shelves.book, shelves.settings, shelves.asker(order), std::vector{tea(5)},
                     at(1));
  };
  ASSERT_TRUE(take(5));
  ASSERT_TRUE(ship(shelves.book, OrderId(5), "1", 5, {}, at(2)));
  EXPECT_EQ(code_of(shelves.place(5, {tea(5)})), "already_reserved");
  ASSERT_TRUE(take(6)) << "there is nothing, and it becomes a shortage";
  EXPECT_EQ(code_of(take(6)), "already_reserved");
  EXPECT_EQ(shelves.book.order(OrderId(6)).shortages.size(), 1U);
}

TEST(Reserve, another_line_of_an_order_reserves_later) {
  Shelves shelves(10, 10);
  ASSERT_TRUE(shelves.place(5, {tea(4)}));
  ASSERT_TRUE(shelves.place(5, {cups(2)}));
  EXPECT_EQ(code_of(shelves.place(5, {cups(2)})), "already_reserved");
  EXPECT_EQ(shelves.units(kCup, Bucket::kLocked), 2);
}

TEST(Reserve, a_part_may_be_posted_and_the_rest_is_free_again) {
  Shelves shelves(10);
  ASSERT_TRUE(shelves.place(5, {tea(4)}));
  EXPECT_EQ(code_of(post(shelves.book, OrderId(5), 1, 5, at(2))), "invalid_quantity");
  EXPECT_EQ(code_of(post(shelves.book, OrderId(5), 2, 1, at(2))), "reservation_not_found");
  ASSERT_TRUE(post(shelves.book, OrderId(5), 1, 3, at(2)));
  EXPECT_EQ(shelves.units(kTea, Bucket::kOccupied), 3);
  EXPECT_EQ(shelves.units(kTea, Bucket::kAvailable), 7);
  EXPECT_EQ(code_of(post(shelves.book, OrderId(5), 1, 1, at(2))), "reservation_not_pending");
}

TEST(Reserve, a_payment_in_flight_extends_a_lock_a_few_times) {
  Shelves shelves(10);
  ASSERT_TRUE(shelves.place(5, {tea(4)}, 0));
  const Asker asker = shelves.asker(5);
  for (int64_t i = 1; i <= 3; ++i) {
    ASSERT_TRUE(extend(shelves.book, shelves.settings, asker, at(10 * i)));
  }
  EXPECT_EQ(shelves.reservation(5).expires_at, minute(40));
  EXPECT_EQ(code_of(extend(shelves.book, shelves.settings, asker, at(39))), "extended_enough");
  EXPECT_EQ(expire(shelves.book, OrderId(5), at(39)), 0);
  EXPECT_EQ(expire(shelves.book, OrderId(5), at(40)), 4);
  EXPECT_EQ(code_of(extend(shelves.book, shelves.settings, asker, at(41))), "nothing_pending");
}

TEST(Reserve, an_extension_never_shortens_a_lock) {
  Shelves shelves(10);
  ASSERT_TRUE(shelves.place(5, {tea(4)}, 0));
  ASSERT_TRUE(extend(shelves.book, shelves.settings, shelves.asker(5), at(1)));
  EXPECT_EQ(shelves.reservation(5).expires_at, minute(15));
}

TEST(Reserve, a_buyer_holds_no_more_than_the_limit_until_he_lets_go) {
  Shelves shelves(100);
  shelves.settings.terms.per_buyer = 5;
  ASSERT_TRUE(shelves.place(5, {tea(3)}, 1, 77));
  const auto refused = shelves.place(6, {tea(3)}, 1, 77);
  EXPECT_EQ(code_of(refused), "buyer_limit");
  EXPECT_TRUE(shelves.place(7, {tea(3)}, 1, 78));
  (void)let_go(shelves.book, OrderId(5), at(2));
  EXPECT_TRUE(shelves.place(6, {tea(5)}, 2, 77));
  EXPECT_EQ(shelves.book.held(77, "tea"), 5);
  EXPECT_TRUE(shelves.place(8, {tea(50)}, 2)) << "of whom nothing is known, nothing is limited";
}

TEST(Reserve, a_late_payment_takes_what_is_there_still) {
  Shelves shelves(10);
  ASSERT_TRUE(shelves.place(5, {tea(4)}, 0));
  (void)expire(shelves.book, OrderId(5), at(20));
  const Paid paid = shelves.paid(5, 21);
  EXPECT_EQ(paid.end, PaidEnd::kRetaken);
  EXPECT_EQ(shelves.units(kTea, Bucket::kOccupied), 4);
  EXPECT_EQ(shelves.paid(5, 22).end, PaidEnd::kNothing) << "a payment is met once";
  EXPECT_EQ(shelves.units(kTea, Bucket::kOccupied), 4);
}

TEST(Reserve, a_late_payment_is_told_what_is_gone) {
  Shelves shelves(10);
  ASSERT_TRUE(shelves.place(5, {tea(4)}, 0));
  (void)expire(shelves.book, OrderId(5), at(20));
  ASSERT_TRUE(shelves.place(6, {tea(7)}, 20));
  const Paid paid = shelves.paid(5, 21);
  EXPECT_EQ(paid.end, PaidEnd::kPartly);
  EXPECT_EQ(paid.missing, (std::vector<Missing>{{"1", "tea", 4, 1}}));
  EXPECT_EQ(paid.reason,
            "the payment came after its lock had expired; not to be had any more: 1 of tea of line "
            "1");
  EXPECT_EQ(shelves.units(kTea, Bucket::kOccupied), 3);
}

TEST(Reserve, a_late_payment_that_wants_all_or_nothing_gets_nothing) {
  Shelves shelves(10);
  shelves.settings.terms.late_payment = LatePayment::kWhole;
  ASSERT_TRUE(shelves.place(5, {tea(4)}, 0));
  (void)expire(shelves.book, OrderId(5), at(20));
  ASSERT_TRUE(shelves.place(6, {tea(7)}, 20));
  const Paid paid = shelves.paid(5, 21);
  EXPECT_EQ(paid.end, PaidEnd::kRefused);
  EXPECT_EQ(paid.missing, (std::vector<Missing>{{"1", "tea", 4, 4}}));
  EXPECT_EQ(shelves.units(kTea, Bucket::kAvailable), 3);
}

TEST(Reserve, a_late_payment_takes_whole_bundles) {
  Shelves shelves(8, 12);
  ASSERT_TRUE(shelves.place(5, {{"1", "tea", 8, 2, {kTea}}, {"1", "cup", 12, 3, {kCup}}}, 0));
  (void)expire(shelves.book, OrderId(5), at(20));
  ASSERT_TRUE(shelves.place(6, {tea(3)}, 20));
  const Paid paid = shelves.paid(5, 21);
  EXPECT_EQ(paid.end, PaidEnd::kPartly);
  EXPECT_EQ(paid.missing, (std::vector<Missing>{{"1", "cup", 12, 6}, {"1", "tea", 8, 4}}));
  EXPECT_EQ(shelves.units(kTea, Bucket::kOccupied), 4);
  EXPECT_EQ(shelves.units(kCup, Bucket::kOccupied), 6);
  EXPECT_TRUE(ship(shelves.book, OrderId(5), "1", 2, {}, at(22)));
}

TEST(Reserve, a_late_payment_leaves_what_is_pending_of_a_bundle_that_is_gone) {
  Shelves shelves(4, 6);
  ASSERT_TRUE(shelves.place(5, {{"1", "tea", 4, 2, {kTea}}, {"1", "cup", 6, 3, {kCup}}}, 0));
  const auto stays = [](Reservation& r) { r.expires_at = minute(100); };
  shelves.book.change(OrderId(5), 1, stays);
  EXPECT_EQ(expire(shelves.book, OrderId(5), at(20)), 6) << "the cups";
  ASSERT_TRUE(shelves.place(6, {cups(2)}, 20));
  EXPECT_EQ(shelves.paid(5, 21).end, PaidEnd::kPartly);
  EXPECT_EQ(shelves.units(kTea, Bucket::kOccupied), 2);
  EXPECT_EQ(shelves.units(kTea, Bucket::kAvailable), 2);
  EXPECT_EQ(shelves.units(kCup, Bucket::kOccupied), 3);
}

TEST(Reserve, what_is_pending_is_not_paid_where_all_or_nothing_is_to_be_had) {
  Shelves shelves(4, 6);
  shelves.settings.terms.late_payment = LatePayment::kWhole;
  ASSERT_TRUE(shelves.place(5, {tea(4), cups(6)}, 0));
  const auto stays = [](Reservation& r) { r.expires_at = minute(100); };
  shelves.book.change(OrderId(5), 1, stays);
  (void)expire(shelves.book, OrderId(5), at(20));
  ASSERT_TRUE(shelves.place(6, {cups(1)}, 20));
  const Paid paid = shelves.paid(5, 21);
  EXPECT_EQ(paid.end, PaidEnd::kRefused);
  EXPECT_EQ(paid.missing, (std::vector<Missing>{{"1", "tea", 4, 4}, {"2", "cup", 6, 6}}));
  EXPECT_EQ(shelves.units(kTea, Bucket::kAvailable), 4);
  EXPECT_EQ(shelves.reservation(5).state, State::kVoided);
}

TEST(Reserve, what_was_sold_already_and_is_not_there_is_a_shortage_and_no_negative_number) {
  Shelves shelves(3);
  const auto missing =
      take_paid(shelves.book, shelves.settings, shelves.asker(5), std::vector{tea(5)}, at(1));
  ASSERT_TRUE(missing);
  EXPECT_EQ(*missing, (std::vector<Missing>{{"1", "tea", 5, 2}}));
  EXPECT_EQ(shelves.units(kTea, Bucket::kAvailable), 0);
  EXPECT_EQ(shelves.units(kTea, Bucket::kOccupied), 3);
  const auto& shortage = shelves.book.order(OrderId(5)).shortages.at(0);
  EXPECT_EQ(shortage.missing(), 2);
  shelves.stock(kTea, 1);
  EXPECT_EQ(cover(shelves.book, OrderId(5), 1, at(2)), 1);
  EXPECT_EQ(shelves.book.order(OrderId(5)).shortages.at(0).missing(), 1);
  shelves.stock(kTea, 5);
  EXPECT_EQ(cover(shelves.book, OrderId(5), 1, at(3)), 1);
  EXPECT_EQ(shelves.book.order(OrderId(5)).shortages.at(0).state, ShortageState::kCovered);
  EXPECT_EQ(cover(shelves.book, OrderId(5), 1, at(3)), 0);
  EXPECT_EQ(shelves.units(kTea, Bucket::kOccupied), 5);
  ASSERT_TRUE(ship(shelves.book, OrderId(5), "1", 5, {}, at(4)));
}

TEST(Reserve, a_policy_may_refuse_what_was_sold_already) {
  Shelves shelves(3);
  shelves.settings.terms.overdraft = Overdraft::kRefuse;
  EXPECT_EQ(code_of(take_paid(shelves.book, shelves.settings, shelves.asker(5), std::vector{tea(5)},
                              at(1))),
            "insufficient_stock");
  EXPECT_EQ(shelves.units(kTea, Bucket::kAvailable), 3);
}

TEST(Reserve, a_cancelled_order_lets_go_of_all_that_was_not_shipped) {
  Shelves shelves(10);
  ASSERT_TRUE(
      take_paid(shelves.book, shelves.settings, shelves.asker(5), std::vector{tea(12)}, at(1)));
  ASSERT_TRUE(ship(shelves.book, OrderId(5), "1", 4, {}, at(2)));
  EXPECT_EQ(let_go(shelves.book, OrderId(5), at(3, "out of stock")), 6);
  EXPECT_EQ(shelves.units(kTea, Bucket::kAvailable), 6);
  EXPECT_EQ(shelves.reservation(5).state, State::kConsumed);
  EXPECT_EQ(shelves.book.order(OrderId(5)).shortages.at(0).state, ShortageState::kDropped);
  EXPECT_EQ(code_of(drop_shortage(shelves.book, OrderId(5), 1, at(3))), "shortage_not_open");
  EXPECT_EQ(let_go(shelves.book, OrderId(5), at(4)), 0);
}

TEST(Reserve, what_was_cancelled_after_it_had_expired_takes_nothing_again) {
  Shelves shelves(10, 10);
  ASSERT_TRUE(shelves.place(5, {tea(4)}, 0));
  ASSERT_TRUE(shelves.place(6, {tea(1), cups(2)}, 0));
  (void)expire(shelves.book, OrderId(5), at(15));
  (void)expire(shelves.book, OrderId(6), at(15));
  EXPECT_EQ(let_go(shelves.book, OrderId(5), at(16)), 0);
  EXPECT_EQ(let_go_line(shelves.book, OrderId(6), "1", at(16)), 0);
  EXPECT_EQ(shelves.reservation(5).state, State::kVoided);
  EXPECT_EQ(shelves.paid(5, 17).end, PaidEnd::kNothing);
  EXPECT_EQ(shelves.paid(6, 17).end, PaidEnd::kRetaken);
  EXPECT_EQ(shelves.units(kTea, Bucket::kOccupied), 0);
  EXPECT_EQ(shelves.units(kCup, Bucket::kOccupied), 2);
}

TEST(Reserve, a_line_is_let_go_of_alone) {
  Shelves shelves(10, 10);
  ASSERT_TRUE(shelves.place(5, {tea(4), cups(2)}));
  EXPECT_EQ(let_go_line(shelves.book, OrderId(5), "2", at(2)), 2);
  EXPECT_EQ(shelves.units(kTea, Bucket::kLocked), 4);
  EXPECT_EQ(shelves.units(kCup, Bucket::kLocked), 0);
}

TEST(Reserve, a_line_that_becomes_of_another_sku_ships_what_it_has_then) {
  Shelves shelves(10, 10);
  ASSERT_TRUE(shelves.place(5, {tea(4)}));
  (void)let_go_line(shelves.book, OrderId(5), "1", at(2));
  Demand other = cups(4);
  other.line_no = "1";
  ASSERT_TRUE(shelves.place(5, {other}, 3));
  EXPECT_EQ(units_of(shelves.book, OrderId(5), "1").bound, 4);
  EXPECT_EQ(shelves.paid(5, 4).end, PaidEnd::kPosted);
  EXPECT_TRUE(ship(shelves.book, OrderId(5), "1", 4, {}, at(5)));
  EXPECT_EQ(shelves.units(kCup, Bucket::kOccupied), 0);
}

TEST(Reserve, a_bundle_leaves_without_what_somebody_has_given_up) {
  Shelves shelves(4);
  const std::vector<Demand> box{{"1", "tea", 4, 2, {kTea}}, {"1", "cup", 6, 3, {kCup}}};
  ASSERT_TRUE(take_paid(shelves.book, shelves.settings, shelves.asker(5), box, at(1)));
  EXPECT_EQ(units_of(shelves.book, OrderId(5), "1").occupied, 0);
  ASSERT_TRUE(drop_shortage(shelves.book, OrderId(5), 1, at(2, "no cups this year")));
  EXPECT_TRUE(ship(shelves.book, OrderId(5), "1", 2, {}, at(3)));
  EXPECT_EQ(shelves.units(kTea, Bucket::kOccupied), 0) << "and nothing stays bound for ever";
}

TEST(Reserve, what_comes_back_is_sold_again_only_when_it_is_good) {
  Shelves shelves(10);
  ASSERT_TRUE(
      take_paid(shelves.book, shelves.settings, shelves.asker(5), std::vector{tea(4)}, at(1)));
  const auto back = [&](int64_t n, Inspection found, ItemId arrived = {}) {
    return take_back(shelves.book, OrderId(5), "1", "tea", n, found, arrived, at(5));
  };
  EXPECT_EQ(code_of(back(1, Inspection::kGood)), "not_shipped");
  ASSERT_TRUE(ship(shelves.book, OrderId(5), "1", 3, {}, at(2)));
  ASSERT_TRUE(back(1, Inspection::kGood));
  ASSERT_TRUE(back(1, Inspection::kDamaged));
  EXPECT_EQ(code_of(back(2, Inspection::kGood)), "not_shipped");
  EXPECT_EQ(shelves.units(kTea, Bucket::kAvailable), 7);
  EXPECT_EQ(shelves.units(kTea, Bucket::kFrozen), 1);
  ASSERT_TRUE(back(1, Inspection::kGood, kTeaSouth));
  EXPECT_EQ(shelves.units(kTea, Bucket::kAvailable), 7);
  EXPECT_EQ(shelves.units(kTeaSouth, Bucket::kAvailable), 1) << "where it arrived";
  EXPECT_EQ(code_of(back(1, Inspection::kGood, kTeaSouth)), "not_shipped");
}

TEST(Reserve, a_parcel_leaves_from_its_warehouse_and_from_no_other) {
  Shelves shelves(3);
  shelves.stock(kTeaSouth, 2);
  const std::vector<Demand> five{tea(5, {kTea, kTeaSouth})};
  ASSERT_TRUE(take_paid(shelves.book, shelves.settings, shelves.asker(5), five, at(1)));
  EXPECT_EQ(code_of(ship(shelves.book, OrderId(5), "1", 3, "south", at(2))), "not_occupied");
  ASSERT_TRUE(ship(shelves.book, OrderId(5), "1", 2, "south", at(2)));
  EXPECT_EQ(shelves.units(kTea, Bucket::kOccupied), 3);
  EXPECT_EQ(shelves.units(kTeaSouth, Bucket::kOccupied), 0);
  EXPECT_EQ(code_of(ship(shelves.book, OrderId(5), "1", 1, "west", at(3))), "not_occupied");
}

class OnPresale : public testing::Test {
 protected:
  OnPresale() {
    shelves_.settings.skus["tea"].presale = {20261201, PresaleMode::kPlaceholder, 8};
    EXPECT_TRUE(expect(shelves_.book, kTea, 10, {{}, {}, "purchase/1"}, at(0)));
  }
  Shelves shelves_{0};
};

TEST_F(OnPresale, placeholders_hold_what_is_to_come_for_72_hours_and_up_to_the_ceiling) {
  ASSERT_TRUE(shelves_.place(5, {tea(5)}, 0));
  EXPECT_EQ(shelves_.units(kTea, Bucket::kPromised), 5);
  EXPECT_EQ(shelves_.units(kTea, Bucket::kIncoming), 5);
  const auto refused = shelves_.place(6, {tea(4)}, 0);
  EXPECT_EQ(code_of(refused), "presale_ceiling");
  EXPECT_EQ(refused.error().detail, "tea: 4 asked for, 3 left");
  EXPECT_EQ(expire(shelves_.book, OrderId(5), at(72 * 60 - 1)), 0);
  EXPECT_EQ(expire(shelves_.book, OrderId(5), at(72 * 60)), 5);
  EXPECT_EQ(shelves_.units(kTea, Bucket::kIncoming), 10);
}

TEST_F(OnPresale, a_placeholder_never_takes_more_than_is_expected) {
  shelves_.settings.skus["tea"].presale->ceiling = 100;
  EXPECT_EQ(code_of(shelves_.place(5, {tea(11)}, 0)), "insufficient_stock");
  EXPECT_TRUE(shelves_.place(5, {tea(10)}, 0));
  EXPECT_EQ(code_of(cancel_expected(shelves_.book, kTea, 1, {}, at(1))), "not_enough");
}

TEST_F(OnPresale, what_arrives_serves_those_who_wait_first) {
  ASSERT_TRUE(shelves_.place(5, {tea(5)}, 0));
  ASSERT_TRUE(shelves_.place(6, {tea(3)}, 0));
  EXPECT_EQ(shelves_.paid(6).end, PaidEnd::kPosted);
  const std::vector<Waiting> waiting{{OrderId(6), 1}, {OrderId(5), 1}};
  const Cause paper{{}, {}, "purchase/1"};
  ASSERT_TRUE(arrive(shelves_.book, kTea, 6, MovementKind::kArrive, waiting, paper, at(3)));
  EXPECT_EQ(shelves_.book.changes().movements->back().cause,
            (Cause{OrderId(5), "1", "purchase/1"}));
  EXPECT_EQ(shelves_.units(kTea, Bucket::kOccupied), 3) << "a paid one is bound";
  EXPECT_EQ(shelves_.units(kTea, Bucket::kLocked), 3) << "an unpaid one is locked";
  EXPECT_EQ(shelves_.units(kTea, Bucket::kPromised), 2);
  EXPECT_EQ(code_of(arrive(shelves_.book, kTea, 5, MovementKind::kArrive, waiting, {}, at(4))),
            "more_than_expected");
  ASSERT_TRUE(arrive(shelves_.book, kTea, 4, MovementKind::kArrive, waiting, {}, at(4)));
  EXPECT_EQ(shelves_.units(kTea, Bucket::kAvailable), 2);
  EXPECT_EQ(shelves_.units(kTea, Bucket::kIncoming), 0);
}

TEST_F(OnPresale, what_came_and_is_held_by_nobody_is_sold_before_anything_is_promised) {
  ASSERT_TRUE(shelves_.place(5, {tea(6)}, 0));
  (void)expire(shelves_.book, OrderId(5), at(72 * 60));
  ASSERT_TRUE(arrive(shelves_.book, kTea, 4, MovementKind::kArrive, {}, {}, at(5000)));
  EXPECT_EQ(shelves_.paid(5, 5001).end, PaidEnd::kRetaken);
  EXPECT_EQ(shelves_.units(kTea, Bucket::kOccupied), 4);
  EXPECT_EQ(shelves_.units(kTea, Bucket::kPromised), 2);
  EXPECT_EQ(code_of(shelves_.place(6, {tea(7)}, 5002)), "presale_ceiling");
  ASSERT_TRUE(shelves_.place(6, {tea(4)}, 5002));
  EXPECT_EQ(shelves_.units(kTea, Bucket::kIncoming), 0);
}

TEST_F(OnPresale, the_ceiling_is_of_all_places_of_the_sku) {
  ASSERT_TRUE(expect(shelves_.book, kTeaSouth, 10, {}, at(0)));
  ASSERT_TRUE(shelves_.place(5, {tea(5, {kTea})}, 0));
  EXPECT_EQ(code_of(shelves_.place(6, {tea(4, {kTeaSouth})}, 0)), "presale_ceiling");
  EXPECT_TRUE(shelves_.place(6, {tea(3, {kTeaSouth})}, 0));
}

TEST_F(OnPresale, that_deducts_locks_what_is_on_hand) {
  shelves_.settings.skus["tea"].presale = {20261201, PresaleMode::kDeduct, 0};
  EXPECT_EQ(code_of(shelves_.place(5, {tea(1)}, 0)), "insufficient_stock");
  shelves_.stock(kTea, 1);
  ASSERT_TRUE(shelves_.place(5, {tea(1)}, 0));
  EXPECT_EQ(shelves_.units(kTea, Bucket::kLocked), 1);
}

}  // namespace
}  // namespace ordo::stock
