#include <algorithm>

#include "api/routes_fixture.h"

namespace ordo::api::testing {
namespace {

class OrdersRoutesTest : public RoutesTest {
 protected:
  OrdersRoutesTest() { add_shop(); }

  std::vector<std::string> listed(const std::string& query) {
    const Answer a = get("/orders?" + query);
    EXPECT_EQ(a.status, 200) << a.text;
    std::vector<std::string> ids;
    for (const json::value& item : a.body.at("items").as_array()) {
      ids.emplace_back(item.at("id").as_string());
    }
    return ids;
  }
  using Ids = std::vector<std::string>;
};

TEST_F(OrdersRoutesTest, a_created_order_answers_with_its_place_and_is_read_whole) {
  const Answer made = post("/orders", R"({"shop":"mini",)" + order_data("A-1") + "}");
  ASSERT_EQ(made.status, 201) << made.text;
  EXPECT_EQ(made.headers.at("Location"), "/api/v1/orders/" + made.at("id"));
  const Answer order = get("/orders/" + made.at("id"));
  EXPECT_EQ(order.status, 200);
  EXPECT_EQ(order.headers.at("ETag"), "\"1\"");
  EXPECT_EQ(order.at("shop"), "mini");
  EXPECT_EQ(order.at("status"), "paid");
  EXPECT_EQ(order.body.at("axes").at("payment").as_string(), "paid");
  EXPECT_EQ(order.body.at("clocks").at("occurred_at").as_string(), "2026-01-22T14:20:00.000Z");
  EXPECT_EQ(order.body.at("clocks").at("business_day").as_string(), "2026-01-22");
  EXPECT_EQ(order.body.at("buyer").at("name").as_string(), "张三");
  EXPECT_EQ(order.body.at("receiver").at("street").as_string(), "文三路1号");
  EXPECT_EQ(order.body.at("lines").at(0).at("counters").at("ordered").as_int64(), 2);
  EXPECT_EQ(json::serialize(order.body.at("amounts").at("total")),
            R"({"amount":9900,"currency":"CNY"})");
  EXPECT_FALSE(order.body.as_object().contains("difference"));
}

TEST_F(OrdersRoutesTest, money_that_is_missing_shows_as_a_difference) {
  const std::string id = add_order("A-1");
  const Answer a = post("/orders", R"({"shop":"mini","channel_order_no":"A-2","status":"paid",)"
                                   R"("created_at":"2026-01-22T14:20:00Z","amounts":)"
                                   R"({"goods":100,"total":100,"paid":80},"currency":"CNY"})");
  ASSERT_EQ(a.status, 201) << a.text;
  EXPECT_EQ(get("/orders/" + a.at("id")).body.at("difference").at("amount").as_int64(), -20);
}

TEST_F(OrdersRoutesTest, what_is_wrong_with_an_order_is_named_by_pointers_into_what_was_sent) {
  const auto before = hub_->inbox().last();
  const Answer a = post("/orders", R"({"shop":"mini","channel_order_no":"A-1","status":"paid",)"
                                   R"("created_at":"22/01/2026","lines":)"
                                   R"([{"quantity":0,"unit_price":1}]})");
  EXPECT_EQ(a.status, 422);
  EXPECT_EQ(a.type, "application/problem+json");
  EXPECT_EQ(a.at("code"), "contract_breach");
  std::vector<std::string> pointers;
  for (const json::value& e : a.body.at("errors").as_array()) {
    pointers.emplace_back(e.at("pointer").as_string());
  }
  EXPECT_NE(std::ranges::find(pointers, "/created_at"), pointers.end()) << a.text;
  EXPECT_NE(std::ranges::find(pointers, "/lines/0/quantity"), pointers.end()) << a.text;
  const Answer sold = post("/orders", R"({"shop":"mini","channel_order_no":"A-1","status":"sold",)"
                                      R"("created_at":"2026-01-22T14:20:00Z","currency":"CNY"})");
  EXPECT_EQ(sold.at("code"), "unknown_status") << sold.text;
  EXPECT_EQ(sold.pointer(), "/status") << sold.text;
  EXPECT_EQ(hub_->inbox().last(), before) << "nothing was appended";
}

TEST_F(OrdersRoutesTest, a_text_with_a_nul_is_refused_where_it_stands_and_no_byte_of_it_is_stored) {
  const auto before = hub_->inbox().last();
  const auto refused = [&](const std::string& member) {
    return post("/orders", R"({"shop":"mini",)" + member + "}");
  };
  const Answer value = refused(R"("lines":[{"sku":"A\u0000B"}])");
  EXPECT_EQ(value.at("code"), "malformed_text") << value.text;
  EXPECT_EQ(value.pointer(), "/lines/0/sku");
  EXPECT_EQ(refused(R"("custom":{"a\u0000":1})").at("code"), "malformed_text");
  EXPECT_EQ(refused("\"note\":\"\xff\"").at("code"), "malformed_json");
  EXPECT_EQ(hub_->inbox().last(), before);
  const Answer escaped = refused(R"("custom":{"a":"\\u0000"})");
  EXPECT_NE(escaped.at("code"), "malformed_text") << "a backslash and letters";
}

TEST_F(OrdersRoutesTest, bodies_that_are_no_json_objects_are_refused_before_anything_is_stored) {
  EXPECT_EQ(post("/orders", "").status, 400);
  EXPECT_EQ(post("/orders", "{").at("code"), "malformed_json");
  EXPECT_EQ(post("/orders", "[]").status, 400);
  EXPECT_EQ(post("/orders", "{}", {{"content-type", "text/plain"}}).status, 415);
  EXPECT_EQ(post("/orders", "{}").pointer(), "/shop");
  EXPECT_EQ(post("/orders", R"({"shop":"none"})").at("code"), "unknown_shop");
}

TEST_F(OrdersRoutesTest, a_time_in_the_future_is_named_without_the_envelope) {
  const Answer a = post("/orders", R"({"shop":"mini","channel_order_no":"A-1","status":"paid",)"
                                   R"("created_at":"2026-01-23T14:20:00Z"})");
  EXPECT_EQ(a.status, 422) << a.text;
  EXPECT_EQ(a.at("code"), "time_in_future");
  EXPECT_EQ(a.pointer(), "/created_at");
}

TEST_F(OrdersRoutesTest, the_same_number_twice_is_a_conflict) {
  add_order("A-1");
  const Answer a = post("/orders", R"({"shop":"mini",)" + order_data("a-1") + "}");
  EXPECT_EQ(a.status, 409);
  EXPECT_EQ(a.at("code"), "order_exists");
}

TEST_F(OrdersRoutesTest, a_repeat_under_one_key_gets_the_first_answer_also_at_once_and_restarted) {
  const std::string body = R"({"shop":"mini",)" + order_data("A-1") + "}";
  const HeaderList key{{"idempotency-key", "k-1"}};
  auto first = send("POST", "/api/v1/orders", body, key);
  auto second = send("POST", "/api/v1/orders", body, key);
  settle();
  hub_->drain();
  const Answer one = answer_of(*first), two = answer_of(*second);
  EXPECT_EQ(one.status, 201) << one.text;
  EXPECT_EQ(two.status, 201);
  EXPECT_EQ(one.text, two.text);
  EXPECT_FALSE(one.headers.contains("Idempotency-Replayed"));
  EXPECT_EQ(two.headers.at("Idempotency-Replayed"), "true");
  reopen();
  const Answer three = post("/orders", body, {{"x-idempotency-key", "k-1"}});
  EXPECT_EQ(three.text, one.text);
  EXPECT_EQ(three.headers.at("Idempotency-Replayed"), "true");
  const Answer other = post("/orders", R"({"shop":"mini",)" + order_data("A-2") + "}", key);
  EXPECT_EQ(other.status, 422);
  EXPECT_EQ(other.at("code"), "idempotency_key_reused");
}

TEST_F(OrdersRoutesTest, one_key_in_two_shops_is_not_one_order) {
  add_shop("second");
  const HeaderList key{{"idempotency-key", "k-1"}};
  EXPECT_EQ(post("/orders", R"({"shop":"mini",)" + order_data("A-1") + "}", key).status, 201);
  const Answer a = post("/orders", R"({"shop":"second",)" + order_data("A-1") + "}", key);
  EXPECT_EQ(a.status, 422) << a.text;
}

TEST_F(OrdersRoutesTest, a_key_that_is_too_long_is_refused) {
  const Answer a = post("/orders", R"({"shop":"mini",)" + order_data("A-1") + "}",
                        {{"idempotency-key", std::string(256, 'k')}});
  EXPECT_EQ(a.status, 400);
}

TEST_F(OrdersRoutesTest, a_write_not_applied_in_time_answers_202_and_is_applied_all_the_same) {
  reopen(1);
  auto asked = send("POST", "/api/v1/orders", R"({"shop":"mini",)" + order_data("A-1") + "}");
  settle();
  hub_->inbox().flush();
  const Answer a = answer_of(*asked);
  EXPECT_EQ(a.status, 202);
  EXPECT_EQ(a.headers.at("Location"), "/api/v1/messages/" + a.at("message_id"));
  EXPECT_EQ(get("/messages/" + a.at("message_id")).at("state"), "received");
  EXPECT_EQ(get("/messages/" + a.at("message_id")).at("state"), "applied");
}

TEST_F(OrdersRoutesTest, a_hub_that_closes_before_applying_answers_202) {
  auto asked = send("POST", "/api/v1/orders", R"({"shop":"mini",)" + order_data("A-1") + "}");
  settle();
  hub_->inbox().flush();
  close();
  EXPECT_EQ(answer_of(*asked).status, 202);
  open();
  hub_->drain();
  EXPECT_EQ(listed("channel_order_no=A-1").size(), 1u);
}

TEST_F(OrdersRoutesTest, modes_answer_202_at_once_or_429_before_anything_is_stored) {
  EXPECT_EQ(ask("PUT", "/mode", R"({"mode":"queue_only"})").status, 200);
  const Answer queued = post("/orders", R"({"shop":"mini",)" + order_data("A-1") + "}");
  EXPECT_EQ(queued.status, 202);
  EXPECT_EQ(ask("PUT", "/mode", R"({"mode":"shed"})").status, 200);
  const auto before = hub_->inbox().last();
  const Answer shed = post("/orders", R"({"shop":"mini",)" + order_data("A-2") + "}");
  EXPECT_EQ(shed.status, 429);
  EXPECT_TRUE(shed.headers.contains("Retry-After"));
  EXPECT_EQ(hub_->inbox().last(), before);
  EXPECT_EQ(ask("PUT", "/mode", R"({"mode":"normal"})").status, 200);
  EXPECT_EQ(get("/mode").at("mode"), "normal");
  EXPECT_EQ(ask("PUT", "/mode", R"({"mode":"fast"})").pointer(), "/mode");
}

TEST_F(OrdersRoutesTest, every_filter_finds_what_it_names_and_nothing_else) {
  add_shop("second");
  const std::string a = add_order("A-1");
  const std::string b = add_order("B-2", "second");
  EXPECT_EQ(listed(""), (Ids{b, a}));
  EXPECT_EQ(listed("shop=second"), Ids{b});
  EXPECT_EQ(listed("channel=standard").size(), 2u);
  EXPECT_EQ(listed("channel=jd"), Ids{});
  EXPECT_EQ(listed("status=paid").size(), 2u);
  EXPECT_EQ(listed("status=completed"), Ids{});
  EXPECT_EQ(listed("channel_order_no=a-%201"), Ids{a}) << "cleaned first";
  EXPECT_EQ(listed("order_no=" + get("/orders/" + b).at("order_no")), Ids{b});
  EXPECT_EQ(listed("sku=tea-1"), (Ids{b, a}));
  EXPECT_EQ(listed("sku=TEA-1&shop=mini"), Ids{a});
  EXPECT_EQ(listed("sku=TEA-2"), Ids{});
  EXPECT_EQ(listed("created_from=2026-01-22T14:20:00Z").size(), 2u);
  EXPECT_EQ(listed("created_from=2026-01-22T14:20:01Z"), Ids{});
  EXPECT_EQ(listed("created_to=2026-01-22T14:20:00Z"), Ids{});
}

TEST_F(OrdersRoutesTest, a_parcel_leads_to_its_order) {
  const std::string id = add_order("A-1");
  receive("m-1", "shipment.updated",
          R"("channel_order_no":"A-1","tracking_no":"SF 100","carrier":"sf","status":"picked_up",)"
          R"("occurred_at":"2026-01-22T14:40:00Z")");
  EXPECT_EQ(listed("tracking_no=sf100"), Ids{id});
  EXPECT_EQ(listed("tracking_no=SF101"), Ids{});
}

TEST_F(OrdersRoutesTest, pages_are_stable_while_orders_arrive) {
  Ids all;
  for (int i = 0; i < 5; ++i) all.push_back(add_order("A-" + std::to_string(i)));
  for (const std::string filter : {"limit=2", "limit=2&sku=TEA-1", "limit=2&status=paid"}) {
    Ids seen;
    std::string cursor;
    do {
      const Answer a = get("/orders?" + filter + (cursor.empty() ? "" : "&cursor=" + cursor));
      for (const json::value& v : a.body.at("items").as_array()) {
        seen.emplace_back(v.at("id").as_string());
      }
      add_order(filter + std::to_string(seen.size()));
      cursor = a.body.at("next_cursor").is_null() ? "" : a.at("next_cursor");
    } while (!cursor.empty());
    std::ranges::reverse(seen);
    EXPECT_TRUE(std::ranges::includes(seen, all)) << filter;
    EXPECT_EQ(std::ranges::adjacent_find(seen), seen.end()) << filter;
    all = listed("limit=200");
    std::ranges::reverse(all);
  }
}

TEST_F(OrdersRoutesTest, filters_that_make_no_sense_are_named) {
  EXPECT_EQ(get("/orders?limit=201").pointer(), "/limit");
  EXPECT_EQ(get("/orders?cursor=%25").at("code"), "malformed_cursor");
  EXPECT_EQ(get("/orders?status=sold").pointer(), "/status");
  EXPECT_EQ(get("/orders?shop=none").pointer(), "/shop");
  EXPECT_EQ(get("/orders?created_from=yesterday").pointer(), "/created_from");
  EXPECT_EQ(get("/orders/0").status, 404);
  EXPECT_EQ(get("/orders/99").at("code"), "order_not_found");
}

TEST_F(OrdersRoutesTest, people_are_found_by_a_body_and_never_by_those_who_see_them_masked) {
  const std::string id = add_order("A-1");
  const Answer by_phone = post("/orders/search", R"({"phone":"138 1234 5678"})");
  ASSERT_EQ(by_phone.status, 200) << by_phone.text;
  EXPECT_EQ(by_phone.body.at("items").at(0).at("id").as_string(), id);
  const Answer by_tail = post("/orders/search", R"({"phone_tail":"5678"})");
  ASSERT_EQ(by_tail.status, 200) << by_tail.text;
  EXPECT_EQ(by_tail.body.at("items").at(0).at("id").as_string(), id);
  EXPECT_TRUE(
      post("/orders/search", R"({"phone_tail":"0000"})").body.at("items").as_array().empty());
  EXPECT_EQ(post("/orders/search", R"({"phone_tail":"678"})").status, 422);
  EXPECT_EQ(post("/orders/search", R"({"phone_tail":"567%"})").status, 422);
  EXPECT_EQ(post("/orders/search", R"({"name":"张"})").body.at("items").as_array().size(), 1u);
  EXPECT_EQ(post("/orders/search", R"({"name":"李"})").body.at("items").as_array().size(), 0u);
  EXPECT_EQ(post("/orders/search", R"({"q":"a-1"})").body.at("items").as_array().size(), 1u);
  EXPECT_EQ(post("/orders/search", R"({"q":"TEA-1"})").body.at("items").as_array().size(), 1u);
  EXPECT_EQ(post("/orders/search", R"({"fon":"1"})").pointer(), "/fon");
  role_ = "read_only";
  EXPECT_EQ(post("/orders/search", R"({"phone":"13812345678"})").status, 403);
  EXPECT_EQ(post("/orders/search", R"({"phone_tail":"5678"})").status, 403);
  EXPECT_EQ(post("/orders/search", R"({"q":"A-1"})").status, 200);
}

TEST_F(OrdersRoutesTest, nobody_is_found_by_a_telephone_that_strangers_give) {
  add_order("A-1");
  for (const std::string number : {"P-1", "P-2"}) {
    const Answer made = post(
        "/orders",
        R"({"shop":"mini","channel_order_no":")" + number +
            R"(","status":"paid","created_at":"2026-01-22T14:20:00Z","amounts":)" +
            R"({"goods":100,"total":100},"currency":"CNY","receiver":{"phone":"13800000000"}})");
    ASSERT_EQ(made.status, 201) << made.text;
  }
  const Answer refused = post("/orders/search", R"({"phone":"138 0000 0000"})");
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(refused.pointer(), "/phone");
  EXPECT_NE(refused.text.find("placeholder_phone"), std::string::npos) << refused.text;
  const Answer free = post("/orders/search", R"({"q":"13800000000"})");
  EXPECT_EQ(free.status, 200) << free.text;
  EXPECT_TRUE(free.body.at("items").as_array().empty());
  EXPECT_EQ(post("/orders/search", R"({"phone_tail":"0000"})").body.at("items").as_array().size(),
            2u)
      << "who asks for its digits is shown whose they are";
}

TEST_F(OrdersRoutesTest, free_text_without_a_digit_is_a_name_to_who_sees_people) {
  add_order("A-1");
  const auto found = [&](const char* body) {
    const Answer a = post("/orders/search", body);
    EXPECT_EQ(a.status, 200) << a.text;
    return a.body.at("items").as_array().size();
  };
  EXPECT_EQ(found(R"({"q":"张"})"), 1u);
  EXPECT_EQ(found(R"({"q":"李"})"), 0u);
  for (const char* role : {"support", "read_only"}) {
    role_ = role;
    EXPECT_EQ(found(R"({"q":"张"})"), 0u) << role;
  }
}

TEST_F(OrdersRoutesTest, a_telephone_is_read_as_the_shops_countries_write_it) {
  EXPECT_EQ(post("/shops", R"({"code":"abroad","channel":"standard","country":"US","credentials":)"
                           R"({"secret":"whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="}})")
                .status,
            201);
  const Answer made =
      post("/orders", R"({"shop":"abroad","channel_order_no":"U-1","status":"paid",)"
                      R"("created_at":"2026-01-22T14:20:00Z","currency":"USD","amounts":)"
                      R"({"goods":100,"total":100},"receiver":{"phone":"(650) 253-0000"}})");
  ASSERT_EQ(made.status, 201) << made.text;
  for (const char* body :
       {R"({"phone":"650 253 0000"})", R"({"phone":"+1 650 253 0000"})",
        R"({"phone":"650 253 0000","shop":"abroad"})", R"({"q":"(650) 253-0000"})"}) {
    const Answer a = post("/orders/search", body);
    ASSERT_EQ(a.status, 200) << body << a.text;
    ASSERT_EQ(a.body.at("items").as_array().size(), 1u) << body;
    EXPECT_EQ(a.body.at("items").at(0).at("id"), json::value(made.at("id"))) << body;
  }
  EXPECT_EQ(post("/orders/search", R"({"phone":"张三"})").pointer(), "/phone");
}

TEST_F(OrdersRoutesTest, support_finds_people_by_their_telephone_masked_and_written_down) {
  const std::string id = add_order("A-1");
  role_ = "support";
  for (const char* body :
       {R"({"phone_tail":"5678"})", R"({"phone":"13812345678"})", R"({"q":"13812345678"})"}) {
    const Answer found = post("/orders/search", body);
    ASSERT_EQ(found.status, 200) << found.text;
    EXPECT_EQ(found.body.at("items").at(0).at("id"), json::value(id)) << body;
    EXPECT_EQ(found.body.at("items").at(0).at("buyer").at("name").as_string(), "张*");
    EXPECT_EQ(found.text.find("13812345678"), std::string::npos);
    EXPECT_EQ(found.headers.at("Cache-Control"), "no-store");
  }
  EXPECT_EQ(post("/orders/search", R"({"name":"张"})").status, 403);
  EXPECT_EQ(post("/orders/search", R"({"address":"文三路"})").status, 403);
  EXPECT_EQ(post("/orders/search", R"({"q":"A-1"})").status, 200);
  role_ = "owner";
  const json::array lines = get("/audit").body.at("items").as_array();
  std::vector<std::string> told;
  for (const json::value& line : lines) {
    if (line.at("kind") != "person.looked_up") continue;
    EXPECT_EQ(line.at("actor"), "key:support");
    EXPECT_EQ(line.at("details").at("orders"), json::array{id});
    told.push_back(json::serialize(line));
  }
  ASSERT_EQ(told.size(), 3u) << "what names no person is not written down";
  for (const std::string& line : told) {
    EXPECT_EQ(line.find("13812345678"), line.npos) << line;
    EXPECT_EQ(line.find("\"5678\""), line.npos) << line;
  }
  EXPECT_EQ(lines.at(0).at("details").at("number"), lines.at(1).at("details").at("number"));
  EXPECT_NE(lines.at(1).at("details").at("number"), lines.at(2).at("details").at("number"));
}

TEST_F(OrdersRoutesTest, who_only_reads_sees_people_masked) {
  const std::string id = add_order("A-1");
  role_ = "read_only";
  const Answer a = get("/orders/" + id);
  EXPECT_EQ(a.body.at("buyer").at("name").as_string(), "张*");
  EXPECT_EQ(a.text.find("13812345678"), std::string::npos);
  EXPECT_TRUE(a.body.at("receiver").at("street").is_null());
  EXPECT_EQ(a.body.at("receiver").at("city").as_string(), "杭州市");
  EXPECT_EQ(post("/orders", "{}").status, 403);
}

TEST_F(OrdersRoutesTest, a_forgotten_person_is_gone_from_every_answer) {
  const std::string id = add_order("A-1");
  EXPECT_EQ(post("/orders/" + id + "/forget-person", "{}").pointer(), "/reason");
  role_ = "operations";
  EXPECT_EQ(post("/orders/" + id + "/forget-person", R"({"reason":"asked"})").status, 403);
  role_ = "owner";
  EXPECT_EQ(post("/orders/" + id + "/forget-person", R"({"reason":"asked"})").status, 200);
  const Answer a = get("/orders/" + id);
  EXPECT_TRUE(a.body.at("buyer").is_null());
  EXPECT_TRUE(a.body.at("forgotten").as_bool());
  for (const char* words : {R"({"receiver":{"city":"x"}})", R"({"note":"x"})"}) {
    const Answer edit = ask("PATCH", "/orders/" + id, words, {{"if-match", a.headers.at("ETag")}});
    EXPECT_EQ(edit.at("code"), "person_forgotten");
    EXPECT_EQ(edit.status, 410);
  }
}

}  // namespace
}  // namespace ordo::api::testing
