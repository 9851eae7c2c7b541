// One mechanism for the versions of every document: groups and maps beside rules and lifecycles.
#include "api/routes_fixture.h"

namespace ordo::api::testing {
namespace {

class ConfigVersions : public RoutesTest {
 protected:
  static std::string tag(const Answer& a) { return a.headers.at("ETag"); }
  Answer put(const std::string& path, const std::string& body) {
    return ask("PUT", path, body, {{"if-match", tag(get(path))}});
  }
  json::array versions(const std::string& of) {
    return get("/settings/" + of).body.at("items").as_array();
  }
  json::object groups_named(const char* name) {
    json::object groups = get("/settings/status-groups").body.as_object();
    groups["groups"].as_array().at(0).as_object()["name"] = {{"zh", name}, {"en", name}};
    return groups;
  }
};

TEST_F(ConfigVersions, status_groups_have_versions_and_can_be_set_again) {
  const std::string first = get("/settings/status-groups").text;
  ASSERT_EQ(put("/settings/status-groups", json::serialize(groups_named("A"))).status, 200);
  const std::string as_a = get("/settings/status-groups").text;
  ASSERT_EQ(put("/settings/status-groups", json::serialize(groups_named("B"))).status, 200);
  const json::array found = versions("status_groups/versions");
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[2].at("version"), 0);
  EXPECT_EQ(found[2].at("actor"), nullptr);
  const std::string second = json::serialize(found[1].at("version"));
  EXPECT_EQ(json::serialize(get("/settings/status_groups/versions/" + second).body.at("body")),
            as_a);
  const auto back = [&](const std::string& version) {
    return post("/settings/status_groups/rollback",
                R"({"version":)" + version + R"(,"reason":"B was wrong"})",
                {{"if-match", tag(get("/settings/status-groups"))}});
  };
  ASSERT_EQ(back(second).status, 200);
  EXPECT_EQ(get("/settings/status-groups").text, as_a);
  ASSERT_EQ(back("0").status, 200);
  EXPECT_EQ(get("/settings/status-groups").text, first);
}

TEST_F(ConfigVersions, the_audit_says_why_a_version_was_set_again_whatever_its_kind) {
  put("/retention", R"({"raw_days":30})");
  put("/retention", R"({"raw_days":60})");
  const std::string thirty = json::serialize(versions("retention/versions")[1].at("version"));
  ASSERT_EQ(post("/settings/retention/rollback",
                 R"({"version":)" + thirty + R"(,"reason":"asked by the lawyer"})",
                 {{"if-match", tag(get("/retention"))}})
                .status,
            200);
  const json::object line = get("/audit").body.at("items").as_array().at(0).as_object();
  EXPECT_EQ(line.at("details").at("reason"), "asked by the lawyer");
  EXPECT_EQ(json::serialize(line.at("details").at("rollback_to")), thirty);
  EXPECT_EQ(get("/retention").text, R"({"raw_days":30,"call_days":14})")
      << "and the rule knows nothing of it";
}

TEST_F(ConfigVersions, maps_are_read_by_their_name_and_by_their_own_path_alike) {
  add_shop();
  const std::string path = "/status-maps/standard?shop=mini";
  ASSERT_EQ(put(path, R"({"words":{"order/shipped":"in_transit"}})").status, 200);
  ASSERT_EQ(put(path, R"({"words":{"order/shipped":"delivered"}})").status, 200);
  const json::array by_name = versions("status_map/versions?name=standard@mini");
  const json::array by_path =
      get("/status-maps/standard/versions?shop=mini").body.at("items").as_array();
  ASSERT_EQ(by_name.size(), 3u) << "two, and the empty one before them";
  ASSERT_EQ(by_path.size(), 2u);
  EXPECT_EQ(by_name[0].at("version"), by_path[0].at("version"));
  const std::string first = json::serialize(by_name[1].at("version"));
  ASSERT_EQ(post("/settings/status_map/rollback?name=standard@mini", R"({"version":)" + first + "}",
                 {{"if-match", tag(get(path))}})
                .status,
            200);
  EXPECT_EQ(get(path).body.at("words").at("order/shipped"), "in_transit");
  EXPECT_EQ(get("/status-maps/standard").body.at("words"), json::object()) << "the shop's alone";
  EXPECT_EQ(get("/settings/status_map/versions").pointer(), "/name");
  EXPECT_EQ(get("/settings/status_map/versions?name=telepathy").at("code"), "unknown_channel");
  EXPECT_EQ(get("/settings/status_map/versions?name=standard@nobody").at("code"), "unknown_shop");
  EXPECT_EQ(get("/settings/status_map/versions?name=taobao@mini").at("code"), "unknown_shop");
}

TEST_F(ConfigVersions, rules_of_alerts_are_set_again_as_the_whole_that_they_were) {
  ASSERT_EQ(
      post("/notify-targets", R"({"code":"bot","kind":"wecom_bot","credentials":{"key":"k3y"}})")
          .status,
      201);
  const std::string path = "/alert-rules/lost";
  ASSERT_EQ(post("/alert-rules", R"({"code":"lost","match":{"kinds":["orders_missing"]},)"
                                 R"("severity":"critical","targets":["bot"],"group_s":300})")
                .status,
            201);
  const json::value as_made = get(path).body.at("match");
  ASSERT_EQ(ask("PATCH", path,
                R"({"match":null,"metric":{"name":"ordo_parked_messages","op":">",)"
                R"("value":3},"group_s":60})",
                {{"if-match", tag(get(path))}})
                .status,
            200);
  const json::array found = versions("alert_rule/versions?name=lost");
  ASSERT_EQ(found.size(), 2u) << "nothing stands before the first";
  const std::string first = json::serialize(found[1].at("version"));
  EXPECT_EQ(
      get("/settings/alert_rule/versions/" + first + "?name=lost").body.at("body").at("group_s"),
      300);
  const auto back = [&](const std::string& version, const std::string& on) {
    return post("/settings/alert_rule/rollback?name=lost",
                R"({"version":)" + version + R"(,"reason":"too loud"})", {{"if-match", on}});
  };
  ASSERT_EQ(back(first, tag(get(path))).status, 200);
  EXPECT_EQ(get(path).body.at("match"), as_made);
  EXPECT_EQ(get(path).body.at("metric"), nullptr);
  EXPECT_EQ(get(path).body.at("group_s"), 300);
  const json::object line = get("/audit").body.at("items").as_array().at(0).as_object();
  EXPECT_EQ(line.at("details").at("reason"), "too loud");

  ASSERT_EQ(ask("DELETE", path, "").status, 204);
  EXPECT_EQ(get(path).status, 404);
  EXPECT_EQ(back(first, "1").status, 412) << "it stands on nothing now";
  ASSERT_EQ(back(first, "0").status, 200);
  EXPECT_EQ(get(path).body.at("match"), as_made) << "one that was removed comes back";
  EXPECT_EQ(get("/settings/alert_rule/versions").pointer(), "/name");
  role_ = "support";
  EXPECT_EQ(get("/settings/alert_rule/versions?name=lost").status, 403);
}

TEST_F(ConfigVersions, the_map_of_a_foreign_shop_is_not_there) {
  add_shop("ours");
  add_shop("theirs");
  Caller caller;
  caller.id = "key:7";
  caller.role = "operations";
  caller.shops = core::ShopScope({hub_->settings()->shop("ours")->id});
  caller_ = caller;
  EXPECT_EQ(get("/settings/status_map/versions?name=standard@ours").status, 200);
  EXPECT_EQ(get("/settings/status_map/versions?name=standard@theirs").at("code"), "unknown_shop");
  EXPECT_EQ(get("/settings/status_map/versions/0?name=standard@theirs").at("code"), "unknown_shop");
}

TEST_F(ConfigVersions, a_roll_back_names_a_version_and_brings_nothing_of_its_own) {
  EXPECT_EQ(
      post("/settings/retention/rollback", R"({"version":0,"raw_days":1})", {{"if-match", "0"}})
          .pointer(),
      "/raw_days")
      << "a roll-back says which version, and nothing of its own";
  EXPECT_EQ(
      post("/settings/retention/rollback", R"({"reason":"x"})", {{"if-match", "0"}}).pointer(),
      "/version");
}

}  // namespace
}  // namespace ordo::api::testing
