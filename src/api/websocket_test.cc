#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <future>
#include <thread>

#include "api/http.h"

namespace ordo::api {
namespace {

namespace beast = boost::beast;
namespace websocket = beast::websocket;
using tcp = boost::asio::ip::tcp;

// Greets at once, echoes every text in upper case's place: between angle brackets.
class Greeter : public HttpHandler {
 public:
  void handle(const HttpRequest&, Respond respond) override { respond({404, "", "", {}}); }
  std::optional<SocketCallbacks> upgrade(const HttpRequest& request, std::shared_ptr<Socket> socket,
                                         HttpResponse& refusal) override {
    if (request.path != "/live") {
      refusal = {401, "", "", {}};
      return std::nullopt;
    }
    socket->send("hello");
    socket_.set_value(socket);
    return SocketCallbacks{
        [socket](std::string_view text) { socket->send("<" + std::string(text) + ">"); },
        [this] { closed_.set_value(); }};
  }
  std::shared_ptr<Socket> socket() { return socket_.get_future().get(); }
  void await_closed() { closed_.get_future().get(); }

 private:
  std::promise<std::shared_ptr<Socket>> socket_;
  std::promise<void> closed_;
};

class WebSocketTest : public ::testing::Test {
 protected:
  WebSocketTest() : server_(options(), handler_), stream_(io_) {
    server_.start();
    stream_.next_layer().connect(
        {boost::asio::ip::address_v4::loopback(), static_cast<uint16_t>(server_.port())});
  }
  static ServerOptions options() {
    ServerOptions o;
    o.port = 0;
    return o;
  }
  std::string read() {
    beast::flat_buffer buffer;
    stream_.read(buffer, ec_);
    return beast::buffers_to_string(buffer.cdata());
  }

  Greeter handler_;
  HttpServer server_;
  boost::asio::io_context io_;
  websocket::stream<tcp::socket> stream_;
  boost::system::error_code ec_;
};

TEST_F(WebSocketTest, what_was_sent_before_the_upgrade_comes_first_and_texts_travel_both_ways) {
  stream_.handshake("x", "/live");
  EXPECT_EQ(read(), "hello");
  stream_.write(boost::asio::buffer(std::string("a")));
  EXPECT_EQ(read(), "<a>");
  stream_.close(websocket::close_code::normal);
  handler_.await_closed();
}

TEST_F(WebSocketTest, a_handler_can_refuse) {
  websocket::response_type response;
  stream_.handshake(response, "x", "/elsewhere", ec_);
  EXPECT_EQ(ec_, websocket::error::upgrade_declined);
  EXPECT_EQ(response.result_int(), 401u);
}

TEST_F(WebSocketTest, many_texts_from_another_thread_arrive_in_order) {
  stream_.handshake("x", "/live");
  EXPECT_EQ(read(), "hello");
  std::thread sender([socket = handler_.socket()] {
    for (int i = 0; i < 900; ++i) socket->send(std::to_string(i));
  });
  for (int i = 0; i < 900; ++i) EXPECT_EQ(read(), std::to_string(i));
  sender.join();
}

TEST_F(WebSocketTest, a_client_that_does_not_read_is_closed) {
  stream_.handshake("x", "/live");
  auto socket = handler_.socket();
  std::string large(1 << 20, 'x');
  for (int i = 0; i < 1'100; ++i) socket->send(i < 30 ? large : "small");
  handler_.await_closed();
  socket->send("to nobody");
}

TEST_F(WebSocketTest, a_message_beyond_the_limit_closes) {
  stream_.handshake("x", "/live");
  stream_.write(boost::asio::buffer(std::string(1 << 20, 'x')), ec_);
  handler_.await_closed();
}

TEST_F(WebSocketTest, stopping_says_goodbye) {
  stream_.handshake("x", "/live");
  EXPECT_EQ(read(), "hello");
  std::thread stopper([this] { server_.stop(10'000); });
  read();
  EXPECT_EQ(ec_, websocket::error::closed);
  EXPECT_EQ(stream_.reason().code, websocket::close_code::going_away);
  stopper.join();
  handler_.await_closed();
}

TEST_F(WebSocketTest, the_socket_outlives_the_server_harmlessly) {
  stream_.handshake("x", "/live");
  auto socket = handler_.socket();
  server_.stop(0);
  handler_.await_closed();
  socket->send("late");
  socket->close();
}

}  // namespace
}  // namespace ordo::api
