#include <fstream>
#include <set>

#include "api/kit.h"
#include "api/routes_fixture.h"
#include "api/sign_in.h"
#include "core/schema.h"
#include "flows/pull_entries.h"
#include "watch/load_watch.h"

namespace ordo::api::testing {
namespace {

const std::string kHabit = R"({"attempts":3,"first_wait_seconds":5,"factor":1})";

struct TwoEdits {
  std::string path, first, second;
};
const TwoEdits kTwoEdits[] = {
    {"/retention", R"({"raw_days":30})", R"({"raw_days":90})"},
    {"/delivery", kHabit, R"({"attempts":7,"first_wait_seconds":5,"factor":1})"},
    {"/mode", R"({"mode":"queue_only"})", R"({"mode":"normal"})"},
    {"/patrol", R"({"status_follow_s":60,"end_to_end_s":600})",
     R"({"status_follow_s":120,"end_to_end_s":300})"},
    {"/overload",
     R"({"automatic":true,"usual_peak_per_s":300,"factor_percent":120,"slow_ms":800,"hold_s":5,)"
     R"("recover_s":30})",
     R"({"automatic":false,"usual_peak_per_s":null,"factor_percent":120,"slow_ms":800,)"
     R"("hold_s":5,"recover_s":30})"},
};

class SystemRoutesTest : public RoutesTest {
 protected:
  // As whoever has just read it.
  Answer put(const std::string& path, const std::string& body) {
    return ask("PUT", path, body, {{"if-match", get(path).headers.at("ETag")}});
  }
  int orders_ = 0;
};

std::set<std::string> documented() {
  const json::value document = json::parse(openapi_document());
  std::set<std::string> found;
  for (const auto& [path, operations] : document.at("paths").as_object()) {
    for (const auto& [method, operation] : operations.as_object()) {
      std::string upper(method);
      for (char& c : upper) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
      found.insert(upper + " " + std::string(path));
    }
  }
  return found;
}

TEST_F(SystemRoutesTest, the_document_describes_exactly_the_routes_that_there_are) {
  Sessions sessions(clock_);
  SignIn sign_in([this] { return hub_->settings(); }, sessions, clock_,
                 [](const flows::Hub::Command&) -> Result<> {
                   return fail(ErrorClass::kUnavailable, "log_full", "full");
                 });
  sign_in.add_routes(*router_);
  std::set<std::string> served;
  for (const auto& [method, pattern] : router_->routes()) served.insert(method + " " + pattern);
  EXPECT_EQ(served, documented());
}

TEST_F(SystemRoutesTest, the_document_is_served_as_it_lies_in_the_source) {
  std::ifstream in(std::string(ORDO_SOURCE_DIR) + "/src/api/openapi.json");
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  EXPECT_EQ(get("/openapi.json").text, text);
}

TEST_F(SystemRoutesTest, health_and_readiness_need_no_key) {
  role_ = "nobody";
  EXPECT_EQ(get("/healthz").status, 200);
  EXPECT_EQ(get("/readyz").status, 200);
  EXPECT_EQ(get("/stats").status, 403);
}

TEST_F(SystemRoutesTest, figures_are_for_this_machine_or_a_key_of_their_own) {
  EXPECT_EQ(get("/metrics").status, 401);
  const std::string key = post("/keys", R"({"role":"metrics","name":"prom"})").at("key");
  EXPECT_EQ(ask("GET", "/metrics", "", {{"authorization", "Bearer " + key}}).status, 200);
  auto here = send("GET", "/metrics", "", {}, "127.0.0.1");
  settle();
  const Answer a = answer_of(*here);
  EXPECT_EQ(a.status, 200);
  EXPECT_NE(a.text.find("ordo_http_requests_total{"), std::string::npos);
  EXPECT_NE(a.text.find("ordo_messages_total{state=\"applied\"} 1"), std::string::npos) << a.text;
  auto proxied = send("GET", "/metrics", "", {{"x-forwarded-for", "203.0.113.9"}}, "127.0.0.1");
  settle();
  EXPECT_EQ(answer_of(*proxied).status, 401);
}

TEST_F(SystemRoutesTest, stats_count_what_is_there) {
  add_shop();
  add_order("A-1");
  add_order("A-2");
  receive("m-1", "order.upserted", order_data("A-3", "sold"));
  const Answer a = get("/stats");
  EXPECT_EQ(a.at("orders"), "2");
  EXPECT_EQ(a.at("parked"), "1");
  EXPECT_EQ(a.at("backlog"), "0");
  EXPECT_EQ(a.at("durable"), a.at("applied"));
  add_order("A-4");
  EXPECT_EQ(get("/stats").at("orders"), "3");
}

TEST_F(SystemRoutesTest, a_shop_never_shows_its_credentials) {
  add_shop();
  const Answer a = get("/shops/mini");
  EXPECT_EQ(a.at("zone"), "Asia/Shanghai");
  EXPECT_EQ(a.body.at("credentials_set").at(0).as_string(), "secret");
  EXPECT_EQ(a.text.find("whsec_"), std::string::npos);
  EXPECT_TRUE(a.body.at("health").at("last_message_at").is_null());
  receive("m-1", "order.upserted", order_data("A-3", "sold"));
  EXPECT_EQ(get("/shops/mini").body.at("health").at("parked").as_int64(), 1);
  EXPECT_EQ(get("/shops/mini").body.at("health").at("last_message_at").as_string(),
            "2026-01-22T15:00:00.000Z");
  EXPECT_EQ(get("/shops").body.at("items").as_array().size(), 1u);
  EXPECT_EQ(get("/shops/none").at("code"), "shop_not_found");
}

TEST_F(SystemRoutesTest, shops_are_checked_before_they_are_stored) {
  const auto before = hub_->inbox().last();
  EXPECT_EQ(post("/shops", R"({"code":"X Y","channel":"standard"})").pointer(), "/code");
  EXPECT_EQ(post("/shops", R"({"code":"x","channel":"moon","credentials":{}})").pointer(),
            "/channel");
  const Answer a = post("/shops", R"({"code":"x","channel":"standard","zone":"Mars/Base",)"
                                  R"("currency":"ZZZ","credentials":{"secret":"no"}})");
  EXPECT_EQ(a.body.at("errors").as_array().size(), 3u) << a.text;
  EXPECT_EQ(hub_->inbox().last(), before);
  add_shop();
  EXPECT_EQ(post("/shops", R"({"code":"mini","channel":"standard","credentials":{"secret":)"
                           R"("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="}})")
                .at("code"),
            "shop_exists");
}

TEST_F(SystemRoutesTest, a_shop_is_edited_and_a_stale_version_refused) {
  add_shop();
  const std::string tag = get("/shops/mini").headers.at("ETag");
  EXPECT_EQ(ask("PATCH", "/shops/mini", R"({"paused":true})", {{"if-match", tag}}).status, 200);
  EXPECT_EQ(ask("PATCH", "/shops/mini", R"({"paused":false})", {{"if-match", tag}}).status, 412);
  EXPECT_EQ(ask("PATCH", "/shops/mini", R"({"paused":false})").status, 428);
  EXPECT_EQ(ask("PATCH", "/shops/mini", R"({"channel":"jd"})", {{"if-match", tag}}).pointer(),
            "/channel");
  EXPECT_EQ(ask("PATCH", "/shops/none", R"({"paused":true})", {{"if-match", tag}}).status, 404);
  EXPECT_EQ(get("/shops/mini").at("paused"), "true");
}

TEST_F(SystemRoutesTest, a_shop_tells_how_far_it_has_been_pulled_and_what_went_wrong) {
  add_shop();
  EXPECT_TRUE(get("/shops/mini").body.at("pull").is_null());
  flows::PullChange change;
  change.shop = hub_->settings()->shop("mini")->id;
  change.state = {"{}", Instant{1'769'083'200'000}, "platform_down", "503", 2, 0};
  ASSERT_TRUE(hub_->submit(flows::cursor_entry(change, {})));
  hub_->drain();
  const boost::json::object pull = get("/shops/mini").body.at("pull").as_object();
  EXPECT_EQ(boost::json::serialize(pull),
            R"({"complete_until":null,"watermark":"2026-01-22T12:00:00.000Z","cursor_at":null,)"
            R"("error":{"code":"platform_down","detail":"503"},"failures":2})");
  change.state = {"{}", Instant{1'769'083'200'000}, "", "", 0, 0};
  ASSERT_TRUE(hub_->submit(flows::cursor_entry(change, {})));
  hub_->drain();
  EXPECT_TRUE(get("/shops").body.at("items").at(0).at("pull").at("error").is_null());
  EXPECT_TRUE(get("/shops/mini").body.at("pull").at("cursor_at").is_string());
}

TEST_F(SystemRoutesTest, how_far_the_first_pull_goes_back_is_set_within_its_bounds) {
  add_shop();
  EXPECT_EQ(get("/shops/mini").body.at("pull_look_back_days").as_int64(), 7);
  std::string tag = get("/shops/mini").headers.at("ETag");
  const auto patch = [&](const std::string& days) {
    return ask("PATCH", "/shops/mini", R"({"pull_look_back_days":)" + days + "}",
               {{"if-match", tag}});
  };
  EXPECT_EQ(patch("91").pointer(), "/pull_look_back_days");
  EXPECT_EQ(patch("30").status, 200);
  EXPECT_EQ(get("/shops/mini").body.at("pull_look_back_days").as_int64(), 30);
  tag = get("/shops/mini").headers.at("ETag");
  EXPECT_EQ(patch("null").status, 200);
  EXPECT_EQ(get("/shops/mini").body.at("pull_look_back_days").as_int64(), 7);
}

TEST_F(SystemRoutesTest, a_key_is_shown_once_and_only_its_hash_is_kept) {
  const HeaderList idempotency{{"idempotency-key", "k-1"}};
  const Answer made = post("/keys", R"({"role":"operations","name":"erp"})", idempotency);
  ASSERT_EQ(made.status, 201) << made.text;
  EXPECT_TRUE(made.at("key").starts_with("ordo_"));
  const Answer repeat = post("/keys", R"({"role":"operations","name":"erp"})", idempotency);
  EXPECT_EQ(repeat.text, made.text) << "a repeat is answered with the same key";
  const Answer list = get("/keys");
  EXPECT_EQ(list.body.at("items").as_array().size(), 1u);
  EXPECT_EQ(list.text.find(made.at("key")), std::string::npos);
  EXPECT_EQ(post("/keys", R"({"role":"king"})").pointer(), "/role");
  EXPECT_EQ(ask("DELETE", "/keys/" + made.at("id")).status, 204);
  EXPECT_EQ(ask("DELETE", "/keys/" + made.at("id")).status, 404);
  EXPECT_EQ(ask("DELETE", "/keys/x").status, 404);
  EXPECT_EQ(get("/keys").body.at("items").as_array().size(), 0u);
}

TEST_F(SystemRoutesTest, lifecycles_are_read_and_replaced_whole) {
  const Answer a = get("/lifecycles");
  EXPECT_EQ(a.status, 200);
  const HeaderList first{{"if-match", a.headers.at("ETag")}};
  EXPECT_EQ(ask("PUT", "/lifecycles", a.text).status, 428);
  EXPECT_EQ(ask("PUT", "/lifecycles", a.text, first).status, 200);
  EXPECT_EQ(ask("PUT", "/lifecycles", a.text, first).status, 412);
  EXPECT_NE(get("/lifecycles").headers.at("ETag"), a.headers.at("ETag"));
  EXPECT_EQ(ask("PUT", "/lifecycles", R"({"payment":{}})", first).status, 422);
  role_ = "operations";
  EXPECT_EQ(ask("PUT", "/lifecycles", a.text).status, 403);
}

TEST_F(SystemRoutesTest, retention_is_read_by_all_and_set_by_the_owner) {
  EXPECT_EQ(get("/retention").text, R"({"raw_days":365,"call_days":14})");
  EXPECT_EQ(put("/retention", R"({"raw_days":30})").text, R"({"raw_days":30,"call_days":14})");
  EXPECT_EQ(put("/retention", R"({"raw_days":null,"call_days":3})").status, 200);
  EXPECT_EQ(get("/retention").text, R"({"raw_days":null,"call_days":3})");
  EXPECT_EQ(put("/retention", R"({"raw_days":30,"call_days":91})").pointer(), "/call_days");
  EXPECT_EQ(put("/retention", R"({"raw_days":1})").pointer(), "/raw_days");
  EXPECT_EQ(put("/retention", R"({"raw_days":30,"days":1})").pointer(), "/days");
  role_ = "operations";
  EXPECT_EQ(put("/retention", R"({"raw_days":30})").status, 403);
  EXPECT_EQ(get("/retention").status, 200);
}

TEST_F(SystemRoutesTest, delivery_is_read_by_all_and_set_by_the_owner) {
  EXPECT_EQ(get("/delivery").text, R"({"attempts":6,"first_wait_seconds":3,"factor":2})");
  EXPECT_EQ(put("/delivery", kHabit).text, kHabit);
  EXPECT_EQ(get("/delivery").text, kHabit);
  const auto before = hub_->inbox().last();
  const Answer a = put("/delivery", R"({"attempts":0,"first_wait_seconds":"5","factor":1})");
  EXPECT_EQ(a.status, 422);
  EXPECT_EQ(a.body.at("errors").as_array().size(), 2u) << a.text;
  EXPECT_EQ(a.pointer(), "/attempts");
  EXPECT_EQ(hub_->inbox().last(), before) << "nothing was stored";
  role_ = "operations";
  EXPECT_EQ(put("/delivery", kHabit).status, 403);
}

TEST_F(SystemRoutesTest, a_rule_that_changed_since_it_was_read_is_not_overwritten) {
  for (const auto& [path, first, second] : kTwoEdits) {
    const HeaderList read{{"if-match", get(path).headers.at("ETag")}};
    EXPECT_EQ(read.front().second, "\"0\"") << "nobody has set it";
    const Answer done = ask("PUT", path, first, read);
    EXPECT_EQ(done.status, 200) << done.text;
    EXPECT_EQ(done.headers.at("ETag"), get(path).headers.at("ETag"));
    const Answer stale = ask("PUT", path, second, read);
    EXPECT_EQ(stale.status, 412) << path;
    EXPECT_EQ(stale.at("code"), "version_stale");
    EXPECT_EQ(ask("PUT", path, second, {{"if-match", "\"two\""}}).status, 412);
    // The mode also tells who set it and why.
    EXPECT_TRUE(get(path).text.starts_with(first.substr(0, first.size() - 1))) << path;
    EXPECT_EQ(put(path, second).status, 200) << "once it was read again";
  }
}

TEST_F(SystemRoutesTest, a_rule_is_not_set_unread_but_the_mode_is_in_an_emergency) {
  const auto before = hub_->inbox().last();
  EXPECT_EQ(ask("PUT", "/retention", R"({"raw_days":30})").status, 428);
  EXPECT_EQ(ask("PUT", "/delivery", kHabit).at("code"), "precondition_required");
  EXPECT_EQ(hub_->inbox().last(), before) << "nothing was stored";
  ASSERT_EQ(ask("PUT", "/mode", R"({"mode":"queue_only"})").status, 200);
  EXPECT_EQ(ask("PUT", "/mode", R"({"mode":"shed"})").text, R"({"mode":"shed"})");
  EXPECT_EQ(get("/mode").at("mode"), "shed");
  EXPECT_EQ(get("/mode").at("by"), "key:owner");
  EXPECT_EQ(get("/mode").at("since"), "2026-01-22T15:00:00.000Z");
}

TEST_F(SystemRoutesTest, an_edit_repeated_under_its_key_is_answered_alike_and_not_stale) {
  const HeaderList read{{"if-match", get("/retention").headers.at("ETag")},
                        {"idempotency-key", "r-1"}};
  const Answer one = ask("PUT", "/retention", R"({"raw_days":30})", read);
  const Answer two = ask("PUT", "/retention", R"({"raw_days":30})", read);
  EXPECT_EQ(two.status, 200);
  EXPECT_EQ(two.text, one.text);
  EXPECT_EQ(two.headers.at("ETag"), one.headers.at("ETag"));
  EXPECT_EQ(two.headers.at("Idempotency-Replayed"), "true");
}

// What happens at the door, end to end: measured, judged, applied, told.
TEST_F(SystemRoutesTest, under_a_rush_writes_are_queued_by_themselves_and_everybody_is_told_why) {
  add_shop();
  watch::LoadWatch watch(*hub_, gateway_->load());
  ASSERT_EQ(put("/overload", R"({"automatic":true,"usual_peak_per_s":2,"factor_percent":100,)"
                             R"("slow_ms":800,"hold_s":2,"recover_s":3})")
                .status,
            200);
  const auto second = [&](int writes) {
    clock_.advance_ms(kSecondMs);
    for (int i = 0; i < writes; ++i) {
      post("/orders", R"({"shop":"mini",)" + order_data("R-" + std::to_string(++orders_)) + "}");
    }
    watch.tick();
    hub_->drain();
  };
  second(0);
  second(3);
  EXPECT_EQ(get("/mode").at("mode"), "normal");
  second(3);
  const Answer mode = get("/mode");
  EXPECT_EQ(mode.at("mode"), "queue_only");
  EXPECT_EQ(mode.at("by"), "watch");
  EXPECT_EQ(mode.at("cause"), "rate");
  EXPECT_EQ(mode.body.at("measured").at("accepted_per_s").as_int64(), 3);
  EXPECT_EQ(mode.at("usual_peak_per_s"), "2");
  EXPECT_EQ(post("/orders", R"({"shop":"mini",)" + order_data("R-last") + "}").status, 202);
  for (int i = 0; i < 4; ++i) second(0);
  EXPECT_EQ(get("/mode").at("mode"), "normal");
  EXPECT_EQ(get("/mode").at("cause"), "recovered");
  EXPECT_NE(get("/alerts").text.find(R"("kind":"mode_changed")"), std::string::npos);
  const json::object line = get("/audit").body.at("items").at(0).as_object();
  EXPECT_EQ(line.at("actor"), "watch");
  EXPECT_EQ(line.at("details").at("cause"), "recovered");
}

TEST_F(SystemRoutesTest, a_shops_windows_are_listed_newest_first_and_page_by_page) {
  add_shop();
  const ShopId shop = hub_->settings()->shop("mini")->id;
  flows::PullChange change;
  change.shop = shop;
  change.state.cursor = "{}";
  ASSERT_TRUE(hub_->submit(flows::cursor_entry(change, {})));
  for (int64_t i = 1; i <= 3; ++i) {
    flows::PullWindow window;
    window.from = clock_.now().plus_ms((i - 5) * kHourMs);
    window.to = window.from.plus_ms(kHourMs);
    window.total = window.listed = window.ours = 5;
    if (i == 3) window.ours = 4, window.missing = 1, window.missing_numbers = {"502"};
    ASSERT_TRUE(hub_->submit(flows::checked_entry(shop, window, {})));
  }
  hub_->drain();
  const Answer page = get("/shops/mini/windows?limit=2");
  ASSERT_EQ(page.status, 200) << page.text;
  const json::array& items = page.body.at("items").as_array();
  ASSERT_EQ(items.size(), 2u);
  EXPECT_EQ(items.at(0).at("missing_numbers").at(0).as_string(), "502");
  EXPECT_EQ(items.at(1).at("to").as_string(), "2026-01-22T13:00:00.000Z");
  const Answer rest = get("/shops/mini/windows?limit=2&cursor=" + page.at("next_cursor"));
  EXPECT_EQ(rest.body.at("items").as_array().size(), 1u);
  EXPECT_EQ(get("/shops/mini").body.at("pull").at("complete_until").as_string(),
            "2026-01-22T13:00:00.000Z")
      << "not beyond the gap";
  EXPECT_EQ(get("/shops/none/windows").at("code"), "shop_not_found");
}

TEST_F(SystemRoutesTest, a_probe_is_refused_where_it_makes_no_sense) {
  add_shop();
  EXPECT_EQ(post("/shops/none/probe", "").at("code"), "shop_not_found");
  EXPECT_EQ(post("/shops/mini/probe", R"({"hours":0})").pointer(), "/hours");
  EXPECT_EQ(post("/shops/mini/probe", R"({"days":1})").pointer(), "/days");
  EXPECT_EQ(post("/shops/mini/probe", "").at("code"), "not_pulled");
}

TEST_F(SystemRoutesTest, how_a_shop_is_watched_is_set_within_its_bounds) {
  add_shop();
  const auto patch = [&](const std::string& body) {
    return ask("PATCH", "/shops/mini", body, {{"if-match", get("/shops/mini").headers.at("ETag")}});
  };
  const Answer wrong = patch(
      R"({"probe_hours":169,"quota_per_minute":0,"silence_minutes":-1,"credentials_expire_at":"soon"})");
  EXPECT_EQ(wrong.body.at("errors").as_array().size(), 4u) << wrong.text;
  EXPECT_EQ(patch(R"({"probe_hours":0,"quota_per_minute":60,"silence_minutes":47,)"
                  R"("credentials_expire_at":"2026-03-01T00:00:00+08:00"})")
                .status,
            200);
  const Answer shop = get("/shops/mini");
  EXPECT_EQ(shop.at("probe_hours"), "0");
  EXPECT_EQ(shop.at("quota_per_minute"), "60");
  EXPECT_EQ(shop.at("silence_minutes"), "47");
  EXPECT_EQ(patch(R"({"silence_minutes":null})").status, 200);
  EXPECT_TRUE(get("/shops/mini").body.at("silence_minutes").is_null()) << "by itself, as at first";
  EXPECT_EQ(shop.at("credentials_expire_at"), "2026-02-28T16:00:00.000Z");
}

TEST_F(SystemRoutesTest, a_hub_that_was_taken_over_is_not_ready_and_takes_nothing) {
  if (!store::tests_use_postgres()) GTEST_SKIP() << "a file is not taken over";
  const std::string etag = get("/mode").headers.at("ETag");
  const auto other = store::Database::open({.path = store_});
  other->migrate({&core::kCoreComponent, 1});
  EXPECT_FALSE(hub_->command_now({.route = "config.mode", .body = "{}", .caller = "cli"}));
  const auto ready = send("GET", "/readyz");
  const auto written = send("PUT", "/api/v1/mode", R"({"mode":"normal"})", {{"if-match", etag}});
  settle();
  const Answer is_ready = answer_of(*ready), took = answer_of(*written);
  EXPECT_EQ(is_ready.status, 503);
  EXPECT_EQ(is_ready.at("reason"), "another process has taken over");
  EXPECT_EQ(took.status, 503) << took.text;
  EXPECT_EQ(took.at("code"), "taken_over");
}

}  // namespace
}  // namespace ordo::api::testing
