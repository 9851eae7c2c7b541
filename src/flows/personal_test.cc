// Personal data: sealed, shared by the orders of one person, and forgotten for good.
#include "flows/personal.h"

#include <gtest/gtest.h>

#include "flows/people.h"
#include "flows/prove.h"
#include "flows/test_support.h"

namespace ordo::flows {
namespace {

class PersonalFlows : public HubTest {
 protected:
  core::Outcome forget(const std::string& number) {
    return command("persons.forget", {{"order", find(number).value}, {"reason", "asked for it"}});
  }
  void expect_proved() {
    const auto report = prove(hub_->database(), hub_->inbox(), hub_->keyring());
    EXPECT_EQ(report.complaints, std::vector<std::string>{});
    expect_whole_history();
  }
};

// The same order, created so many minutes after noon.
std::string made_at(int64_t minutes, std::string event) {
  const std::string usual = at(-5);
  return event.replace(event.find(usual), usual.size(), at(minutes));
}

// Nobody who could be found: neither an id nor a telephone.
constexpr std::string_view kGuest =
    R"("buyer":{"name":"Zhang Wei"},"receiver":{"name":"Li Na","street":"West Lake Road 1"})";

TEST_F(PersonalFlows, buyer_and_receiver_lie_sealed_and_open_with_their_key) {
  receive(order_event("A-1", "paid", 0, kBuyer));
  const auto p = personal(order("A-1"));
  ASSERT_TRUE(p.has_value());
  EXPECT_EQ(p->buyer.name, "Zhang Wei");
  EXPECT_EQ(p->buyer.phone, "+8613800138000");
  EXPECT_EQ(p->receiver.street, "West Lake Road 1");
}

TEST_F(PersonalFlows, no_file_holds_a_name_a_phone_or_a_street_in_clear) {
  receive(order_event("A-1", "paid", 0, kBuyer), "shop-a", "msg-1");
  receive(event("order.upserted", 0, std::string(kBuyer)));  // parked: it breaks the contract
  const std::string disk = bytes();
  EXPECT_NE(disk.find("TEA-1"), std::string::npos) << "goods are no secret: we look at the files";
  for (const char* secret : {"Zhang", "Li Na", "13800138000", "13900139000", "West Lake"}) {
    EXPECT_EQ(disk.find(secret), std::string::npos) << secret;
  }
}

TEST_F(PersonalFlows, two_orders_of_one_buyer_share_a_key) {
  receive(order_event("A-1", "paid", 0, kBuyer));
  receive(order_event("A-2", "paid", 1, kBuyer));
  submit(order_event("A-3", "paid", 2, kBuyer));
  submit(order_event("A-4", "paid", 3, kBuyer));
  hub_->drain();
  const int64_t person = order("A-1").person;
  EXPECT_GT(person, 0);
  for (const char* n : {"A-2", "A-3", "A-4"}) EXPECT_EQ(order(n).person, person) << n;
  EXPECT_EQ(number("SELECT count(*) FROM persons"), 1);
}

TEST_F(PersonalFlows, strangers_who_gave_a_placeholder_stay_strangers) {
  const auto stranger = [](const char* name, const char* phone) {
    return fmt::format(R"("buyer":{{"name":"{}","phone":"{}"}})", name, phone);
  };
  int tried = 0;
  for (const char* phone : {"13800000000", "00000000000", "138****1234"}) {
    SCOPED_TRACE(phone);
    ++tried;
    const auto named = [&](const char* which) { return fmt::format("{}-{}", which, tried); };
    receive(order_event(named("A"), "paid", 0, stranger("Zhang Wei", phone)));
    receive(order_event(named("B"), "paid", 1, stranger("Li Na", phone)));
    ASSERT_NE(order(named("A")).person, order(named("B")).person);
    forget(named("A"));
    EXPECT_FALSE(personal(order(named("A"))).has_value());
    EXPECT_EQ(personal(order(named("B")))->buyer.name, "Li Na");
  }
  expect_proved();
}

TEST_F(PersonalFlows, new_buyers_in_one_batch_share_a_key_too) {
  submit(order_event("A-1", "paid", 0, kBuyer));
  submit(order_event("A-2", "paid", 1, kBuyer));
  hub_->drain();
  EXPECT_EQ(order("A-1").person, order("A-2").person);
}

TEST_F(PersonalFlows, what_has_not_changed_is_not_sealed_again) {
  receive(order_event("A-1", "paid", 0, kBuyer));
  const int64_t row = order("A-1").personal;
  receive(order_event("A-1", "paid", 5, kBuyer));
  EXPECT_EQ(order("A-1").personal, row);
  std::string moved(kBuyer);
  moved.replace(moved.find("Hangzhou"), 8, "Suzhou");
  receive(order_event("A-1", "paid", 6, moved));
  EXPECT_NE(order("A-1").personal, row);
  EXPECT_EQ(personal(order("A-1"))->receiver.city, "Suzhou");
}

TEST_F(PersonalFlows, an_older_message_does_not_bring_an_old_address_back) {
  receive(order_event("A-1", "paid", 5, kBuyer));
  std::string moved(kBuyer);
  moved.replace(moved.find("Hangzhou"), 8, "Suzhou");
  receive(order_event("A-1", "pending_payment", 1, moved));
  EXPECT_EQ(personal(order("A-1"))->receiver.city, "Hangzhou");
}

TEST_F(PersonalFlows, forgetting_leaves_chain_and_order_whole_and_the_data_gone) {
  receive(order_event("A-1", "paid", 0, kBuyer));
  receive(order_event("A-2", "paid", 1, kBuyer));
  const orders::Order before = order("A-1");
  EXPECT_EQ(forget("A-1").answer.status, 200);
  for (const bool reopened : {false, true}) {
    if (reopened) open();
    EXPECT_EQ(order("A-1"), before);
    EXPECT_FALSE(personal(order("A-1")).has_value());
    EXPECT_FALSE(personal(order("A-2")).has_value()) << "the person is forgotten, not the order";
    expect_whole_history();
  }
  EXPECT_EQ(texts("SELECT kind FROM events ORDER BY seq DESC").front(), "person.forgotten");
  EXPECT_EQ(forget("A-1").answer.status, 404) << "there is nobody left to forget";
}

TEST_F(PersonalFlows, what_comes_later_about_a_forgotten_person_is_not_kept) {
  receive(order_event("A-1", "paid", 0, kBuyer));
  const orders::Order before = order("A-1");
  forget("A-1");
  std::string moved(kBuyer);
  moved.replace(moved.find("Hangzhou"), 8, "Suzhou");
  receive(order_event("A-1", "delivered", 5, moved));
  EXPECT_EQ(order("A-1").personal, before.personal);
  EXPECT_EQ(order("A-1").status, facts::Status::kDelivered);
}

TEST_F(PersonalFlows, a_new_order_of_a_forgotten_person_is_a_new_person) {
  receive(order_event("A-1", "paid", 0, kBuyer));
  forget("A-1");
  clock_.advance_ms(10 * kMinuteMs);
  receive(made_at(65, order_event("A-2", "paid", 66, kBuyer)));
  EXPECT_NE(order("A-2").person, order("A-1").person);
  EXPECT_TRUE(personal(order("A-2")).has_value());
}

TEST_F(PersonalFlows, an_order_of_before_a_person_was_forgotten_does_not_bring_them_back) {
  const std::string noted = std::string(kBuyer) + R"(,"note":"ring at Zhang Wei's door")";
  receive(order_event("A-1", "paid", 0, kBuyer));
  forget("A-1");
  receive(order_event("A-2", "paid", 1, noted));
  receive(order_event("A-2", "delivered", 2, noted));
  EXPECT_EQ(order("A-2").person, order("A-1").person);
  EXPECT_EQ(order("A-2").personal, 0);
  EXPECT_EQ(order("A-2").note, "");
  EXPECT_EQ(order("A-2").status, facts::Status::kDelivered);
  EXPECT_EQ(number("SELECT count(*) FROM persons"), 1) << "nobody new";
  EXPECT_EQ(texts("SELECT kind FROM events WHERE version = 0 AND order_id = " + find("A-2").str()),
            std::vector<std::string>{std::string(kPersonStaysForgotten)});
  expect_proved();
}

TEST_F(PersonalFlows, an_old_order_is_not_taken_for_the_new_persons_either) {
  receive(order_event("A-1", "paid", 0, kBuyer));
  receive(order_event("A-2", "paid", 1, kGuest));
  forget("A-1");
  clock_.advance_ms(10 * kMinuteMs);
  receive(made_at(65, order_event("A-3", "paid", 66, kBuyer)));
  receive(order_event("A-4", "paid", 67, kBuyer));
  EXPECT_FALSE(personal(order("A-4")).has_value());
  receive(order_event("A-2", "paid", 67, kBuyer));
  receive(order_event("A-2", "delivered", 68, kBuyer));
  EXPECT_EQ(personal(order("A-2"))->buyer.id, "") << "what was told of a guest is all that is held";
  EXPECT_TRUE(personal(order("A-3")).has_value());
  expect_proved();
}

TEST_F(PersonalFlows, a_guest_who_turns_out_to_be_a_buyer_is_forgotten_with_him) {
  receive(order_event("A-1", "paid", 0, kGuest));
  receive(order_event("A-2", "paid", 1, kBuyer));
  ASSERT_NE(order("A-1").person, order("A-2").person);
  receive(order_event("A-1", "paid", 2, kBuyer));
  expect_proved();
  forget("A-2");
  EXPECT_FALSE(personal(order("A-1")).has_value());
  expect_proved();
}

TEST_F(PersonalFlows, a_buyer_first_met_when_a_guest_is_named_is_found_by_later_orders) {
  receive(order_event("A-1", "paid", 0, kGuest));
  receive(order_event("A-1", "paid", 1, kBuyer));
  receive(order_event("A-1", "delivered", 2, kBuyer));
  receive(order_event("A-2", "paid", 3, kBuyer));
  EXPECT_EQ(number("SELECT count(*) FROM events WHERE kind = 'person.joined'"), 1) << "told once";
  expect_proved();
  forget("A-2");
  EXPECT_FALSE(personal(order("A-1")).has_value());
  expect_proved();
}

// The guest was found by telephone, so that other orders are his as well: both ends are forgotten.
TEST_F(PersonalFlows, forgetting_reaches_both_ends_whoever_is_asked_for) {
  for (const char* asked : {"A", "B", "C"}) {
    SCOPED_TRACE(asked);
    const auto named = [&](const char* order) { return fmt::format("{}-{}", asked, order); };
    const std::string guest = fmt::format(R"("buyer":{{"name":"Zhang","phone":"1380013800{}"}})",
                                          static_cast<int>(*asked - 'A'));
    const std::string buyer = fmt::format(R"("buyer":{{"id":"of-{}","name":"Zhang"}})", asked);
    receive(order_event(named("A"), "paid", 0, guest));
    receive(order_event(named("B"), "paid", 1, guest));
    receive(order_event(named("C"), "paid", 2, buyer));
    receive(order_event(named("B"), "paid", 3, buyer));
    ASSERT_EQ(order(named("A")).person, order(named("B")).person);
    ASSERT_NE(order(named("A")).person, order(named("C")).person);
    forget(named(asked));
    for (const char* each : {"A", "B", "C"}) {
      EXPECT_FALSE(personal(order(named(each))).has_value()) << each;
    }
  }
  expect_proved();
}

TEST_F(PersonalFlows, a_buyer_who_is_the_same_as_two_others_takes_all_of_them_along) {
  const std::string by_phone = R"("buyer":{"name":"Zhang Wei","phone":"13800138000"})";
  receive(order_event("A-1", "paid", 0, kGuest));
  receive(order_event("A-1", "paid", 1, by_phone));  // the guest is who has this telephone
  receive(order_event("A-2", "paid", 2, kBuyer));
  submit(order_event("A-1", "paid", 3, kBuyer));  // and that is the buyer
  submit(order_event("A-3", "paid", 4, kGuest));
  submit(order_event("A-3", "paid", 5, by_phone));
  hub_->drain();
  expect_proved();
  forget("A-2");
  for (const char* n : {"A-1", "A-3"}) EXPECT_FALSE(personal(order(n)).has_value()) << n;
  expect_proved();
}

TEST_F(PersonalFlows, a_buyer_named_by_an_older_view_is_known_though_nothing_of_it_is_taken) {
  receive(order_event("A-1", "paid", 5, kGuest));
  receive(order_event("A-2", "paid", 1, kBuyer));
  receive(order_event("A-1", "paid", 2, kBuyer));
  EXPECT_EQ(personal(order("A-1"))->buyer.id, "");
  forget("A-2");
  EXPECT_FALSE(personal(order("A-1")).has_value());
  expect_proved();
}

TEST_F(PersonalFlows,
       whom_somebody_names_by_hand_is_kept_and_found_though_he_was_forgotten_before) {
  receive(order_event("A-1", "paid", 0, kBuyer));
  receive(order_event("A-2", "paid", 1, kGuest));
  const Personal named = *personal(order("A-1"));
  forget("A-1");
  const core::Outcome edited = command(
      "orders.patch", {{"id", find("A-2").value},
                       {"version", order("A-2").version},
                       {"patch", {{"receiver", boost::json::parse(personal_json(named))}}}});
  ASSERT_EQ(edited.answer.status, 200) << edited.answer.body;
  EXPECT_EQ(personal(order("A-2")), named);
  clock_.advance_ms(10 * kMinuteMs);
  receive(made_at(65, order_event("A-3", "paid", 66, kBuyer)));
  forget("A-3");
  EXPECT_FALSE(personal(order("A-2")).has_value());
  expect_proved();
}

TEST_F(PersonalFlows, an_order_without_personal_data_has_nobody_to_forget) {
  receive(order_event("A-1"));
  EXPECT_EQ(forget("A-1").answer.status, 404);
  EXPECT_EQ(command("persons.forget", {{"order", 999}, {"reason", "x"}}).answer.status, 404);
}

// --- The pieces ---

TEST(Personal, reads_back_as_it_was_written) {
  Personal p;
  p.buyer = {"id", "name \"quoted\"", "+86138", "CN", "p", "c", "d", "s", "z"};
  EXPECT_EQ(parse_personal(personal_json(p)), p);
  EXPECT_EQ(parse_personal("{}"), Personal{});
  EXPECT_EQ(parse_personal("[]"), std::nullopt);
  EXPECT_EQ(parse_personal("{"), std::nullopt);
}

TEST(Personal, a_sealed_row_opens_only_as_itself) {
  const std::string plain = personal_json({{.name = "Zhang"}, {}});
  const std::string sealed = seal_personal(Key256{1}, Nonce96{2}, 7, plain);
  EXPECT_EQ(open_personal(Key256{1}, 7, sealed)->buyer.name, "Zhang");
  EXPECT_FALSE(open_personal(Key256{1}, 8, sealed).has_value());
  EXPECT_FALSE(open_personal(Key256{2}, 7, sealed).has_value());
  EXPECT_FALSE(open_personal(Key256{1}, 7, sealed.substr(1)).has_value());
  EXPECT_FALSE(open_personal(Key256{1}, 7, "").has_value());
}

TEST(Personal, keys_of_look_ups_do_not_answer_for_each_other) {
  EXPECT_NE(phone_key("1"), sku_key("1"));
  EXPECT_NE(sku_key("1"), tracking_key("1"));
  EXPECT_NE(buyer_key(ShopId(1), {.id = "x"}, {}), buyer_key(ShopId(2), {.id = "x"}, {}))
      << "ids of buyers belong to their shop";
  const std::string phone = "+8613812345678", nobodys = "+8613800000000";
  EXPECT_EQ(buyer_key(ShopId(1), {.phone = phone}, {}), buyer_key(ShopId(2), {}, {.phone = phone}));
  EXPECT_EQ(buyer_key(ShopId(1), {}, {}), "");
  EXPECT_EQ(buyer_key(ShopId(1), {.phone = nobodys}, {.phone = "138****1234"}), "");
  EXPECT_EQ(buyer_key(ShopId(1), {.phone = nobodys}, {.phone = phone}),
            buyer_key(ShopId(1), {.phone = phone}, {}));
}

}  // namespace
}  // namespace ordo::flows
