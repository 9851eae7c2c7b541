// What the program's log says of a batch: who was set aside and what was refused, by ids alone.
#include <gtest/gtest.h>

#include "base/log.h"
#include "core/counting_street_store.h"

namespace ordo::core {
namespace {

class LaneTell : public Street {
 protected:
  // The lines that the program logs while everything is applied.
  std::string logged() {
    ::testing::internal::CaptureStderr();
    drain();
    return ::testing::internal::GetCapturedStderr();
  }
  static size_t count(const std::string& text, const std::string& what) {
    size_t n = 0;
    for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++n;
    return n;
  }
};

TEST_F(LaneTell, a_parked_message_is_logged_with_its_ids_and_without_what_it_says) {
  send("poison k7");
  const std::string log = logged();
  EXPECT_EQ(count(log, R"("event":"message_parked","message":1,"shop_id":2,"order":7,)"
                       R"("code":"invariant_breached"})"),
            1u)
      << log;
  EXPECT_EQ(count(log, R"("event":"alert_raised")"), 1u);
  EXPECT_EQ(count(log, R"("kind":"invariant_breached","order":7,"message":1,"transaction":")"), 1u)
      << log;
}

TEST_F(LaneTell, an_alert_is_logged_with_the_transaction_of_its_order) {
  send("alert k7");
  const std::string log = logged();
  const std::string transaction = text("SELECT transaction_id FROM events");
  EXPECT_EQ(transaction.size(), 36u);
  EXPECT_EQ(count(log, R"("order":7,"message":1,"transaction":")" + transaction + '"'), 1u) << log;
}

TEST_F(LaneTell, one_that_gave_up_waiting_is_logged_too) {
  send("wait k1");
  drain();
  clock_.advance_ms(kWaitingMs);
  EXPECT_EQ(count(logged(), R"("event":"message_parked","message":1)"), 1u);
}

TEST_F(LaneTell, a_flood_of_parked_messages_is_logged_as_a_number) {
  for (int i = 0; i < 45; ++i) send("park k1");
  const std::string log = logged();
  EXPECT_EQ(count(log, R"("event":"message_parked")"), 20u);
  EXPECT_EQ(count(log, R"("event":"more_messages_parked","batch":1,"count":25})"), 1u) << log;
}

TEST_F(LaneTell, what_is_simply_applied_is_not_logged) {
  send("add k1");
  EXPECT_EQ(logged(), "");
}

}  // namespace
}  // namespace ordo::core
