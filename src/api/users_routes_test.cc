// Users: made, edited and shut out; the last owner stays.
#include "api/access_fixture.h"

namespace ordo::api::testing {
namespace {

class UsersRoutes : public AccessTest {};

TEST_F(UsersRoutes, a_user_is_given_shops_and_loses_them_again) {
  add_shop("mini");
  const Answer made = post("/users", R"({"login":"li","role":"support","shops":["mini"]})");
  ASSERT_EQ(made.status, 201) << made.text;
  EXPECT_EQ(items("/users").at(0).at("shops"), (json::array{"mini"}));
  EXPECT_EQ(post("/users", R"({"login":"wu","role":"owner","shops":["mini"]})").pointer(),
            "/shops");
  EXPECT_EQ(post("/users", R"({"login":"wu","role":"support","shops":["no"]})").pointer(),
            "/shops/0");
  const auto edit = [this](const std::string& body) {
    return ask("PATCH", "/users/li", body, {{"if-match", get("/users/li").headers.at("ETag")}});
  };
  EXPECT_EQ(edit(R"({"role":"owner"})").pointer(), "/shops");
  EXPECT_EQ(edit(R"({"name":"Li"})").status, 200);
  const Answer freed = edit(R"({"shops":null,"role":"owner"})");
  EXPECT_EQ(freed.status, 200) << freed.text;
  EXPECT_TRUE(freed.body.at("shops").is_null());
}

TEST_F(UsersRoutes, a_user_is_made_with_a_password_that_is_shown_once) {
  const Answer made = post("/users", R"({"login":"li-na","name":"李娜","role":"support"})");
  ASSERT_EQ(made.status, 201) << made.text;
  EXPECT_GE(made.at("one_time_password").size(), 12u);
  EXPECT_EQ(made.headers.at("Cache-Control"), "no-store");
  const json::object user = items("/users").at(0).as_object();
  EXPECT_EQ(user.at("login"), "li-na");
  EXPECT_EQ(user.at("name"), "李娜");
  EXPECT_EQ(user.at("role"), "support");
  EXPECT_EQ(user.at("one_time"), true);
  EXPECT_FALSE(user.contains("password_hash"));
  EXPECT_EQ(get("/users").text.find(made.at("one_time_password")), std::string::npos);
}

TEST_F(UsersRoutes, what_is_wrong_with_a_user_is_said) {
  for (const char* body :
       {R"({"login":"Li Na","role":"support"})", R"({"login":"li","role":"metrics"})",
        R"({"login":"li","role":"king"})", R"({"login":"li"})",
        R"({"login":"li","role":"support","password":"x"})"}) {
    EXPECT_EQ(post("/users", body).status, 422) << body;
  }
  EXPECT_EQ(post("/users", R"({"login":"li","role":"support"})").status, 201);
  const Answer again = post("/users", R"({"login":"li","role":"support"})");
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(again.at("code"), "user_exists");
  EXPECT_EQ(ask("PATCH", "/users/nobody", "{}").at("code"), "user_not_found");
}

TEST_F(UsersRoutes, a_user_changes_role_is_shut_out_and_gets_a_new_password) {
  post("/users", R"({"login":"boss","role":"owner"})");
  const std::string first =
      post("/users", R"({"login":"li","role":"support"})").at("one_time_password");
  EXPECT_EQ(edit_user("li", R"({"role":"finance","disabled":true})").status, 200);
  const flows::User li = hub_->settings()->users.at("li");
  EXPECT_EQ(li.role, "finance");
  EXPECT_TRUE(li.disabled);
  const Answer reset = post("/users/li/password-reset", "");
  EXPECT_EQ(reset.status, 200) << reset.text;
  EXPECT_NE(reset.at("one_time_password"), first);
  EXPECT_TRUE(password_verify(hub_->settings()->users.at("li").password_hash,
                              reset.at("one_time_password")));
}

TEST_F(UsersRoutes, the_last_owner_can_neither_leave_nor_be_demoted) {
  post("/users", R"({"login":"boss","role":"owner"})");
  for (const char* body : {R"({"disabled":true})", R"({"role":"support"})"}) {
    const Answer a = edit_user("boss", body);
    EXPECT_EQ(a.status, 409) << body;
    EXPECT_EQ(a.at("code"), "last_owner");
  }
  post("/users", R"({"login":"second","role":"owner"})");
  EXPECT_EQ(edit_user("boss", R"({"disabled":true})").status, 200);
  EXPECT_EQ(edit_user("second", R"({"disabled":true})").status, 409);
}

TEST_F(UsersRoutes, a_user_who_changed_since_they_were_read_is_not_overwritten) {
  post("/users", R"({"login":"boss","role":"owner"})");
  post("/users", R"({"login":"li","role":"support"})");
  const Answer read = get("/users/li");
  EXPECT_EQ("\"" + read.at("version") + "\"", read.headers.at("ETag"));
  const HeaderList tag{{"if-match", read.headers.at("ETag")}};
  EXPECT_EQ(ask("PATCH", "/users/li", R"({"role":"finance"})").status, 428);
  const Answer edited = ask("PATCH", "/users/li", R"({"role":"finance"})", tag);
  EXPECT_EQ(edited.status, 200) << edited.text;
  EXPECT_EQ(edited.text, get("/users/li").text);
  EXPECT_EQ(edited.headers.at("ETag"), get("/users/li").headers.at("ETag"));
  const Answer stale = ask("PATCH", "/users/li", R"({"role":"warehouse"})", tag);
  EXPECT_EQ(stale.status, 412);
  EXPECT_EQ(stale.at("code"), "version_stale");
  EXPECT_EQ(hub_->settings()->users.at("li").role, "finance");
}

TEST_F(UsersRoutes, the_audit_tells_which_role_was_given) {
  post("/users", R"({"login":"boss","role":"owner"})");
  post("/users", R"({"login":"li","role":"support"})");
  edit_user("li", R"({"role":"owner"})");
  const json::object line = items("/audit").at(0).as_object();
  EXPECT_EQ(line.at("kind"), "config.user_edit");
  EXPECT_EQ(line.at("details").at("name"), "li");
  EXPECT_EQ(line.at("details").at("role"), "owner");
  EXPECT_EQ(line.at("details").at("disabled"), false);
}

TEST_F(UsersRoutes, a_password_change_that_stands_on_an_old_password_is_refused) {
  post("/users", R"({"login":"li","role":"support"})");
  const std::string before = hub_->settings()->users.at("li").password_hash;
  post("/users/li/password-reset", "");
  const auto late = hub_->command_now(
      {.route = "config.user_password",
       .body = json::serialize(json::object{
           {"login", "li"}, {"password_hash", "mine"}, {"stands_on", hex(sha256(before))}})});
  ASSERT_TRUE(late.has_value());
  EXPECT_EQ(late->answer.status, 409);
  EXPECT_NE(hub_->settings()->users.at("li").password_hash, "mine");
}

}  // namespace
}  // namespace ordo::api::testing
