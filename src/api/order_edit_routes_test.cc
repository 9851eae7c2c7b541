#include <algorithm>

#include "api/routes_fixture.h"
#include "core/messages_store.h"

namespace ordo::api::testing {
namespace {

class OrderEditRoutesTest : public RoutesTest {
 protected:
  OrderEditRoutesTest() {
    add_shop();
    id_ = add_order("A-1");
    path_ = "/orders/" + id_;
  }
  Answer patch(const std::string& body, const std::string& version) {
    return ask("PATCH", path_, body, {{"if-match", "\"" + version + "\""}});
  }
  json::array trace() { return get(path_ + "/trace").body.at("items").as_array(); }
  static bool is_message(const json::value& item) {
    return item.at("kind").as_string() == "message";
  }
  // Repeats of one of its messages, as the lane would have kept them.
  void add_duplicates(int64_t first, int64_t last) {
    core::Entry entry;
    entry.stream = hub_->settings()->shop("mini")->id;
    entry.route = "standard";
    entry.received_at = clock_.now();
    core::Outcome outcome;
    outcome.state = core::MessageState::kDuplicate;
    outcome.code = "duplicate";
    outcome.detail = "message 3 was this one already";
    outcome.order = *parse_id_as<OrderTag>(id_);
    auto uow = hub_->database().begin();
    for (int64_t seq = first; seq <= last; ++seq) {
      entry.seq = MessageSeq(seq);
      core::insert_message(uow, entry, core::effect_of(entry, outcome, 7), BatchNo(1));
    }
    uow.commit();
  }

  std::string id_, path_;
};

TEST_F(OrderEditRoutesTest, an_edit_needs_the_version_that_was_read) {
  EXPECT_EQ(ask("PATCH", path_, R"({"note":"x"})").status, 428);
  const Answer done = patch(R"({"note":"x"})", "1");
  EXPECT_EQ(done.status, 200) << done.text;
  EXPECT_EQ(done.headers.at("ETag"), "\"2\"");
  const Answer stale = patch(R"({"note":"y"})", "1");
  EXPECT_EQ(stale.status, 412);
  EXPECT_EQ(stale.at("code"), "version_stale");
  EXPECT_EQ(patch(R"({"note":"y"})", "two").status, 412);
  EXPECT_EQ(get(path_).at("note"), "x");
}

TEST_F(OrderEditRoutesTest, a_merge_patch_changes_what_it_names_and_null_clears) {
  ASSERT_EQ(patch(R"({"note":"n","tags":["vip"],"custom":{"a":1,"b":2}})", "1").status, 200);
  ASSERT_EQ(patch(R"({"note":null,"custom":{"a":null,"c":{"d":[1]}}})", "2").status, 200);
  const Answer a = get(path_);
  EXPECT_TRUE(a.body.at("note").is_null());
  EXPECT_EQ(json::serialize(a.body.at("custom")), R"({"b":2,"c":{"d":[1]}})");
  EXPECT_EQ(a.body.at("tags").at(0).as_string(), "vip");
  EXPECT_EQ(get("/orders?tag=vip").body.at("items").as_array().size(), 1u);
  EXPECT_EQ(get("/orders?tag=vi").body.at("items").as_array().size(), 0u);
}

TEST_F(OrderEditRoutesTest, a_receiver_is_combined_with_what_is_held) {
  ASSERT_EQ(
      patch(R"({"receiver":{"street":"新街2号","phone":"13900000000","city":null}})", "1").status,
      200);
  const json::value receiver = get(path_).body.at("receiver");
  EXPECT_EQ(receiver.at("street").as_string(), "新街2号");
  EXPECT_EQ(receiver.at("phone").as_string(), "+8613900000000");
  EXPECT_EQ(receiver.at("name").as_string(), "张三");
  EXPECT_TRUE(receiver.at("city").is_null());
  EXPECT_EQ(get(path_).body.at("buyer").at("phone").as_string(), "+8613812345678");
}

TEST_F(OrderEditRoutesTest, edits_that_make_no_sense_are_named_and_not_stored) {
  const auto before = hub_->inbox().last();
  EXPECT_EQ(patch(R"({"status":"paid"})", "1").pointer(), "/status");
  EXPECT_EQ(patch(R"({"note":7})", "1").pointer(), "/note");
  EXPECT_EQ(patch(R"({"tags":["a",7]})", "1").pointer(), "/tags/1");
  EXPECT_EQ(patch(R"({"custom":[]})", "1").pointer(), "/custom");
  EXPECT_EQ(patch(R"({"receiver":{"phone":"12"}})", "1").pointer(), "/receiver/phone");
  EXPECT_EQ(patch(R"({"receiver":{"planet":"x"}})", "1").pointer(), "/receiver/planet");
  EXPECT_EQ(patch(R"({"receiver":{"country":"China"}})", "1").pointer(), "/receiver/country");
  EXPECT_EQ(patch(R"({"receiver":null})", "1").pointer(), "/receiver");
  EXPECT_EQ(ask("PATCH", "/orders/99", "{}", {{"if-match", "\"1\""}}).status, 404);
  EXPECT_EQ(hub_->inbox().last(), before);
}

TEST_F(OrderEditRoutesTest, people_move_orders_along_the_whitelist_only) {
  const std::string uuid = "3f2b8c1e-5a57-4c83-9d61-0f6f7a1b2c3d";
  const std::string body = R"({"to":"awaiting_allocation","transaction_id":")" + uuid + R"("})";
  EXPECT_EQ(post(path_ + "/transitions", body).at("status"), "awaiting_allocation");
  EXPECT_EQ(post(path_ + "/transitions", body).status, 200) << "the same transaction again";
  const Answer refused = post(path_ + "/transitions", R"({"to":"delivered"})");
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.at("code"), "transition_refused");
  EXPECT_EQ(post(path_ + "/transitions", R"({"to":"sold"})").pointer(), "/to");
  EXPECT_EQ(post(path_ + "/transitions", "{}").pointer(), "/to");
  EXPECT_EQ(post(path_ + "/transitions", R"({"to":"paid","transaction_id":"7"})").pointer(),
            "/transaction_id");
  EXPECT_EQ(post("/orders/99/transitions", body).status, 404);
}

TEST_F(OrderEditRoutesTest, a_transition_without_transaction_id_can_be_repeated_under_a_key) {
  const HeaderList key{{"idempotency-key", "t-1"}};
  const Answer one = post(path_ + "/transitions", R"({"to":"awaiting_allocation"})", key);
  const Answer two = post(path_ + "/transitions", R"({"to":"awaiting_allocation"})", key);
  EXPECT_EQ(one.status, 200);
  EXPECT_EQ(two.text, one.text);
  EXPECT_EQ(two.headers.at("Idempotency-Replayed"), "true");
}

TEST_F(OrderEditRoutesTest, a_reset_keeps_the_order_as_it_was) {
  EXPECT_EQ(post(path_ + "/status-reset", R"({"to":"completed"})").pointer(), "/reason");
  const Answer done = post(path_ + "/status-reset", R"({"to":"completed","reason":"lost"})");
  ASSERT_EQ(done.status, 200) << done.text;
  EXPECT_EQ(get(path_).at("status"), "completed");
  const Answer kept = get(path_ + "/snapshots/" + done.at("snapshot_id"));
  EXPECT_EQ(kept.status, 200);
  EXPECT_EQ(kept.at("status"), "paid");
  EXPECT_EQ(kept.body.at("buyer").at("name").as_string(), "张三");
  EXPECT_EQ(get(path_ + "/snapshots/7").at("code"), "snapshot_not_found");
}

TEST_F(OrderEditRoutesTest, a_reset_is_repeated_under_its_key_or_its_transaction_id) {
  const HeaderList key{{"idempotency-key", "r-1"}};
  const std::string body = R"({"to":"completed","reason":"lost"})";
  const Answer one = post(path_ + "/status-reset", body, key);
  const Answer two = post(path_ + "/status-reset", body, key);
  ASSERT_EQ(one.status, 200) << one.text;
  EXPECT_NE(one.at("snapshot_id"), "");
  EXPECT_EQ(two.text, one.text);
  EXPECT_EQ(two.headers.at("ETag"), one.headers.at("ETag"));
  EXPECT_EQ(two.headers.at("Idempotency-Replayed"), "true");
  const std::string named = R"({"to":"delivered","reason":"lost","transaction_id":)"
                            R"("3f2b8c1e-5a57-4c83-9d61-0f6f7a1b2c3d"})";
  const Answer three = post(path_ + "/status-reset", named);
  EXPECT_EQ(post(path_ + "/status-reset", named).text, three.text);
  EXPECT_NE(three.at("snapshot_id"), one.at("snapshot_id"));
}

TEST_F(OrderEditRoutesTest, a_reset_that_would_end_elsewhere_is_refused_with_what_it_would_be) {
  const Answer before = get(path_);
  const Answer refused = post(path_ + "/status-reset", R"({"to":"cancelled","reason":"lost"})");
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.at("code"), "status_not_reachable");
  EXPECT_EQ(refused.pointer(), "/to");
  EXPECT_NE(refused.at("detail").find("would leave the order refunding"), std::string::npos);
  EXPECT_EQ(get(path_).text, before.text);
}

TEST_F(OrderEditRoutesTest, the_order_is_shown_as_it_was_recorded_at_a_moment) {
  clock_.advance_ms(60'000);
  ASSERT_EQ(patch(R"({"note":"later"})", "1").status, 200);
  const Answer before = get(path_ + "/as-of?at=2026-01-22T15:00:30Z");
  ASSERT_EQ(before.status, 200) << before.text;
  EXPECT_TRUE(before.body.at("note").is_null());
  EXPECT_EQ(before.at("version"), "1");
  EXPECT_EQ(get(path_ + "/as-of?at=2026-01-22T15:01:00Z").text, get(path_).text);
  EXPECT_EQ(get(path_ + "/as-of?at=2026-01-22T14:59:59Z").status, 404);
  EXPECT_EQ(get(path_ + "/as-of").pointer(), "/at");
  EXPECT_EQ(get(path_ + "/as-of?at=noon").pointer(), "/at");
}

TEST_F(OrderEditRoutesTest, a_trace_tells_of_late_refused_and_inferred_steps_with_their_messages) {
  const std::string shipment =
      R"("channel_order_no":"A-1","tracking_no":"SF1","carrier":"sf","occurred_at":)";
  const std::string delivered = receive(
      "m-1", "shipment.updated", shipment + R"("2026-01-22T14:50:00Z","status":"delivered")");
  const std::string late = receive("m-2", "shipment.updated",
                                   shipment + R"("2026-01-22T14:40:00Z","status":"picked_up")");
  const std::string refused =
      receive("m-3", "shipment.updated", shipment + R"("2026-01-22T14:55:00Z","status":"lost")");
  bool inferred = false, told_late = false, told_refused = false;
  int64_t last = 0;
  for (const json::value& item : trace()) {
    const auto at = parse_rfc3339(item.at("occurred_at").as_string());
    EXPECT_GE(at->ms, last) << "oldest first";
    last = at->ms;
    EXPECT_TRUE(item.at("message_id").is_string());
    inferred = inferred || item.at("inferred").as_bool();
    told_late = told_late || item.at("message_id").as_string() == late;
    const bool of_refused = item.at("message_id").as_string() == refused;
    told_refused = told_refused || (of_refused && !item.at("accepted").as_bool());
  }
  EXPECT_TRUE(inferred);
  EXPECT_TRUE(told_late);
  EXPECT_TRUE(told_refused) << get(path_ + "/trace").text;
  EXPECT_EQ(get("/orders/99/trace").status, 404);
}

TEST_F(OrderEditRoutesTest, an_order_that_was_pushed_to_another_shop_is_registered) {
  add_shop("other");
  const std::string pushes = path_ + "/pushes";
  const HeaderList key = {{"idempotency-key", "push-1"}};
  const Answer made = post(pushes, R"({"shop":"other","channel_order_no":"b-9"})", key);
  EXPECT_EQ(made.status, 201) << made.text;
  EXPECT_EQ(made.at("channel_order_no"), "B-9");
  EXPECT_EQ(made.at("shop"), "other");
  const Answer again = post(pushes, R"({"shop":"other","channel_order_no":"b-9"})", key);
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.headers.at("Idempotency-Replayed"), "true");
  EXPECT_EQ(post(pushes, R"({"shop":"other","channel_order_no":"b-8"})").at("code"),
            "pushed_already");
  EXPECT_EQ(post(pushes, R"({"shop":"mini"})").at("code"), "pushed_to_own_shop");
  for (const char* bad : {R"({"shop":"nobody"})", R"({})", R"({"shop":"other","at":1})"}) {
    EXPECT_EQ(post(pushes, bad).status, 422) << bad;
  }
  EXPECT_EQ(post(pushes, R"({"shop":"other","channel_order_no":"\u0000"})").status, 400);
  EXPECT_EQ(post("/orders/999999/pushes", R"({"shop":"other"})").status, 404);
  bool told = false;
  for (const json::value& item : trace()) {
    const json::value* deed = item.as_object().if_contains("event");
    told |= deed && *deed == "order.pushed";
  }
  EXPECT_TRUE(told) << get(path_ + "/trace").text;
}

TEST_F(OrderEditRoutesTest, a_trace_tells_of_messages_that_changed_nothing) {
  add_duplicates(1'000, 1'000);
  const json::array items = trace();
  const json::object& last = items.at(items.size() - 1).as_object();
  EXPECT_EQ(last.at("message_id").as_string(), "1000");
  EXPECT_EQ(last.at("verdict").as_string(), "duplicate");
  EXPECT_FALSE(last.at("accepted").as_bool());
}

TEST_F(OrderEditRoutesTest, a_trace_tells_of_messages_that_said_the_same_or_changed_content_alone) {
  const auto tell = [this](const std::string& id, const std::string& note, const std::string& at) {
    return receive(id, "order.upserted",
                   R"("channel_order_no":"A-1","status":"paid","note":")" + note +
                       R"(","created_at":"2026-01-22T14:20:00Z")",
                   at);
  };
  tell("m-1", "ring", "2026-01-22T14:50:00Z");
  const std::string again = tell("m-2", "ring", "2026-01-22T14:50:00Z");
  const std::string edited = tell("m-3", "knock", "2026-01-22T14:51:00Z");
  bool told_again = false, told_edit = false;
  for (const json::value& v : trace()) {
    const json::object& item = v.as_object();
    if (item.at("kind").as_string() != "message") continue;
    EXPECT_TRUE(item.at("accepted").as_bool());
    EXPECT_EQ(item.at("verdict").as_string(), "applied");
    EXPECT_TRUE(item.at("reason").is_null());
    told_again |= item.at("message_id").as_string() == again;
    told_edit |= item.at("message_id").as_string() == edited && item.contains("fields") &&
                 std::ranges::count(item.at("fields").as_array(), json::value("note")) == 1;
  }
  EXPECT_TRUE(told_again) << get(path_ + "/trace").text;
  EXPECT_TRUE(told_edit) << get(path_ + "/trace").text;
}

TEST_F(OrderEditRoutesTest, what_came_last_is_in_a_trace_however_often_a_message_was_repeated) {
  add_duplicates(1'000, 2'200);
  const Answer newest = get(path_ + "/trace");
  const json::array items = newest.body.at("items").as_array();
  EXPECT_EQ(items.at(items.size() - 1).at("message_id").as_string(), "2200");
  EXPECT_EQ(std::ranges::count_if(items, is_message), 1'000);
  EXPECT_GT(items.size(), 1'000u) << "and what was observed";
  const Answer older = get(path_ + "/trace?cursor=" + newest.at("next_cursor"));
  EXPECT_EQ(std::ranges::count_if(older.body.at("items").as_array(), is_message), 201);
  EXPECT_EQ(older.body.at("items").as_array().size(), 201u) << "observations are told once";
  EXPECT_TRUE(older.body.at("next_cursor").is_null());
}

TEST_F(OrderEditRoutesTest, a_trace_whose_cursor_is_none_of_its_own_is_refused) {
  for (const char* cursor : {"x", "Nw", "NzpA"}) {  // no base64; "7"; "7:@"
    EXPECT_EQ(get(path_ + "/trace?cursor=" + cursor).at("code"), "malformed_cursor") << cursor;
  }
}

TEST_F(OrderEditRoutesTest, a_trace_tells_of_edits_and_of_moves_that_were_refused) {
  const std::string version = get(path_).body.at("version").is_int64()
                                  ? std::to_string(get(path_).body.at("version").as_int64())
                                  : "1";
  ASSERT_EQ(ask("PATCH", path_, R"({"note":"call first"})", {{"if-match", version}}).status, 200);
  ASSERT_EQ(post(path_ + "/transitions", R"({"to":"delivered","reason":"x"})").status, 409);
  bool edit = false, move = false;
  for (const json::value& v : trace()) {
    const json::object& o = v.as_object();
    edit |= o.at("kind").as_string() == "change" && o.at("event").as_string() == "order.edited" &&
            o.at("fields").as_array() == json::array{"note"};
    move |= o.at("kind").as_string() == "message" && o.at("verdict").as_string() == "ignored" &&
            !o.at("accepted").as_bool();
  }
  EXPECT_TRUE(edit) << get(path_ + "/trace").text;
  EXPECT_TRUE(move) << get(path_ + "/trace").text;
}

}  // namespace
}  // namespace ordo::api::testing
