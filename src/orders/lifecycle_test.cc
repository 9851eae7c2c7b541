#include "orders/lifecycle.h"

#include <gtest/gtest.h>

#include <string>

namespace ordo::orders {
namespace {

using F = Fulfilment;
using Step = Lifecycle::Step;

const Lifecycle& goods() { return default_lifecycles()->of(Axis::kFulfilment); }
Step step(F from, F to) { return goods().step(static_cast<int>(from), static_cast<int>(to)); }
bool by_hand(F from, F to) {
  return goods().allowed_by_hand(static_cast<int>(from), static_cast<int>(to));
}

std::string changed(std::string_view what, std::string_view by) {
  std::string text(default_lifecycles_json());
  const size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), by);
}

void expect_refused(const std::string& document, const std::string& pointer) {
  auto parsed = parse_lifecycles(document);
  ASSERT_FALSE(parsed.has_value()) << pointer;
  EXPECT_EQ(parsed.error().code, "lifecycle_invalid");
  ASSERT_EQ(parsed.error().fields.size(), 1u);
  EXPECT_EQ(parsed.error().fields[0].pointer, pointer);
}

TEST(Lifecycle, a_platform_may_take_a_direct_step_or_skip_forward) {
  EXPECT_EQ(step(F::kNone, F::kAwaitingAllocation), Step::kDirect);
  EXPECT_EQ(step(F::kNone, F::kDelivered), Step::kSkip);
  EXPECT_EQ(step(F::kDelivered, F::kDelivered), Step::kSame);
  EXPECT_EQ(step(F::kDelivered, F::kAwaitingAllocation), Step::kBack);
  EXPECT_EQ(step(F::kCompleted, F::kCancelled), Step::kImpossible);
}

TEST(Lifecycle, a_skip_infers_the_states_of_a_shortest_path_in_order) {
  EXPECT_EQ(
      goods().between(static_cast<int>(F::kAwaitingAllocation), static_cast<int>(F::kInTransit)),
      (std::vector{static_cast<int>(F::kLabelPrinted), static_cast<int>(F::kPickedUp)}));
  EXPECT_TRUE(goods().between(static_cast<int>(F::kNone), static_cast<int>(F::kCancelled)).empty());
}

TEST(Lifecycle, by_hand_allocation_label_and_pick_up_cannot_be_skipped) {
  EXPECT_TRUE(by_hand(F::kAwaitingAllocation, F::kLabelPrinted));
  EXPECT_TRUE(by_hand(F::kLabelPrinted, F::kPickedUp));
  EXPECT_FALSE(by_hand(F::kAwaitingAllocation, F::kPickedUp));
  EXPECT_FALSE(by_hand(F::kNone, F::kLabelPrinted));
  EXPECT_FALSE(by_hand(F::kLabelPrinted, F::kInTransit));
  EXPECT_FALSE(by_hand(F::kDelivered, F::kAwaitingAllocation));
}

TEST(Lifecycle, what_may_follow_by_hand_is_what_is_allowed_by_hand) {
  for (int a = 0; a < kAxisCount; ++a) {
    const Lifecycle& l = default_lifecycles()->axis[static_cast<size_t>(a)];
    for (int from = 0; from < state_count(static_cast<Axis>(a)); ++from) {
      const std::vector<int> next = l.next_by_hand(from);
      for (int to = 0; to < state_count(static_cast<Axis>(a)); ++to) {
        EXPECT_EQ(std::ranges::find(next, to) != next.end(), l.allowed_by_hand(from, to));
      }
    }
  }
}

TEST(Lifecycle, every_step_by_hand_of_the_default_is_one_that_a_platform_may_take_too) {
  for (int a = 0; a < kAxisCount; ++a) {
    const auto axis = static_cast<Axis>(a);
    const Lifecycle& l = default_lifecycles()->of(axis);
    for (int from = 0; from < state_count(axis); ++from) {
      for (const int to : l.next_by_hand(from)) {
        EXPECT_EQ(l.step(from, to), Step::kDirect)
            << name(axis) << " " << state_name(axis, from) << " " << state_name(axis, to);
      }
    }
  }
}

TEST(Lifecycle, on_a_cycle_only_a_direct_edge_goes_back) {
  const Lifecycle& cases = default_lifecycles()->of(Axis::kAfterSale);
  const auto at = [](AfterSale a) { return static_cast<int>(a); };
  EXPECT_EQ(cases.step(at(AfterSale::kDone), at(AfterSale::kRequested)), Step::kDirect);
  EXPECT_EQ(cases.step(at(AfterSale::kDone), at(AfterSale::kInProgress)), Step::kBack);
}

TEST(LifecycleDocument, the_default_reads) {
  EXPECT_TRUE(parse_lifecycles(default_lifecycles_json()).has_value());
}

TEST(LifecycleDocument, nonsense_is_refused_with_a_pointer_to_it) {
  expect_refused("", "");
  expect_refused("[]", "");
  expect_refused("{}", "/payment");
  expect_refused(changed(R"("initial": "unpaid")", R"("initial": "free")"), "/payment/initial");
  expect_refused(changed(R"("initial": "none",)", ""), "/fulfilment/initial");
  expect_refused(changed(R"(["unpaid","deposit_paid"])", R"(["unpaid","dust"])"),
                 "/payment/platform/0");
  expect_refused(changed(R"(["unpaid","partially_paid"])", R"(["unpaid"])"), "/payment/platform/1");
  expect_refused(changed(R"(["unpaid","partially_paid"])", R"(["unpaid","unpaid"])"),
                 "/payment/platform/1");
  expect_refused(changed(R"(["unpaid","partially_paid"])", R"(7)"), "/payment/platform/1");
  expect_refused(changed(R"("hand": [])", R"("hand": {})"), "/refund/hand");
  expect_refused(changed(R"("after_sale":)", R"("after_party":)"), "/after_sale");
}

TEST(LifecycleDocument, an_axis_too_many_is_refused) {
  expect_refused(changed(R"("refund": {)", R"("weather": {}, "refund": {)"), "");
}

TEST(LifecycleDocument, an_edge_taken_out_is_no_longer_a_step) {
  auto parsed = parse_lifecycles(changed(R"(["delivered","completed"],)", ""));
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ((*parsed)
                ->of(Axis::kFulfilment)
                .step(static_cast<int>(F::kDelivered), static_cast<int>(F::kCompleted)),
            Step::kImpossible);
}

}  // namespace
}  // namespace ordo::orders
