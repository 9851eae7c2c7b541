#include "api/routes_fixture.h"

namespace ordo::api::testing {
namespace {

class AlertRoutesTest : public RoutesTest {
 protected:
  AlertRoutesTest() {
    add_shop();
    order_ = add_order("A-1");
    for (int i = 0; i < 2; ++i) {
      EXPECT_EQ(post("/orders/" + order_ + "/transitions", R"({"to":"delivered"})").status, 409);
    }
  }
  json::array items(const std::string& query = "") {
    const Answer a = get("/alerts" + query);
    EXPECT_EQ(a.status, 200) << a.text;
    return a.body.at("items").as_array();
  }
  std::string newest() { return std::string(items().at(0).at("id").as_string()); }
  std::string order_;
};

TEST_F(AlertRoutesTest, alerts_are_listed_newest_first_and_page_by_page) {
  const Answer a = get("/alerts?limit=1");
  ASSERT_EQ(a.status, 200);
  const json::object alert = a.body.at("items").at(0).as_object();
  EXPECT_EQ(alert.at("kind").as_string(), "transition_refused");
  EXPECT_EQ(alert.at("order_id").as_string(), order_);
  EXPECT_EQ(alert.at("state").as_string(), "open");
  EXPECT_EQ(alert.at("shop").as_string(), "mini");
  EXPECT_EQ(alert.at("count").as_int64(), 1);
  EXPECT_TRUE(alert.at("resolved_at").is_null());
  const Answer rest = get("/alerts?limit=1&cursor=" + a.at("next_cursor"));
  EXPECT_NE(rest.body.at("items").at(0).at("id"), alert.at("id"));
  EXPECT_TRUE(rest.body.at("next_cursor").is_null());
}

TEST_F(AlertRoutesTest, an_alert_speaks_the_language_that_was_asked_for_and_keeps_its_values) {
  const json::object en = items().at(0).as_object();
  const std::string no(en.at("values").at("order_no").as_string());
  EXPECT_EQ(en.at("detail").as_string(),
            "order " + no +
                ": status from paid to delivered is not allowed by the lifecycle (asked "
                "for by key:owner)");
  EXPECT_EQ(
      items("?language=zh").at(0).at("detail").as_string(),
      "订单 " + no + "：状态由「已付款」变为「已签收」不在流转白名单内（由 key:owner 手动提出）");
  EXPECT_EQ(get("/alerts?language=fr").pointer(), "/language");
}

TEST_F(AlertRoutesTest, kinds_of_alerts_are_listed_with_their_words) {
  const Answer kinds = get("/alert-kinds");
  ASSERT_EQ(kinds.status, 200) << kinds.text;
  std::map<std::string, json::object> by_name;
  for (const json::value& kind : kinds.body.at("items").as_array()) {
    by_name.emplace(kind.at("kind").as_string(), kind.as_object());
  }
  const json::object& missing = by_name.at("orders_missing");
  EXPECT_EQ(missing.at("severity").as_string(), "critical");
  EXPECT_EQ(missing.at("zh").at("title").as_string(), "平台有单未到");
  EXPECT_EQ(missing.at("en").at("title").as_string(), "Orders missing from the platform");
  EXPECT_TRUE(missing.at("told").as_bool());
  EXPECT_FALSE(by_name.at("notify_gave_up").at("told").as_bool());
}

TEST_F(AlertRoutesTest, an_alert_is_acknowledged_and_resolved_and_found_by_its_state) {
  const std::string id = newest();
  EXPECT_EQ(post("/alerts/" + id + "/acknowledge", "").at("state"), "acknowledged");
  EXPECT_EQ(items("?state=open").size(), 1u);
  EXPECT_EQ(items("?state=acknowledged").at(0).at("acknowledged_by").as_string(), "key:owner");
  EXPECT_EQ(post("/alerts/" + id + "/acknowledge", "{}").at("code"), "alert_acknowledged");
  const HeaderList key{{"idempotency-key", "k-1"}};
  EXPECT_EQ(post("/alerts/" + id + "/resolve", R"({"note":"told 张三"})", key).status, 200);
  EXPECT_EQ(post("/alerts/" + id + "/resolve", R"({"note":"told 张三"})", key)
                .headers.at("Idempotency-Replayed"),
            "true");
  const json::object alert = items("?state=resolved").at(0).as_object();
  EXPECT_EQ(alert.at("resolved_by").as_string(), "key:owner");
  EXPECT_EQ(alert.at("resolved_at").as_string(), "2026-01-22T15:00:00.000Z");
  EXPECT_EQ(alert.at("note").as_string(), "told 张三");
  EXPECT_EQ(post("/alerts/" + id + "/resolve", "").at("code"), "alert_resolved");
  EXPECT_EQ(get("/alerts?state=shut").pointer(), "/state");
  EXPECT_EQ(post("/alerts/999999/resolve", "").at("code"), "alert_not_found");
  EXPECT_EQ(post("/alerts/x/acknowledge", "").status, 404);
  EXPECT_EQ(post("/alerts/" + newest() + "/resolve", R"({"why":"x"})").pointer(), "/why");
  role_ = "read_only";
  EXPECT_EQ(get("/alerts?state=resolved").text.find("张三"), std::string::npos)
      << "free words are not for masked roles";
}

TEST_F(AlertRoutesTest, operations_may_move_alerts_and_who_only_reads_may_look) {
  const std::string id = newest();
  role_ = "read_only";
  EXPECT_EQ(get("/alerts").status, 200);
  EXPECT_EQ(post("/alerts/" + id + "/acknowledge", "").status, 403);
  EXPECT_EQ(post("/alerts/" + id + "/resolve", "").status, 403);
  role_ = "operations";
  EXPECT_EQ(post("/alerts/" + id + "/acknowledge", "").status, 200);
  EXPECT_EQ(post("/alerts/" + id + "/resolve", "").status, 200);
}

}  // namespace
}  // namespace ordo::api::testing
