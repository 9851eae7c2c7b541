#include "flows/call_trace.h"

#include <gtest/gtest.h>

#include <random>

#include "channels/web_text.h"
#include "core/limits.h"

namespace ordo::flows {
namespace {

const std::string kKey = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz";
const std::string kOdd = "p\"q\\r/s t&u";  // looks otherwise in JSON, in a form and in an address

const CallSecrets& secrets() {
  static const Secret credentials(R"({"secret":"whsec_)" + kKey +
                                  R"(","secrets":["older-secret"],"app_key":"30000001",)"
                                  R"("session":"p\"q\\r/s t&u","id":"ab"})");
  static const CallSecrets all(credentials,
                               [](std::string_view name) { return name == "app_key"; });
  return all;
}

std::string struck(std::string_view text) { return secrets().strike_out(text); }

TEST(CallTrace, of_an_address_host_and_path_are_kept) {
  EXPECT_EQ(target_of("https://me:pw@shop.example:8443/api/orders?token=1#x"),
            "https://shop.example:8443/api/orders");
  EXPECT_EQ(target_of("http://shop.example"), "http://shop.example");
  EXPECT_EQ(target_of("https://shop.example/a@b?c=@"), "https://shop.example/a@b");
  EXPECT_EQ(target_of("smtps://mail.example:465"), "smtps://mail.example:465");
  EXPECT_EQ(target_of("shop:3"), "shop:3");
  EXPECT_EQ(target_of("https://?x"), "https://");
  EXPECT_EQ(target_of(""), "");
}

TEST(CallTrace, a_credential_is_struck_out_in_each_form_and_a_public_name_is_not) {
  EXPECT_EQ(struck("the key whsec_" + kKey + "!"), "the key ***!");
  EXPECT_EQ(struck("the key " + kKey + "!"), "the key ***!");
  EXPECT_EQ(struck("older-secret older-secret"), "*** ***");
  EXPECT_EQ(struck(channels::percent_encode(kOdd)), "***");
  EXPECT_EQ(struck(R"({"was":"p\"q\\r/s t&u"})"), R"({"was":"***"})");
  EXPECT_EQ(struck("app 30000001 abab"), "app 30000001 abab");
}

TEST(CallTrace, what_stands_under_a_secrets_name_is_struck_out) {
  EXPECT_EQ(struck("method=x&sign=ABC123&v=2.0"), "method=x&sign=***&v=2.0");
  EXPECT_EQ(struck("session=61000&sign_method=md5"), "session=***&sign_method=md5");
  EXPECT_EQ(struck(R"({"Sign" : "a\"b", "n":1})"), R"({"Sign" : "***", "n":1})");
  EXPECT_EQ(struck(R"({"access_token":12345,"n":1})"), R"({"access_token":***,"n":1})");
  EXPECT_EQ(struck(R"({"body":"{\"token\":\"abc\",\"n\":1}"})"),
            R"({"body":"{\"token\":\"***\",\"n\":1}"})");
  EXPECT_EQ(struck(R"({"url":"https://x.example/?a=1&access_token=abc"})"),
            R"({"url":"https://x.example/?a=1&access_token=***"})");
  EXPECT_EQ(struck(R"({"design":"a","assign":"b","token":{"n":1}})"),
            R"({"design":"a","assign":"b","token":{"n":1}})");
  EXPECT_EQ(struck(R"({"token":"cut in the mid)"), R"({"token":"***)");
  EXPECT_EQ(struck(R"({"token":)"), R"({"token":)");
  EXPECT_EQ(struck("sign="), "sign=");
}

TEST(CallTrace, of_a_body_the_beginning_is_kept_and_no_character_is_cut) {
  const std::string small = "{}";
  EXPECT_EQ(secrets().beginning(small), small);
  std::string large = "x";
  while (large.size() < 3 * core::kCallBodyKept) large += "茶";
  const std::string kept = secrets().beginning(large);
  EXPECT_LE(kept.size(), core::kCallBodyKept);
  EXPECT_GT(kept.size(), core::kCallBodyKept - 100);
  EXPECT_TRUE(large.starts_with(kept));
  EXPECT_EQ((kept.size() - 1) % 3, 0u);
}

// Wherever it lies, whatever is around it: no eight bytes of the secret are left.
TEST(CallTrace, no_piece_of_a_secret_is_left_where_a_body_is_cut) {
  std::mt19937 chance(7);
  for (int i = 0; i < 300; ++i) {
    std::string body(core::kCallBodyKept - chance() % 80, 'x');
    if (chance() % 2) body.insert(chance() % body.size(), kKey);
    body += kKey + std::string(chance() % 200, 'y');
    const std::string kept = secrets().beginning(body);
    EXPECT_EQ(kept.find(kKey.substr(0, 8)), kept.npos) << i;
    EXPECT_LE(kept.size(), core::kCallBodyKept);
  }
}

TEST(CallTrace, nothing_of_an_exchange_that_is_kept_holds_a_secret) {
  const std::string words = "said " + kKey + " and older-secret and " + kOdd;
  Exchange exchange;
  exchange.method = "POST";
  exchange.url = "https://u:" + kKey + "@hook.example/robot/" + kKey + "/x?key=" + kKey;
  exchange.request_body = "session=" + channels::percent_encode(kOdd) + "&sign=5EED&a=" + kKey;
  exchange.answer = {500, {{"X-Request-Id", kKey}, {"Set-Cookie", "5EED"}}, words, words};
  core::CallRecord record;
  record.detail = words;
  trace_exchange(exchange, secrets(), record);
  EXPECT_EQ(record.target, "https://hook.example/robot/***/x");
  const std::string all = record.method + record.target + record.detail + record.answer_id +
                          record.request_id + record.bodies.request + record.bodies.answer;
  for (const std::string& secret : {kKey, kOdd, channels::percent_encode(kOdd),
                                    std::string("older-secret"), std::string("5EED")}) {
    EXPECT_EQ(all.find(secret), all.npos) << secret;
  }
  EXPECT_EQ(record.status, 500);
  EXPECT_EQ(record.answer_bytes, std::ssize(words));
}

TEST(CallTrace, the_other_sides_id_is_read_from_a_header_or_from_the_body) {
  const auto id = [](std::vector<std::pair<std::string, std::string>> headers, std::string body) {
    return answer_id_of({200, std::move(headers), std::move(body), ""});
  };
  EXPECT_EQ(id({{"Date", "now"}, {"X-Request-ID", "abc-1"}}, R"({"request_id":"x"})"), "abc-1");
  EXPECT_EQ(id({}, R"({"trades_sold_get_response":{"request_id":"16c1w","n":1}})"), "16c1w");
  EXPECT_EQ(id({}, R"({"Response" : {"RequestId" : "b5b4"}})"), "b5b4");
  EXPECT_EQ(id({{"x-request-id", "with blank"}}, "{}"), "");
  EXPECT_EQ(id({}, R"({"request_id":17})"), "");
  EXPECT_EQ(id({}, R"({"request_id":"open)"), "");
}

TEST(CallTrace, an_answer_that_was_not_heard_says_why) {
  Exchange exchange;
  exchange.method = "GET";
  exchange.url = "https://shop.example/";
  exchange.answer.error = "Timeout was reached";
  core::CallRecord record;
  record.detail = "no answer";
  trace_exchange(exchange, secrets(), record);
  EXPECT_EQ(record.detail, "Timeout was reached");
  EXPECT_EQ(record.status, 0);
}

TEST(CallTrace, of_what_was_not_sent_the_wanted_target_stays) {
  core::CallRecord record;
  record.target = "shop:3";
  record.detail = "the shop has no callback address any more";
  trace_exchange({}, CallSecrets(Secret(), nullptr), record);
  EXPECT_EQ(record.target, "shop:3");
  EXPECT_EQ(record.method, "");
  EXPECT_EQ(record.detail, "the shop has no callback address any more");
}

}  // namespace
}  // namespace ordo::flows
