#include "api/routes_fixture.h"
#include "flows/pull_entries.h"

namespace ordo::api::testing {
namespace {

class WindowRoutes : public RoutesTest {
 protected:
  WindowRoutes() {
    const Answer made = post("/shops", R"({"code":"pulled","channel":"shopify","credentials":)"
                                       R"({"secret":"s","shop_domain":"a.example",)"
                                       R"("access_token":"t"}})");
    EXPECT_EQ(made.status, 201) << made.text;
  }
  // As the poller tells the log what a window came to.
  void looked_up(const std::string& to, int64_t missing) {
    flows::PullWindow window;
    window.to = *parse_rfc3339(to);
    window.from = window.to.plus_ms(-30 * kMinuteMs);
    window.total = window.listed = 5;
    window.ours = 5 - missing;
    window.missing = missing;
    if (missing) window.missing_numbers = {"4711"};
    const ShopId shop = hub_->settings()->shop("pulled")->id;
    ASSERT_TRUE(hub_->submit(flows::checked_entry(shop, window, {})));
    hub_->drain();
  }
};

TEST_F(WindowRoutes, windows_are_listed_newest_first_page_by_page) {
  looked_up("2026-01-22T13:00:00Z", 0);
  looked_up("2026-01-22T14:00:00Z", 2);
  const Answer first = get("/shops/pulled/windows?limit=1");
  ASSERT_EQ(first.status, 200) << first.text;
  const json::object newest = first.body.at("items").as_array().at(0).as_object();
  EXPECT_EQ(newest.at("to"), "2026-01-22T14:00:00.000Z");
  EXPECT_EQ(newest.at("missing"), 2);
  EXPECT_EQ(newest.at("missing_numbers"), json::array{"4711"});
  const Answer rest = get("/shops/pulled/windows?limit=1&cursor=" + first.at("next_cursor"));
  EXPECT_EQ(rest.body.at("items").as_array().at(0).at("to"), "2026-01-22T13:00:00.000Z");
  EXPECT_EQ(rest.body.at("next_cursor"), nullptr);
  EXPECT_EQ(get("/shops/nobody/windows").at("code"), "shop_not_found");
}

TEST_F(WindowRoutes, a_probe_reads_a_day_unless_it_is_told_how_much) {
  const Answer usual = post("/shops/pulled/probe", "");
  ASSERT_EQ(usual.status, 200) << usual.text;
  EXPECT_EQ(usual.at("from"), "2026-01-21T15:00:00.000Z");
  EXPECT_EQ(post("/shops/pulled/probe", R"({"hours":2})").at("from"), "2026-01-22T13:00:00.000Z");
  const json::object line = get("/audit").body.at("items").as_array().at(0).as_object();
  EXPECT_EQ(line.at("details").at("hours"), 2);
}

TEST_F(WindowRoutes, a_probe_that_makes_no_sense_is_refused_at_its_field) {
  for (const char* wrong : {R"({"hours":0})", R"({"hours":2161})", R"({"hours":"2"})"}) {
    EXPECT_EQ(post("/shops/pulled/probe", wrong).pointer(), "/hours") << wrong;
  }
  EXPECT_EQ(post("/shops/pulled/probe", R"({"days":1})").pointer(), "/days");
  add_shop();
  EXPECT_EQ(post("/shops/mini/probe", "").at("code"), "not_pulled") << "it can only push";
}

}  // namespace
}  // namespace ordo::api::testing
