#include "api/routes_fixture.h"

namespace ordo::api::testing {
namespace {

class VersionRoutesTest : public RoutesTest {
 protected:
  Answer put(const std::string& path, const std::string& body) {
    return ask("PUT", path, body, {{"if-match", tag(path)}});
  }
  std::string tag(const std::string& path) { return get(path).headers.at("ETag"); }
  Answer roll_back(const std::string& version) {
    return post("/settings/retention/rollback", R"({"version":)" + version + "}",
                {{"if-match", tag("/retention")}});
  }
  std::vector<std::string> versions(const std::string& query = "") {
    std::vector<std::string> found;
    for (const json::value& v :
         get("/settings/retention/versions" + query).body.at("items").as_array()) {
      found.push_back(json::serialize(v.at("version")));
    }
    return found;
  }
};

TEST_F(VersionRoutesTest, each_version_of_a_document_can_be_read_with_who_set_it) {
  put("/retention", R"({"raw_days":30})");
  put("/delivery", R"({"attempts":4,"first_wait_seconds":5,"factor":3})");
  put("/retention", R"({"raw_days":60})");
  const json::array items = get("/settings/retention/versions").body.at("items").as_array();
  ASSERT_EQ(items.size(), 3u);
  EXPECT_EQ("\"" + json::serialize(items.at(0).at("version")) + "\"", tag("/retention"));
  EXPECT_EQ(items.at(0).at("actor"), "key:owner");
  EXPECT_EQ(items.at(0).at("at"), "2026-01-22T15:00:00.000Z");
  EXPECT_EQ(items.at(2).at("version"), 0);
  const Answer old =
      get("/settings/retention/versions/" + json::serialize(items.at(1).at("version")));
  EXPECT_EQ(old.body.at("body"), json::parse(R"({"raw_days":30,"call_days":14})"));
  EXPECT_EQ(get("/settings/retention/versions/0").body.at("body"),
            json::parse(R"({"raw_days":365,"call_days":14})"));
}

TEST_F(VersionRoutesTest, versions_are_listed_page_by_page) {
  for (const char* days : {"30", "40", "50"})
    put("/retention", R"({"raw_days":)" + std::string(days) + "}");
  const Answer first = get("/settings/retention/versions?limit=2");
  EXPECT_EQ(first.body.at("items").as_array().size(), 2u);
  EXPECT_EQ(versions("?cursor=" + first.at("next_cursor")).size(), 2u) << "one, and the first";
}

TEST_F(VersionRoutesTest, an_old_version_is_set_again_as_a_new_one) {
  put("/retention", R"({"raw_days":30})");
  const std::string thirty = versions().front();
  put("/retention", R"({"raw_days":60})");
  const Answer back = roll_back(thirty);
  ASSERT_EQ(back.status, 200) << back.text;
  EXPECT_EQ(get("/retention").text, R"({"raw_days":30,"call_days":14})");
  EXPECT_EQ(back.headers.at("ETag"), tag("/retention"));
  EXPECT_EQ(versions().size(), 4u) << "what stood in between stays readable";
  EXPECT_EQ(roll_back("0").status, 200);
  EXPECT_EQ(get("/retention").text, R"({"raw_days":365,"call_days":14})");
}

TEST_F(VersionRoutesTest, every_kind_can_be_rolled_back_to_what_stood_first) {
  put("/delivery", R"({"attempts":4,"first_wait_seconds":5,"factor":3})");
  put("/lifecycles", get("/lifecycles").text);
  for (const std::string kind : {"delivery", "lifecycles", "retention", "overload", "patrol"}) {
    const std::string first =
        json::serialize(get("/settings/" + kind + "/versions/0").body.at("body"));
    const Answer back = post("/settings/" + kind + "/rollback", R"({"version":0})",
                             {{"if-match", tag("/" + kind)}});
    EXPECT_EQ(back.status, 200) << kind << " " << back.text;
    EXPECT_EQ(get("/" + kind).text, first) << kind;
  }
}

TEST_F(VersionRoutesTest, the_public_address_has_its_versions) {
  ask("PUT", "/settings/address", R"({"public_url":"https://a.example"})", {{"if-match", "0"}});
  const Answer back = post("/settings/address/rollback", R"({"version":0})",
                           {{"if-match", tag("/settings/address")}});
  EXPECT_EQ(back.status, 200) << back.text;
  EXPECT_EQ(get("/settings/address").text, R"({"public_url":null})");
}

TEST_F(VersionRoutesTest, a_roll_back_stands_on_the_version_that_was_read) {
  put("/retention", R"({"raw_days":30})");
  const HeaderList stale{{"if-match", "\"0\""}};
  EXPECT_EQ(post("/settings/retention/rollback", R"({"version":0})").status, 428);
  EXPECT_EQ(post("/settings/retention/rollback", R"({"version":0})", stale).status, 412);
  EXPECT_EQ(roll_back("999").at("code"), "version_not_found");
  EXPECT_EQ(roll_back("\"1\"").pointer(), "/version");
  EXPECT_EQ(roll_back("-1").pointer(), "/version");
}

TEST_F(VersionRoutesTest, what_holds_secrets_has_no_readable_versions) {
  add_shop();
  for (const std::string kind : {"user", "users", "key", "shop", "nothing"}) {
    EXPECT_EQ(get("/settings/" + kind + "/versions").at("code"), "unknown_kind") << kind;
    EXPECT_EQ(get("/settings/" + kind + "/versions/1?name=mini").status, 404) << kind;
    EXPECT_EQ(
        post("/settings/" + kind + "/rollback", R"({"version":1})", {{"if-match", "1"}}).status,
        404)
        << kind;
  }
  const std::string shop_version = get("/shops/mini").at("version");
  EXPECT_EQ(get("/settings/retention/versions/" + shop_version).at("code"), "version_not_found");
}

}  // namespace
}  // namespace ordo::api::testing
