// Refused calls are tried again as the merchant wants it.
#include "flows/dispatcher.h"

#include "core/message_queries.h"
#include "flows/test_support.h"

namespace ordo::flows {
namespace {

// A target that says no to every call, and counts them.
class Refusing final : public Courier {
 public:
  Delivery deliver(const core::OutboxMessage&, const Shop&, Instant now) override {
    at.push_back(now.ms);
    return {Delivery::Met::kRefused, "404", 0};
  }
  std::vector<int64_t> at;
};

class DispatcherTest : public HubTest {
 protected:
  DispatcherTest() {
    shop("shop-c", "https://erp.example/hook");
    receive(order_event("C-1"), "shop-c");
  }
  // Seconds between attempts, until a person is asked.
  std::vector<int64_t> waits() {
    Refusing target;
    Dispatcher dispatcher(*hub_, target);
    for (int second = 0; second < 200 && with_a_person() == 0; ++second) {
      dispatcher.dispatch_due();
      hub_->drain();
      clock_.advance_ms(kSecondMs);
    }
    std::vector<int64_t> seconds;
    for (size_t i = 1; i < target.at.size(); ++i) {
      seconds.push_back((target.at[i] - target.at[i - 1]) / kSecondMs);
    }
    return seconds;
  }
  int64_t with_a_person() {
    return core::count_outbox(hub_->database().writer_reader()).with_a_person;
  }
};

TEST_F(DispatcherTest, a_refused_call_is_made_five_times_with_waits_that_double) {
  EXPECT_EQ(waits(), (std::vector<int64_t>{3, 6, 12, 24}));
  EXPECT_EQ(with_a_person(), 1);
}

TEST_F(DispatcherTest, attempts_and_waits_are_the_merchants) {
  command("config.delivery", {{"attempts", 3}, {"first_wait_seconds", 5}, {"factor", 1}});
  EXPECT_EQ(waits(), (std::vector<int64_t>{5, 5}));
  EXPECT_EQ(with_a_person(), 1);
}

TEST_F(DispatcherTest, one_attempt_is_the_last) {
  command("config.delivery", {{"attempts", 1}, {"first_wait_seconds", 5}, {"factor", 1}});
  EXPECT_EQ(waits(), std::vector<int64_t>{});
  EXPECT_EQ(with_a_person(), 1);
}

}  // namespace
}  // namespace ordo::flows
