#include "sim/pusher.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <map>
#include <thread>

#include "sim/signer.h"

namespace ordo::sim {
namespace {

// A tiny hub: a real listening socket whose behaviour for the n-th request a test chooses.
class TinyHub {
 public:
  // What to do with a request: an answer's text, or empty: close the connection without a word.
  using Behaviour = std::function<std::string(const std::string& id, int nth)>;

  explicit TinyHub(Behaviour behaviour) : behaviour_(std::move(behaviour)) {
    open();
    thread_ = std::thread([this] { run(); });
  }
  ~TinyHub() {
    stopping_ = true;
    thread_.join();
    close_all();
  }
  [[nodiscard]] uint16_t port() const { return port_; }
  [[nodiscard]] const std::map<std::string, int>& seen() const { return seen_; }
  [[nodiscard]] const std::string& last() const { return last_; }
  // The next `requests` are followed by a time in which every connection is refused.
  void go_away_after(int requests) { away_after_ = requests; }

 private:
  void open() {
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    const int on = 1;
    ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port_);
    EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    socklen_t size = sizeof address;
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    EXPECT_EQ(::listen(listener_, 64), 0);
  }
  void close_all() {
    ::close(listener_);
    for (auto& [socket, text] : clients_) ::close(socket);
    clients_.clear();
  }
  void run() {
    while (!stopping_) {
      std::vector<pollfd> wanted{{listener_, POLLIN, 0}};
      for (auto& [socket, text] : clients_) wanted.push_back({socket, POLLIN, 0});
      ::poll(wanted.data(), wanted.size(), 20);
      if (wanted[0].revents != 0) clients_[::accept(listener_, nullptr, nullptr)];
      for (size_t i = 1; i < wanted.size(); ++i) {
        if (wanted[i].revents != 0) serve(wanted[i].fd);
      }
      if (away_after_ == 0) go_away();
    }
  }
  void go_away() {
    away_after_ = -1;
    close_all();
    ::poll(nullptr, 0, 40);
    open();
  }
  void serve(int socket) {
    char piece[8192];
    const ssize_t got = ::recv(socket, piece, sizeof piece, 0);
    if (got <= 0) return drop(socket);
    std::string& text = clients_[socket];
    text.append(piece, static_cast<size_t>(got));
    const size_t head = text.find("\r\n\r\n");
    const size_t at = text.find("Content-Length: ");
    if (head == std::string::npos || text.size() < head + 4 + std::stoul(text.substr(at + 16))) {
      return;
    }
    answer(socket, std::move(text));
  }
  void answer(int socket, std::string request) {
    const size_t at = request.find("webhook-id: ") + 12;
    const std::string id = request.substr(at, request.find("\r\n", at) - at);
    last_ = request;
    clients_[socket].clear();
    if (away_after_ > 0) --away_after_;
    const std::string text = behaviour_(id, ++seen_[id]);
    if (text.empty()) return drop(socket);
    ::send(socket, text.data(), text.size(), MSG_NOSIGNAL);
  }
  void drop(int socket) {
    ::close(socket);
    clients_.erase(socket);
  }

  Behaviour behaviour_;
  uint16_t port_ = 0;
  int listener_ = -1;
  std::map<int, std::string> clients_;
  std::map<std::string, int> seen_;
  std::string last_;
  std::atomic<int> away_after_ = -1;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

const std::string kYes = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const std::string kLater =
    "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n";
const std::string kNo = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n";

const std::string kSecret = secret_from_seed(1, "tea");

std::vector<Shop> shops() {
  std::vector<Shop> all;
  all.emplace_back(ShopAccount{"tea", "Tea", kSecret, Zone::utc(), "CNY", "tea"}, 0, Faults{}, 1);
  return all;
}

std::vector<Message> messages(int count) {
  std::vector<Message> all;
  Shop shop = std::move(shops()[0]);
  for (int i = 0; i < count; ++i) all.push_back(shop.raw("{\"n\":" + std::to_string(i) + "}", {}));
  return all;
}

PushReport push(TinyHub& hub, const std::vector<Message>& all, PusherOptions options = {}) {
  options.port = hub.port();
  options.connections = 8;
  options.speed = 1e6;
  auto pusher = Pusher::create(shops(), options);
  EXPECT_TRUE(pusher.has_value());
  return (*pusher)->push(all);
}

TEST(Pusher, delivers_every_message_once_to_a_hub_that_says_yes) {
  TinyHub hub([](const std::string&, int) { return kYes; });
  const PushReport report = push(hub, messages(200));
  EXPECT_EQ(report.acknowledged, 200u);
  EXPECT_EQ(report.requests, 200u);
  EXPECT_EQ(hub.seen().size(), 200u);
}

TEST(Pusher, what_arrives_is_addressed_to_the_shop_and_signed) {
  TinyHub hub([](const std::string&, int) { return kYes; });
  const auto all = messages(1);
  (void)push(hub, all);
  const std::string& got = hub.last();
  const auto header = [&got](const std::string& name) {
    const size_t at = got.find(name + ": ") + name.size() + 2;
    return got.substr(at, got.find("\r\n", at) - at);
  };
  EXPECT_TRUE(got.starts_with("POST /hooks/standard/tea HTTP/1.1\r\n"));
  EXPECT_EQ(header("webhook-signature"),
            Signer::from_secret(kSecret)->sign(all[0].id, std::stoll(header("webhook-timestamp")),
                                               all[0].body));
  EXPECT_TRUE(got.ends_with("\r\n\r\n" + all[0].body));
}

TEST(Pusher, pushes_again_when_a_connection_is_dropped_without_an_answer) {
  TinyHub hub([](const std::string&, int nth) { return nth == 1 ? "" : kYes; });
  const PushReport report = push(hub, messages(50));
  EXPECT_EQ(report.acknowledged, 50u);
  EXPECT_EQ(report.broken, 50u);
}

TEST(Pusher, comes_back_to_a_hub_that_is_busy) {
  TinyHub hub([](const std::string&, int nth) { return nth < 3 ? kLater : kYes; });
  const PushReport report = push(hub, messages(20));
  EXPECT_EQ(report.acknowledged, 20u);
  EXPECT_EQ(report.busy, 40u);
}

TEST(Pusher, gives_up_what_is_refused_again_and_again) {
  TinyHub hub([](const std::string& id, int) { return id.ends_with("3") ? kNo : kYes; });
  const PushReport report = push(hub, messages(10), {.refusals_max = 4});
  EXPECT_EQ(report.acknowledged, 9u);
  EXPECT_EQ(report.given_up, 1u);
  EXPECT_EQ(hub.seen().at("tea_000003"), 4);
}

TEST(Pusher, waits_for_a_hub_that_went_away_and_loses_nothing) {
  TinyHub hub([](const std::string&, int) { return kYes; });
  hub.go_away_after(60);
  const PushReport report = push(hub, messages(300));
  EXPECT_EQ(report.acknowledged, 300u);
  EXPECT_EQ(hub.seen().size(), 300u);
}

TEST(Pusher, planned_faults_show_at_the_hub_as_repeats_and_never_as_losses) {
  TinyHub hub([](const std::string&, int) { return kYes; });
  const Faults faults{.duplicate = 0.2,
                      .drop = 0.2,
                      .delay = 0.1,
                      .delay_ms_max = 3,
                      .reorder = 0.2,
                      .reorder_window = 30};
  const PushReport report = push(hub, messages(500), {.faults = faults, .seed = 9});
  EXPECT_EQ(report.acknowledged, 500u);
  EXPECT_EQ(hub.seen().size(), 500u);
  EXPECT_GT(report.duplicates, 50u);
  EXPECT_GT(report.dropped, 50u);
  int repeated = 0;
  for (const auto& [id, times] : hub.seen()) repeated += times > 1;
  EXPECT_GT(repeated, 80);
}

TEST(Pusher, stops_when_told_to_though_the_hub_never_answers_well) {
  std::atomic<int> requests = 0;
  TinyHub hub([&requests](const std::string&, int) {
    ++requests;
    return kLater;
  });
  PusherOptions options{.port = hub.port(), .connections = 2, .speed = 1e6};
  auto pusher = Pusher::create(shops(), options);
  ASSERT_TRUE(pusher.has_value());
  const auto all = messages(5);
  std::thread stopper([&] {
    while (requests < 10) std::this_thread::yield();
    (*pusher)->stop();
  });
  EXPECT_EQ((*pusher)->push(all).acknowledged, 0u);
  stopper.join();
}

TEST(Pusher, a_bad_address_or_secret_is_refused_at_once) {
  EXPECT_EQ(Pusher::create(shops(), {.host = "nowhere"}).error().code, "invalid_address");
  std::vector<Shop> bad;
  bad.emplace_back(ShopAccount{"x", "X", "none", Zone::utc(), "CNY", "x"}, 0, Faults{}, 1);
  EXPECT_EQ(Pusher::create(bad, {.port = 1}).error().code, "invalid_secret");
}

TEST(Backoff, follows_the_specification_s_schedule_and_then_stays) {
  EXPECT_EQ(backoff_seconds(1), 5);
  EXPECT_EQ(backoff_seconds(2), 300);
  EXPECT_EQ(backoff_seconds(9), 86'400);
  EXPECT_EQ(backoff_seconds(50), 86'400);
}

}  // namespace
}  // namespace ordo::sim
