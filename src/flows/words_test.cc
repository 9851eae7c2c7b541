#include "flows/words.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "flows/test_support.h"

namespace ordo::flows {
namespace {

constexpr Key256 kWordsKey{1, 2, 3};
constexpr Key256 kAnother{1, 2, 4};

TEST(Words, what_was_sealed_opens_with_its_key_only) {
  const std::string sealed = seal_words(kWordsKey, "放门口，电话 13800138000");
  EXPECT_EQ(sealed.find("13800138000"), std::string::npos);
  EXPECT_EQ(open_words(kWordsKey, sealed), "放门口，电话 13800138000");
  EXPECT_EQ(open_words(kAnother, sealed), std::nullopt);
}

TEST(Words, the_same_words_are_sealed_alike_and_others_are_not) {
  EXPECT_EQ(seal_words(kWordsKey, "gift"), seal_words(kWordsKey, "gift"));
  EXPECT_NE(seal_words(kWordsKey, "gift"), seal_words(kWordsKey, "gifT"));
  EXPECT_NE(seal_words(kWordsKey, "gift"), seal_words(kAnother, "gift"));
}

TEST(Words, nothing_stays_nothing_and_what_only_looks_sealed_does_not_open) {
  EXPECT_EQ(seal_words(kWordsKey, ""), "");
  for (const char* forged : {"sealed:", "sealed:AAAA", "sealed:no base64", "gift", ""}) {
    EXPECT_EQ(open_words(kWordsKey, forged), std::nullopt) << forged;
  }
  const std::string forged = "sealed:AAAA";
  EXPECT_EQ(open_words(kWordsKey, seal_words(kWordsKey, forged)), forged);
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

TEST_F(WordsInFlows,
       custom_fields_and_reasons_for_cancellations_are_sealed_and_go_with_the_person) {
  const auto tell = [this] {
    receive(order_event("A-1", "paid", 0,
                        std::string(kBuyer) + R"(,"custom":{"alipay_no":"zhang@example.cn"})"));
    receive(
        event("order.cancelled", 5, R"("channel_order_no":"A-1","reason":"Li Na is in hospital")"));
  };
  tell();
  const orders::Order once = order("A-1");
  tell();
  EXPECT_EQ(order("A-1").custom, once.custom) << "what is said again is no change";
  EXPECT_EQ(order("A-1").observations.size(), once.observations.size());
  const std::string disk = bytes();
  for (const char* secret : {"zhang@example.cn", "in hospital"}) {
    EXPECT_EQ(disk.find(secret), std::string::npos) << secret;
  }
  const auto reason_is = [](const std::string& reason) {
    return [reason](const orders::Observation& seen) { return seen.reason == reason; };
  };
  EXPECT_EQ(opened("A-1").custom, R"({"alipay_no":"zhang@example.cn"})");
  EXPECT_TRUE(std::ranges::any_of(opened("A-1").observations, reason_is("Li Na is in hospital")));
  command("persons.forget", {{"order", find("A-1").value}, {"reason", "asked for it"}});
  EXPECT_EQ(opened("A-1").custom, "");
  EXPECT_FALSE(std::ranges::any_of(opened("A-1").observations, reason_is("Li Na is in hospital")));
}

TEST_F(WordsInFlows, custom_fields_alone_make_nobody_and_are_sealed_when_somebody_comes) {
  const std::string custom = R"("custom":{"batch":"n7"})";
  receive(order_event("A-1", "paid", 0, custom));
  EXPECT_EQ(order("A-1").person, 0);
  EXPECT_EQ(order("A-1").custom, R"({"batch":"n7"})");
  receive(order_event("A-1", "paid", 1, std::string(kBuyer) + "," + custom));
  EXPECT_TRUE(order("A-1").custom.starts_with(kSealedWords));
  EXPECT_EQ(opened("A-1").custom, R"({"batch":"n7"})");
}

TEST_F(WordsInFlows, fields_are_merged_in_the_clear_and_sealed_again) {
  receive(order_event("A-1", "paid", 0, std::string(kBuyer) + R"(,"custom":{"a":"1","b":"2"})"));
  const auto patch = [this](const boost::json::object& fields) {
    return command("orders.patch", {{"id", find("A-1").value},
                                    {"version", order("A-1").version},
                                    {"patch", {{"custom", fields}}}})
        .answer.status;
  };
  EXPECT_EQ(patch({{"b", nullptr}, {"c", "born 1970"}}), 200);
  EXPECT_EQ(opened("A-1").custom, R"({"a":"1","c":"born 1970"})");
  EXPECT_EQ(bytes().find("born 1970"), std::string::npos);
  command("persons.forget", {{"order", find("A-1").value}, {"reason", "asked for it"}});
}

TEST_F(WordsInFlows, words_about_a_forgotten_person_are_refused_and_not_lost_without_a_word) {
  tell_everything("A-1");
  command("persons.forget", {{"order", find("A-1").value}, {"reason", "asked for it"}});
  const auto before = order("A-1");
  const auto patch = [this](const boost::json::object& fields) {
    return command(
        "orders.patch",
        {{"id", find("A-1").value}, {"version", order("A-1").version}, {"patch", fields}});
  };
  for (const boost::json::object& words : {boost::json::object{{"note", "call first"}},
                                           boost::json::object{{"custom", {{"d", "4"}}}}}) {
    const auto outcome = patch(words);
    EXPECT_EQ(outcome.answer.status, 410);
    EXPECT_EQ(outcome.code, "person_forgotten");
  }
  EXPECT_EQ(order("A-1"), before);
  EXPECT_EQ(patch({{"tags", {"returned"}}}).answer.status, 200) << "tags are of the order";
  EXPECT_EQ(patch({{"note", nullptr}}).answer.status, 200) << "nothing is lost by it";
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
