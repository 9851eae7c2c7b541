// Keys: what they may, for how long and how often; limits, and what a session tells of itself.
#include "api/access_fixture.h"

namespace ordo::api::testing {
namespace {

class KeysRoutes : public AccessTest {};

TEST_F(KeysRoutes, a_key_may_what_its_role_and_its_scopes_both_allow) {
  caller_ = key_with({"orders:read", "review:write"}, "support");
  EXPECT_EQ(get("/orders").status, 200);
  EXPECT_EQ(get("/messages").status, 403) << "the role would";
  EXPECT_EQ(post("/review/7/resolve", "{}").status, 403) << "the scope would";
  EXPECT_EQ(rights_of(*caller_), std::vector<std::string_view>{"orders:read"});
}

TEST_F(KeysRoutes, a_key_is_made_with_limits_shown_and_obeyed) {
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

TEST_F(KeysRoutes, what_is_wrong_with_a_key_is_said) {
  EXPECT_EQ(post("/keys", "{}").pointer(), "/role");
  EXPECT_EQ(post("/keys", R"({"role":"owner","shops":["nowhere"]})").pointer(), "/shops/0");
  EXPECT_EQ(post("/keys", R"({"scopes":["orders:eat"]})").pointer(), "/scopes/0");
  EXPECT_EQ(post("/keys", R"({"role":"support","view":["soul"]})").pointer(), "/view/0");
  EXPECT_EQ(post("/keys", R"({"role":"support","expires_at":"2020-01-01T00:00:00Z"})").pointer(),
            "/expires_at");
  EXPECT_EQ(post("/keys", R"({"role":"support","per_minute":"many"})").pointer(), "/per_minute");
  EXPECT_EQ(post("/keys", R"({"role":"support","per_hour":1})").pointer(), "/per_hour");
}

TEST_F(KeysRoutes, a_key_made_again_under_its_idempotency_key_must_ask_for_the_same) {
  const HeaderList idempotency = {{"idempotency-key", "k-1"}};
  const Answer one = post("/keys", R"({"role":"support","per_minute":5})", idempotency);
  EXPECT_EQ(post("/keys", R"({"role":"support","per_minute":5})", idempotency).at("key"),
            one.at("key"));
  EXPECT_EQ(post("/keys", R"({"role":"support","per_minute":6})", idempotency).status, 422);
}

TEST_F(KeysRoutes, the_session_tells_what_its_caller_may_do_and_see) {
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

TEST_F(KeysRoutes, limits_are_edited_by_whoever_has_read_them) {
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

}  // namespace
}  // namespace ordo::api::testing
