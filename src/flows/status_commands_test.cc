// Status maps hold at once, for what comes; words without a meaning wait, and are applied when they have one.
#include "flows/status_commands.h"

#include <gtest/gtest.h>

#include "core/message_queries.h"
#include "flows/prove.h"
#include "flows/status_trial.h"
#include "flows/test_support.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;
using core::MessageState;
using facts::Status;

class StatusMaps : public HubTest {
 protected:
  core::Outcome set_map(const json::object& words, const std::string& shop = "",
                        json::object more = {}) {
    more["channel"] = "standard";
    more["words"] = words;
    if (!shop.empty()) more["shop"] = shop;
    return command("config.status_map", more);
  }
  void expect_refused(const core::Outcome& outcome, int status, const std::string& pointer) {
    EXPECT_EQ(outcome.answer.status, status) << outcome.answer.body;
    EXPECT_EQ(outcome.pointer, pointer) << outcome.answer.body;
    EXPECT_TRUE(hub_->settings()->status_maps.empty());
  }
  core::Outcome replay(MessageSeq seq) {
    const auto stored = hub_->inbox().read(seq);
    auto in = std::make_unique<core::Inbound>();
    in->entry.kind = core::EntryKind::kReplay;
    in->entry.stream = stored->stream;
    in->entry.route = stored->route;
    in->entry.caller = "key:7";
    in->entry.replay_of = seq;
    in->entry.body = stored->body;
    random_bytes(in->entry.entropy);
    in->on_applied = [this](const core::Outcome& o) { last_ = o; };
    EXPECT_TRUE(hub_->submit(std::move(in)));
    hub_->drain();
    return last_;
  }
  std::vector<std::string> alerts() { return texts("SELECT kind FROM alerts ORDER BY id"); }
};

TEST_F(StatusMaps, a_word_that_nobody_knows_waits_for_a_person_and_changes_nothing) {
  const auto outcome = receive(order_event("A-1", "shipped"));
  EXPECT_EQ(outcome.state, MessageState::kParked);
  EXPECT_EQ(outcome.code, "unknown_status");
  EXPECT_EQ(outcome.pointer, "/data/status");
  EXPECT_NE(outcome.detail.find("\"order/shipped\""), std::string::npos) << outcome.detail;
  EXPECT_EQ(number("SELECT count(*) FROM orders"), 0);
  EXPECT_EQ(alerts(), std::vector<std::string>{"unknown_status"});
  EXPECT_NE(texts("SELECT detail FROM alerts").at(0).find("order/shipped"), std::string::npos);
}

TEST_F(StatusMaps, a_message_that_waits_is_applied_when_its_word_has_a_meaning) {
  receive(order_event("A-1", "shipped"));
  const MessageSeq parked = hub_->inbox().last();
  EXPECT_EQ(replay(parked).state, MessageState::kParked) << "still nobody knows it";
  EXPECT_EQ(set_map({{"order/shipped", "in_transit"}}).answer.status, 200);
  EXPECT_EQ(replay(parked).state, MessageState::kApplied);
  EXPECT_EQ(order("A-1").status, Status::kInTransit);
  EXPECT_EQ(order("A-1").mirrors.at(0).status_raw, "shipped") << "what the channel said is kept";
  EXPECT_EQ(number("SELECT resolved FROM messages WHERE seq = " + parked.str()),
            hub_->inbox().last().value);
}

TEST_F(StatusMaps, a_map_holds_from_the_next_entry_of_its_stream_on_within_one_batch) {
  EXPECT_TRUE(submit(order_event("A-1", "shipped")));
  json::object body{{"channel", "standard"}, {"words", {{"order/shipped", "picked_up"}}}};
  EXPECT_TRUE(hub_->command({.route = "config.status_map",
                             .body = json::serialize(body),
                             .stream = shop_id(),
                             .caller = "key:7"}));
  EXPECT_TRUE(submit(order_event("A-2", "shipped")));
  hub_->drain();
  EXPECT_FALSE(find("A-1"));
  EXPECT_EQ(order("A-2").status, Status::kPickedUp);
}

TEST_F(StatusMaps, what_was_read_before_an_edit_stays_as_it_was_read) {
  set_map({{"order/shipped", "in_transit"}});
  receive(order_event("A-1", "shipped"));
  set_map({{"order/shipped", "picked_up"}});
  receive(order_event("A-2", "shipped"));
  EXPECT_EQ(order("A-1").status, Status::kInTransit);
  EXPECT_EQ(order("A-2").status, Status::kPickedUp);
}

TEST_F(StatusMaps, history_that_was_made_under_another_map_proves) {
  set_map({{"order/shipped", "in_transit"}, {"order/paid", "awaiting_allocation"}});
  receive(order_event("A-1", "shipped"));
  receive(order_event("A-2", "paid"));
  set_map(json::object{});
  receive(order_event("A-3", "paid"));
  const ProveReport report = prove(hub_->database(), hub_->inbox(), hub_->keyring());
  EXPECT_TRUE(report.complaints.empty()) << report.complaints.front();
  EXPECT_EQ(order("A-2").status, Status::kAwaitingAllocation) << "events hold results";
  expect_whole_history();
}

TEST_F(StatusMaps, one_shop_may_read_a_word_in_its_own_way) {
  shop("shop-b");
  set_map({{"order/shipped", "in_transit"}});
  set_map({{"order/shipped", "picked_up"}}, "shop-b");
  receive(order_event("A-1", "shipped"), "shop-a");
  receive(order_event("B-1", "shipped"), "shop-b");
  EXPECT_EQ(order("A-1").status, Status::kInTransit);
  EXPECT_EQ(order("B-1", "shop-b").status, Status::kPickedUp);
  open();
  EXPECT_EQ(hub_->settings()->shop("shop-b")->status_map->at("order/shipped"),
            facts::Sense(Status::kPickedUp));
}

TEST_F(StatusMaps, a_parcels_word_may_be_of_no_concern) {
  receive(order_event("A-1"));
  EXPECT_EQ(receive(shipment_event("A-1", "SF1", "beamed", 5)).state, MessageState::kParked);
  set_map({{"parcel/beamed", "ignored"}});
  const auto outcome = receive(shipment_event("A-1", "SF2", "beamed", 6));
  EXPECT_EQ(outcome.state, MessageState::kIgnored);
  EXPECT_EQ(outcome.code, "word_ignored");
  EXPECT_TRUE(order("A-1").parcels.empty());
}

TEST_F(StatusMaps, an_order_made_by_hand_is_read_by_the_map_as_well) {
  const std::string body = order_event("H-1", "shipped");
  const auto refused = command("orders.create", {}, shop_id(), body);
  EXPECT_EQ(refused.answer.status, 422);
  EXPECT_EQ(refused.pointer, "/data/status");
  EXPECT_TRUE(alerts().empty()) << "the caller hears of it";
  set_map({{"order/shipped", "picked_up"}});
  EXPECT_EQ(command("orders.create", {}, shop_id(), body).answer.status, 201);
  EXPECT_EQ(order("H-1").status, Status::kPickedUp);
}

TEST_F(StatusMaps, a_map_that_makes_no_sense_never_becomes_a_version) {
  expect_refused(set_map({{"order/x", "shipped"}}), 422, "/words/order~1x");
  expect_refused(set_map({{"parcel/label_printed", "in_transit"}}), 422,
                 "/words/parcel~1label_printed");
  expect_refused(set_map({}, "nobody"), 404, "");
  expect_refused(command("config.status_map", {{"channel", "telepathy"}}), 404, "");
  expect_refused(command("config.status_map", {{"channel", "standard"}}), 422, "/words");
  expect_refused(command("config.status_map",
                         {{"channel", "taobao"}, {"shop", "shop-a"}, {"words", json::object()}}),
                 404, "");
}

TEST_F(StatusMaps, an_edit_stands_on_the_version_that_was_read_and_is_audited_with_its_reason) {
  EXPECT_EQ(set_map({{"order/x", "paid"}}, "", {{"if_version", 7}}).answer.status, 412);
  EXPECT_EQ(
      set_map({{"order/x", "paid"}}, "", {{"if_version", 0}, {"reason", "new word"}}).answer.status,
      200);
  const auto told = texts("SELECT payload FROM events WHERE kind = 'config.status_map'");
  ASSERT_EQ(told.size(), 1u);
  const json::value line = json::parse(told[0]);
  EXPECT_EQ(line.at("name"), "standard");
  EXPECT_EQ(line.at("reason"), "new word");
}

TEST_F(StatusMaps, groups_are_set_whole_and_survive_a_restart) {
  json::object groups = orders::status_groups_json(orders::default_status_groups());
  groups["groups"].as_array().at(2).as_object()["code"] = "on_the_way";
  EXPECT_EQ(command("config.status_groups", groups).answer.status, 200);
  open();
  EXPECT_NE(orders::find_group(hub_->settings()->status_groups, "on_the_way"), nullptr);
  groups["groups"].as_array().pop_back();
  EXPECT_EQ(command("config.status_groups", groups).pointer, "/groups");
}

// --- Trying a map ---

class StatusTrial : public StatusMaps {
 protected:
  Trial try_map(const StatusMap& map, const char* code = nullptr, size_t limit = 100) {
    const auto settings = hub_->settings();
    return try_status_map(hub_->database(), hub_->inbox(), *settings, "standard",
                          code ? settings->shop(code) : nullptr, map, limit);
  }
};

TEST_F(StatusTrial, says_what_would_be_read_otherwise_and_changes_nothing) {
  receive(order_event("A-1", "paid"));
  receive(order_event("A-2", "paid"));
  receive(order_event("A-3", "completed"));
  const Trial trial = try_map({{"order/paid", Status::kAwaitingAllocation}});
  EXPECT_EQ(trial.messages, 3);
  EXPECT_EQ(trial.changed, 2);
  EXPECT_EQ(trial.words.at({"order/paid", "paid", "awaiting_allocation"}), 2);
  EXPECT_EQ(trial.words.at({"order/completed", "completed", "completed"}), 1);
  ASSERT_EQ(trial.samples.size(), 2u);
  EXPECT_EQ(trial.samples[0].order_no, "A-2") << "newest first";
  EXPECT_EQ(trial.samples[0].shop, "shop-a");
  EXPECT_EQ(order("A-1").status, Status::kPaid);
}

TEST_F(StatusTrial, says_which_parked_messages_would_pass_and_which_words_are_left) {
  receive(order_event("A-1", "shipped"));
  receive(order_event("A-2", "flying"));
  receive("{\"type\":");
  const Trial trial = try_map({{"order/shipped", Status::kInTransit}});
  EXPECT_EQ(trial.parked, 2) << "what cannot be read at all waits for something else";
  EXPECT_EQ(trial.would_pass, 1);
  EXPECT_EQ(trial.words.at({"order/shipped", "", "in_transit"}), 1);
  EXPECT_EQ(trial.words.at({"order/flying", "", ""}), 1);
}

TEST_F(StatusTrial, a_word_that_a_tried_map_drops_would_be_unknown_again) {
  set_map({{"order/shipped", "in_transit"}});
  receive(order_event("A-1", "shipped"));
  const Trial trial = try_map({});
  EXPECT_EQ(trial.words.at({"order/shipped", "in_transit", ""}), 1);
  EXPECT_EQ(trial.changed, 1);
}

TEST_F(StatusTrial, concerns_the_shops_of_the_channel_as_each_would_read_it) {
  shop("shop-b");
  set_map({{"order/paid", "in_transit"}}, "shop-b");
  receive(order_event("A-1", "paid"), "shop-a");
  receive(order_event("B-1", "paid"), "shop-b");
  const Trial channel = try_map({{"order/paid", Status::kPickedUp}});
  EXPECT_EQ(channel.messages, 2);
  EXPECT_EQ(channel.changed, 1) << "shop-b has a word of its own";
  const Trial one = try_map({{"order/paid", Status::kPickedUp}}, "shop-b");
  EXPECT_EQ(one.messages, 1);
  EXPECT_EQ(one.words.at({"order/paid", "in_transit", "picked_up"}), 1);
}

TEST_F(StatusTrial, counts_what_is_erased_and_ends_at_its_limit) {
  for (int i = 0; i < 5; ++i) receive(order_event("A-" + std::to_string(i)));
  EXPECT_EQ(try_map({}, nullptr, 3).messages, 3);
  const auto needs = core::load_log_needs(hub_->database().writer_reader());
  EXPECT_GT(hub_->inbox().erase_bodies_before(20260201, needs), 0);
  const Trial trial = try_map({});
  EXPECT_EQ(trial.messages, 5);
  EXPECT_EQ(trial.erased, 5);
  EXPECT_EQ(trial.unreadable, 0);
}

}  // namespace
}  // namespace ordo::flows
