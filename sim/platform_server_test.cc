// What the hub's own HTTP meets: answers, closed connections and addresses that lead elsewhere.
#include "sim/platform_server.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>

#include "flows/poller.h"

namespace ordo::sim {
namespace {

const std::atomic<bool> kGoOn{false};

channels::HttpCall call_to(const PlatformServer& server, const std::string& method = "GET") {
  channels::HttpCall call;
  call.method = method;
  call.url = server.address() + "/x?y=1";
  call.headers = {{"X-Shopify-Access-Token", "token"}};
  call.body = method == "POST" ? "a=b" : "";
  return call;
}

TEST(PlatformServer, a_request_comes_whole_and_its_answer_goes_back_whole) {
  PlatformRequest seen;
  PlatformServer server([&](const PlatformRequest& request) {
    seen = request;
    return PlatformResponse{201, {{"Link", "<next>"}}, std::string(100'000, 'x')};
  });
  const auto fetcher = flows::http_fetcher();
  for (const char* method : {"GET", "POST"}) {
    const flows::Fetched fetched = fetcher->fetch(call_to(server, method), kGoOn);
    EXPECT_EQ(fetched.status, 201);
    EXPECT_EQ(fetched.body.size(), 100'000u);
    EXPECT_EQ(
        std::ranges::count(fetched.headers, std::pair<std::string, std::string>("Link", "<next>")),
        1);
    EXPECT_EQ(seen.method, method);
    EXPECT_EQ(seen.target, "/x?y=1");
    EXPECT_EQ(seen.token, "token");
  }
  EXPECT_EQ(seen.body, "a=b");
}

TEST(PlatformServer, a_connection_that_is_closed_is_no_answer) {
  PlatformServer server([](const PlatformRequest&) { return PlatformResponse{0, {}, ""}; });
  EXPECT_EQ(flows::http_fetcher()->fetch(call_to(server), kGoOn).status, 0);
}

TEST(PlatformServer, a_call_tells_how_far_it_came) {
  PlatformServer server([](const PlatformRequest&) { return PlatformResponse{204, {}, ""}; });
  const flows::Trip whole = flows::http_fetcher()->fetch(call_to(server), kGoOn).trip;
  EXPECT_EQ(whole.reached, flows::Reached::kAnswer);
  EXPECT_EQ(whole.code, "");
  EXPECT_LE(whole.name_ms, whole.total_ms);

  PlatformServer mute([](const PlatformRequest&) { return PlatformResponse{0, {}, ""}; });
  const flows::Trip unanswered = flows::http_fetcher()->fetch(call_to(mute), kGoOn).trip;
  EXPECT_EQ(unanswered.reached, flows::Reached::kSecured);
  EXPECT_EQ(unanswered.code, "no_answer");

  channels::HttpCall call = call_to(mute);
  call.url = "https" + call.url.substr(4);
  const flows::Trip plain = flows::http_fetcher(2'000)->fetch(call, kGoOn).trip;
  EXPECT_EQ(plain.reached, flows::Reached::kPeer) << "nothing there speaks TLS";
  EXPECT_EQ(plain.code, "encryption_failed");

  call.url = "http://127.0.0.1:9/";
  const flows::Trip closed = flows::http_fetcher()->fetch(call, kGoOn).trip;
  EXPECT_EQ(closed.reached, flows::Reached::kName);
  EXPECT_EQ(closed.code, "connection_refused");

  call.url = "http://nothing.invalid/";
  const flows::Trip nowhere = flows::http_fetcher(5'000)->fetch(call, kGoOn).trip;
  EXPECT_EQ(nowhere.reached, flows::Reached::kNothing);
  EXPECT_EQ(nowhere.code, "name_not_found");
}

TEST(PlatformServer, a_token_does_not_follow_a_redirect) {
  int asked = 0;
  PlatformServer elsewhere([&](const PlatformRequest&) {
    ++asked;
    return PlatformResponse{200, {}, ""};
  });
  PlatformServer server([&](const PlatformRequest&) {
    return PlatformResponse{302, {{"Location", elsewhere.address()}}, ""};
  });
  EXPECT_EQ(flows::http_fetcher()->fetch(call_to(server), kGoOn).status, 302);
  EXPECT_EQ(asked, 0);
}

TEST(PlatformServer, an_answer_without_end_is_cut_off) {
  PlatformServer server([](const PlatformRequest&) {
    return PlatformResponse{200, {}, std::string(flows::kPullAnswerBytesMax + 1, 'x')};
  });
  EXPECT_EQ(flows::http_fetcher()->fetch(call_to(server), kGoOn).status, 0);
}

TEST(PlatformServer, a_call_ends_when_it_is_told_to_stop) {
  std::atomic<bool> stopping{false};
  std::atomic<bool> let_go{false};
  PlatformServer server([&](const PlatformRequest&) {
    stopping = true;
    let_go.wait(false);
    return PlatformResponse{200, {}, ""};
  });
  EXPECT_EQ(flows::http_fetcher()->fetch(call_to(server), stopping).status, 0);
  let_go = true;
  let_go.notify_all();
}

}  // namespace
}  // namespace ordo::sim
