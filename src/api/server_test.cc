#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <future>
#include <mutex>
#include <system_error>
#include <thread>

#include "api/http.h"
#include "api/raw_client.h"

namespace ordo::api {
namespace {

using testing::get;
using testing::post;
using testing::RawAnswer;
using testing::RawClient;

// Answers what it was asked; some paths answer in other ways.
class Echo : public HttpHandler {
 public:
  ~Echo() override {
    for (auto& thread : threads_) thread.join();
  }

  void handle(const HttpRequest& request, Respond respond) override {
    if (request.path == "/drop") return;
    if (request.path == "/count") {
      return respond({200, "text/plain", std::to_string(request.body.size()), {}});
    }
    if (request.path == "/throw") throw std::runtime_error("thrown on purpose");
    if (request.path == "/later") return answer_later(request, std::move(respond));
    if (request.path == "/keep") return kept.set_value(std::move(respond));
    if (request.path == "/big") return respond({200, "text/plain", std::string(5 << 20, 'b'), {}});
    if (request.path == "/split") return respond({200, "", "", {{"X-A", "1\r\nX-B: 2"}}});
    respond(echo(request));
  }

  std::optional<SocketCallbacks> upgrade(const HttpRequest&, std::shared_ptr<Socket>,
                                         HttpResponse& refusal) override {
    refusal = {403, "", "", {}};
    return std::nullopt;
  }

  size_t body_max(std::string_view method, std::string_view path) override {
    return method == "POST" && path == "/count" ? kLargeBodyMax : kBodyMax;
  }

  std::promise<Respond> kept;

 private:
  static HttpResponse echo(const HttpRequest& r) {
    std::string body(r.method);
    body.append(" ").append(r.path).append(" ").append(r.query).append(" ");
    body.append(r.remote).append(r.local ? " local " : " ").append(r.body);
    return {200, "text/plain", std::move(body), {}};
  }

  void answer_later(const HttpRequest& request, Respond respond) {
    std::lock_guard lock(mutex_);
    // The request must still be there when another thread reads it.
    threads_.emplace_back([&request, respond = std::move(respond)] { respond(echo(request)); });
  }

  std::mutex mutex_;
  std::vector<std::thread> threads_;
};

class ServerTest : public ::testing::Test {
 protected:
  ServerTest() { options_.port = 0; }
  ~ServerTest() override {
    if (server_) server_->stop(0);
  }

  RawClient client() {
    if (!server_) {
      server_ = std::make_unique<HttpServer>(options_, handler_);
      server_->start();
    }
    return RawClient(server_->port());
  }
  RawAnswer ask(std::string_view request) { return client().ask(request); }

  Echo handler_;
  ServerOptions options_;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(ServerTest, answers_and_keeps_the_connection) {
  auto c = client();
  EXPECT_EQ(c.ask(post("/a?b=c", "body")).body, "POST /a b=c 127.0.0.1 body");
  auto second = c.ask(get("/a"));
  EXPECT_EQ(second.status, 200);
  EXPECT_EQ(second.header("connection"), "");
  EXPECT_FALSE(second.header("date").empty());
  EXPECT_EQ(second.header("x-content-type-options"), "nosniff");
}

const std::string kForwarded = "GET /a HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n";

TEST_F(ServerTest, who_a_stranger_says_he_is_is_not_believed) {
  EXPECT_EQ(ask(kForwarded).body, "GET /a  127.0.0.1 ");
}

TEST_F(ServerTest, the_caller_is_whom_a_trusted_proxy_names) {
  options_.trusted_proxies = {"127.0.0.1"};
  EXPECT_EQ(ask(kForwarded).body, "GET /a  203.0.113.9 ");
}

TEST_F(ServerTest, pipelined_requests_are_answered_in_their_order) {
  auto c = client();
  std::string all;
  for (int i = 0; i < 50; ++i) {
    all += post(i % 2 ? "/now" : "/later", "n" + std::to_string(i));
  }
  ASSERT_TRUE(c.send(all));
  for (int i = 0; i < 50; ++i) {
    EXPECT_TRUE(c.read_answer().body.ends_with(" n" + std::to_string(i)));
  }
}

TEST_F(ServerTest, a_request_cut_into_single_bytes_is_understood) {
  auto c = client();
  for (char byte : post("/a", "xyz")) ASSERT_TRUE(c.send({&byte, 1}));
  EXPECT_EQ(c.read_answer().body, "POST /a  127.0.0.1 xyz");
}

TEST_F(ServerTest, a_chunked_body_is_read) {
  auto answer =
      ask("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
          "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n");
  EXPECT_EQ(answer.body, "POST /a  127.0.0.1 abcde");
}

TEST_F(ServerTest, a_body_of_exactly_the_limit_is_read) {
  auto answer = ask(post("/a", std::string(kBodyMax, 'x')));
  EXPECT_EQ(answer.status, 200);
  EXPECT_GT(answer.body.size(), kBodyMax);
}

TEST_F(ServerTest, a_path_may_take_larger_bodies_than_others) {
  EXPECT_EQ(ask(post("/count?a=b", std::string(kLargeBodyMax, 'x'))).body,
            std::to_string(kLargeBodyMax));
  const RawAnswer over = ask(post("/count", std::string(kLargeBodyMax + 1, 'x')));
  EXPECT_EQ(over.status, 413);
  EXPECT_NE(over.body.find("5 MiB"), std::string::npos) << over.body;
  const RawAnswer elsewhere = ask(post("/a", std::string(kBodyMax + 1, 'x')));
  EXPECT_EQ(elsewhere.status, 413);
  EXPECT_NE(elsewhere.body.find("1 MiB"), std::string::npos) << elsewhere.body;
}

TEST_F(ServerTest, a_chunked_body_is_refused_when_it_grows_beyond_its_path) {
  auto c = client();
  c.send("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
  std::string chunk = "100000\r\n" + std::string(0x100000, 'x') + "\r\n";
  c.send(chunk);
  c.send(chunk);
  EXPECT_EQ(c.read_answer().status, 413);
}

TEST_F(ServerTest, bodies_beyond_the_memory_for_all_of_them_hear_503) {
  options_.bodies_bytes_max = 300'000;
  const RawAnswer answer = client().ask(post("/", std::string(600'000, 'x')));
  EXPECT_EQ(answer.status, 503);
  EXPECT_NE(answer.body.find("\"busy\""), std::string::npos);
  EXPECT_EQ(answer.header("retry-after"), "1");
  EXPECT_EQ(client().ask(post("/", std::string(150'000, 'x'))).status, 200);
}

TEST_F(ServerTest, small_bodies_are_read_though_large_ones_take_all_the_memory) {
  options_.bodies_bytes_max = 300'000;
  auto greedy = client();
  greedy.send(std::string_view(post("/", std::string(290'000, 'x'))).substr(0, 280'000));
  const std::string small = post("/", std::string(2'000, 'x'));
  auto slow = client();
  slow.send(std::string_view(small).substr(0, 1'000));
  EXPECT_EQ(slow.ask(small.substr(1'000)).status, 200);
}

TEST_F(ServerTest, whoever_leaves_in_the_middle_of_a_body_gives_its_memory_back) {
  options_.bodies_bytes_max = 300'000;
  const std::string whole = post("/", std::string(250'000, 'x'));
  for (int i = 0; i < 5; ++i) client().send(std::string_view(whole).substr(0, 200'000));
  int status = 0;
  for (int tries = 0; status != 200 && tries < 10'000; ++tries) {
    status = client().ask(post("/", std::string(150'000, 'x'))).status;
  }
  EXPECT_EQ(status, 200);
}

TEST_F(ServerTest, expect_continue_is_told_to_go_on) {
  auto c = client();
  c.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(c.read_answer().status, 100);
  EXPECT_EQ(c.ask("hi").body, "POST /a  127.0.0.1 hi");
}

TEST_F(ServerTest, expect_continue_with_too_large_a_body_hears_413_at_once) {
  auto answer = ask(
      "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(answer.status, 413);
}

TEST_F(ServerTest, head_has_a_length_and_no_body) {
  auto c = client();
  c.send("HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n");
  auto answer = c.read_answer(true);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("content-length"), "19");
  EXPECT_EQ(c.ask(get("/b")).body, "GET /b  127.0.0.1 ");
}

TEST_F(ServerTest, malformed_requests_hear_400_and_are_closed) {
  const std::vector<std::string> requests = {
      "nonsense\r\n\r\n",
      "GET http://x/a HTTP/1.1\r\nHost: x\r\n\r\n",
      "CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n",
      "GET /a HTTP/1.1\r\n\r\n",
      "GET /a HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
      "GET /a HTTP/2.0\r\nHost: x\r\n\r\n",
      "GET /a HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n",
      "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
      "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: "
      "chunked\r\n\r\n0\r\n\r\n",
      "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
      "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
  };
  for (const auto& request : requests) {
    auto c = client();
    auto answer = c.ask(request);
    EXPECT_EQ(answer.status, 400) << request;
    EXPECT_EQ(answer.header("content-type"), "application/problem+json") << request;
    EXPECT_EQ(answer.header("connection"), "close") << request;
    EXPECT_TRUE(c.closed_by_peer()) << request;
  }
}

TEST_F(ServerTest, too_large_headers_hear_431) {
  EXPECT_EQ(ask(get("/a", "X: " + std::string(20'000, 'x') + "\r\n")).status, 431);
}

TEST_F(ServerTest, a_sender_of_ten_megabytes_can_read_why_he_is_refused) {
  auto c = client();
  ASSERT_TRUE(c.send(post("/a", std::string(10 << 20, 'x'))));
  auto answer = c.read_answer();
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(answer.header("connection"), "close");
  EXPECT_TRUE(c.closed_by_peer());
}

TEST_F(ServerTest, chunks_beyond_the_limit_hear_413) {
  auto c = client();
  c.send("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
  std::string chunk = "80000\r\n" + std::string(0x80000, 'x') + "\r\n";
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(c.send(chunk));
  EXPECT_EQ(c.read_answer().status, 413);
}

TEST_F(ServerTest, a_request_that_does_not_end_hears_408) {
  options_.request_ms = 100;
  auto c = client();
  c.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
  EXPECT_EQ(c.read_answer().status, 408);
  EXPECT_TRUE(c.closed_by_peer());
}

TEST_F(ServerTest, a_connection_that_says_nothing_is_closed) {
  options_.idle_ms = 100;
  EXPECT_TRUE(client().closed_by_peer());
}

TEST_F(ServerTest, who_does_not_read_his_answer_is_closed) {
  options_.request_ms = 100;
  auto c = client();
  std::string many;
  for (int i = 0; i < 20; ++i) many += get("/big");
  ASSERT_EQ(c.ask(get("/a")).status, 200);
  c.send(many);
  while (server_->connections() > 0) std::this_thread::yield();
  EXPECT_LT(c.read_to_end().size(), 100u << 20);
}

TEST_F(ServerTest, a_large_answer_arrives_whole) {
  EXPECT_EQ(ask(get("/big")).body.size(), 5u << 20);
}

TEST_F(ServerTest, connections_beyond_the_limit_are_refused) {
  options_.connections_max = 2;
  auto first = client();
  auto second = client();
  EXPECT_EQ(first.ask(get("/a")).status, 200);
  EXPECT_EQ(second.ask(get("/a")).status, 200);
  EXPECT_TRUE(client().closed_by_peer());
  EXPECT_EQ(first.ask(get("/a")).status, 200);
}

// Both ends of each connection are this process's.
size_t connections_that_fit(size_t wanted) {
  constexpr size_t kOthers = 200;
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = std::max(files.rlim_cur, std::min<rlim_t>(files.rlim_max, 2 * wanted + kOthers));
  setrlimit(RLIMIT_NOFILE, &files);
  return std::min<size_t>(wanted, (files.rlim_cur - kOthers) / 2);
}

TEST_F(ServerTest, a_crowd_of_idle_connections_does_not_keep_others_out) {
  const size_t many = connections_that_fit(5'000);
  ASSERT_GE(many, 1'500u) << "this machine lets a program open too few files (ulimit -Hn)";
  client();
  std::vector<RawClient> crowd;
  for (size_t i = 0; i < many; ++i) crowd.push_back(client());
  EXPECT_EQ(ask(get("/a")).status, 200);
  EXPECT_GE(server_->connections(), many);
  EXPECT_EQ(crowd.front().ask(get("/a")).status, 200);
  EXPECT_EQ(crowd.back().ask(get("/a")).status, 200);
}

TEST_F(ServerTest, http_1_0_is_closed_unless_it_asks_to_stay) {
  auto c = client();
  auto kept = c.ask("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(kept.header("connection"), "keep-alive");
  auto closed = c.ask("GET /a HTTP/1.0\r\n\r\n");
  EXPECT_EQ(closed.header("connection"), "close");
  EXPECT_TRUE(c.closed_by_peer());
}

TEST_F(ServerTest, a_handler_that_fails_or_forgets_makes_500) {
  auto c = client();
  EXPECT_EQ(c.ask(get("/throw")).status, 500);
  EXPECT_EQ(c.ask(get("/drop")).status, 500);
  EXPECT_EQ(c.ask(get("/split")).status, 500);
  EXPECT_EQ(c.ask(get("/a")).status, 200);
}

TEST_F(ServerTest, a_refused_upgrade_leaves_an_ordinary_connection) {
  auto c = client();
  auto refused = c.ask(get("/s",
                           "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: "
                           "13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"));
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(c.ask(get("/a")).status, 200);
}

TEST_F(ServerTest, several_threads_serve_alike) {
  options_.threads = 3;
  std::vector<RawClient> clients;
  for (int i = 0; i < 9; ++i) clients.push_back(client());
  for (auto& c : clients) EXPECT_EQ(c.ask(post("/later", "x")).status, 200);
}

TEST_F(ServerTest, stopping_lets_a_request_in_flight_end) {
  auto c = client();
  auto idle = client();
  c.send(get("/keep"));
  Respond respond = handler_.kept.get_future().get();
  std::thread stopper([this] { server_->stop(10'000); });
  EXPECT_TRUE(idle.closed_by_peer());
  respond({200, "", "", {}});
  auto answer = c.read_answer();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("connection"), "close");
  stopper.join();
}

TEST_F(ServerTest, an_answer_may_come_when_the_server_is_gone) {
  auto c = client();
  c.send(get("/keep"));
  Respond respond = handler_.kept.get_future().get();
  server_->stop(0);
  server_.reset();
  respond({200, "", "", {}});
  EXPECT_TRUE(c.closed_by_peer());
}

TEST_F(ServerTest, an_address_that_is_taken_is_an_error) {
  client();
  options_.port = server_->port();
  EXPECT_THROW(HttpServer(options_, handler_), std::system_error);
}

class ControlSocketTest : public ServerTest {
 protected:
  ControlSocketTest() {
    options_.control_socket =
        std::filesystem::temp_directory_path() / ("ordo_control_" + std::to_string(getpid()));
  }
  ~ControlSocketTest() override { std::filesystem::remove(options_.control_socket); }
};

TEST_F(ControlSocketTest, the_owner_alone_may_use_it_and_is_known_as_local) {
  client();
  struct stat info{};
  ASSERT_EQ(stat(options_.control_socket.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  EXPECT_EQ(RawClient(options_.control_socket).ask(get("/a")).body, "GET /a  local local ");
}

TEST_F(ControlSocketTest, a_socket_left_by_a_crash_is_replaced_and_ours_is_removed) {
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  strncpy(address.sun_path, options_.control_socket.c_str(), sizeof address.sun_path - 1);
  ASSERT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  close(fd);
  client();
  EXPECT_EQ(RawClient(options_.control_socket).ask(get("/a")).status, 200);
  server_->stop(0);
  EXPECT_FALSE(std::filesystem::exists(options_.control_socket));
}

}  // namespace
}  // namespace ordo::api
