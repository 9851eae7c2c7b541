#include "flows/own_call.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace ordo::flows {
namespace {

const Instant kNow = parse_rfc3339("2026-01-22T15:00:00Z").value();

Trip trip_to(Reached reached, std::string_view code = "") {
  return {reached, code, 10, 30, 60, 100};
}

Fetched answered(int status, std::string date = "Thu, 22 Jan 2026 15:00:00 GMT") {
  Fetched fetched;
  fetched.status = status;
  fetched.headers = {{"Date", std::move(date)}};
  fetched.trip = trip_to(Reached::kAnswer);
  return fetched;
}

Fetched broken(Reached reached, std::string_view code) {
  Fetched fetched;
  fetched.error = "broken";
  fetched.trip = trip_to(reached, code);
  return fetched;
}

// "name ok", "answer redirected", "token -": what each step came to.
std::map<std::string, std::string> outcomes(const SelfTestReport& report) {
  std::map<std::string, std::string> found;
  for (const SelfTestStep& step : report.steps) {
    std::string& said = found[std::string(step.name)];
    said = step.code;
    if (step.state == StepState::kOk) said = "ok";
    if (step.state == StepState::kSkipped && step.code.empty()) said = "-";
    if (step.state == StepState::kFailed) {
      EXPECT_FALSE(advice_for(step.code).empty()) << step.code << " has no advice";
    }
  }
  return found;
}

using Outcomes = std::map<std::string, std::string>;

Outcomes of_call(const Fetched& fetched, const channels::PullResult& result) {
  SelfTestReport report;
  judge_call(report, fetched, result, true, kNow);
  return outcomes(report);
}

channels::PullResult failed(std::string_view code, bool signature = false) {
  channels::PullFailure failure{{ErrorClass::kRefused, std::string(code), "said", {}}, {}};
  failure.signature = signature;
  return std::unexpected(failure);
}

Outcomes of_callback(const Fetched& fetched, const Arrival& arrival) {
  SelfTestReport report;
  if (judge_callback(report, fetched, arrival, true)) {
    Steps(report, "callbacks").ok("record", "as it should be");
  }
  return outcomes(report);
}

TEST(SelfTestSteps, a_call_that_is_answered_is_good_in_every_step) {
  EXPECT_EQ(of_call(answered(200), channels::PullPage{}), (Outcomes{{"name", "ok"},
                                                                    {"connection", "ok"},
                                                                    {"encryption", "ok"},
                                                                    {"answer", "ok"},
                                                                    {"clock", "ok"},
                                                                    {"signature", "ok"},
                                                                    {"token", "ok"},
                                                                    {"permission", "ok"}}));
}

TEST(SelfTestSteps, a_call_says_how_far_it_came) {
  const auto at = [](Reached reached, std::string_view code) {
    return of_call(broken(reached, code), failed("platform_down"));
  };
  EXPECT_EQ(at(Reached::kNothing, "name_not_found").at("name"), "name_not_found");
  const Outcomes refused = at(Reached::kName, "connection_refused");
  EXPECT_EQ(refused.at("name"), "ok");
  EXPECT_EQ(refused.at("connection"), "connection_refused");
  EXPECT_EQ(refused.at("encryption"), "-");
  EXPECT_EQ(refused.at("permission"), "-");
  EXPECT_EQ(at(Reached::kPeer, "certificate_invalid").at("encryption"), "certificate_invalid");
  EXPECT_EQ(at(Reached::kSecured, "no_answer").at("answer"), "no_answer");
}

TEST(SelfTestSteps, what_the_platform_refuses_is_told_apart) {
  const Outcomes signature = of_call(answered(200), failed("permission_denied", true));
  EXPECT_EQ(signature.at("signature"), "signature_refused");
  EXPECT_EQ(signature.at("token"), "-");
  const Outcomes token = of_call(answered(401), failed("token_expired"));
  EXPECT_EQ(token.at("signature"), "ok");
  EXPECT_EQ(token.at("token"), "token_expired");
  EXPECT_EQ(token.at("permission"), "-");
  const Outcomes rights = of_call(answered(403), failed("permission_denied"));
  EXPECT_EQ(rights.at("token"), "ok");
  EXPECT_EQ(rights.at("permission"), "permission_denied");
  EXPECT_EQ(of_call(answered(429), failed("rate_limited")).at("answer"), "rate_limited");
  EXPECT_EQ(of_call(answered(302), failed("request_refused")).at("answer"), "redirected");
  EXPECT_EQ(of_call(answered(200), failed("malformed_answer")).at("answer"), "malformed_answer");
}

TEST(SelfTestSteps, the_platforms_clock_is_compared_with_ours) {
  SelfTestReport report;
  judge_call(report, answered(200, "Thu, 22 Jan 2026 15:02:01 GMT"), channels::PullPage{}, true,
             kNow);
  EXPECT_EQ(report.clock_difference_ms, 121'000);
  EXPECT_EQ(outcomes(report).at("clock"), "clock_differs");
  EXPECT_FALSE(report.ok());
  EXPECT_EQ(
      of_call(answered(200, "Thu, 22 Jan 2026 14:58:01 GMT"), channels::PullPage{}).at("clock"),
      "ok");
  EXPECT_EQ(of_call(answered(200, "yesterday"), channels::PullPage{}).at("clock"), "no_date");
}

TEST(SelfTestSteps, a_date_is_read_as_http_writes_it) {
  EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), Instant{784'111'777'000});
  for (const char* wrong : {"", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 ovD 1994 08:49:37 GMT",
                            "Sun, 66 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z"}) {
    EXPECT_EQ(parse_http_date(wrong), std::nullopt) << wrong;
  }
}

TEST(SelfTestSteps, a_callback_that_nobody_saw_is_judged_by_its_answer) {
  const Arrival unseen;
  EXPECT_EQ(of_callback(answered(301), unseen).at("answer"), "redirected");
  EXPECT_EQ(of_callback(answered(404), unseen).at("answer"), "path_not_found");
  EXPECT_EQ(of_callback(answered(403), unseen).at("answer"), "turned_away");
  EXPECT_EQ(of_callback(answered(413), unseen).at("answer"), "too_large_for_proxy");
  EXPECT_EQ(of_callback(answered(502), unseen).at("answer"), "server_failed");
  EXPECT_EQ(of_callback(answered(503), unseen).at("answer"), "not_taken_now");
  const Outcomes other = of_callback(answered(200), unseen);
  EXPECT_EQ(other.at("answer"), "ok");
  EXPECT_EQ(other.at("arrival"), "not_arrived") << "another server says yes to everything";
  EXPECT_EQ(other.at("record"), "-");
  EXPECT_EQ(of_callback(broken(Reached::kSecured, "no_answer"), unseen).at("answer"), "no_answer");
}

TEST(SelfTestSteps, a_callback_that_was_seen_says_what_became_of_it) {
  const Outcomes good = of_callback(answered(200), {true, true, "", "", MessageSeq{7}});
  EXPECT_EQ(good, (Outcomes{{"name", "ok"},
                            {"connection", "ok"},
                            {"encryption", "ok"},
                            {"answer", "ok"},
                            {"arrival", "ok"},
                            {"signature", "ok"},
                            {"record", "ok"}}));
  const Outcomes bad = of_callback(answered(401), {true, false, "headers_missing", "x", {}});
  EXPECT_EQ(bad.at("answer"), "ok") << "the hub's own refusal is said where it was refused";
  EXPECT_EQ(bad.at("arrival"), "ok");
  EXPECT_EQ(bad.at("signature"), "headers_missing");
  EXPECT_EQ(bad.at("record"), "-");
  // It came in, and whoever stands before the hub told another story.
  EXPECT_EQ(of_callback(answered(502), {true, true, "", "", MessageSeq{7}}).at("answer"),
            "server_failed");
}

TEST(SelfTestSteps, without_encryption_that_step_is_left_out) {
  SelfTestReport report;
  EXPECT_TRUE(judge_callback(report, answered(200), {true, true, "", "", {}}, false));
  EXPECT_EQ(outcomes(report).at("encryption"), "not_encrypted");
  EXPECT_TRUE(report.ok());
}

class DifferenceTest : public testing::Test {
 protected:
  std::string code() {
    const channels::Request came{headers_, body_};
    const Error refusal{ErrorClass::kUnauthorised, "signature_invalid", "", {}};
    return difference(sent_, came, refusal).code;
  }
  const channels::SignedMessage sent_{
      {{"Content-Type", "application/json"}, {"webhook-id", "t-1"}, {"webhook-signature", "v1,x"}},
      R"({"a":1,"b":[true]})"};
  std::vector<std::pair<std::string_view, std::string_view>> headers_{
      {"Webhook-Id", "t-1"}, {"webhook-signature", "v1,x"}};
  std::string body_ = sent_.body;
};

TEST_F(DifferenceTest, what_came_as_it_was_sent_is_refused_for_its_own_reason) {
  EXPECT_EQ(code(), "signature_invalid");
}

TEST_F(DifferenceTest, headers_that_a_proxy_ate_or_wrote_anew_are_named) {
  headers_[1].second = "v1,y";
  EXPECT_EQ(code(), "headers_changed");
  headers_.pop_back();
  EXPECT_EQ(code(), "headers_missing");
}

TEST_F(DifferenceTest, a_body_that_was_compressed_parsed_or_cut_is_told_apart) {
  body_ = R"({ "b": [true], "a": 1 })";
  EXPECT_EQ(code(), "body_reencoded");
  body_ = R"({"a":2,"b":[true]})";
  EXPECT_EQ(code(), "body_changed");
  body_ = "\x1f\x8b zipped";
  EXPECT_EQ(code(), "body_compressed");
  body_ = "what it was before";
  headers_.emplace_back("content-encoding", "br");
  EXPECT_EQ(code(), "body_compressed");
}

TEST(SelfTestSteps, an_address_is_made_of_what_is_said_and_the_shop) {
  EXPECT_EQ(callback_address("https://hub.example", "standard", "mini"),
            "https://hub.example/hooks/standard/mini");
  EXPECT_EQ(callback_address("https://example/ordo/", "shopify", "a"),
            "https://example/ordo/hooks/shopify/a");
}

}  // namespace
}  // namespace ordo::flows
