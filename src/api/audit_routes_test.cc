// The audit, and looking at people, which it tells of.
#include "api/access_fixture.h"

namespace ordo::api::testing {
namespace {

class AuditRoutes : public AccessTest {};

TEST_F(AuditRoutes, people_are_shown_for_a_purpose_and_the_audit_says_so) {
  add_shop();
  const std::string id = add_order("A-1");
  role_ = "support";
  EXPECT_EQ(get("/orders/" + id).text.find("13812345678"), std::string::npos);
  EXPECT_EQ(post("/orders/" + id + "/reveal", R"({"purpose":"x"})").status, 422);
  EXPECT_EQ(post("/orders/" + id + "/reveal", "{}").status, 422);
  const Answer shown = post("/orders/" + id + "/reveal", R"({"purpose":"the buyer called back"})");
  EXPECT_EQ(shown.status, 200) << shown.text;
  EXPECT_NE(shown.text.find("13812345678"), std::string::npos);
  EXPECT_EQ(shown.headers.at("Cache-Control"), "no-store");
  EXPECT_EQ(post("/orders/999999999/reveal", R"({"purpose":"curiosity"})").status, 404);
  role_ = "owner";
  const json::object line = items("/audit").at(0).as_object();
  EXPECT_EQ(line.at("kind"), "person.revealed");
  EXPECT_EQ(line.at("actor"), "key:support");
  EXPECT_EQ(line.at("order_id"), json::value(id));
  EXPECT_EQ(line.at("details").at("purpose"), "the buyer called back");
}

TEST_F(AuditRoutes, a_purpose_is_counted_in_characters) {
  add_shop();
  const std::string path = "/orders/" + add_order("A-1") + "/reveal";
  EXPECT_EQ(post(path, R"({"purpose":"售后"})").status, 422);
  EXPECT_EQ(post(path, R"({"purpose":"核对地址"})").status, 200);
}

TEST_F(AuditRoutes, people_can_be_shown_while_other_writes_are_only_queued) {
  add_shop();
  const std::string id = add_order("A-1");
  ASSERT_EQ(ask("PUT", "/mode", R"({"mode":"queue_only"})").status, 200);
  role_ = "warehouse";
  const Answer shown = post("/orders/" + id + "/reveal", R"({"purpose":"the label is torn"})");
  EXPECT_EQ(shown.status, 200) << shown.text;
  EXPECT_NE(shown.text.find("13812345678"), std::string::npos);
}

TEST_F(AuditRoutes, one_line_of_the_audit_shows_people_once) {
  add_shop();
  const std::string path = "/orders/" + add_order("A-1") + "/reveal";
  const HeaderList key = {{"idempotency-key", "again"}};
  EXPECT_NE(post(path, R"({"purpose":"an address"})", key).text.find("13812345678"),
            std::string::npos);
  const Answer again = post(path, R"({"purpose":"an address"})", key);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.headers.at("Idempotency-Replayed"), "true");
  EXPECT_EQ(again.text.find("13812345678"), std::string::npos);
}

TEST_F(AuditRoutes, a_channels_words_stay_hidden_also_where_they_were_refused) {
  add_shop();
  receive("m-1", "order.upserted", order_data("A-1", "completed"));
  receive("m-2", "order.cancelled",
          R"("channel_order_no":"A-1","reason":"call Mrs Li 13812345678")");
  const std::string id = items("/orders").at(0).at("id").as_string().c_str();
  EXPECT_NE(get("/orders/" + id + "/trace").text.find("Mrs Li"), std::string::npos);
  EXPECT_GT(items("/alerts").size(), 0u) << "the cancellation was to be refused";
  EXPECT_EQ(get("/alerts").text.find("Mrs Li"), std::string::npos);
  role_ = "support";
  EXPECT_EQ(get("/orders/" + id + "/trace").text.find("Mrs Li"), std::string::npos);
}

TEST_F(AuditRoutes, the_audit_is_walked_backwards_page_by_page) {
  add_shop("one");
  add_shop("two");
  add_shop("three");
  std::vector<std::string> names;
  std::string path = "/audit?limit=2";
  while (!path.empty()) {
    const Answer page = get(path);
    ASSERT_EQ(page.status, 200) << page.text;
    for (const json::value& line : page.body.at("items").as_array()) {
      EXPECT_EQ(line.at("kind"), "config.shop");
      names.emplace_back(line.at("details").at("name").as_string());
    }
    const json::value& next = page.body.at("next_cursor");
    path = next.is_string() ? "/audit?limit=2&cursor=" + std::string(next.as_string()) : "";
  }
  EXPECT_EQ(names, (std::vector<std::string>{"three", "two", "one"}));
}

}  // namespace
}  // namespace ordo::api::testing
