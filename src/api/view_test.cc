// What each part of a view opens, in an order, its trace, its messages and its alerts.
#include <map>

#include "api/routes_fixture.h"

namespace ordo::api::testing {
namespace {

class ViewTest : public RoutesTest {
 protected:
  ViewTest() {
    add_shop();
    order_ = add_order("A-1", "mini", R"(,"note":"ring twice")");
    receive("p-1", "order.paid",
            R"("channel_order_no":"A-1","payment_no":"P-1","method":"alipay","amount":9900,)"
            R"("paid_at":"2026-01-22T14:20:00Z")");
    receive(
        "s-1", "shipment.updated",
        R"("channel_order_no":"A-1","tracking_no":"SF100","carrier":"sf","status":"in_transit",)"
        R"("occurred_at":"2026-01-22T14:25:00Z","text":"left town")");
    receive("r-1", "refund.updated",
            R"("channel_order_no":"A-1","refund_no":"R-1","status":"requested","amount":100,)"
            R"("reason":"too late for Mr Wang")");
    EXPECT_EQ(post("/orders/" + order_ + "/transitions", R"({"to":"pending_payment"})").status,
              409);
    const Answer alerts = get("/alerts");
    alert_ = alerts.body.at("items").at(0).at("id").as_string();
    post("/alerts/" + alert_ + "/acknowledge", R"({"note":"I call Mr Wang"})");
  }
  void see(const flows::View& view) {
    Caller caller;
    caller.id = "key:7";
    caller.scopes = {"orders:read", "messages:read", "alerts:read"};
    caller.view = view;
    caller_ = caller;
  }
  std::string seen(const std::string& path) {
    const Answer a = get(path);
    EXPECT_EQ(a.status, 200) << path << a.text;
    return a.text;
  }
  std::string order_, alert_;
};

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST_F(ViewTest, each_part_of_an_order_is_shown_with_its_field_and_with_no_other) {
  const std::map<std::string_view, bool flows::View::*> parts = {
      {R"("name":"张三")", &flows::View::people},
      {"13812345678", &flows::View::people},
      {"文三路1号", &flows::View::address},
      {R"("counters":)", &flows::View::goods},
      {"SF100", &flows::View::goods},
      {R"("amounts":)", &flows::View::amounts},
      {R"("presale":)", &flows::View::amounts},
      {R"("payments":)", &flows::View::payments},
      {"P-1", &flows::View::payments},
      {R"("refunds":)", &flows::View::refunds},
      {"R-1", &flows::View::refunds},
      {"ring twice", &flows::View::notes},
      {R"("mirrors":)", &flows::View::mirrors}};
  for (const auto& [shown, field] : parts) {
    flows::View only{}, without = flows::kWholeView;
    only.*field = true;
    without.*field = false;
    see(only);
    EXPECT_TRUE(holds(seen("/orders/" + order_), shown)) << shown;
    see(without);
    for (const std::string& path : {"/orders/" + order_, std::string("/orders?limit=5"),
                                    "/orders/" + order_ + "/as-of?at=2026-01-22T16:00:00Z"}) {
      EXPECT_FALSE(holds(seen(path), shown)) << shown << " " << path;
    }
  }
}

TEST_F(ViewTest, what_concerns_two_parts_needs_both) {
  see({.goods = true});
  EXPECT_FALSE(holds(seen("/orders/" + order_), "unit_price"));
  see({.goods = true, .amounts = true});
  EXPECT_TRUE(holds(seen("/orders/" + order_), "unit_price"));
  see({.refunds = true});
  EXPECT_FALSE(holds(seen("/orders/" + order_), "Mr Wang"));
  see({.refunds = true, .notes = true});
  EXPECT_TRUE(holds(seen("/orders/" + order_), "Mr Wang"));
}

TEST_F(ViewTest, an_installer_sees_order_address_and_goods_and_nothing_else) {
  see({.address = true, .goods = true});
  const Answer a = get("/orders/" + order_);
  std::vector<std::string_view> keys;
  for (const auto& [key, value] : a.body.as_object()) keys.push_back(key);
  EXPECT_EQ(keys, (std::vector<std::string_view>{"id", "order_no", "channel", "shop",
                                                 "channel_order_no", "status", "axes", "clocks",
                                                 "buyer", "receiver", "lines", "parcels", "holds",
                                                 "tags", "custom", "note", "version"}));
  EXPECT_EQ(a.body.at("receiver").at("street"), "文三路1号");
  EXPECT_EQ(a.body.at("receiver").at("name"), "张*");
  EXPECT_TRUE(a.body.at("note").is_null());
}

TEST_F(ViewTest, a_trace_tells_of_parcels_refunds_and_words_to_who_sees_them) {
  const std::string path = "/orders/" + order_ + "/trace";
  see({});
  const std::string bare = seen(path);
  EXPECT_FALSE(holds(bare, "SF100") || holds(bare, "R-1") || holds(bare, "left town"));
  EXPECT_FALSE(holds(bare, R"("kind":"message")"));
  EXPECT_TRUE(holds(bare, R"("to":"paid")")) << "where the order stands is told to everyone";
  see({.goods = true});
  EXPECT_TRUE(holds(seen(path), "SF100"));
  EXPECT_FALSE(holds(seen(path), "left town"));
  see({.refunds = true});
  EXPECT_TRUE(holds(seen(path), "R-1"));
  see(flows::kWholeView);
  EXPECT_TRUE(holds(seen(path), "SF100") && holds(seen(path), "left town"));
  EXPECT_TRUE(holds(seen(path), R"("kind":"message")")) << "the refused move";
}

TEST_F(ViewTest, the_review_tells_of_a_refusal_what_its_orders_trace_tells) {
  receive("o-2", "order.upserted", order_data("A-2", "completed"));
  receive("c-2", "order.cancelled", R"("channel_order_no":"A-2","reason":"Mr Wang is ill")",
          "2026-01-22T14:50:00Z");
  receive("r-2", "refund.updated",
          R"("channel_order_no":"A-1","refund_no":"R-1","status":"done","amount":100)",
          "2026-01-22T14:31:00Z");
  receive("r-3", "refund.updated",
          R"("channel_order_no":"A-1","refund_no":"R-1","status":"rejected","amount":100)",
          "2026-01-22T14:32:00Z");
  const Answer owners = get("/review");
  const std::string& whole = owners.text;
  EXPECT_TRUE(holds(whole, "Mr Wang is ill") && holds(whole, "R-1")) << whole;
  see({.address = true, .goods = true});
  caller_->scopes = {"review:read"};
  const std::string bare = seen("/review");
  EXPECT_TRUE(holds(bare, R"("to":"cancelled")")) << "where the order stands is told to everyone";
  EXPECT_FALSE(holds(bare, "Mr Wang") || holds(bare, "R-1") || holds(bare, "sealed:")) << bare;
  caller_.reset();
  const std::string order(owners.body.at("items").at(0).at("order_id").as_string());
  EXPECT_EQ(post("/orders/" + order + "/forget-person", R"({"reason":"asked"})").status, 200);
  const std::string gone = seen("/review");
  EXPECT_FALSE(holds(gone, "Mr Wang") || holds(gone, "sealed:")) << gone;
}

TEST_F(ViewTest, a_raw_message_holds_everything_and_is_for_who_sees_everything) {
  const std::string id =
      std::string(get("/messages?shop=mini&limit=1").body.at("items").at(0).at("id").as_string());
  see(flows::kWholeView);
  EXPECT_TRUE(get("/messages/" + id).body.at("body").is_string());
  flows::View nearly = flows::kWholeView;
  nearly.mirrors = false;
  see(nearly);
  EXPECT_TRUE(get("/messages/" + id).body.at("body").is_null());
  EXPECT_EQ(get("/messages/" + id).at("body_withheld"), "true");
}

TEST_F(ViewTest, a_note_at_an_alert_is_shown_with_notes) {
  see({.notes = true});
  EXPECT_TRUE(holds(seen("/alerts"), "I call Mr Wang"));
  flows::View silent = flows::kWholeView;
  silent.notes = false;
  see(silent);
  EXPECT_FALSE(holds(seen("/alerts"), "I call Mr Wang"));
}

TEST_F(ViewTest, who_may_ask_is_shown_the_people_beside_what_he_sees_anyway) {
  see({.goods = true});
  caller_->scopes = {"reveal:write"};
  const Answer shown = post("/orders/" + order_ + "/reveal", R"({"purpose":"the label is torn"})");
  ASSERT_EQ(shown.status, 200) << shown.text;
  EXPECT_TRUE(holds(shown.text, "13812345678") && holds(shown.text, "文三路1号"));
  EXPECT_FALSE(shown.body.as_object().contains("payments"));
}

}  // namespace
}  // namespace ordo::api::testing
