// Who may do what: every role and every scope at every route, cell by cell; users, the audit, and looking
// at people. Which objects somebody may meet is tried in scope_test.cc.
#include <map>
#include <set>

#include "api/kit.h"
#include "api/routes_fixture.h"
#include "api/sign_in.h"
#include "flows/roles.h"

namespace ordo::api::testing {
namespace {

using Roles = std::set<std::string_view>;

const Roles kEveryone = {"owner",   "operations", "warehouse", "finance",
                         "support", "read_only",  "metrics"};
const Roles kPeople = {"owner", "operations", "warehouse", "finance", "support", "read_only"};
const Roles kOwner = {"owner"};
const Roles kAct = {"owner", "operations"};
const Roles kEditOrders = {"owner", "operations", "support"};
const Roles kSeeMessages = {"owner", "operations", "support", "read_only"};

// As a person would write it down; the code's own table stands in caller.cc.
const std::map<std::string, Roles> kExpected = {
    {"GET /api/v1/orders", kPeople},
    {"POST /api/v1/orders", kEditOrders},
    {"POST /api/v1/orders/search", kPeople},
    {"GET /api/v1/orders/{id}", kPeople},
    {"PATCH /api/v1/orders/{id}", kEditOrders},
    {"POST /api/v1/orders/{id}/transitions", kEditOrders},
    {"POST /api/v1/orders/{id}/status-reset", kEditOrders},
    {"POST /api/v1/orders/{id}/unfreeze", kEditOrders},
    {"POST /api/v1/orders/{id}/pushes", kEditOrders},
    {"POST /api/v1/orders/{id}/forget-person", kOwner},
    {"POST /api/v1/orders/{id}/reveal", {"owner", "operations", "warehouse", "support"}},
    {"GET /api/v1/orders/{id}/attachments", kPeople},
    {"POST /api/v1/orders/{id}/attachments", kEditOrders},
    {"GET /api/v1/orders/{id}/attachments/{attachment_id}", kPeople},
    {"DELETE /api/v1/orders/{id}/attachments/{attachment_id}", kEditOrders},
    {"POST /api/v1/orders/{id}/attachments/{attachment_id}/reveal",
     {"owner", "operations", "warehouse", "support"}},
    {"GET /api/v1/orders/{id}/trace", kPeople},
    {"GET /api/v1/orders/{id}/as-of", kPeople},
    {"GET /api/v1/orders/{id}/snapshots/{snapshot_id}", kPeople},
    {"GET /api/v1/messages", kSeeMessages},
    {"GET /api/v1/messages/{id}", kSeeMessages},
    {"POST /api/v1/messages/{id}/replay", kAct},
    {"POST /api/v1/messages/{id}/amend", kAct},
    {"GET /api/v1/review", kSeeMessages},
    {"GET /api/v1/review/counts", kSeeMessages},
    {"POST /api/v1/review/{id}/resolve", kAct},
    {"GET /api/v1/outbox", kSeeMessages},
    {"GET /api/v1/outbox/{id}", kSeeMessages},
    {"POST /api/v1/outbox/{id}/retry", kAct},
    {"POST /api/v1/outbox/{id}/discard", kAct},
    {"GET /api/v1/calls", kSeeMessages},
    {"GET /api/v1/calls/{id}", kSeeMessages},
    {"GET /api/v1/shops", kPeople},
    {"POST /api/v1/shops", kOwner},
    {"GET /api/v1/shops/{code}", kPeople},
    {"PATCH /api/v1/shops/{code}", kOwner},
    {"GET /api/v1/shops/{code}/refused", kSeeMessages},
    {"GET /api/v1/channels", kPeople},
    {"GET /api/v1/channels/{channel}/contract", kPeople},
    {"GET /api/v1/shops/{code}/windows", kPeople},
    {"POST /api/v1/shops/{code}/probe", kAct},
    {"POST /api/v1/shops/{code}/self-test", kAct},
    {"POST /api/v1/channels/{channel}/self-test", kOwner},
    {"GET /api/v1/settings/address", kPeople},
    {"PUT /api/v1/settings/address", kOwner},
    {"GET /api/v1/keys", kOwner},
    {"POST /api/v1/keys", kOwner},
    {"DELETE /api/v1/keys/{id}", kOwner},
    {"GET /api/v1/users", kOwner},
    {"GET /api/v1/users/{login}", kOwner},
    {"POST /api/v1/users", kOwner},
    {"PATCH /api/v1/users/{login}", kOwner},
    {"POST /api/v1/users/{login}/password-reset", kOwner},
    {"GET /api/v1/audit", kOwner},
    {"GET /api/v1/mode", kPeople},
    {"PUT /api/v1/mode", kOwner},
    {"GET /api/v1/lifecycles", kPeople},
    {"PUT /api/v1/lifecycles", kOwner},
    {"GET /api/v1/retention", kPeople},
    {"PUT /api/v1/retention", kOwner},
    {"GET /api/v1/delivery", kPeople},
    {"PUT /api/v1/delivery", kOwner},
    {"GET /api/v1/settings/{kind}/versions", kPeople},
    {"GET /api/v1/settings/{kind}/versions/{version}", kPeople},
    {"POST /api/v1/settings/{kind}/rollback", kOwner},
    {"GET /api/v1/status-maps/{channel}", kPeople},
    {"PUT /api/v1/status-maps/{channel}", kOwner},
    {"GET /api/v1/status-maps/{channel}/versions", kOwner},
    {"POST /api/v1/status-maps/{channel}/rollback", kOwner},
    {"POST /api/v1/status-maps/{channel}/try", kOwner},
    {"GET /api/v1/settings/status-groups", kPeople},
    {"PUT /api/v1/settings/status-groups", kOwner},
    {"GET /api/v1/stats/groups", kPeople},
    {"GET /api/v1/settings/limits", kPeople},
    {"PUT /api/v1/settings/limits", kOwner},
    {"POST /api/v1/session", kEveryone},
    {"GET /api/v1/session", kPeople},
    {"DELETE /api/v1/session", kPeople},
    {"GET /api/v1/overload", kPeople},
    {"PUT /api/v1/overload", kOwner},
    {"GET /api/v1/patrol", kPeople},
    {"PUT /api/v1/patrol", kOwner},
    {"GET /api/v1/alerts", kPeople},
    {"GET /api/v1/alert-kinds", kPeople},
    {"POST /api/v1/alerts/{id}/acknowledge", kAct},
    {"POST /api/v1/alerts/{id}/resolve", kAct},
    {"GET /api/v1/notify-targets", kOwner},
    {"POST /api/v1/notify-targets", kOwner},
    {"GET /api/v1/notify-targets/{code}", kOwner},
    {"PATCH /api/v1/notify-targets/{code}", kOwner},
    {"DELETE /api/v1/notify-targets/{code}", kOwner},
    {"POST /api/v1/notify-targets/{code}/test", kOwner},
    {"GET /api/v1/alert-rules", kOwner},
    {"POST /api/v1/alert-rules", kOwner},
    {"GET /api/v1/alert-rules/{code}", kOwner},
    {"PATCH /api/v1/alert-rules/{code}", kOwner},
    {"DELETE /api/v1/alert-rules/{code}", kOwner},
    {"GET /api/v1/silences", kPeople},
    {"POST /api/v1/silences", kAct},
    {"GET /api/v1/silences/{id}", kPeople},
    {"PATCH /api/v1/silences/{id}", kAct},
    {"DELETE /api/v1/silences/{id}", kAct},
    {"GET /api/v1/stats", kPeople},
    {"GET /api/v1/openapi.json", kEveryone},
    {"POST /hooks/{channel}/{shop}", kEveryone},
    {"GET /healthz", kEveryone},
    {"GET /readyz", kEveryone},
};
// The one scope that opens a route. Not here: what is open to everyone, and what asks for an owner.
const std::map<std::string, std::string_view> kScopeOf = {
    {"GET /api/v1/orders", "orders:read"},
    {"POST /api/v1/orders", "orders:write"},
    {"POST /api/v1/orders/search", "orders:read"},
    {"GET /api/v1/orders/{id}", "orders:read"},
    {"PATCH /api/v1/orders/{id}", "orders:write"},
    {"POST /api/v1/orders/{id}/transitions", "orders:write"},
    {"POST /api/v1/orders/{id}/status-reset", "orders:write"},
    {"POST /api/v1/orders/{id}/unfreeze", "orders:write"},
    {"POST /api/v1/orders/{id}/reveal", "reveal:write"},
    {"GET /api/v1/orders/{id}/attachments", "orders:read"},
    {"POST /api/v1/orders/{id}/attachments", "orders:write"},
    {"GET /api/v1/orders/{id}/attachments/{attachment_id}", "orders:read"},
    {"DELETE /api/v1/orders/{id}/attachments/{attachment_id}", "orders:write"},
    {"POST /api/v1/orders/{id}/attachments/{attachment_id}/reveal", "reveal:write"},
    {"GET /api/v1/orders/{id}/trace", "orders:read"},
    {"GET /api/v1/orders/{id}/as-of", "orders:read"},
    {"GET /api/v1/orders/{id}/snapshots/{snapshot_id}", "orders:read"},
    {"GET /api/v1/messages", "messages:read"},
    {"GET /api/v1/messages/{id}", "messages:read"},
    {"GET /api/v1/calls", "messages:read"},
    {"GET /api/v1/calls/{id}", "messages:read"},
    {"POST /api/v1/messages/{id}/replay", "messages:write"},
    {"POST /api/v1/messages/{id}/amend", "messages:write"},
    {"GET /api/v1/review", "review:read"},
    {"GET /api/v1/review/counts", "review:read"},
    {"POST /api/v1/review/{id}/resolve", "review:write"},
    {"GET /api/v1/outbox", "review:read"},
    {"GET /api/v1/outbox/{id}", "review:read"},
    {"POST /api/v1/outbox/{id}/retry", "review:write"},
    {"POST /api/v1/outbox/{id}/discard", "review:write"},
    {"GET /api/v1/shops", "shops:read"},
    {"POST /api/v1/shops", "shops:write"},
    {"GET /api/v1/shops/{code}", "shops:read"},
    {"PATCH /api/v1/shops/{code}", "shops:write"},
    {"GET /api/v1/keys", "access:read"},
    {"POST /api/v1/keys", "access:write"},
    {"DELETE /api/v1/keys/{id}", "access:write"},
    {"GET /api/v1/users", "access:read"},
    {"POST /api/v1/users", "access:write"},
    {"PATCH /api/v1/users/{login}", "access:write"},
    {"POST /api/v1/users/{login}/password-reset", "access:write"},
    {"GET /api/v1/audit", "access:read"},
    {"GET /api/v1/mode", "orders:read"},
    {"PUT /api/v1/mode", "settings:write"},
    {"GET /api/v1/lifecycles", "orders:read"},
    {"PUT /api/v1/lifecycles", "settings:write"},
    {"GET /api/v1/retention", "orders:read"},
    {"PUT /api/v1/retention", "settings:write"},
    {"GET /api/v1/delivery", "orders:read"},
    {"PUT /api/v1/delivery", "settings:write"},
    {"GET /api/v1/settings/limits", "orders:read"},
    {"PUT /api/v1/settings/limits", "settings:write"},
    {"GET /api/v1/notify-targets", "settings:read"},
    {"POST /api/v1/notify-targets", "settings:write"},
    {"GET /api/v1/notify-targets/{code}", "settings:read"},
    {"PATCH /api/v1/notify-targets/{code}", "settings:write"},
    {"DELETE /api/v1/notify-targets/{code}", "settings:write"},
    {"POST /api/v1/notify-targets/{code}/test", "settings:write"},
    {"GET /api/v1/alert-rules", "settings:read"},
    {"POST /api/v1/alert-rules", "settings:write"},
    {"GET /api/v1/alert-rules/{code}", "settings:read"},
    {"PATCH /api/v1/alert-rules/{code}", "settings:write"},
    {"DELETE /api/v1/alert-rules/{code}", "settings:write"},
    {"GET /api/v1/silences", "alerts:read"},
    {"POST /api/v1/silences", "alerts:write"},
    {"GET /api/v1/silences/{id}", "alerts:read"},
    {"PATCH /api/v1/silences/{id}", "alerts:write"},
    {"DELETE /api/v1/silences/{id}", "alerts:write"},
    {"GET /api/v1/alerts", "alerts:read"},
    {"GET /api/v1/alert-kinds", "alerts:read"},
    {"POST /api/v1/alerts/{id}/acknowledge", "alerts:write"},
    {"POST /api/v1/alerts/{id}/resolve", "alerts:write"},
    {"GET /api/v1/stats", "orders:read"},
    {"POST /api/v1/orders/{id}/pushes", "orders:write"},
    {"GET /api/v1/shops/{code}/refused", "messages:read"},
    {"GET /api/v1/overload", "orders:read"},
    {"GET /api/v1/patrol", "orders:read"},
    {"GET /api/v1/settings/status-groups", "orders:read"},
    {"GET /api/v1/settings/{kind}/versions", "orders:read"},
    {"GET /api/v1/settings/{kind}/versions/{version}", "orders:read"},
    {"GET /api/v1/stats/groups", "orders:read"},
    {"GET /api/v1/status-maps/{channel}", "orders:read"},
    {"POST /api/v1/shops/{code}/probe", "review:write"},
    {"POST /api/v1/shops/{code}/self-test", "review:write"},
    {"POST /api/v1/channels/{channel}/self-test", "shops:write"},
    {"GET /api/v1/settings/address", "orders:read"},
    {"PUT /api/v1/settings/address", "settings:write"},
    {"GET /api/v1/status-maps/{channel}/versions", "settings:read"},
    {"POST /api/v1/status-maps/{channel}/try", "settings:read"},
    {"POST /api/v1/settings/{kind}/rollback", "settings:write"},
    {"POST /api/v1/status-maps/{channel}/rollback", "settings:write"},
    {"PUT /api/v1/overload", "settings:write"},
    {"PUT /api/v1/patrol", "settings:write"},
    {"PUT /api/v1/settings/status-groups", "settings:write"},
    {"PUT /api/v1/status-maps/{channel}", "settings:write"},
    {"GET /api/v1/channels", "shops:read"},
    {"GET /api/v1/channels/{channel}/contract", "shops:read"},
    {"GET /api/v1/shops/{code}/windows", "shops:read"},
    {"GET /api/v1/users/{login}", "access:read"},
};
const std::set<std::string> kForEveryKey = {"POST /api/v1/session",
                                            "GET /api/v1/session",
                                            "DELETE /api/v1/session",
                                            "GET /api/v1/openapi.json",
                                            "POST /hooks/{channel}/{shop}",
                                            "GET /healthz",
                                            "GET /readyz"};

// They ask for themselves who comes, and have tests of their own.
const std::set<std::string> kDoorsOfTheirOwn = {"GET /metrics", "GET /api/v1/stream"};

class AccessTest : public RoutesTest {
 protected:
  AccessTest() { sign_in_.add_routes(*router_); }
  static Caller key_with(std::vector<std::string> scopes, std::string role = "") {
    Caller caller;
    caller.id = "key:7";
    caller.role = std::move(role);
    caller.scopes = std::move(scopes);
    return caller;
  }
  // Nothing in a path exists: whoever is let in hears of that instead.
  static std::string fill(std::string path) {
    for (size_t open = path.find('{'); open != path.npos; open = path.find('{')) {
      path.replace(open, path.find('}') - open + 1, "999999999");
    }
    return path;
  }
  bool let_in(const std::string& method, const std::string& path) {
    auto asked = send(method, fill(path), "{}", {{"content-type", "application/json"}});
    settle();
    hub_->drain();
    const Answer a = answer_of(*asked);
    return a.status != 401 && !(a.status == 403 && a.at("code") == "forbidden");
  }
  Answer edit_user(const std::string& login, const std::string& body) {
    return ask("PATCH", "/users/" + login, body,
               {{"if-match", get("/users/" + login).headers.at("ETag")}});
  }
  json::array items(const std::string& path) { return get(path).body.at("items").as_array(); }

  SignIn sign_in_{[this] { return hub_->settings(); }, sessions_, clock_,
                  [this](flows::Hub::Command c) { return hub_->command(std::move(c)); }};
};

TEST_F(AccessTest, every_role_at_every_route) {
  std::set<std::string> served;
  for (const auto& [method, path] : router_->routes()) {
    const std::string route = method + " " + path;
    if (kDoorsOfTheirOwn.contains(route)) continue;
    served.insert(route);
    ASSERT_TRUE(kExpected.contains(route)) << route << ": who may do this?";
    for (const std::string_view role : flows::kRoles) {
      role_ = role;
      EXPECT_EQ(let_in(method, path), kExpected.at(route).contains(role)) << role << " " << route;
    }
  }
  for (const auto& [route, roles] : kExpected) EXPECT_TRUE(served.contains(route)) << route;
}

TEST_F(AccessTest, every_scope_at_every_route) {
  for (const auto& [method, path] : router_->routes()) {
    const std::string route = method + " " + path;
    if (kDoorsOfTheirOwn.contains(route)) continue;
    const auto opens = kScopeOf.find(route);
    for (const std::string_view scope : flows::kScopes) {
      caller_ = key_with({std::string(scope)});
      const bool expected =
          kForEveryKey.contains(route) || (opens != kScopeOf.end() && opens->second == scope);
      EXPECT_EQ(let_in(method, path), expected) << scope << " " << route;
    }
  }
}

TEST_F(AccessTest, a_key_may_what_its_role_and_its_scopes_both_allow) {
  caller_ = key_with({"orders:read", "review:write"}, "support");
  EXPECT_EQ(get("/orders").status, 200);
  EXPECT_EQ(get("/messages").status, 403) << "the role would";
  EXPECT_EQ(post("/review/7/resolve", "{}").status, 403) << "the scope would";
  EXPECT_EQ(rights_of(*caller_), std::vector<std::string_view>{"orders:read"});
}

TEST_F(AccessTest, a_key_is_made_with_limits_shown_and_obeyed) {
  add_shop("mini");
  add_shop("other");
  const Answer made =
      post("/keys", R"({"name":"fitter","scopes":["orders:read"],"view":"installer",)"
                    R"("shops":["mini"],"expires_at":"2026-01-22T16:00:00Z","per_minute":3})");
  ASSERT_EQ(made.status, 201) << made.text;
  EXPECT_EQ(json::serialize(made.body.at("view")), R"(["address","goods"])");
  EXPECT_TRUE(made.body.at("role").is_null());
  const json::object listed = items("/keys").at(0).as_object();
  EXPECT_EQ(listed.at("shops"), (json::array{"mini"}));
  EXPECT_EQ(listed.at("per_minute"), 3);
  EXPECT_EQ(listed.at("expires_at"), "2026-01-22T16:00:00.000Z");
  EXPECT_FALSE(listed.contains("key"));
  const HeaderList bearer = {{"authorization", "Bearer " + made.at("key")}};
  EXPECT_EQ(ask("GET", "/orders?shop=mini", "", bearer).status, 200);
  EXPECT_EQ(ask("GET", "/orders?shop=other", "", bearer).status, 422);
  EXPECT_EQ(ask("GET", "/messages", "", bearer).status, 403);
  EXPECT_EQ(ask("GET", "/orders", "", bearer).status, 200);
  const Answer limited = ask("GET", "/orders", "", bearer);
  EXPECT_EQ(limited.status, 429);
  EXPECT_EQ(limited.at("code"), "rate_limited");
  EXPECT_EQ(limited.headers.at("Retry-After"), "20");
  clock_.advance_ms(kHourMs);
  const Answer late = ask("GET", "/orders", "", bearer);
  EXPECT_EQ(late.status, 401);
  EXPECT_EQ(late.at("code"), "key_expired");
}

TEST_F(AccessTest, what_is_wrong_with_a_key_is_said) {
  EXPECT_EQ(post("/keys", "{}").pointer(), "/role");
  EXPECT_EQ(post("/keys", R"({"role":"owner","shops":["nowhere"]})").pointer(), "/shops/0");
  EXPECT_EQ(post("/keys", R"({"scopes":["orders:eat"]})").pointer(), "/scopes/0");
  EXPECT_EQ(post("/keys", R"({"role":"support","view":["soul"]})").pointer(), "/view/0");
  EXPECT_EQ(post("/keys", R"({"role":"support","expires_at":"2020-01-01T00:00:00Z"})").pointer(),
            "/expires_at");
  EXPECT_EQ(post("/keys", R"({"role":"support","per_minute":"many"})").pointer(), "/per_minute");
  EXPECT_EQ(post("/keys", R"({"role":"support","per_hour":1})").pointer(), "/per_hour");
}

TEST_F(AccessTest, a_key_made_again_under_its_idempotency_key_must_ask_for_the_same) {
  const HeaderList idempotency = {{"idempotency-key", "k-1"}};
  const Answer one = post("/keys", R"({"role":"support","per_minute":5})", idempotency);
  EXPECT_EQ(post("/keys", R"({"role":"support","per_minute":5})", idempotency).at("key"),
            one.at("key"));
  EXPECT_EQ(post("/keys", R"({"role":"support","per_minute":6})", idempotency).status, 422);
}

TEST_F(AccessTest, a_user_is_given_shops_and_loses_them_again) {
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

TEST_F(AccessTest, the_session_tells_what_its_caller_may_do_and_see) {
  add_shop("mini");
  add_shop("other");
  caller_ = key_with({"orders:read", "alerts:read"}, "support");
  caller_->shops = core::ShopScope({hub_->settings()->shop("mini")->id});
  caller_->view = flows::view_of_role("support");
  const Answer a = get("/session");
  EXPECT_EQ(a.text, R"({"role":"support","scopes":["orders:read","alerts:read"],"view":["goods",)"
                    R"("amounts","payments","refunds","mirrors","attachments"],"shops":["mini"]})");
  caller_.reset();
  EXPECT_TRUE(get("/session").body.at("shops").is_null());
}

TEST_F(AccessTest, limits_are_edited_by_whoever_has_read_them) {
  const Answer first = get("/settings/limits");
  EXPECT_EQ(first.text,
            R"({"per_minute":600,"lookups_per_minute":60,"unknown_keys_per_minute":30})");
  const std::string wanted =
      R"({"per_minute":900,"lookups_per_minute":10,"unknown_keys_per_minute":5})";
  EXPECT_EQ(ask("PUT", "/settings/limits", wanted).status, 428);
  EXPECT_EQ(ask("PUT", "/settings/limits", wanted, {{"if-match", "\"7\""}}).status, 412);
  EXPECT_EQ(ask("PUT", "/settings/limits", wanted, {{"if-match", first.headers.at("ETag")}}).status,
            200);
  EXPECT_EQ(get("/settings/limits").text, wanted);
}

TEST_F(AccessTest, a_user_is_made_with_a_password_that_is_shown_once) {
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

TEST_F(AccessTest, what_is_wrong_with_a_user_is_said) {
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

TEST_F(AccessTest, a_user_changes_role_is_shut_out_and_gets_a_new_password) {
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

TEST_F(AccessTest, the_last_owner_can_neither_leave_nor_be_demoted) {
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

TEST_F(AccessTest, a_user_who_changed_since_they_were_read_is_not_overwritten) {
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

TEST_F(AccessTest, the_audit_tells_which_role_was_given) {
  post("/users", R"({"login":"boss","role":"owner"})");
  post("/users", R"({"login":"li","role":"support"})");
  edit_user("li", R"({"role":"owner"})");
  const json::object line = items("/audit").at(0).as_object();
  EXPECT_EQ(line.at("kind"), "config.user_edit");
  EXPECT_EQ(line.at("details").at("name"), "li");
  EXPECT_EQ(line.at("details").at("role"), "owner");
  EXPECT_EQ(line.at("details").at("disabled"), false);
}

TEST_F(AccessTest, a_password_change_that_stands_on_an_old_password_is_refused) {
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

TEST_F(AccessTest, people_are_shown_for_a_purpose_and_the_audit_says_so) {
  add_shop();
  const std::string id = add_order("A-1");
  role_ = "support";
  EXPECT_EQ(get("/orders/" + id).text.find("13812345678"), std::string::npos);
  EXPECT_EQ(post("/orders/" + id + "/reveal", R"({"purpose":"x"})").status, 422);
  EXPECT_EQ(post("/orders/" + id + "/reveal", "{}").status, 422);
  const Answer shown = post("/orders/" + id + "/reveal", R"({"purpose":"the buyer called back"})");
  EXPECT_EQ(shown.status, 200) << shown.text;
  EXPECT_NE(shown.text.find("13812345678"), std::string::npos);
  EXPECT_EQ(shown.headers.at("Cache-Control"), "no-store");
  EXPECT_EQ(post("/orders/999999999/reveal", R"({"purpose":"curiosity"})").status, 404);
  role_ = "owner";
  const json::object line = items("/audit").at(0).as_object();
  EXPECT_EQ(line.at("kind"), "person.revealed");
  EXPECT_EQ(line.at("actor"), "key:support");
  EXPECT_EQ(line.at("order_id"), json::value(id));
  EXPECT_EQ(line.at("details").at("purpose"), "the buyer called back");
}

TEST_F(AccessTest, a_purpose_is_counted_in_characters) {
  add_shop();
  const std::string path = "/orders/" + add_order("A-1") + "/reveal";
  EXPECT_EQ(post(path, R"({"purpose":"售后"})").status, 422);
  EXPECT_EQ(post(path, R"({"purpose":"核对地址"})").status, 200);
}

TEST_F(AccessTest, people_can_be_shown_while_other_writes_are_only_queued) {
  add_shop();
  const std::string id = add_order("A-1");
  ASSERT_EQ(ask("PUT", "/mode", R"({"mode":"queue_only"})").status, 200);
  role_ = "warehouse";
  const Answer shown = post("/orders/" + id + "/reveal", R"({"purpose":"the label is torn"})");
  EXPECT_EQ(shown.status, 200) << shown.text;
  EXPECT_NE(shown.text.find("13812345678"), std::string::npos);
}

TEST_F(AccessTest, one_line_of_the_audit_shows_people_once) {
  add_shop();
  const std::string path = "/orders/" + add_order("A-1") + "/reveal";
  const HeaderList key = {{"idempotency-key", "again"}};
  EXPECT_NE(post(path, R"({"purpose":"an address"})", key).text.find("13812345678"),
            std::string::npos);
  const Answer again = post(path, R"({"purpose":"an address"})", key);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.headers.at("Idempotency-Replayed"), "true");
  EXPECT_EQ(again.text.find("13812345678"), std::string::npos);
}

TEST_F(AccessTest, a_channels_words_stay_hidden_also_where_they_were_refused) {
  add_shop();
  receive("m-1", "order.upserted", order_data("A-1", "delivered"));
  receive("m-2", "order.cancelled",
          R"("channel_order_no":"A-1","reason":"call Mrs Li 13812345678")");
  const std::string id = items("/orders").at(0).at("id").as_string().c_str();
  EXPECT_NE(get("/orders/" + id + "/trace").text.find("Mrs Li"), std::string::npos);
  EXPECT_GT(items("/alerts").size(), 0u) << "the cancellation was to be refused";
  EXPECT_EQ(get("/alerts").text.find("Mrs Li"), std::string::npos);
  role_ = "support";
  EXPECT_EQ(get("/orders/" + id + "/trace").text.find("Mrs Li"), std::string::npos);
}

TEST_F(AccessTest, the_audit_is_walked_backwards_page_by_page) {
  add_shop("one");
  add_shop("two");
  add_shop("three");
  std::vector<std::string> names;
  std::string path = "/audit?limit=2";
  while (!path.empty()) {
    const Answer page = get(path);
    ASSERT_EQ(page.status, 200) << page.text;
    for (const json::value& line : page.body.at("items").as_array()) {
      EXPECT_EQ(line.at("kind"), "config.shop");
      names.emplace_back(line.at("details").at("name").as_string());
    }
    const json::value& next = page.body.at("next_cursor");
    path = next.is_string() ? "/audit?limit=2&cursor=" + std::string(next.as_string()) : "";
  }
  EXPECT_EQ(names, (std::vector<std::string>{"three", "two", "one"}));
}

}  // namespace
}  // namespace ordo::api::testing
