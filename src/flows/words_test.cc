#include "flows/words.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "flows/test_support.h"

namespace ordo::flows {
namespace {

constexpr Key256 kKey{1, 2, 3};
constexpr Key256 kAnother{1, 2, 4};

TEST(Words, what_was_sealed_opens_with_its_key_only) {
  const std::string sealed = seal_words(kKey, "放门口，电话 13800138000");
  EXPECT_EQ(sealed.find("13800138000"), std::string::npos);
  EXPECT_EQ(open_words(kKey, sealed), "放门口，电话 13800138000");
  EXPECT_EQ(open_words(kAnother, sealed), std::nullopt);
}

TEST(Words, the_same_words_are_sealed_alike_and_others_are_not) {
  EXPECT_EQ(seal_words(kKey, "gift"), seal_words(kKey, "gift"));
  EXPECT_NE(seal_words(kKey, "gift"), seal_words(kKey, "gifT"));
  EXPECT_NE(seal_words(kKey, "gift"), seal_words(kAnother, "gift"));
}

TEST(Words, nothing_stays_nothing_and_what_only_looks_sealed_does_not_open) {
  EXPECT_EQ(seal_words(kKey, ""), "");
  for (const char* forged : {"sealed:", "sealed:AAAA", "sealed:no base64", "gift", ""}) {
    EXPECT_EQ(open_words(kKey, forged), std::nullopt) << forged;
  }
  const std::string forged = "sealed:AAAA";
  EXPECT_EQ(open_words(kKey, seal_words(kKey, forged)), forged);
}

class WordsInFlows : public HubTest {
 protected:
  void tell_everything(const std::string& number, int times = 1) {
    for (int i = 0; i < times; ++i)
      receive(order_event(number, "paid", 0,
                          std::string(kBuyer) + R"(,"note":"ring at Zhang Wei's door")"));
    for (int i = 0; i < times; ++i)
      receive(event("shipment.updated", 5,
                    R"("channel_order_no":")" + number +
                        R"(","tracking_no":"T1","status":"delivered","occurred_at":")" + at(5) +
                        R"(","location":"Hangzhou","text":"signed by Li Na")"));
    for (int i = 0; i < times; ++i)
      receive(event("refund.updated", 6,
                    R"("channel_order_no":")" + number +
                        R"(","refund_no":"R1","status":"requested","amount":1,)" +
                        R"("reason":"call 13800138000")"));
  }
};

TEST_F(WordsInFlows, no_file_holds_them_in_clear_and_the_order_has_them) {
  tell_everything("A-1");
  const std::string disk = bytes();
  EXPECT_NE(disk.find("TEA-1"), std::string::npos) << "goods are no secret: we look at the files";
  for (const char* secret : {"ring at", "Li Na", "13800138000"}) {
    EXPECT_EQ(disk.find(secret), std::string::npos) << secret;
  }
  const orders::Order o = opened("A-1");
  EXPECT_EQ(o.note, "ring at Zhang Wei's door");
  ASSERT_EQ(o.refunds.size(), 1u);
  EXPECT_EQ(o.refunds[0].reason, "call 13800138000");
  EXPECT_EQ(o.observations.back().detail.find("sealed:"), std::string::npos);
  EXPECT_TRUE(std::ranges::any_of(o.observations, [](const orders::Observation& seen) {
    return seen.detail == "Hangzhou: signed by Li Na";
  }));
}

TEST_F(WordsInFlows, what_is_said_again_changes_nothing) {
  tell_everything("A-1");
  tell_everything("A-2", 2);
  EXPECT_EQ(order("A-2").observations.size(), order("A-1").observations.size());
  EXPECT_EQ(number("SELECT count(*) FROM events WHERE payload LIKE '%sealed:%' AND order_id = " +
                   find("A-2").str()),
            3);
}

TEST_F(WordsInFlows, words_go_with_the_person_and_later_ones_are_not_kept) {
  tell_everything("A-1");
  command("persons.forget", {{"order", find("A-1").value}, {"reason", "asked for it"}});
  EXPECT_EQ(opened("A-1").note, "");
  EXPECT_EQ(opened("A-1").refunds.at(0).reason, "");
  receive(event("refund.updated", 9,
                R"("channel_order_no":"A-1","refund_no":"R2","status":"requested","amount":1,)"
                R"("reason":"still me")"));
  EXPECT_EQ(order("A-1").refunds.at(1).reason, "");
}

TEST_F(WordsInFlows, an_order_of_nobody_gets_a_key_for_its_words) {
  receive(order_event("A-1", "paid", 0, R"("note":"leave it with the porter")"));
  EXPECT_NE(order("A-1").person, 0);
  EXPECT_EQ(opened("A-1").note, "leave it with the porter");
}

TEST_F(WordsInFlows, a_note_by_hand_is_sealed_as_well) {
  tell_everything("A-1");
  const auto outcome = command("orders.patch", {{"id", find("A-1").value},
                                                {"version", order("A-1").version},
                                                {"patch", {{"note", "VIP, born 1970"}}}});
  EXPECT_EQ(outcome.answer.status, 200) << outcome.answer.body;
  EXPECT_EQ(bytes().find("born 1970"), std::string::npos);
  EXPECT_EQ(opened("A-1").note, "VIP, born 1970");
}

}  // namespace
}  // namespace ordo::flows
