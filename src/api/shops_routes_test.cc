// Shops beside their figures (system_routes_test.cc): credentials, refused webhooks, pages, channels.
#include "api/routes_fixture.h"

namespace ordo::api::testing {
namespace {

class ShopsRoutesTest : public RoutesTest {
 protected:
  Answer patch(const std::string& code, const std::string& credentials) {
    return ask("PATCH", "/shops/" + code, R"({"credentials":)" + credentials + "}",
               {{"if-match", get("/shops/" + code).headers.at("ETag")}});
  }
  std::string credentials_set(const std::string& code) {
    return json::serialize(get("/shops/" + code).body.at("credentials_set"));
  }
};

TEST_F(ShopsRoutesTest, one_credential_is_replaced_without_dropping_the_others) {
  ASSERT_EQ(post("/shops", R"({"code":"abroad","channel":"shopify","credentials":{"secret":"one",)"
                           R"("shop_domain":"x.myshopify.com","access_token":"shpat_1"}})")
                .status,
            201);
  EXPECT_EQ(patch("abroad", R"({"secret":"two"})").status, 200);
  EXPECT_EQ(credentials_set("abroad"), R"(["secret","shop_domain","access_token"])");
  EXPECT_EQ(hub_->settings()->shop("abroad")->credentials.reveal(),
            R"({"secret":"two","shop_domain":"x.myshopify.com","access_token":"shpat_1"})");
  EXPECT_EQ(patch("abroad", R"({"access_token":null})").status, 200);
  EXPECT_EQ(credentials_set("abroad"), R"(["secret","shop_domain"])");
  const Answer none = patch("abroad", R"({"secret":null})");
  EXPECT_EQ(none.status, 422) << "what is left must still do";
  EXPECT_EQ(none.pointer(), "/credentials/secret");
  EXPECT_EQ(patch("abroad", "null").pointer(), "/credentials");
}

TEST_F(ShopsRoutesTest, what_was_refused_at_the_door_is_shown_by_its_digest) {
  add_shop("mini");
  add_shop("till");
  EXPECT_EQ(post("/hooks/standard/mini", "{}").status, 401);
  EXPECT_EQ(post("/hooks/standard/till", R"({"x":1})").status, 401);
  const json::array items = get("/shops/mini/refused").body.at("items").as_array();
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(items.at(0).at("code"), "signature_missing");
  EXPECT_EQ(items.at(0).at("body_sha256"), json::value(hex(sha256(std::string_view("{}")))));
  EXPECT_EQ(items.at(0).at("remote"), "203.0.113.9");
  EXPECT_EQ(get("/shops/none/refused").status, 404);
}

TEST_F(ShopsRoutesTest, how_long_changes_take_is_told_beside_the_shop) {
  add_shop();
  patrol_->walk();
  EXPECT_TRUE(get("/shops/mini").body.at("health").at("lag").is_null());
  clock_.advance_ms(10 * kMinuteMs);
  receive("1", "order.upserted", order_data("A-1"), "2026-01-22T15:09:15Z");
  patrol_->walk();
  const json::value lag = get("/shops/mini").body.at("health").at("lag");
  EXPECT_EQ(json::serialize(lag),
            R"({"median_ms":45000,"p95_ms":45000,"at":"2026-01-22T15:10:00.000Z"})");
}

TEST_F(ShopsRoutesTest, shops_keys_and_users_come_in_pages) {
  for (const char* code : {"c", "a", "b"}) add_shop(code);
  for (const char* login : {"li", "wu", "an"}) {
    post("/users", R"({"login":")" + std::string(login) + R"(","role":"support"})");
    post("/keys", R"({"role":"operations"})");
  }
  for (const std::string path : {"/shops", "/keys", "/users"}) {
    EXPECT_EQ(get(path + "?limit=0").pointer(), "/limit") << path;
    EXPECT_EQ(get(path + "?cursor=%21").at("code"), "malformed_cursor") << path;
    const Answer first = get(path + "?limit=2");
    ASSERT_EQ(first.body.at("items").as_array().size(), 2u) << path;
    const Answer last = get(path + "?limit=2&cursor=" + first.at("next_cursor"));
    EXPECT_EQ(last.body.at("items").as_array().size(), 1u) << path;
    EXPECT_TRUE(last.body.at("next_cursor").is_null()) << path;
    EXPECT_EQ(get(path).body.at("items").as_array().size(), 3u) << path;
  }
  EXPECT_EQ(get("/shops?limit=1").body.at("items").at(0).at("code"), "a");
}

TEST_F(ShopsRoutesTest, each_channel_says_what_its_credentials_and_its_messages_are) {
  add_shop();
  const Answer channels = get("/channels");
  ASSERT_EQ(channels.status, 200) << channels.text;
  for (const json::value& channel : channels.body.at("items").as_array()) {
    EXPECT_FALSE(channel.at("credentials").as_array().empty());
    const std::string path(channel.at("contract").as_string());
    EXPECT_FALSE(get(path.substr(7)).body.at("objects").as_array().empty()) << path;
  }
  const std::string link(get("/shops/mini").at("contract"));
  EXPECT_EQ(link, "/api/v1/channels/standard/contract");
  const Answer contract = get("/channels/standard/contract");
  bool found = false;
  for (const json::value& object : contract.body.at("objects").as_array()) {
    if (object.at("pointer") != "/data/lines/*" || object.at("event") != "order.upserted") continue;
    const json::object& field = object.at("fields").at(4).as_object();
    found = field.at("name") == "quantity" && field.at("required") == true &&
            field.at("max") == 1'000'000 && field.at("type") == "integer";
  }
  EXPECT_TRUE(found) << contract.text;
  EXPECT_NE(contract.text.find(R"("pattern":"^[A-Z]{3}$")"), std::string::npos) << "of a currency";
  EXPECT_EQ(get("/channels/telepathy/contract").at("code"), "unknown_channel");
}

}  // namespace
}  // namespace ordo::api::testing
