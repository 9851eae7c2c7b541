// Whatever the order in which the world tells it, the story is the same.
#include <gtest/gtest.h>

#include <numeric>

#include "orders/test_support.h"

namespace ordo::orders {
namespace {

struct Ending {
  Axes axes;
  facts::Status status{};
  int64_t paid = 0, refunded = 0, total = 0;
  std::vector<std::string> holds;
  std::vector<Line> lines;
  std::vector<Mirror> mirrors;
  bool operator==(const Ending&) const = default;
};

Ending tell(const std::vector<facts::Fact>& facts, const std::vector<size_t>& turns) {
  Order o = bare_order();
  int64_t message = 1;
  for (const size_t i : turns) {
    // Who says it belongs to the fact, not to its turn.
    take(o, facts[i], message++, i % 3 == 0 ? "erp:main" : "standard:shop-a");
    check(o);
  }
  // Who spoke first stands first, and by which message a system said its last word is chance where it
  // said the same twice at one moment.
  for (Mirror& m : o.mirrors) m.message = {};
  std::ranges::sort(o.mirrors, {}, &Mirror::system);
  return {o.axes, o.status, o.paid, o.refunded, o.amounts.total, o.holds, o.lines, o.mirrors};
}

std::string described(const Ending& e) {
  std::string text =
      std::string(name(e.axes.payment)) + "/" + std::string(name(e.axes.fulfilment)) + "/" +
      std::string(name(e.axes.after_sale)) + " " + std::string(facts::name(e.status)) + " paid " +
      std::to_string(e.paid) + " refunded " + std::to_string(e.refunded);
  for (const Line& l : e.lines) {
    for (const int64_t n : {l.packed, l.shipped, l.delivered, l.returned, l.refunded}) {
      text += " " + std::to_string(n);
    }
  }
  for (const Mirror& m : e.mirrors) text += " " + m.system + ":" + m.status;
  return text + " of " + std::to_string(e.total);
}

// Each fact at a moment of its own, or several at each. A payment, once told, is told with one time.
std::vector<facts::Fact> story(Dice& dice, int64_t length, int64_t at_one_moment) {
  std::vector<facts::Fact> facts;
  std::vector<std::string> paid;
  for (int64_t at = 0; std::ssize(facts) < length; ++at) {
    facts::Fact fact = any_fact(dice, 10 + at / at_one_moment * 7);
    if (const auto* p = std::get_if<facts::PaymentFact>(&fact)) {
      if (std::ranges::find(paid, p->payment_no) != paid.end()) continue;
      paid.push_back(p->payment_no);
    }
    facts.push_back(std::move(fact));
  }
  return facts;
}

void expect_one_ending(uint64_t seed, int64_t length, int tellings, int64_t at_one_moment = 1) {
  Dice dice(seed);
  const auto facts = story(dice, length, at_one_moment);
  std::vector<size_t> turns(facts.size());
  std::iota(turns.begin(), turns.end(), 0u);
  const Ending first = tell(facts, turns);
  for (int i = 0; i < tellings; ++i) {
    if (length <= 4) {
      if (!std::ranges::next_permutation(turns).found) return;
    } else {
      for (size_t k = turns.size(); k > 1; --k) {
        std::swap(turns[k - 1], turns[static_cast<size_t>(dice.below(static_cast<int64_t>(k)))]);
      }
    }
    const Ending other = tell(facts, turns);
    ASSERT_EQ(described(other), described(first)) << "seed " << seed << " telling " << i;
    ASSERT_EQ(other, first) << "seed " << seed;
  }
}

TEST(OrderIndependence, every_permutation_of_a_few_facts_ends_alike) {
  for (uint64_t seed = 1; seed <= 400; ++seed) expect_one_ending(seed, 4, 24);
}

TEST(OrderIndependence, any_permutation_of_many_facts_ends_alike) {
  for (uint64_t seed = 1000; seed < 1060; ++seed) expect_one_ending(seed, 14, 20);
}

// Platforms' clocks tick in seconds.
TEST(OrderIndependence, every_permutation_of_a_few_facts_of_one_moment_ends_alike) {
  for (uint64_t seed = 2000; seed < 2400; ++seed) expect_one_ending(seed, 4, 24, 4);
}

TEST(OrderIndependence, any_permutation_of_many_facts_of_shared_moments_ends_alike) {
  for (uint64_t seed = 3000; seed < 3100; ++seed) expect_one_ending(seed, 14, 20, 3);
}

TEST(OrderIndependence, of_two_views_of_one_moment_the_further_status_brings_its_content) {
  const facts::Fact edited = order_fact(facts::Status::kPaid, minute(10), 700);
  const facts::Fact before = order_fact(facts::Status::kPendingPayment, minute(10), 900);
  EXPECT_EQ(tell({edited, before}, {0, 1}).total, 700);
  EXPECT_EQ(tell({edited, before}, {1, 0}).total, 700);
}

}  // namespace
}  // namespace ordo::orders
