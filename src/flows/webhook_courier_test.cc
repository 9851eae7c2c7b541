// What a call came to when its target says nothing, or fails.
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <thread>

#include "core/limits.h"
#include "flows/dispatcher.h"

namespace ordo::flows {
namespace {

using Met = Delivery::Met;

// A target on this machine: hears one request to its end, says `answer`, and hangs up.
class OneAnswer {
 public:
  explicit OneAnswer(std::string answer) : listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* plain = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof(address);
    EXPECT_EQ(::bind(listener_, plain, size), 0);
    EXPECT_EQ(::listen(listener_, 1), 0);
    EXPECT_EQ(::getsockname(listener_, plain, &size), 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this, said = std::move(answer)] { serve(said); });
  }
  ~OneAnswer() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  [[nodiscard]] std::string url() const {
    return "http://127.0.0.1:" + std::to_string(port_) + "/hook";
  }

 private:
  void serve(const std::string& answer) const {
    const int peer = ::accept(listener_, nullptr, nullptr);
    if (peer < 0) return;
    std::string heard;
    char buffer[4096];
    while (!heard.ends_with("{}")) {
      const ssize_t n = ::recv(peer, buffer, sizeof(buffer), 0);
      if (n <= 0) break;
      heard.append(buffer, static_cast<size_t>(n));
    }
    (void)::send(peer, answer.data(), answer.size(), MSG_NOSIGNAL);
    ::close(peer);
  }

  int listener_;
  int port_ = 0;
  std::jthread thread_;
};

std::string response_of(int status) {
  return "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Length: 0\r\n\r\n";
}

Delivery call(const std::string& url, core::Repeatable repeatable) {
  Shop shop;
  shop.callback_url = url;
  shop.credentials = Secret(R"({"secret":"whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"})");
  core::OutboxMessage message;
  message.id = OutboxId(7);
  message.body = "{}";
  message.repeatable = repeatable;
  return webhook_courier()->deliver(message, shop, Instant{1'769'083'200'000});
}

Met met_of(const std::string& said, core::Repeatable repeatable) {
  const OneAnswer target(said);
  return call(target.url(), repeatable).met;
}

TEST(WebhookCourier, what_is_answered_with_yes_is_delivered) {
  EXPECT_EQ(met_of(response_of(204), core::Repeatable::kNeither), Met::kDelivered);
}

TEST(WebhookCourier, a_call_whose_answer_was_not_heard_may_have_arrived) {
  EXPECT_EQ(met_of("", core::Repeatable::kNeither), Met::kUnclear);
  EXPECT_EQ(met_of("", core::Repeatable::kQueryable), Met::kUnclear);
  EXPECT_EQ(met_of("", core::Repeatable::kIdempotent), Met::kDown);
}

TEST(WebhookCourier, a_call_of_which_nothing_was_sent_has_not_arrived) {
  std::string url;
  {
    const OneAnswer gone("");
    url = gone.url();
  }
  EXPECT_EQ(call(url, core::Repeatable::kNeither).met, Met::kDown);
}

TEST(WebhookCourier, a_server_that_failed_may_have_done_it_and_one_that_takes_nothing_has_not) {
  for (const int status : {500, 502, 504}) {
    EXPECT_EQ(met_of(response_of(status), core::Repeatable::kNeither), Met::kUnclear) << status;
    EXPECT_EQ(met_of(response_of(status), core::Repeatable::kIdempotent), Met::kDown) << status;
  }
  for (const int status : {503, 429}) {
    EXPECT_EQ(met_of(response_of(status), core::Repeatable::kNeither), Met::kDown) << status;
  }
  EXPECT_EQ(met_of(response_of(404), core::Repeatable::kNeither), Met::kRefused);
}

TEST(WebhookCourier, it_tells_what_was_said) {
  const OneAnswer target(
      "HTTP/1.1 422 X\r\nX-Request-Id: r-9\r\nContent-Length: 9\r\n\r\nno, thank");
  const Exchange said = call(target.url(), core::Repeatable::kIdempotent).exchange;
  EXPECT_EQ(said.method, "POST");
  EXPECT_EQ(said.url, target.url());
  EXPECT_EQ(said.request_body, "{}");
  EXPECT_EQ(said.request_id, "evt_7");
  EXPECT_EQ(said.answer.status, 422);
  EXPECT_EQ(said.answer.body, "no, thank");
  EXPECT_EQ(said.answer_bytes, 9);
  EXPECT_EQ(answer_id_of(said.answer), "r-9");
}

TEST(WebhookCourier, of_a_long_answer_the_beginning_is_kept) {
  const size_t bytes = 1 << 20;
  const OneAnswer target("HTTP/1.1 200 X\r\nContent-Length: " + std::to_string(bytes) + "\r\n\r\n" +
                         std::string(bytes, 'x'));
  const Delivery delivery = call(target.url(), core::Repeatable::kIdempotent);
  EXPECT_EQ(delivery.met, Met::kDelivered);
  EXPECT_EQ(delivery.exchange.answer_bytes, static_cast<int64_t>(bytes));
  EXPECT_EQ(delivery.exchange.answer.body, std::string(2 * core::kCallBodyKept, 'x'));
}

TEST(WebhookCourier, an_answer_that_was_not_heard_is_told_with_its_reason) {
  const OneAnswer target("");
  const Exchange said = call(target.url(), core::Repeatable::kIdempotent).exchange;
  EXPECT_EQ(said.answer.status, 0);
  EXPECT_NE(said.answer.error, "");
}

}  // namespace
}  // namespace ordo::flows
