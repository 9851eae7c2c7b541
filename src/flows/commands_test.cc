// What people and programs tell the hub to do.
#include "flows/commands.h"

#include <gtest/gtest.h>

#include "flows/test_support.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;
using facts::Status;

std::string code_of(const core::Outcome& o) {
  const json::value body = json::parse(o.answer.body);
  const json::value* code = body.as_object().if_contains("code");
  return code ? std::string(code->as_string()) : "";
}

void expect_refused(const core::Outcome& o, int status, const std::string& code,
                    const std::string& pointer = "") {
  EXPECT_EQ(o.answer.status, status) << o.answer.body;
  EXPECT_EQ(code_of(o), code);
  EXPECT_EQ(o.pointer, pointer);
}

constexpr std::pair<const char*, const char*> kHubRules[] = {
    {"config.retention", R"({"raw_days":30})"},
    {"config.delivery", R"({"attempts":3,"first_wait_seconds":5,"factor":1})"},
    {"config.mode", R"({"mode":"queue_only"})"},
};

class Commands : public HubTest {
 protected:
  Commands() { receive(order_event("A-1", "paid", 0, kBuyer)); }
  int64_t id() { return find("A-1").value; }
  core::Outcome transition(const std::string& to, const std::string& transaction = kTransaction) {
    return command("orders.transition",
                   {{"id", id()}, {"to", to}, {"transaction_id", transaction}, {"reason", "r"}});
  }
  core::Outcome reset(const std::string& to, const std::string& transaction = kTransaction,
                      const std::string& reason = "mended") {
    return command("orders.reset",
                   {{"id", id()}, {"to", to}, {"transaction_id", transaction}, {"reason", reason}});
  }
  core::Outcome patch(const json::value& patch, int64_t version = 0) {
    return command(
        "orders.patch",
        {{"id", id()}, {"version", version ? version : order("A-1").version}, {"patch", patch}});
  }
  // Whatever was refused left no trace on any order, and the hub goes on.
  void expect_untouched(const orders::Order& before) {
    EXPECT_EQ(order("A-1"), before);
    EXPECT_EQ(number("SELECT count(*) FROM messages WHERE state = 5"), 0);
    EXPECT_EQ(number("SELECT count(*) FROM frozen"), 0);
  }
};

// --- Create ---

TEST_F(Commands, an_order_is_created_once) {
  const std::string body = order_event("M-1", "pending_payment");
  const auto created = command("orders.create", {}, shop_id(), body);
  EXPECT_EQ(created.answer.status, 201) << created.answer.body;
  EXPECT_EQ(order("M-1").observations.at(0).source, "console");
  EXPECT_EQ(order("M-1").observations.at(0).actor, "key:7");
  expect_refused(command("orders.create", {}, shop_id(), body), 409, "order_exists");
}

TEST_F(Commands, only_an_order_can_be_created) {
  for (const std::string& body : {event("order.cancelled", 0, R"("channel_order_no":"M-1")"),
                                  event("weather.changed", 0, R"("x":1)")}) {
    const auto refused = command("orders.create", {}, shop_id(), body);
    EXPECT_EQ(refused.answer.status, 422) << refused.answer.body;
  }
  EXPECT_EQ(command("orders.create", {}, shop_id(), "{broken").answer.status, 422);
  EXPECT_EQ(command("orders.create", {}, core::kSystemStream, order_event("M-1")).answer.status,
            422);
  EXPECT_EQ(command("orders.create", {}, shop_id(), order_event("M-1", "paid", 999)).answer.status,
            422);
  EXPECT_EQ(number("SELECT count(*) FROM messages WHERE state = 5"), 0);
}

// --- Transition ---

TEST_F(Commands, a_transition_moves_the_order_and_is_recorded) {
  const auto moved = transition("awaiting_allocation");
  EXPECT_EQ(moved.answer.status, 200) << moved.answer.body;
  EXPECT_EQ(order("A-1").status, Status::kAwaitingAllocation);
  EXPECT_EQ(order("A-1").version, 2);
  EXPECT_EQ(texts("SELECT transaction_id FROM events WHERE kind = 'order.moved'"),
            std::vector<std::string>{kTransaction});
}

TEST_F(Commands, the_same_transaction_again_changes_nothing) {
  transition("awaiting_allocation");
  const orders::Order before = order("A-1");
  EXPECT_EQ(transition("awaiting_allocation").answer.status, 200);
  EXPECT_EQ(order("A-1"), before);
}

TEST_F(Commands, a_transaction_id_is_good_for_one_write_of_one_order) {
  receive(order_event("A-2"));
  EXPECT_EQ(transition("awaiting_allocation").answer.status, 200);
  const orders::Order other = order("A-2");
  expect_refused(command("orders.transition", {{"id", other.id.value},
                                               {"to", "awaiting_allocation"},
                                               {"transaction_id", kTransaction},
                                               {"reason", "r"}}),
                 422, "transaction_id_reused", "/transaction_id");
  EXPECT_EQ(order("A-2"), other);
  expect_refused(transition("label_printed"), 422, "transaction_id_reused", "/transaction_id");
  expect_refused(reset("awaiting_allocation"), 422, "transaction_id_reused", "/transaction_id");
  open();
  EXPECT_EQ(transition("awaiting_allocation").answer.status, 200) << "also after a restart";
  expect_refused(transition("label_printed"), 422, "transaction_id_reused", "/transaction_id");
}

TEST_F(Commands, a_refused_observation_leaves_the_review_when_a_person_has_looked) {
  receive(order_event("A-1", "completed", 1));
  receive(order_event("A-1", "awaiting_allocation", 2));
  const auto& all = order("A-1").observations;
  const auto refusal =
      std::ranges::find(all, orders::Verdict::kRefused, &orders::Observation::verdict);
  ASSERT_NE(refusal, all.end());
  const json::object settle{{"id", id()}, {"no", refusal->no}, {"reason", "known"}};
  EXPECT_EQ(command("orders.settle", settle).answer.status, 200);
  EXPECT_EQ(number("SELECT count(*) FROM observations WHERE verdict = 3 AND flags < 8"), 0);
  EXPECT_EQ(texts("SELECT payload FROM events WHERE kind = 'observation.dismissed'").size(), 1u);
  expect_refused(command("orders.settle", settle), 409, "not_in_review");
  expect_refused(command("orders.settle", {{"id", id()}, {"no", 999}}), 409, "not_in_review");
  expect_whole_history();
}

TEST_F(Commands, an_edit_of_a_document_that_changed_meanwhile_is_refused) {
  const int64_t read = number("SELECT max(version) FROM config WHERE kind = 'shop'");
  const json::object edit{{"code", "shop-a"}, {"name", "tea"}, {"if_version", read}};
  EXPECT_EQ(command("config.shop", edit).answer.status, 200);
  expect_refused(command("config.shop", edit), 412, "version_stale");
  json::object lifecycles = json::parse(orders::default_lifecycles_json()).as_object();
  lifecycles["if_version"] = 0;
  EXPECT_EQ(command("config.lifecycles", lifecycles).answer.status, 200);
  expect_refused(command("config.lifecycles", lifecycles), 412, "version_stale");
  for (const auto& [route, rule] : kHubRules) {
    json::object first = json::parse(rule).as_object();
    first["if_version"] = 0;
    EXPECT_EQ(command(route, first).answer.status, 200) << route;
    expect_refused(command(route, first), 412, "version_stale");
    EXPECT_EQ(command(route, json::parse(rule).as_object()).answer.status, 200)
        << "programs of our own name no version";
  }
}

TEST_F(Commands, a_forbidden_transition_is_refused_and_alerted) {
  const orders::Order before = order("A-1");
  const auto refused = transition("picked_up");
  expect_refused(refused, 409, "transition_refused");
  EXPECT_NE(refused.answer.body.find("awaiting_allocation, cancelled"), std::string::npos);
  EXPECT_EQ(texts("SELECT kind FROM alerts"), std::vector<std::string>{"transition_refused"});
  expect_untouched(before);
}

TEST_F(Commands, nonsense_is_refused_with_a_pointer) {
  const orders::Order before = order("A-1");
  expect_refused(transition("flying"), 422, "unknown_status", "/to");
  expect_refused(transition("delivered", "not-a-uuid"), 422, "invalid", "/transaction_id");
  expect_refused(transition("delivered", ""), 422, "invalid", "/transaction_id");
  expect_refused(reset("flying"), 422, "unknown_status", "/to");
  expect_refused(reset("paid", kTransaction, ""), 422, "invalid", "/reason");
  expect_refused(command("orders.transition", {{"id", 999}}), 404, "order_not_found");
  expect_refused(command("orders.transition", {{"id", "1"}}), 404, "order_not_found");
  expect_refused(command("orders.fly", {}), 422, "unknown_command");
  expect_refused(command("orders.transition", {}, core::kSystemStream, "[1]"), 422,
                 "malformed_json");
  expect_untouched(before);
}

// --- Reset ---

TEST_F(Commands, a_reset_keeps_a_snapshot_and_forces_the_state) {
  receive(order_event("A-1", "completed", 5));
  const std::string before = texts("SELECT version FROM orders").front();
  const auto done = reset("awaiting_allocation");
  EXPECT_EQ(done.answer.status, 200) << done.answer.body;
  EXPECT_EQ(order("A-1").status, Status::kAwaitingAllocation);
  const auto snapshot =
      parse_id(std::string(json::parse(done.answer.body).at("snapshot_id").as_string()));
  const auto kept =
      orders::load_snapshot(hub_->database().writer_reader(), find("A-1"), snapshot.value_or(0));
  ASSERT_TRUE(kept.has_value());
  EXPECT_NE(kept->find("\"fulfilment\":7"), std::string::npos) << *kept;
  expect_whole_history();
}

TEST_F(Commands, a_reset_under_the_same_transaction_is_made_once_and_answered_alike) {
  const auto done = reset("delivered");
  const orders::Order before = order("A-1");
  EXPECT_EQ(reset("delivered").answer.body, done.answer.body);
  EXPECT_EQ(order("A-1"), before);
  EXPECT_EQ(number("SELECT count(*) FROM snapshots"), 1);
  open();
  EXPECT_EQ(reset("delivered").answer.body, done.answer.body) << "also after a restart";
  EXPECT_NE(reset("delivered", kOther).answer.body, done.answer.body);
  EXPECT_EQ(number("SELECT count(*) FROM snapshots"), 2);
}

TEST_F(Commands, a_reset_that_cannot_lead_to_its_status_is_refused_and_leaves_no_trace) {
  const orders::Order before = order("A-1");
  const int64_t events = number("SELECT count(*) FROM events");
  const auto refusal = reset("cancelled");
  expect_refused(refusal, 409, "status_not_reachable", "/to");
  EXPECT_EQ(refusal.order, find("A-1")) << "the refusal belongs to its order";
  EXPECT_NE(refusal.answer.body.find("leave the order refunding: with payment paid"),
            std::string::npos);
  expect_untouched(before);
  EXPECT_EQ(number("SELECT count(*) FROM snapshots"), 0);
  EXPECT_EQ(number("SELECT count(*) FROM events"), events);
  EXPECT_EQ(reset("delivered").answer.status, 200) << "the transaction id is still unused";
}

// --- Patch ---

TEST_F(Commands, note_tags_custom_and_receiver_can_be_edited) {
  EXPECT_EQ(patch({{"note", "ring twice"},
                   {"tags", {"vip", "vip", "hot"}},
                   {"custom", {{"a", 1}, {"b", nullptr}}},
                   {"receiver", {{"receiver", {{"name", "Wang Fang"}}}}}})
                .answer.status,
            200);
  const orders::Order o = opened("A-1");
  EXPECT_EQ(o.note, "ring twice");
  EXPECT_EQ(o.tags, (std::vector<std::string>{"vip", "hot"}));
  EXPECT_EQ(o.custom, R"({"a":1})");
  EXPECT_TRUE(order("A-1").custom.starts_with(kSealedWords));
  EXPECT_EQ(personal(o)->receiver.name, "Wang Fang");
  EXPECT_EQ(
      patch({{"note", nullptr}, {"tags", nullptr}, {"custom", {{"a", nullptr}}}}).answer.status,
      200);
  EXPECT_EQ(order("A-1").note + order("A-1").custom, "");
  expect_whole_history();
}

TEST_F(Commands, a_stale_version_is_refused) {
  const orders::Order before = order("A-1");
  expect_refused(patch({{"note", "x"}}, 77), 412, "version_stale");
  expect_untouched(before);
}

TEST_F(Commands, a_patch_that_makes_no_sense_changes_nothing_at_all) {
  const orders::Order before = order("A-1");
  expect_refused(patch({{"note", "x"}, {"status", "paid"}}), 422, "not_editable", "/status");
  expect_refused(patch({{"note", 7}}), 422, "invalid", "/note");
  expect_refused(patch({{"note", "x"}, {"receiver", "nobody"}}), 422, "invalid", "/receiver");
  expect_refused(patch({{"tags", "vip"}}), 422, "invalid", "/tags");
  expect_refused(patch({{"custom", 7}}), 422, "invalid", "/custom");
  expect_refused(patch({{"note", std::string(2001, 'x')}}), 422, "invalid", "/note");
  expect_refused(patch({{"custom", {{"a", std::string(9000, 'x')}}}}), 422, "invalid", "/custom");
  expect_refused(patch("nothing"), 422, "invalid", "/patch");
  expect_refused(command("orders.patch", {{"id", id()}, {"version", before.version}}), 422,
                 "invalid", "/patch");
  expect_untouched(before);
}

TEST_F(Commands, a_patch_of_nothing_makes_no_version) {
  const orders::Order before = order("A-1");
  EXPECT_EQ(patch(json::object{}).answer.status, 200);
  expect_untouched(before);
}

// --- The review queue ---

TEST_F(Commands, a_parked_message_is_dismissed_by_a_person) {
  receive(event("order.upserted", 0, R"("status":"paid")"));
  const MessageSeq parked = hub_->inbox().last();
  EXPECT_EQ(command("messages.dismiss", {{"seq", parked.value}, {"reason", "spam"}}).answer.status,
            200);
  EXPECT_GT(number("SELECT resolved FROM messages WHERE seq = " + parked.str()), 0);
}

}  // namespace
}  // namespace ordo::flows
