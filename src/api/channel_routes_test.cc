#include "api/routes_fixture.h"

namespace ordo::api::testing {
namespace {

class ChannelRoutes : public RoutesTest {
 protected:
  json::object channel(std::string_view name) {
    for (const json::value& item : get("/channels").body.at("items").as_array()) {
      if (item.at("name") == json::string_view(name)) return item.as_object();
    }
    ADD_FAILURE() << "no channel " << name;
    return {};
  }
  // The rule of a field, wherever the contract names it first.
  json::object field(const std::string& of, std::string_view name) {
    const Answer contract = get("/channels/" + of + "/contract");
    for (const json::value& object : contract.body.at("objects").as_array()) {
      for (const json::value& f : object.at("fields").as_array()) {
        if (f.at("name") == json::string_view(name)) return f.as_object();
      }
    }
    ADD_FAILURE() << of << " reads no " << name;
    return {};
  }
};

TEST_F(ChannelRoutes, a_channel_says_what_its_shops_are_reached_with) {
  EXPECT_EQ(channel("standard").at("pulled"), false);
  const json::object taobao = channel("taobao");
  EXPECT_EQ(taobao.at("pulled"), true);
  const json::object secret = taobao.at("credentials").as_array().at(1).as_object();
  EXPECT_EQ(secret.at("name"), "app_secret");
  EXPECT_EQ(secret.at("secret"), true);
  EXPECT_EQ(secret.at("required"), true);
}

TEST_F(ChannelRoutes, a_contract_names_each_field_with_its_form) {
  const json::object currency = field("standard", "currency");
  EXPECT_EQ(currency.at("pattern"), "^[A-Z]{3}$");
  EXPECT_EQ(currency.at("type"), "text");
  const json::object number = field("standard", "channel_order_no");
  EXPECT_EQ(number.at("required"), true);
  EXPECT_EQ(number.at("pattern"), nullptr);
}

TEST_F(ChannelRoutes, every_channel_has_a_contract_and_others_have_none) {
  for (const json::value& item : get("/channels").body.at("items").as_array()) {
    const std::string path(item.at("contract").as_string());
    const Answer contract = get(path.substr(std::string_view("/api/v1").size()));
    ASSERT_EQ(contract.status, 200) << path;
    EXPECT_EQ(contract.body.at("channel"), item.at("name"));
    EXPECT_FALSE(contract.body.at("objects").as_array().empty());
  }
  EXPECT_EQ(get("/channels/telepathy/contract").at("code"), "unknown_channel");
}

TEST_F(ChannelRoutes, each_field_has_an_example_that_keeps_its_own_rule) {
  for (const json::value& item : get("/channels").body.at("items").as_array()) {
    const std::string name(item.at("name").as_string());
    const Answer contract = get("/channels/" + name + "/contract");
    for (const json::value& object : contract.body.at("objects").as_array()) {
      for (const json::value& f : object.at("fields").as_array()) {
        const std::string type(f.at("type").as_string());
        EXPECT_EQ(f.at("example").is_null(), type == "object" || type == "array")
            << name << " " << json::serialize(f);
      }
    }
  }
  EXPECT_EQ(field("standard", "currency").at("example"), "CNY");
}

}  // namespace
}  // namespace ordo::api::testing
