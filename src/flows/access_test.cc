#include "flows/access.h"

#include <gtest/gtest.h>

namespace ordo::flows {
namespace {

namespace json = boost::json;

bool knows(std::string_view code) { return code == "a" || code == "b"; }

Result<Access> read(const char* text) { return parse_access(json::parse(text).as_object(), knows); }

std::vector<std::string> pointers(const char* text) {
  const auto access = read(text);
  std::vector<std::string> found;
  if (!access) {
    for (const FieldError& f : access.error().fields) found.push_back(f.pointer);
  }
  return found;
}

using Pointers = std::vector<std::string>;

TEST(Access, a_role_alone_is_enough_and_sets_nothing_else) {
  const auto access = read(R"({"role":"support","name":"x","hash":"y"})");
  ASSERT_TRUE(access);
  EXPECT_EQ(access->role, "support");
  EXPECT_FALSE(access->scopes || access->view || access->shops || access->per_minute);
  EXPECT_EQ(access->expires_at, Instant{});
}

TEST(Access, what_is_read_is_written_and_read_again) {
  const char* text = R"({"role":"operations","scopes":["orders:read"],"view":["address","goods"],)"
                     R"("shops":["a","b"],"expires_at":"2027-01-01T00:00:00.000Z","per_minute":0})";
  const auto access = read(text);
  ASSERT_TRUE(access);
  EXPECT_EQ(access_json(*access), json::parse(text));
}

TEST(Access, an_installer_sees_address_and_goods_and_nothing_else) {
  const auto access = read(R"({"scopes":["orders:read"],"view":"installer"})");
  ASSERT_TRUE(access);
  EXPECT_EQ(*access->view, (View{.address = true, .goods = true}));
  EXPECT_EQ(view_json(*access->view), (json::array{"address", "goods"}));
}

TEST(Access, what_is_wrong_is_named_by_its_pointer_all_at_once) {
  EXPECT_EQ(pointers("{}"), Pointers{"/role"});
  EXPECT_EQ(pointers(R"({"role":"king","scopes":["orders:read","orders:eat"],"view":["soul"],)"
                     R"("shops":["a","z"],"expires_at":"soon","per_minute":-1})"),
            (Pointers{"/role", "/scopes/1", "/view/0", "/shops/1", "/expires_at", "/per_minute"}));
  EXPECT_EQ(pointers(R"({"role":"support","shops":[],"scopes":{},"view":"all"})"),
            (Pointers{"/scopes", "/view", "/shops"}));
}

TEST(Access, who_sees_some_shops_holds_nothing_of_the_whole_hub) {
  for (const char* text :
       {R"({"role":"owner","shops":["a"]})", R"({"role":"metrics","shops":["a"]})",
        R"({"scopes":["settings:write"],"shops":["a"]})",
        R"({"scopes":["orders:read","access:read"],"shops":["a"]})",
        R"({"scopes":["shops:write"],"shops":["a"]})",
        R"({"scopes":["metrics:read"],"shops":["a"]})"}) {
    EXPECT_EQ(pointers(text), Pointers{"/shops"}) << text;
  }
  EXPECT_TRUE(read(R"({"role":"owner","scopes":["orders:read"],"shops":["a"]})"));
}

TEST(Access, roles_that_are_not_trusted_with_people_see_the_rest) {
  EXPECT_EQ(view_of_role("owner"), kWholeView);
  EXPECT_EQ(view_of_role("operations"), kWholeView);
  EXPECT_EQ(view_json(view_of_role("support")),
            (json::array{"goods", "amounts", "payments", "refunds", "mirrors", "attachments"}));
}

}  // namespace
}  // namespace ordo::flows
