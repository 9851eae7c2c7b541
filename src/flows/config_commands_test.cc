// Edits of configuration: what makes no sense never becomes a version.
#include "flows/config_commands.h"

#include <gtest/gtest.h>

#include "flows/test_support.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;

const std::string kHash(64, 'a');

class ConfigCommands : public HubTest {
 protected:
  void expect_refused(const std::string& route, const json::object& body, int status,
                      const std::string& pointer) {
    const int64_t version = hub_->settings()->version;
    const auto outcome = command(route, body);
    EXPECT_EQ(outcome.answer.status, status) << outcome.answer.body;
    EXPECT_EQ(outcome.pointer, pointer) << outcome.answer.body;
    EXPECT_EQ(hub_->settings()->version, version);
  }
  void expect_saved(const std::string& route, const json::object& body, int status) {
    const auto outcome = command(route, body);
    EXPECT_EQ(outcome.answer.status, status) << outcome.answer.body;
  }
  static json::object shop_body(const std::string& code) {
    return {{"code", code},
            {"channel", "standard"},
            {"credentials", {{"secret", "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"}}}};
  }
  void expect_shop_refused(const char* key, const json::value& value, const std::string& pointer) {
    json::object body = shop_body("new");
    body[key] = value;
    expect_refused("config.shop", body, 422, pointer);
  }
};

TEST_F(ConfigCommands, a_shop_has_what_it_was_given_and_sensible_defaults) {
  const Shop& s = *hub_->settings()->shop("shop-a");
  EXPECT_EQ(s.channel, "standard");
  EXPECT_EQ(s.zone, "Asia/Shanghai");
  EXPECT_EQ(s.currency, "CNY");
  EXPECT_NE(s.id, core::kSystemStream);
  EXPECT_NE(s.adapter, nullptr);
  EXPECT_EQ(hub_->settings()->shop(s.id), &s);
}

TEST_F(ConfigCommands, a_channel_with_a_zone_of_its_own_takes_no_other) {
  json::object body = shop_body("tmall");
  body["channel"] = "taobao";
  body["credentials"] = json::object{{"app_key", "1"}, {"app_secret", "s"}, {"session", "61"}};
  body["zone"] = "Europe/Berlin";
  expect_refused("config.shop", body, 422, "/zone");
  body.erase("zone");
  expect_saved("config.shop", body, 201);
  EXPECT_EQ(hub_->settings()->shop("tmall")->zone, "Asia/Shanghai");
}

TEST_F(ConfigCommands, a_shop_is_edited_field_by_field_and_keeps_its_stream) {
  const ShopId id = shop_id();
  expect_saved("config.shop", {{"code", "shop-a"}, {"zone", "Europe/Berlin"}, {"id", 99}}, 200);
  const Shop& s = *hub_->settings()->shop("shop-a");
  EXPECT_EQ(s.zone, "Europe/Berlin");
  EXPECT_EQ(s.id, id);
  EXPECT_FALSE(s.credentials.reveal().empty());
}

TEST_F(ConfigCommands, a_shop_that_makes_no_sense_is_refused) {
  expect_shop_refused("code", "Big Shop", "/code");
  expect_shop_refused("code", "", "/code");
  expect_shop_refused("channel", "telepathy", "/channel");
  expect_shop_refused("zone", "Moon/Base", "/zone");
  expect_shop_refused("currency", "XX", "/currency");
  expect_shop_refused("credentials", nullptr, "/credentials");
  expect_shop_refused("credentials", {{"secret", "short"}}, "/credentials/secret");
  expect_shop_refused("callback_url", "ftp://x", "/callback_url");
  expect_refused("config.shop", {{"code", "shop-a"}, {"channel", "other"}}, 422, "/channel");
}

TEST_F(ConfigCommands, a_shop_is_created_once) {
  json::object body = shop_body("shop-a");
  body["mode"] = "create";
  expect_refused("config.shop", body, 409, "");
}

TEST_F(ConfigCommands, a_key_is_made_and_revoked) {
  expect_saved("config.key", {{"role", "owner"}, {"hash", kHash}, {"name", "erp"}}, 201);
  ASSERT_TRUE(hub_->settings()->keys_by_hash.contains(kHash));
  const ApiKey key = hub_->settings()->keys_by_hash.at(kHash);
  EXPECT_EQ(key.access.role, "owner");
  expect_saved("config.key", {{"revoke", std::to_string(key.id)}}, 200);
  EXPECT_FALSE(hub_->settings()->keys_by_hash.contains(kHash));
  expect_refused("config.key", {{"revoke", std::to_string(key.id)}}, 404, "");
  expect_refused("config.key", {{"role", "king"}, {"hash", kHash}}, 422, "/role");
  expect_refused("config.key", {{"role", "owner"}, {"hash", "short"}}, 422, "/hash");
}

TEST_F(ConfigCommands, a_key_is_limited_to_what_exists_and_to_a_time_that_lies_ahead) {
  const json::object wanted{{"scopes", {"orders:read"}}, {"shops", {"shop-a"}},
                            {"view", "installer"},       {"expires_at", "2030-01-01T00:00:00Z"},
                            {"per_minute", 0},           {"hash", kHash}};
  expect_saved("config.key", wanted, 201);
  const Access access = hub_->settings()->keys_by_hash.at(kHash).access;
  EXPECT_EQ(*access.shops, std::vector<std::string>{"shop-a"});
  EXPECT_EQ(access.role, "");
  for (const auto& [field, value, pointer] :
       {std::tuple<const char*, json::value, const char*>{"shops", {"shop-z"}, "/shops/0"},
        {"scopes", {"settings:write"}, "/shops"},
        {"expires_at", "2020-01-01T00:00:00Z", "/expires_at"}}) {
    json::object body = wanted;
    body[field] = value;
    expect_refused("config.key", body, 422, pointer);
  }
}

TEST_F(ConfigCommands, a_user_is_given_shops_and_may_not_hold_the_hub_beside_them) {
  json::object body{
      {"login", "li"}, {"role", "support"}, {"password_hash", "x"}, {"shops", {"shop-a"}}};
  expect_saved("config.user", body, 201);
  EXPECT_EQ(*hub_->settings()->users.at("li").shops, std::vector<std::string>{"shop-a"});
  expect_refused("config.user_edit", {{"login", "li"}, {"role", "owner"}}, 422, "/shops");
  expect_refused("config.user_edit", {{"login", "li"}, {"shops", {"shop-z"}}}, 422, "/shops/0");
  expect_refused("config.user_edit", {{"login", "li"}, {"shops", json::array{}}}, 422, "/shops");
  expect_saved("config.user_edit", {{"login", "li"}, {"shops", nullptr}, {"role", "owner"}}, 200);
  EXPECT_FALSE(hub_->settings()->users.at("li").shops);
}

TEST_F(ConfigCommands, limits_are_set_whole) {
  expect_saved("config.limits",
               {{"per_minute", 100}, {"lookups_per_minute", 5}, {"unknown_keys_per_minute", 5}},
               200);
  EXPECT_EQ(hub_->settings()->limits, (LimitRule{100, 5, 5}));
  expect_refused("config.limits", {{"per_minute", 100}, {"lookups_per_minute", 5}}, 422,
                 "/unknown_keys_per_minute");
  expect_refused("config.limits",
                 {{"per_minute", 1}, {"lookups_per_minute", 5}, {"unknown_keys_per_minute", 5}},
                 422, "/per_minute");
}

TEST_F(ConfigCommands, a_user_is_made_once_and_changes_the_password) {
  const json::object user{{"login", "anna"}, {"role", "operations"}, {"password_hash", "h1"}};
  expect_saved("config.user", user, 201);
  expect_refused("config.user", user, 409, "");
  expect_saved("config.user_password",
               {{"login", "anna"}, {"password_hash", "h2"}, {"one_time", true}}, 200);
  const User& anna = hub_->settings()->users.at("anna");
  EXPECT_EQ(anna.password_hash, "h2");
  EXPECT_EQ(anna.role, "operations");
  EXPECT_TRUE(anna.one_time);
  expect_refused("config.user_password", {{"login", "bob"}, {"password_hash", "h"}}, 404, "");
  expect_refused("config.user", {{"login", "B b"}}, 422, "/login");
  expect_refused("config.user", {{"login", "bob"}, {"role", "x"}}, 422, "/role");
  expect_refused("config.user", {{"login", "bob"}, {"role", "owner"}}, 422, "/password_hash");
}

TEST_F(ConfigCommands, the_mode_is_one_of_three) {
  expect_saved("config.mode", {{"mode", "shed"}}, 200);
  EXPECT_EQ(hub_->settings()->mode, Mode::kShed);
  expect_refused("config.mode", {{"mode", "panic"}}, 422, "/mode");
  expect_refused("config.mode", json::object{}, 422, "/mode");
}

TEST_F(ConfigCommands, lifecycles_are_checked_and_used) {
  json::object document = json::parse(orders::default_lifecycles_json()).as_object();
  expect_refused("config.lifecycles", {{"payment", 7}}, 422, "/payment");
  document["fulfilment"].as_object()["hand"] = json::parse(R"([["none","picked_up"]])");
  expect_saved("config.lifecycles", document, 200);
  receive(order_event("A-1"));
  EXPECT_EQ(
      command("orders.transition",
              {{"id", find("A-1").value}, {"to", "picked_up"}, {"transaction_id", kTransaction}})
          .answer.status,
      200);
}

TEST_F(ConfigCommands, retention_and_delivery_have_defaults_and_are_set_whole) {
  EXPECT_EQ(hub_->settings()->retention, RetentionRule{365});
  EXPECT_EQ(hub_->settings()->delivery, (DeliveryRule{6, 3, 2}));
  expect_refused("config.retention", {{"raw_days", 6}}, 422, "/raw_days");
  expect_refused("config.delivery", {{"attempts", 3}, {"first_wait_seconds", 5}}, 422, "/factor");
  expect_saved("config.retention", {{"raw_days", nullptr}}, 200);
  expect_saved("config.delivery", {{"attempts", 3}, {"first_wait_seconds", 5}, {"factor", 1}}, 200);
  open();
  EXPECT_EQ(hub_->settings()->retention.raw_days, std::nullopt);
  EXPECT_EQ(hub_->settings()->delivery, (DeliveryRule{3, 5, 1}));
}

TEST_F(ConfigCommands, every_edit_is_audited_without_its_secrets) {
  expect_saved("config.user",
               {{"login", "anna"}, {"role", "owner"}, {"password_hash", "hush-hush"}}, 201);
  const auto payloads = texts("SELECT payload FROM events WHERE kind = 'config.user'");
  ASSERT_EQ(payloads.size(), 1u);
  EXPECT_EQ(bytes().find("hush-hush"), std::string::npos);
  EXPECT_EQ(bytes().find("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"), std::string::npos);
  expect_whole_history();
}

TEST_F(ConfigCommands, a_command_that_does_not_exist_is_refused) {
  expect_refused("config.weather", json::object{}, 422, "");
}

}  // namespace
}  // namespace ordo::flows
