// Status maps and reporting groups over the interface.
#include "api/routes_fixture.h"

namespace ordo::api::testing {
namespace {

const std::string kPath = "/status-maps/standard";
const std::string kShipped = R"({"words":{"order/shipped":"in_transit"},"reason":"new word"})";

class StatusMapRoutes : public RoutesTest {
 protected:
  Answer put(const std::string& body, const std::string& version = "0",
             const std::string& query = "") {
    return ask("PUT", kPath + query, body, {{"if-match", version}});
  }
  static std::string tag(const Answer& a) { return a.headers.at("ETag"); }
};

TEST_F(StatusMapRoutes, a_channel_begins_with_the_words_that_its_adapter_knows) {
  const Answer map = get("/status-maps/taobao");
  ASSERT_EQ(map.status, 200) << map.text;
  EXPECT_EQ(tag(map), "\"0\"");
  EXPECT_EQ(map.body.at("words"), json::object());
  EXPECT_EQ(map.body.at("shop"), nullptr);
  const json::object& first = map.body.at("known").as_array().at(0).as_object();
  EXPECT_EQ(first.at("word"), "order/TRADE_NO_CREATE_PAY");
  EXPECT_EQ(first.at("kind"), "order");
  EXPECT_EQ(first.at("means"), "pending_payment");
  EXPECT_EQ(first.at("label"), false);
  EXPECT_EQ(get("/status-maps/telepathy").at("code"), "unknown_channel");
  EXPECT_EQ(get("/status-maps/taobao?shop=mini").at("code"), "unknown_shop");
}

TEST_F(StatusMapRoutes, a_map_is_set_by_whoever_has_read_the_one_that_it_replaces) {
  const Answer set = put(kShipped);
  ASSERT_EQ(set.status, 200) << set.text;
  EXPECT_EQ(set.body.at("words").at("order/shipped"), "in_transit");
  EXPECT_EQ(tag(get(kPath)), tag(set));
  EXPECT_EQ(put(kShipped).status, 412);
  EXPECT_EQ(ask("PUT", kPath, kShipped).status, 428);
  const Answer wrong = put(R"({"words":{"order/x":"shipped"}})", tag(set));
  EXPECT_EQ(wrong.status, 422);
  EXPECT_EQ(wrong.pointer(), "/words/order~1x");
  EXPECT_EQ(put(R"({"words":{},"map":1})", tag(set)).pointer(), "/map");
  EXPECT_EQ(ask("PUT", "/status-maps/telepathy", kShipped, {{"if-match", "0"}}).status, 404);
}

TEST_F(StatusMapRoutes, a_shop_shows_its_own_words_and_those_of_its_channel) {
  add_shop();
  ASSERT_EQ(put(kShipped).status, 200);
  ASSERT_EQ(put(R"({"words":{"order/shipped":"picked_up"}})", "0", "?shop=mini").status, 200);
  const Answer map = get(kPath + "?shop=mini");
  EXPECT_EQ(map.body.at("shop"), "mini");
  EXPECT_EQ(map.body.at("words").at("order/shipped"), "picked_up");
  EXPECT_EQ(map.body.at("inherited").at("order/shipped"), "in_transit");
  EXPECT_EQ(get(kPath).body.at("inherited"), json::object());
}

TEST_F(StatusMapRoutes, versions_are_listed_newest_first_and_any_can_be_gone_back_to) {
  add_shop();
  const Answer first = put(kShipped);
  const Answer second = put(R"({"words":{"order/shipped":"delivered"}})", tag(first));
  const json::array versions = get(kPath + "/versions").body.at("items").as_array();
  ASSERT_EQ(versions.size(), 2u);
  EXPECT_EQ(versions[0].at("document").at("words").at("order/shipped"), "delivered");
  EXPECT_EQ(versions[1].at("actor"), "key:owner");
  const std::string wanted = json::serialize(versions[1].at("version"));
  EXPECT_EQ(post(kPath + "/rollback", R"({"version":)" + wanted + "}").status, 428);
  const Answer back = post(kPath + "/rollback", R"({"version":)" + wanted + R"(,"reason":"wrong"})",
                           {{"if-match", tag(second)}});
  ASSERT_EQ(back.status, 200) << back.text;
  EXPECT_EQ(get(kPath).body.at("words").at("order/shipped"), "in_transit");
  const json::object line = get("/audit").body.at("items").as_array().at(0).as_object();
  EXPECT_EQ(json::serialize(line.at("details").at("rollback_to")), wanted);
  EXPECT_EQ(line.at("details").at("reason"), "wrong");
  EXPECT_EQ(post(kPath + "/rollback", R"({"version":1})", {{"if-match", tag(back)}}).at("code"),
            "version_not_found")
      << "that version is the shop's";
  EXPECT_EQ(post(kPath + "/rollback", "{}", {{"if-match", tag(back)}}).pointer(), "/version");
}

TEST_F(StatusMapRoutes, versions_are_walked_page_by_page) {
  std::string version = "0";
  for (int i = 0; i < 3; ++i) version = tag(put(kShipped, version));
  const Answer page = get(kPath + "/versions?limit=2");
  EXPECT_EQ(page.body.at("items").as_array().size(), 2u);
  const Answer rest = get(kPath + "/versions?limit=2&cursor=" + page.at("next_cursor"));
  EXPECT_EQ(rest.body.at("items").as_array().size(), 1u);
  EXPECT_EQ(rest.body.at("next_cursor"), nullptr);
}

TEST_F(StatusMapRoutes, a_map_is_tried_on_what_is_kept_and_nobody_is_named) {
  add_shop();
  receive("m-1", "order.upserted", order_data("A-1", "paid"));
  receive("m-2", "order.upserted", order_data("A-2", "shipped"));
  const Answer trial =
      post(kPath + "/try",
           R"({"words":{"order/shipped":"in_transit","order/paid":"awaiting_allocation"}})");
  ASSERT_EQ(trial.status, 200) << trial.text;
  EXPECT_EQ(trial.at("messages"), "1");
  EXPECT_EQ(trial.at("changed"), "1");
  EXPECT_EQ(trial.at("parked"), "1");
  EXPECT_EQ(trial.at("would_pass"), "1");
  const json::object sample = trial.body.at("samples").as_array().at(0).as_object();
  EXPECT_EQ(sample.at("channel_order_no"), "A-1");
  EXPECT_EQ(sample.at("present"), "paid");
  EXPECT_EQ(sample.at("tried"), "awaiting_allocation");
  for (const char* personal : {"张三", "13812345678", "文三路"}) {
    EXPECT_EQ(trial.text.find(personal), std::string::npos) << personal;
  }
  EXPECT_EQ(tag(get(kPath)), "\"0\"") << "nothing was published";
  EXPECT_EQ(post(kPath + "/try", R"({"words":{},"limit":501})").pointer(), "/limit");
  EXPECT_EQ(post(kPath + "/try", R"({"words":{},"shop":"nobody"})").at("code"), "unknown_shop");
  EXPECT_EQ(post(kPath + "/try", R"({"words":{"x":"paid"}})").pointer(), "/words/x");
}

TEST_F(StatusMapRoutes, a_parked_message_passes_once_its_word_is_published) {
  add_shop();
  const std::string id = receive("m-1", "order.upserted", order_data("A-1", "shipped"));
  const Answer parked = get("/messages/" + id);
  EXPECT_EQ(parked.at("code"), "unknown_status");
  EXPECT_EQ(parked.pointer(), "/data/status");
  ASSERT_EQ(put(kShipped).status, 200);
  EXPECT_TRUE(get("/messages/" + id).body.at("errors").as_array().empty());
  EXPECT_EQ(post("/messages/" + id + "/replay", "").at("state"), "applied");
  EXPECT_EQ(get("/orders").body.at("items").as_array().at(0).at("status"), "in_transit");
}

TEST_F(StatusMapRoutes, an_order_made_by_hand_with_a_word_of_no_meaning_hears_which_are_known) {
  add_shop();
  const Answer a = post("/orders", R"({"shop":"mini",)" + order_data("A-1", "shipped") + "}");
  EXPECT_EQ(a.status, 422);
  EXPECT_EQ(a.pointer(), "/status");
  EXPECT_NE(a.text.find("order/awaiting_allocation"), std::string::npos);
}

class StatusGroupRoutes : public RoutesTest {
 protected:
  std::vector<std::string> listed(const std::string& query) {
    std::vector<std::string> numbers;
    for (const json::value& o : get("/orders?" + query).body.at("items").as_array()) {
      numbers.emplace_back(o.at("channel_order_no").as_string());
    }
    return numbers;
  }
  // "D-1" delivered, then "T-1", "P-1", "T-2" on their way or paid.
  void add_orders() {
    add_shop();
    int message = 0;
    for (const auto& [number, status] : std::initializer_list<std::pair<const char*, const char*>>{
             {"D-1", "delivered"}, {"T-1", "in_transit"}, {"P-1", "paid"}, {"T-2", "picked_up"}}) {
      receive(std::to_string(++message), "order.upserted", order_data(number, status));
    }
  }
};

TEST_F(StatusGroupRoutes, a_list_is_narrowed_to_a_group_page_by_page) {
  add_orders();
  using Numbers = std::vector<std::string>;
  EXPECT_EQ(listed("group=shipped"), (Numbers{"T-2", "T-1"}));
  EXPECT_EQ(listed("group=shipped&status=in_transit"), Numbers{"T-1"});
  EXPECT_EQ(listed("group=shipped&status=paid"), Numbers{});
  EXPECT_EQ(listed("group=to_ship"), Numbers{"P-1"});
  const Answer page = get("/orders?group=shipped&limit=1");
  EXPECT_EQ(page.body.at("items").as_array().size(), 1u);
  EXPECT_EQ(listed("group=shipped&limit=1&cursor=" + page.at("next_cursor")), Numbers{"T-1"});
  EXPECT_EQ(get("/orders?group=nothing").pointer(), "/group");
  EXPECT_EQ(post("/orders/search", R"({"group":"shipped"})").body.at("items").as_array().size(),
            2u);
}

TEST_F(StatusGroupRoutes, groups_count_their_orders) {
  add_orders();
  const json::array items = get("/stats/groups").body.at("items").as_array();
  ASSERT_EQ(items.size(), 7u);
  EXPECT_EQ(items[1].at("code"), "to_ship");
  EXPECT_EQ(items[1].at("orders"), 1);
  EXPECT_EQ(items[1].at("shipped"), false);
  EXPECT_EQ(items[2].at("orders"), 2);
  EXPECT_EQ(items[2].at("shipped"), true);
  EXPECT_EQ(items[2].at("name").at("zh"), "已发运");
  EXPECT_EQ(items[2].at("at_least"), false);
}

TEST_F(StatusGroupRoutes, groups_are_set_whole_and_a_printed_label_is_no_shipment) {
  const Answer first = get("/settings/status-groups");
  ASSERT_EQ(first.status, 200);
  EXPECT_EQ(first.headers.at("ETag"), "\"0\"");
  json::object groups = first.body.as_object();
  groups["groups"].as_array().at(0).as_object()["name"] = {{"zh", "等付款"}, {"en", "Unpaid"}};
  EXPECT_EQ(ask("PUT", "/settings/status-groups", json::serialize(groups)).status, 428);
  const Answer set =
      ask("PUT", "/settings/status-groups", json::serialize(groups), {{"if-match", "0"}});
  ASSERT_EQ(set.status, 200) << set.text;
  EXPECT_EQ(get("/settings/status-groups").text, set.text);
  EXPECT_EQ(get("/stats/groups").body.at("items").as_array().at(0).at("name").at("zh"), "等付款");
  groups["groups"].as_array().at(1).as_object()["statuses"] = {"paid", "awaiting_allocation"};
  groups["groups"].as_array().at(2).as_object()["statuses"] = {
      "picked_up", "in_transit", "partially_shipped", "label_printed"};
  const Answer refused = ask("PUT", "/settings/status-groups", json::serialize(groups),
                             {{"if-match", set.headers.at("ETag")}});
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(refused.pointer(), "/groups/2/statuses");
}

}  // namespace
}  // namespace ordo::api::testing
