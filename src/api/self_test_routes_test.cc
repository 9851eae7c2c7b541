// Self-tests over the interface. The world outside is the fixture's: what is sent there comes back through
// the real gateway, or as a test has it.
#include "api/routes_fixture.h"

namespace ordo::api::testing {
namespace {

const std::string kSecret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
const std::string kAddress = R"({"address":"https://hub.example"})";

class SelfTestRoutes : public RoutesTest {
 protected:
  SelfTestRoutes() {
    add_shop();
    world_ = [this](const channels::HttpCall& call) { return round_trip(call); };
  }

  static flows::Fetched came_back(int status) {
    flows::Fetched fetched;
    fetched.status = status;
    fetched.trip = {flows::Reached::kAnswer, "", 1, 2, 3, 4};
    return fetched;
  }

  // A call to the hub's own address, as a proxy hands it on: `alter_` is the proxy.
  flows::Fetched round_trip(channels::HttpCall call) {
    called_ = call.url;
    const std::string_view kHost = "https://hub.example/hooks/";
    if (!call.url.starts_with(kHost)) return came_back(404);
    const std::string rest = call.url.substr(kHost.size());
    const size_t slash = rest.find('/');
    if (alter_) alter_(call);
    HttpRequest request;
    request.method = "POST";
    request.body = call.body;
    request.remote = "203.0.113.9";
    for (const auto& [name, value] : call.headers) request.headers.emplace_back(name, value);
    std::optional<HttpResponse> heard;
    gateway_->handle(request, rest.substr(0, slash), rest.substr(slash + 1),
                     [&](HttpResponse r) { heard = std::move(r); });
    hub_->drain();
    return came_back(heard ? heard->status : 0);
  }

  // "signature headers_missing", of the step that failed; empty: none did.
  static std::string failure(const Answer& a) {
    EXPECT_EQ(a.status, 200) << a.text;
    for (const json::value& step : a.body.at("steps").as_array()) {
      if (step.at("state") != "failed") continue;
      EXPECT_TRUE(step.at("advice").is_string()) << json::serialize(step);
      return std::string(step.at("step").as_string()) + " " +
             std::string(step.at("code").as_string());
    }
    return "";
  }
  static std::string state_of(const Answer& a, std::string_view step) {
    for (const json::value& s : a.body.at("steps").as_array()) {
      if (s.at("step") == json::string_view(step)) return std::string(s.at("state").as_string());
    }
    return "";
  }
  Answer test() { return post("/shops/mini/self-test", kAddress); }
  // As the list of calls has them, newest first.
  json::array calls(const std::string& more = "") {
    hub_->calls().flush();
    return get("/calls?kind=self_test" + more).body.at("items").as_array();
  }
  json::object last_audit() { return get("/audit").body.at("items").as_array().at(0).as_object(); }

  std::function<void(channels::HttpCall&)> alter_;
  std::string called_;
};

TEST_F(SelfTestRoutes, a_callback_goes_round_and_is_a_message_that_is_ignored_and_no_order) {
  const Answer a = test();
  EXPECT_EQ(failure(a), "") << a.text;
  EXPECT_EQ(a.body.at("ok"), true);
  EXPECT_EQ(called_, "https://hub.example/hooks/standard/mini");
  EXPECT_EQ(a.at("address_from"), "given");
  EXPECT_EQ(state_of(a, "record"), "ok");
  const Answer message = get("/messages/" + a.at("message_id"));
  EXPECT_EQ(message.at("state"), "ignored");
  EXPECT_EQ(message.at("code"), "self_test");
  EXPECT_TRUE(get("/orders").body.at("items").as_array().empty());
  EXPECT_TRUE(get("/review").body.at("items").as_array().empty());
  EXPECT_TRUE(get("/alerts").body.at("items").as_array().empty());
}

TEST_F(SelfTestRoutes, each_step_is_seen_when_it_has_come_to_its_end) {
  EXPECT_TRUE(get("/shops/mini/self-test").body.at("report").is_null()) << "none was run yet";
  std::optional<Answer> meanwhile;
  alter_ = [&](channels::HttpCall&) {
    meanwhile = answer_of(*send("GET", "/api/v1/shops/mini/self-test"));
  };
  const Answer a = test();
  ASSERT_TRUE(meanwhile);
  EXPECT_EQ(meanwhile->body.at("running"), true);
  EXPECT_EQ(meanwhile->at("check"), "callbacks");
  std::vector<std::string> done;
  for (const json::value& step : meanwhile->body.at("report").at("steps").as_array()) {
    done.emplace_back(step.at("step").as_string());
  }
  EXPECT_EQ(done, (std::vector<std::string>{"credentials", "address"}));
  const Answer after = get("/shops/mini/self-test");
  EXPECT_EQ(after.body.at("running"), false);
  EXPECT_TRUE(after.body.at("check").is_null());
  EXPECT_EQ(after.body.at("report"), a.body);
  EXPECT_EQ(get("/shops/nowhere/self-test").at("code"), "shop_not_found");
}

TEST_F(SelfTestRoutes, what_is_typed_is_watched_by_who_typed_it_alone) {
  const std::string typed = R"({"shop":"new","credentials":{"secret":")" + kSecret + "\"}}";
  EXPECT_EQ(post("/channels/standard/self-test", typed).status, 200);
  const std::string path = "/channels/standard/self-test?shop=new";
  EXPECT_TRUE(get(path).body.at("report").is_object());
  EXPECT_TRUE(get("/channels/standard/self-test").body.at("report").is_null());
  EXPECT_EQ(get("/channels/nowhere/self-test").at("code"), "unknown_channel");
  role_ = "operations";
  EXPECT_TRUE(get(path).body.at("report").is_null());
}

TEST_F(SelfTestRoutes, who_had_it_run_and_what_came_of_it_is_audited) {
  alter_ = [](channels::HttpCall& call) {
    std::erase_if(call.headers,
                  [](const auto& header) { return header.first == "webhook-signature"; });
  };
  test();
  const json::object line = last_audit();
  EXPECT_EQ(line.at("actor"), "key:owner");
  const json::object& details = line.at("details").as_object();
  EXPECT_EQ(details.at("name"), "mini");
  EXPECT_EQ(details.at("ok"), false);
  EXPECT_EQ(details.at("failed"), json::array{"callbacks/signature/headers_missing"});
}

TEST_F(SelfTestRoutes, each_call_of_a_test_leaves_a_record_as_every_attempt_does) {
  test();
  alter_ = [](channels::HttpCall& call) { call.headers.resize(1); };
  test();
  const json::array all = calls("&shop=mini");
  ASSERT_EQ(all.size(), 2u);
  const json::object& failed = all.at(0).as_object();
  EXPECT_EQ(failed.at("outcome"), "failed");
  EXPECT_EQ(failed.at("code"), "headers_missing") << "the hub's answer itself tells less";
  EXPECT_EQ(failed.at("subject"), "callbacks");
  EXPECT_EQ(failed.at("target"), "https://hub.example/hooks/standard/mini");
  EXPECT_EQ(all.at(1).at("outcome"), "ok");
}

TEST_F(SelfTestRoutes, what_a_proxy_does_to_a_message_is_found_out) {
  alter_ = [](channels::HttpCall& call) { call.headers.resize(1); };
  EXPECT_EQ(failure(test()), "signature headers_missing");
  alter_ = [](channels::HttpCall& call) { call.body = "{ " + call.body.substr(1); };
  EXPECT_EQ(failure(test()), "signature body_reencoded");
  alter_ = [](channels::HttpCall& call) { call.body = "\x1f\x8b" + call.body.substr(9); };
  EXPECT_EQ(failure(test()), "signature body_compressed");
  EXPECT_TRUE(get("/messages?state=ignored").body.at("items").as_array().empty());
}

TEST_F(SelfTestRoutes, where_the_address_leads_elsewhere_it_is_said_how) {
  world_ = [](const channels::HttpCall&) {
    flows::Fetched moved = came_back(301);
    moved.headers = {{"Location", "https://elsewhere.example/hooks?token=1"}};
    return moved;
  };
  const Answer moved = test();
  EXPECT_EQ(failure(moved), "answer redirected");
  EXPECT_NE(moved.text.find("elsewhere.example/hooks"), std::string::npos);
  EXPECT_EQ(moved.text.find("token=1"), std::string::npos);
  world_ = [](const channels::HttpCall&) { return came_back(200); };
  EXPECT_EQ(failure(test()), "arrival not_arrived");
  world_ = nullptr;
  EXPECT_EQ(failure(test()), "name name_not_found");
}

TEST_F(SelfTestRoutes, the_address_is_as_the_settings_say_unless_one_is_given) {
  EXPECT_EQ(failure(post("/shops/mini/self-test", "")), "address address_unknown");
  const Answer set = ask("PUT", "/settings/address", R"({"public_url":"https://hub.example"})",
                         {{"if-match", "0"}});
  ASSERT_EQ(set.status, 200) << set.text;
  const Answer a = post("/shops/mini/self-test", "");
  EXPECT_EQ(failure(a), "");
  EXPECT_EQ(a.at("address_from"), "configured");
  for (const char* wrong : {"ftp://hub.example", "https://u:p@hub.example", "file:///etc/passwd",
                            "https://hub.example/?a=1"}) {
    EXPECT_EQ(
        post("/shops/mini/self-test", R"({"address":")" + std::string(wrong) + "\"}").pointer(),
        "/address")
        << wrong;
    EXPECT_EQ(ask("PUT", "/settings/address", R"({"public_url":")" + std::string(wrong) + "\"}",
                  {{"if-match", set.headers.at("ETag")}})
                  .pointer(),
              "/public_url")
        << wrong;
  }
}

TEST_F(SelfTestRoutes, credentials_are_tried_before_they_are_saved_and_nothing_is_kept) {
  const auto body = [](const std::string& shop, const std::string& credentials) {
    return R"({"shop":")" + shop + R"(","address":"https://hub.example","credentials":)" +
           credentials + "}";
  };
  const Answer good =
      post("/channels/standard/self-test", body("new-one", R"({"secret":")" + kSecret + "\"}"));
  EXPECT_EQ(failure(good), "") << good.text;
  EXPECT_EQ(state_of(good, "signature"), "ok");
  EXPECT_EQ(state_of(good, "record"), "skipped");
  EXPECT_EQ(get("/shops/new-one").status, 404);
  EXPECT_TRUE(get("/messages?state=ignored").body.at("items").as_array().empty());
  EXPECT_EQ(last_audit().at("details").at("saved"), false);

  const Answer bad = post("/channels/standard/self-test", body("new-one", R"({"secret":"x"})"));
  EXPECT_EQ(failure(bad), "credentials invalid_secret");
  EXPECT_EQ(bad.text.find("\"x\""), std::string::npos);
  EXPECT_EQ(post("/channels/telepathy/self-test", body("a", "{}")).at("code"), "unknown_channel");
  EXPECT_EQ(post("/channels/shopify/self-test", body("mini", "{}")).pointer(), "/shop")
      << "that code belongs to a shop of another channel";
  EXPECT_EQ(post("/channels/standard/self-test", body("No", "{}")).pointer(), "/shop");
}

TEST_F(SelfTestRoutes, an_edit_is_tried_with_what_the_shop_holds) {
  const Answer a = post("/channels/standard/self-test",
                        R"({"shop":"mini","address":"https://hub.example","credentials":{}})");
  EXPECT_EQ(failure(a), "") << a.text;
  EXPECT_EQ(state_of(a, "record"), "skipped") << "what is not saved leaves nothing";
}

TEST_F(SelfTestRoutes, held_secrets_are_never_sent_to_an_address_that_is_only_typed) {
  ASSERT_LT(post("/shops", R"({"code":"tb","channel":"taobao","credentials":{"app_key":"1",)"
                           R"("app_secret":"s","session":"6100",)"
                           R"("gateway":"http://gateway.example/router/rest"}})")
                .status,
            300);
  std::string asked;
  world_ = [&](const channels::HttpCall& call) {
    asked += call.url + call.body;
    return came_back(200);
  };
  post("/channels/taobao/self-test",
       R"({"shop":"tb","credentials":{"gateway":"http://elsewhere.example/router/rest"}})");
  EXPECT_EQ(asked, "");
  post("/channels/taobao/self-test", R"({"shop":"tb","credentials":{}})");
  EXPECT_NE(asked.find("gateway.example"), std::string::npos);
  EXPECT_NE(asked.find("6100"), std::string::npos);
}

TEST_F(SelfTestRoutes, who_may_not_connect_shops_has_no_address_of_his_called) {
  role_ = "operations";
  EXPECT_EQ(failure(test()), "address address_unknown");
  EXPECT_EQ(called_, "");
}

TEST_F(SelfTestRoutes, a_platform_that_can_be_asked_is_asked_as_the_poller_would) {
  std::string asked;
  world_ = [&](const channels::HttpCall& call) {
    asked = call.url + call.body;
    flows::Fetched fetched = came_back(200);
    fetched.headers = {{"Date", "Thu, 22 Jan 2026 15:00:02 GMT"}};
    fetched.body = R"({"trades_sold_increment_get_response":{"total_results":0}})";
    return fetched;
  };
  const std::string body =
      R"({"shop":"tb","credentials":{"app_key":"1","app_secret":"s","session":"6100",)"
      R"("gateway":"http://gateway.example/router/rest"},)"
      R"("credentials_expire_at":"2026-03-01T00:00:00Z"})";
  const Answer a = post("/channels/taobao/self-test", body);
  EXPECT_EQ(failure(a), "") << a.text;
  EXPECT_NE(asked.find("gateway.example"), std::string::npos);
  EXPECT_NE(asked.find("sign="), std::string::npos);
  EXPECT_EQ(a.at("clock_difference_ms"), "2000");
  EXPECT_EQ(a.at("credentials_expire_at"), "2026-03-01T00:00:00.000Z");
  EXPECT_EQ(a.body.at("address"), nullptr) << "this channel pushes nothing";
  EXPECT_EQ(a.text.find("6100"), std::string::npos);

  world_ = [](const channels::HttpCall&) {
    flows::Fetched fetched = came_back(200);
    fetched.body = R"({"error_response":{"code":25,"msg":"Invalid Signature"}})";
    return fetched;
  };
  EXPECT_EQ(failure(post("/channels/taobao/self-test", body)), "signature signature_refused");
  world_ = [](const channels::HttpCall&) {
    flows::Fetched fetched = came_back(200);
    fetched.body = R"({"error_response":{"code":27,"msg":"Invalid session"}})";
    return fetched;
  };
  EXPECT_EQ(failure(post("/channels/taobao/self-test", body)), "token token_expired");
  const json::array all = calls();
  ASSERT_EQ(all.size(), 3u) << "of a shop that is not there yet as well";
  EXPECT_EQ(all.at(0).at("code"), "token_expired");
  const Answer one = get("/calls/" + std::string(all.at(0).at("id").as_string()));
  EXPECT_EQ(one.text.find("6100"), std::string::npos) << "no credential is kept";
  EXPECT_EQ(one.body.at("bodies_erased"), false);
  const json::object& answer = one.body.at("answer").as_object();
  EXPECT_TRUE(answer.at("text").is_null()) << "of a shop that is not there nobody can be forgotten";
  EXPECT_GT(answer.at("bytes").as_int64(), 0);
}

TEST_F(SelfTestRoutes, a_shop_that_only_pushes_is_not_asked_for_what_it_cannot_give) {
  const Answer a =
      post("/channels/shopify/self-test", R"({"shop":"shopify-1","address":"https://hub.example",)"
                                          R"("credentials":{"secret":"app-secret"}})");
  EXPECT_EQ(failure(a), "") << a.text;
  const json::object first = a.body.at("steps").as_array().at(0).as_object();
  EXPECT_EQ(first.at("check"), "calls");
  EXPECT_EQ(first.at("state"), "skipped");
  EXPECT_EQ(first.at("code"), "credentials_incomplete");
}

}  // namespace
}  // namespace ordo::api::testing
