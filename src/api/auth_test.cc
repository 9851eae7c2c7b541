#include "api/door.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <future>

#include "api/sign_in.h"

namespace ordo::api {
namespace {

constexpr Instant kStart{1'769'000'000'000};

struct Fixture {
  ManualClock clock{kStart};
  Sessions sessions{clock};
  std::shared_ptr<flows::Settings> settings = std::make_shared<flows::Settings>();
  Door door{[this] { return settings; }, sessions, clock};
  const Authenticator& authenticator = door.authenticator();

  Fixture() {
    crypto_init();
    add_key(1, "owner-key", "owner");
    add_key(2, "operations-key", "operations");
    add_key(3, "reader-key", "read_only");
    add_key(4, "metrics-key", "metrics");
  }
  void add_key(int64_t id, std::string_view text, std::string role) {
    std::string hash = hex(sha256(text));
    flows::Access access;
    access.role = std::move(role);
    settings->keys_by_hash[hash] = {id, "k", hash, access, 0};
  }
  void add_user(const std::string& password, bool one_time) {
    settings->users["admin"] = {9, "admin", "", "owner", password_hash(password), one_time};
  }
};

class AuthTest : public ::testing::Test, protected Fixture {
 protected:
  Result<Caller> ask(const Headers& headers, std::string_view method = "GET",
                     Permission permission = {Area::kOrders, false}) {
    HttpRequest request;
    request.method = method;
    request.headers = headers;
    return authenticator.authorise(request, permission);
  }
  std::string code(const Result<Caller>& result) { return result ? "ok" : result.error().code; }
};

TEST_F(AuthTest, a_key_names_its_caller) {
  auto caller = ask({{"Authorization", "Bearer operations-key"}});
  ASSERT_TRUE(caller);
  EXPECT_EQ(caller->id, "key:2");
  EXPECT_TRUE(caller->view.people);
  EXPECT_TRUE(caller->shops.everything());
  EXPECT_EQ(code(ask({{"Authorization", "bearer owner-key"}})), "ok");
}

TEST_F(AuthTest, strangers_are_refused) {
  EXPECT_EQ(code(ask({})), "unauthenticated");
  EXPECT_EQ(code(ask({{"Authorization", "Bearer nonsense"}})), "unknown_key");
  EXPECT_EQ(code(ask({{"Authorization", "Bearer "}})), "unknown_key");
  EXPECT_EQ(code(ask({{"Authorization", "Basic b3duZXI6a2V5"}})), "unauthenticated");
}

TEST_F(AuthTest, the_control_socket_is_the_owner) {
  HttpRequest request;
  request.local = true;
  EXPECT_EQ(authenticator.authenticate(request)->role, "owner");
}

TEST_F(AuthTest, readers_see_masked_data_and_change_nothing) {
  Headers reader = {{"Authorization", "Bearer reader-key"}};
  EXPECT_FALSE(ask(reader)->view.people);
  EXPECT_EQ(code(ask(reader, "POST", {Area::kOrders, true})), "forbidden");
  EXPECT_EQ(code(ask(reader, "GET", {Area::kAccess, false})), "forbidden");
}

TEST_F(AuthTest, a_key_may_be_of_some_shops_for_some_purposes_and_for_some_time) {
  settings->shops["a"].id = ShopId(7);
  flows::ApiKey& key = settings->keys_by_hash.at(hex(sha256("operations-key")));
  key.access.shops = {"a", "gone"};
  key.access.scopes = {"orders:read"};
  key.access.view = flows::View{.goods = true};
  key.access.expires_at = kStart.plus_ms(1);
  const Headers headers = {{"Authorization", "Bearer operations-key"}};
  const auto caller = ask(headers);
  ASSERT_TRUE(caller);
  EXPECT_EQ(caller->shops, core::ShopScope({ShopId(7)}));
  EXPECT_EQ(caller->view, flows::View{.goods = true});
  EXPECT_EQ(code(ask(headers, "POST", {Area::kOrders, true})), "forbidden");
  EXPECT_EQ(code(ask(headers, "GET", {Area::kReview, false})), "forbidden");
  clock.advance_ms(1);
  EXPECT_EQ(code(ask(headers)), "key_expired");
}

TEST_F(AuthTest, who_sees_some_shops_is_kept_from_the_whole_hubs_affairs_whatever_his_role) {
  settings->shops["a"].id = ShopId(7);
  settings->keys_by_hash.at(hex(sha256("owner-key"))).access.shops = {"a"};
  const Headers headers = {{"Authorization", "Bearer owner-key"}};
  EXPECT_EQ(code(ask(headers)), "ok");
  for (const Permission p : {Permission{Area::kSettings, true}, Permission{Area::kSettings, false},
                             Permission{Area::kAccess, false}, Permission{Area::kMetrics, false},
                             Permission{Area::kShops, true}}) {
    EXPECT_EQ(code(ask(headers, "POST", p)), "forbidden");
  }
}

TEST_F(AuthTest, a_changed_password_or_a_removed_user_ends_the_session) {
  add_user("a", false);
  auto opened = sessions.open("admin", settings->users["admin"].password_hash);
  std::string header = "other=1; ordo_session=" + opened.token;
  EXPECT_EQ(ask({{"Cookie", header}})->id, "user:9");
  add_user("b", false);
  EXPECT_EQ(code(ask({{"Cookie", header}})), "session_ended");
  settings->users.clear();
  EXPECT_EQ(code(ask({{"Cookie", header}})), "session_ended");
}

TEST_F(AuthTest, a_session_ends_after_twelve_hours) {
  add_user("a", false);
  auto opened = sessions.open("admin", settings->users["admin"].password_hash);
  std::string header = "ordo_session=" + opened.token;
  clock.advance_ms(kSessionMs - 1);
  EXPECT_EQ(code(ask({{"Cookie", header}})), "ok");
  clock.advance_ms(1);
  EXPECT_EQ(code(ask({{"Cookie", header}})), "session_ended");
}

TEST_F(AuthTest, a_write_with_a_cookie_needs_the_csrf_token) {
  add_user("a", false);
  auto opened = sessions.open("admin", settings->users["admin"].password_hash);
  std::string header = "ordo_session=" + opened.token;
  EXPECT_EQ(code(ask({{"Cookie", header}}, "POST")), "csrf_token_missing");
  EXPECT_EQ(code(ask({{"Cookie", header}, {"X-CSRF-Token", "x"}}, "POST")), "csrf_token_missing");
  EXPECT_EQ(code(ask({{"Cookie", header}, {"X-CSRF-Token", opened.session.csrf_token}}, "POST")),
            "ok");
}

TEST_F(AuthTest, who_was_shut_out_and_let_in_again_signs_in_anew) {
  add_user("a", false);
  auto stolen = sessions.open("admin", settings->users["admin"].password_hash);
  const std::string old = "ordo_session=" + stolen.token;
  EXPECT_EQ(code(ask({{"Cookie", old}})), "ok");
  settings->users["admin"].disabled = true;
  EXPECT_EQ(code(ask({{"Cookie", old}})), "session_ended");
  settings->users["admin"].disabled = false;
  settings->users["admin"].sessions_after_ms = clock.now().ms;
  EXPECT_EQ(code(ask({{"Cookie", old}})), "session_ended");
  clock.advance_ms(1);
  auto fresh = sessions.open("admin", settings->users["admin"].password_hash);
  const std::string cookie = "ordo_session=" + fresh.token;
  EXPECT_EQ(code(ask({{"Cookie", cookie}})), "ok");
}

TEST_F(AuthTest, sessions_are_bounded_and_the_oldest_gives_way) {
  auto first = sessions.open("admin", "h");
  for (size_t i = 0; i < kSessionsMax; ++i) {
    clock.advance_ms(1);
    (void)sessions.open("admin", "h");
  }
  EXPECT_FALSE(sessions.find(first.token));
}

TEST(RoleTest, each_role_may_do_what_the_contract_says) {
  auto may = [](std::string_view role, Area area, bool write) {
    return allowed(role, {area, write});
  };
  EXPECT_TRUE(may("owner", Area::kAccess, true));
  EXPECT_TRUE(may("operations", Area::kOrders, true));
  EXPECT_TRUE(may("operations", Area::kReview, true));
  EXPECT_TRUE(may("operations", Area::kShops, false));
  EXPECT_FALSE(may("operations", Area::kShops, true));
  EXPECT_FALSE(may("operations", Area::kSettings, true));
  EXPECT_FALSE(may("operations", Area::kAccess, false));
  EXPECT_TRUE(may("read_only", Area::kShops, false));
  EXPECT_FALSE(may("read_only", Area::kMessages, true));
  EXPECT_TRUE(may("metrics", Area::kMetrics, false));
  EXPECT_FALSE(may("metrics", Area::kOrders, false));
  EXPECT_FALSE(may("metrics", Area::kSelf, false));
  EXPECT_FALSE(may("nobody", Area::kOrders, false));
  EXPECT_TRUE(may("nobody", Area::kPublic, true));
}

class SignInTest : public ::testing::Test, protected Fixture {
 protected:
  SignInTest() { sign_in.add_routes(router); }
  ~SignInTest() override { workers.stop(); }

  HttpResponse ask(std::string_view method, std::string body, Headers headers = {}) {
    HttpRequest request;
    headers.emplace_back("Content-Type", "application/json; charset=utf-8");
    request.method = method;
    request.path = "/api/v1/session";
    request.headers = std::move(headers);
    request.body = body;
    auto answer = std::make_shared<std::promise<HttpResponse>>();
    auto future = answer->get_future();
    router.dispatch(request, [answer](HttpResponse r) { answer->set_value(std::move(r)); });
    return future.get();
  }
  HttpResponse sign_in_with(const std::string& password, const std::string& new_password = "") {
    boost::json::object body{{"login", "admin"}, {"password", password}};
    if (!new_password.empty()) body["new_password"] = new_password;
    return ask("POST", boost::json::serialize(body));
  }
  static std::string code(const HttpResponse& r) {
    auto body = boost::json::parse(r.body).as_object();
    return body.contains("code") ? std::string(body["code"].as_string()) : "";
  }
  // As the lane would: applies the command to the settings and answers.
  bool apply(flows::Hub::Command command) {
    auto body = boost::json::parse(command.body).as_object();
    routes.push_back(command.route + " " + command.caller);
    auto& user = settings->users.at(std::string(body["login"].as_string()));
    user.password_hash = std::string(body["password_hash"].as_string());
    user.one_time = body["one_time"].as_bool();
    command.done(core::Outcome{});
    return true;
  }

  std::vector<std::string> routes;
  Workers workers{1};
  Router router{workers,
                [this](const HttpRequest& request, Permission permission, int& retry_after_s) {
                  return door.enter(request, permission, retry_after_s);
                }};
  SignIn sign_in{[this] { return settings; }, sessions, clock,
                 [this](flows::Hub::Command command) -> Result<> {
                   if (apply(std::move(command))) return {};
                   return fail(ErrorClass::kUnavailable, "log_full", "full");
                 }};
};

TEST_F(SignInTest, a_one_time_password_must_be_changed_and_serves_once) {
  add_user("first", true);
  EXPECT_EQ(code(sign_in_with("first")), "password_change_required");
  EXPECT_EQ(code(sign_in_with("first", "short")), "password_too_short");
  auto answer = sign_in_with("first", "long enough now");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(routes, std::vector<std::string>{"config.user_password user:9"});
  EXPECT_EQ(sign_in_with("first").status, 401);
  EXPECT_EQ(sign_in_with("long enough now").status, 200);
}

TEST_F(SignInTest, the_cookie_cannot_be_read_by_pages_and_opens_the_session) {
  add_user("password", false);
  auto answer = sign_in_with("password");
  ASSERT_EQ(answer.headers.at(1).first, "Set-Cookie");
  std::string value = answer.headers.at(1).second;
  EXPECT_NE(value.find("; Path=/; HttpOnly; SameSite=Strict"), value.npos);
  auto body = boost::json::parse(answer.body).as_object();
  std::string sent = value.substr(0, value.find(';'));
  auto self = ask("GET", "", {{"Cookie", sent}});
  EXPECT_EQ(self.body, answer.body);
  EXPECT_EQ(ask("DELETE", "", {{"Cookie", sent}}).status, 403);
  std::string csrf(body["csrf_token"].as_string());
  EXPECT_EQ(ask("DELETE", "", {{"Cookie", sent}, {"X-CSRF-Token", csrf}}).status, 204);
  EXPECT_EQ(ask("GET", "", {{"Cookie", sent}}).status, 401);
}

TEST_F(SignInTest, five_failures_lock_and_each_further_one_doubles_the_wait) {
  add_user("password", false);
  for (int i = 0; i < kFailuresFree; ++i) EXPECT_EQ(sign_in_with("wrong").status, 401);
  auto locked = sign_in_with("password");
  EXPECT_EQ(locked.status, 429);
  EXPECT_EQ(locked.headers.at(0).second, "30");
  clock.advance_ms(kFirstLockMs);
  EXPECT_EQ(sign_in_with("wrong").status, 401);
  EXPECT_EQ(sign_in_with("password").headers.at(0).second, "60");
  clock.advance_ms(2 * kFirstLockMs);
  EXPECT_EQ(sign_in_with("password").status, 200);
  EXPECT_EQ(sign_in_with("wrong").status, 401);
}

TEST_F(SignInTest, an_address_that_changes_its_login_with_every_guess_is_slowed_down_too) {
  int tried = 0, status = 401;
  while (status == 401 && tried < 100) {
    const std::string login = "guess-" + std::to_string(tried++);
    status = ask("POST", R"({"login":")" + login + R"(","password":"x"})").status;
  }
  EXPECT_EQ(status, 429);
  EXPECT_EQ(tried, 61);
}

TEST_F(SignInTest, an_unknown_login_is_refused_like_a_wrong_password) {
  auto unknown = ask("POST", R"({"login":"nobody","password":"x"})");
  EXPECT_EQ(unknown.status, 401);
  EXPECT_EQ(code(unknown), "sign_in_refused");
}

TEST_F(SignInTest, what_is_no_json_object_is_refused) {
  EXPECT_EQ(ask("POST", "[]").status, 400);
  EXPECT_EQ(ask("POST", "{").status, 400);
  EXPECT_EQ(ask("POST", R"({"login":1,"password":"x"})").status, 422);
  EXPECT_EQ(ask("POST", R"({"login":"admin"})").status, 422);
}

TEST(AttemptsTest, the_lock_has_an_end_and_memory_a_bound) {
  ManualClock clock(kStart);
  Attempts attempts(clock);
  for (int i = 0; i < 100; ++i) {
    if (auto wait_ms = attempts.begin("admin")) clock.advance_ms(*wait_ms);
  }
  while (!attempts.begin("admin")) {
  }
  EXPECT_EQ(attempts.begin("admin"), kLockMsMax);
  for (size_t i = 0; i <= kLoginsRemembered; ++i) {
    clock.advance_ms(1);
    EXPECT_FALSE(attempts.begin("login" + std::to_string(i)));
  }
}

}  // namespace
}  // namespace ordo::api
