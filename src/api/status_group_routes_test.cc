// What status_map_routes_test.cc does not tell of reporting groups: shops, roles and the groups' forms.
#include "api/routes_fixture.h"

namespace ordo::api::testing {
namespace {

class GroupRoutes : public RoutesTest {
 protected:
  int64_t count_of(std::string_view code) {
    for (const json::value& group : get("/stats/groups").body.at("items").as_array()) {
      if (group.at("code") == json::string_view(code)) return group.at("orders").as_int64();
    }
    ADD_FAILURE() << "no group " << code;
    return -1;
  }
};

TEST_F(GroupRoutes, who_sees_some_shops_counts_their_orders_only) {
  add_shop("ours");
  add_shop("theirs");
  add_order("A-1", "ours");
  add_order("B-1", "theirs");
  add_order("B-2", "theirs");
  EXPECT_EQ(count_of("to_ship"), 3);
  Caller caller;
  caller.id = "key:7";
  caller.role = "operations";
  caller.shops = core::ShopScope({hub_->settings()->shop("ours")->id});
  caller_ = caller;
  EXPECT_EQ(count_of("to_ship"), 1);
}

TEST_F(GroupRoutes, groups_that_make_no_sense_are_refused_and_nothing_changes) {
  const std::string first = get("/settings/status-groups").text;
  for (const char* wrong : {R"({})", R"({"groups":{}})", R"({"groups":[{"code":"Bad Code"}]})"}) {
    const Answer a = ask("PUT", "/settings/status-groups", wrong, {{"if-match", "0"}});
    EXPECT_EQ(a.status, 422) << wrong << " " << a.text;
    EXPECT_EQ(a.at("code"), "status_groups_invalid") << wrong;
  }
  EXPECT_EQ(get("/settings/status-groups").text, first);
}

TEST_F(GroupRoutes, an_edit_that_stands_on_an_older_version_is_not_taken) {
  const std::string groups = get("/settings/status-groups").text;
  ASSERT_EQ(ask("PUT", "/settings/status-groups", groups, {{"if-match", "0"}}).status, 200);
  EXPECT_EQ(ask("PUT", "/settings/status-groups", groups, {{"if-match", "0"}}).status, 412);
}

}  // namespace
}  // namespace ordo::api::testing
