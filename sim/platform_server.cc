#include "sim/platform_server.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <thread>

namespace ordo::sim {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;

// A peer that goes away is no exception.
constexpr auto kAwaitable = asio::as_tuple(asio::use_awaitable);

http::response<http::string_body> to_beast(const PlatformResponse& response, bool keep_alive) {
  http::response<http::string_body> out;
  out.result(static_cast<unsigned>(response.status));
  for (const auto& [name, value] : response.headers) out.insert(name, value);
  out.body() = response.body;
  out.keep_alive(keep_alive);
  out.prepare_payload();
  return out;
}

PlatformRequest from_beast(const http::request<http::string_body>& request) {
  PlatformRequest asked{std::string(request.method_string()),
                        std::string(request.target()),
                        std::string(request["X-Shopify-Access-Token"]),
                        request.body(),
                        {}};
  for (const auto& field : request) asked.headers.emplace_back(field.name_string(), field.value());
  return asked;
}

asio::awaitable<void> converse(tcp::socket socket, const PlatformServer::Serve& serve) {
  boost::beast::flat_buffer buffer;
  for (bool open = true; open;) {
    http::request<http::string_body> request;
    const auto [broken, read] = co_await http::async_read(socket, buffer, request, kAwaitable);
    if (broken) co_return;
    const PlatformResponse answer = serve(from_beast(request));
    if (answer.status == 0) co_return;
    open = request.keep_alive();
    const auto response = to_beast(answer, open);
    const auto [failed, written] = co_await http::async_write(socket, response, kAwaitable);
    if (failed) co_return;
  }
}

asio::awaitable<void> listen(tcp::acceptor& acceptor, const PlatformServer::Serve& serve) {
  while (acceptor.is_open()) {
    auto [failed, socket] = co_await acceptor.async_accept(kAwaitable);
    if (failed) continue;
    asio::co_spawn(acceptor.get_executor(), converse(std::move(socket), serve), asio::detached);
  }
}

}  // namespace

std::string PlatformRequest::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (boost::beast::iequals(key, name)) return value;
  }
  return {};
}

struct PlatformServer::Impl {
  explicit Impl(Serve s) : serve(std::move(s)) {
    asio::co_spawn(context, listen(acceptor, serve), asio::detached);
    thread = std::jthread([this] { context.run(); });
  }
  ~Impl() {
    context.stop();
    thread.join();
  }

  Serve serve;
  asio::io_context context{1};
  tcp::acceptor acceptor{context, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
  std::jthread thread;
};

PlatformServer::PlatformServer(Serve serve) : impl_(std::make_unique<Impl>(std::move(serve))) {}

PlatformServer::~PlatformServer() = default;

std::string PlatformServer::address() const {
  return "http://127.0.0.1:" + std::to_string(impl_->acceptor.local_endpoint().port());
}

PlatformResponse serve(TaobaoShop& shop, const PlatformRequest& request, Instant now) {
  if (request.method != "POST" || request.target != "/router/rest") return {404, {}, ""};
  TaobaoAnswer answer = shop.answer(request.body, now);
  return {answer.status, {{"Content-Type", "application/json"}}, std::move(answer.body)};
}

PlatformResponse serve(ShopifyShop& shop, const PlatformRequest& request, Instant now) {
  if (request.method != "GET") return {405, {}, ""};
  ShopifyAnswer answer = shop.get(request.target, request.token, now);
  return {answer.status, std::move(answer.headers), std::move(answer.body)};
}

}  // namespace ordo::sim
