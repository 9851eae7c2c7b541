#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <system_error>
#include <thread>
#include <tuple>

#include "api/connection.h"
#include "api/listen.h"
#include "base/log.h"
#include "base/thread.h"

namespace ordo::api {
namespace {

constexpr size_t kFirstRead = 2048;        // what an idle connection keeps ready
constexpr size_t kIdleCapacityMax = 4096;  // a larger buffer is given back between requests
constexpr size_t kBodyRead = 64u << 10;
constexpr int64_t kLingerMs = 5'000;
constexpr size_t kLingerBytesMax = 32u << 20;

HttpResponse stopping_problem() {
  return problem(Error{ErrorClass::kUnavailable, "stopping", "The server is stopping.", {}});
}

HttpResponse crowded() {
  return problem(Error{ErrorClass::kUnavailable,
                       "busy",
                       "Too many bodies are being sent at once; send it again.",
                       {}});
}

HttpResponse malformed(std::string detail) {
  return problem(400, "malformed_request", std::move(detail));
}

// A handler's answer that must not be sent becomes a fault of ours, not a dead connection.
std::string encode_safely(HttpResponse& response, const WireOptions& options) {
  try {
    return encode_answer(response, options);
  } catch (const std::exception& e) {
    log::error("answer_not_encodable", {{"what", e.what()}});
    response = internal_problem();
    return encode_answer(response, options);
  }
}

}  // namespace

Connection::Connection(IoThread& io, HttpHandler& handler, const ConnectionLimits& limits,
                       const TrustedProxies& proxies, StreamSocket socket, std::string remote,
                       bool local)
    : io_(io),
      handler_(handler),
      limits_(limits),
      proxies_(proxies),
      socket_(std::move(socket)),
      remote_(std::move(remote)),
      local_(local) {}

Task<> Connection::run() {
  auto self = shared_from_this();
  try {
    while (co_await serve_one()) {
    }
  } catch (const std::exception& e) {
    log::error("connection_failed", {{"what", e.what()}});
  }
  exchange_.reset();
  close();
  std::swap(io_.connections[index], io_.connections.back());
  io_.connections[index]->index = index;
  io_.connections.pop_back();
  io_.census.leave();
}

Task<bool> Connection::serve_one() {
  exchange_.reset();
  if (!co_await await_first_byte()) co_return false;
  enter(Phase::kReading, limits_.request_ms);
  exchange_ = std::make_shared<Exchange>(io_.mailbox, remote_, local_, proxies_);
  continued_ = false;
  Read read = co_await read_request();
  if (read == Read::kGone) co_return false;
  if (read == Read::kRefused || !well_formed()) co_return co_await refuse();
  if (boost::beast::websocket::is_upgrade(exchange_->parser().get())) co_return co_await upgrade();
  co_return co_await answer_request();
}

Task<bool> Connection::await_first_byte() {
  if (buffer_.size() > 0) co_return true;
  if (io_.census.stopping) co_return false;
  enter(Phase::kIdle, limits_.idle_ms);
  if (buffer_.capacity() > kIdleCapacityMax) buffer_.shrink_to_fit();
  co_return co_await fill();
}

Task<Connection::Read> Connection::read_request() {
  BodyShare share(io_.census);
  for (;;) {
    error_code ec;
    const bool complete = consume(ec);
    if (!ec && is_too_large()) ec = http::error::body_limit;
    if (complete && !ec) co_return Read::kComplete;
    if (ec || buffer_.size() == buffer_.max_size()) {
      refusal_ = refusal_for(ec);
      co_return Read::kRefused;
    }
    const size_t own = body_bytes();
    if (share.grow_to(own) > limits_.bodies_bytes && own > kSmallBody) {
      refusal_ = crowded();
      co_return Read::kRefused;
    }
    if (!co_await continue_if_expected()) co_return Read::kGone;
    if (co_await fill()) continue;
    if (!timed_out_) co_return Read::kGone;
    refusal_ = problem(408, "request_timeout", "The request did not end in time.");
    co_return Read::kRefused;
  }
}

// True when the request is complete. An error means that it can never become one.
bool Connection::consume(error_code& ec) {
  auto& parser = exchange_->parser();
  if (buffer_.size() > 0) buffer_.consume(parser.put(buffer_.data(), ec));
  if (ec == http::error::need_more) ec = {};
  return !ec && parser.is_done();
}

// As it was declared, or as much as has come.
uint64_t Connection::body_size() const {
  const auto& parser = exchange_->parser();
  if (!parser.is_header_done()) return 0;
  return std::max<uint64_t>(parser.content_length().value_or(0), parser.get().body().size());
}

size_t Connection::body_max() const {
  const BeastRequest& message = exchange_->parser().get();
  const std::string_view target = message.target();
  return handler_.body_max(message.method_string(), target.substr(0, target.find('?')));
}

bool Connection::is_too_large() const { return body_size() > kBodyMax && body_size() > body_max(); }

size_t Connection::room_wanted() const {
  size_t room = std::max(kFirstRead, buffer_.capacity() - buffer_.size());
  if (exchange_ && exchange_->parser().is_header_done()) room = kBodyRead;
  return std::min(room, buffer_.max_size() - buffer_.size());
}

// What a body takes that has begun to come: itself, and the buffer that it comes through.
size_t Connection::body_bytes() const {
  auto& parser = exchange_->parser();
  const size_t body = parser.is_header_done() ? parser.get().body().size() : 0;
  return body > 0 ? body + buffer_.capacity() : 0;
}

Task<bool> Connection::fill() {
  auto [ec, size] = co_await socket_.async_read_some(buffer_.prepare(room_wanted()), kAwait);
  buffer_.commit(size);
  co_return !ec && !timed_out_;
}

Task<bool> Connection::continue_if_expected() {
  auto& parser = exchange_->parser();
  if (continued_ || !parser.is_header_done() || parser.get().version() < 11) co_return true;
  continued_ = true;
  bool expected = boost::beast::iequals(parser.get()[http::field::expect], "100-continue");
  bool sent = true;
  if (expected) sent = co_await send("HTTP/1.1 100 Continue\r\n\r\n");
  // A large body gets as much more time as it is larger.
  const auto times = static_cast<int64_t>(1 + body_size() / kBodyMax);
  if (expected || times > 1) enter(Phase::kReading, limits_.request_ms * times);
  co_return sent;
}

HttpResponse Connection::refusal_for(error_code ec) const {
  if (ec == http::error::body_limit) {
    return problem(413, "body_too_large",
                   "The body is larger than " + std::to_string(body_max() >> 20) + " MiB.");
  }
  if (ec == http::error::header_limit) {
    return problem(431, "headers_too_large", "The headers are larger than 16 KiB.");
  }
  return malformed(ec ? "Not an HTTP/1.1 request: " + ec.message() : "A line never ends.");
}

bool Connection::well_formed() {
  const BeastRequest& message = exchange_->parser().get();
  size_t hosts = message.count(http::field::host);
  if (hosts > 1 || (hosts == 0 && message.version() == 11)) {
    refusal_ = malformed("Exactly one Host header is required.");
    return false;
  }
  if (!exchange_->understand()) {
    refusal_ = malformed("The request target must be a path.");
    return false;
  }
  return true;
}

Task<bool> Connection::refuse() {
  // Spelt out: g++ 12 destroys twice what a condition hands to a coroutine by value.
  bool written = co_await write(refusal_, options_for_answer(false));
  if (written) co_await linger();
  co_return false;
}

// Closing while the peer still sends would reset the connection, and he would never read why.
Task<> Connection::linger() {
  error_code ec;
  (void)socket_.shutdown(asio::socket_base::shutdown_send, ec);
  enter(Phase::kLingering, kLingerMs);
  exchange_.reset();
  timed_out_ = false;
  for (size_t discarded = 0; discarded < kLingerBytesMax;) {
    discarded += buffer_.size();
    buffer_.consume(buffer_.size());
    if (!co_await fill()) break;
  }
}

void Connection::call_handler() {
  try {
    handler_.handle(exchange_->request(), exchange_->responder());
  } catch (const std::exception& e) {
    log::error("handler_failed", {{"path", exchange_->request().path}, {"what", e.what()}});
    exchange_->answer(internal_problem());
  }
}

WireOptions Connection::options_for_answer(bool keep_alive) const {
  const BeastRequest& message = exchange_->parser().get();
  return {.keep_alive = keep_alive,
          .http10 = message.version() == 10,
          .head = message.method() == http::verb::head,
          .date = io_.date};
}

Task<bool> Connection::answer_request() {
  enter(Phase::kHandling, 0);
  call_handler();
  co_await exchange_->answered();
  bool keep_alive = exchange_->parser().keep_alive() && !io_.census.stopping;
  bool written = co_await write(exchange_->response(), options_for_answer(keep_alive));
  co_return written&& keep_alive;
}

Task<bool> Connection::upgrade() {
  if (buffer_.size() > 0) {
    refusal_ = malformed("Nothing may follow an upgrade before it is accepted.");
    co_return co_await refuse();
  }
  enter(Phase::kUpgraded, 0);
  session_ = WebSocketSession::create(socket_.get_executor());
  HttpResponse refusal = internal_problem();
  auto callbacks = handler_.upgrade(exchange_->request(), session_, refusal);
  if (!callbacks) {
    session_.reset();
    bool keep_alive = !io_.census.stopping;
    bool written = co_await write(refusal, options_for_answer(keep_alive));
    co_return written&& keep_alive;
  }
  co_await session_->run(std::move(socket_), exchange_->parser().get(), std::move(*callbacks));
  co_return false;
}

Task<bool> Connection::write(HttpResponse& response, WireOptions options) {
  std::string bytes = encode_safely(response, options);
  bool sent = co_await send(bytes);
  // Spelt out: g++ 12 evaluates both sides of `a || co_await b`.
  if (!sent || !body_follows(response, options)) co_return sent;
  co_return co_await send(response.body);
}

// Tries at once: a short answer nearly always fits the socket's buffer, and then there is nothing to
// wait for. A large one has its deadline moved with every piece that the peer takes.
Task<bool> Connection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    error_code ec;
    auto buffer = asio::buffer(bytes.data(), bytes.size());
    size_t sent = socket_.write_some(buffer, ec);
    if (ec == asio::error::would_block) {
      enter(Phase::kWriting, limits_.request_ms);
      std::tie(ec, sent) = co_await socket_.async_write_some(buffer, kAwait);
    }
    if (ec) co_return false;
    bytes.remove_prefix(sent);
  }
  co_return true;
}

void Connection::enter(Phase phase, int64_t limit_ms) {
  phase_ = phase;
  deadline_ms_ = limit_ms > 0 ? io_.now_ms + limit_ms : 0;
}

void Connection::tick() {
  if (deadline_ms_ == 0 || io_.now_ms < deadline_ms_) return;
  deadline_ms_ = 0;
  if (phase_ != Phase::kReading) return close();
  // Who was slow hears 408; the read that is under way ends first.
  timed_out_ = true;
  error_code ignored;
  (void)socket_.cancel(ignored);
}

void Connection::wind_down() {
  if (phase_ == Phase::kIdle) close();
  if (session_) session_->close();
}

void Connection::abort() {
  if (session_) session_->abort();
  close();
  if (phase_ == Phase::kHandling) exchange_->answer(stopping_problem());
}

void Connection::close() {
  error_code ignored;
  (void)socket_.close(ignored);
}

namespace {

std::vector<std::unique_ptr<IoThread>> make_io_threads(int count, Census& census) {
  std::vector<std::unique_ptr<IoThread>> out;
  for (int i = 0; i < std::max(1, count); ++i) out.push_back(std::make_unique<IoThread>(census));
  return out;
}

void run_context(asio::io_context& context) {
  take_short_turns();
  for (;;) {
    try {
      context.run();
      return;
    } catch (const std::exception& e) {
      log::error("io_thread_exception", {{"what", e.what()}});
    }
  }
}

}  // namespace

struct HttpServer::Impl {
  Impl(const ServerOptions& o, HttpHandler& h);

  void start();
  void stop(int grace_ms);
  void each_connection(void (Connection::*act)(), bool last);
  void begin(IoThread& target, StreamSocket socket, std::string remote, bool local);
  template <class Protocol>
  void admit(IoThread& target, SocketOf<Protocol> socket);
  template <class Protocol>
  Task<> accept_all(Acceptor<Protocol>& acceptor);
  Task<> tick_all(IoThread& thread);
  Executor executor() { return io.front()->mailbox->context.get_executor(); }

  ServerOptions options;
  HttpHandler& handler;
  ConnectionLimits limits;
  Census census;
  std::vector<std::unique_ptr<IoThread>> io;
  Acceptor<tcp> acceptor;
  Acceptor<Local> control;
  int port;
  size_t next = 0;
  bool started = false;
  std::vector<asio::executor_work_guard<Executor>> guards;
  std::vector<std::thread> threads;
};

HttpServer::Impl::Impl(const ServerOptions& o, HttpHandler& h)
    : options(o),
      handler(h),
      limits{o.idle_ms, o.request_ms, o.bodies_bytes_max},
      io(make_io_threads(o.threads, census)),
      acceptor(listen_tcp(o, executor())),
      control(listen_local(o.control_socket, executor())),
      port(acceptor.local_endpoint().port()) {
  raise_descriptor_limit(o.connections_max);
}

void HttpServer::Impl::start() {
  started = true;
  for (auto& thread : io) {
    auto& context = thread->mailbox->context;
    guards.emplace_back(context.get_executor());
    asio::co_spawn(context, tick_all(*thread), asio::detached);
  }
  asio::co_spawn(executor(), accept_all(acceptor), asio::detached);
  if (control.is_open()) asio::co_spawn(executor(), accept_all(control), asio::detached);
  for (auto& thread : io) {
    threads.emplace_back([&context = thread->mailbox->context] { run_context(context); });
  }
}

template <class Protocol>
Task<> HttpServer::Impl::accept_all(Acceptor<Protocol>& from) {
  while (!census.stopping) {
    IoThread& target = *io[next++ % io.size()];
    auto [ec, socket] = co_await from.async_accept(target.mailbox->context.get_executor(), kAwait);
    if (!ec) {
      admit<Protocol>(target, std::move(socket));
    } else if (!census.stopping) {
      // Out of descriptors, most likely: accepting again at once would only spin.
      asio::steady_timer pause(executor(), std::chrono::milliseconds(50));
      co_await pause.async_wait(kAwait);
    }
  }
}

template <class Protocol>
void HttpServer::Impl::admit(IoThread& target, SocketOf<Protocol> socket) {
  if (census.connections.load() >= options.connections_max) return;
  census.connections.fetch_add(1);
  tune(socket);
  error_code ignored;
  socket.non_blocking(true, ignored);
  std::string remote = remote_of(socket);
  constexpr bool kLocal = std::is_same_v<Protocol, Local>;
  asio::dispatch(target.mailbox->context, [this, &target, remote = std::move(remote),
                                           generic = StreamSocket(std::move(socket))]() mutable {
    begin(target, std::move(generic), std::move(remote), kLocal);
  });
}

void HttpServer::Impl::begin(IoThread& target, StreamSocket socket, std::string remote,
                             bool local) {
  if (census.stopping) return census.leave();
  auto connection = std::make_shared<Connection>(target, handler, limits, options.trusted_proxies,
                                                 std::move(socket), std::move(remote), local);
  connection->index = target.connections.size();
  target.connections.push_back(connection);
  asio::co_spawn(target.mailbox->context, connection->run(), asio::detached);
}

Task<> HttpServer::Impl::tick_all(IoThread& thread) {
  auto every = std::chrono::milliseconds(
      std::clamp<int64_t>(std::min(limits.idle_ms, limits.request_ms) / 4, 10, 1000));
  auto began = std::chrono::steady_clock::now();
  while (!thread.ended) {
    thread.timer.expires_after(every);
    co_await thread.timer.async_wait(kAwait);
    auto passed = std::chrono::steady_clock::now() - began;
    thread.now_ms = std::chrono::duration_cast<std::chrono::milliseconds>(passed).count();
    thread.date = http_date(system_clock().now().ms / kSecondMs);
    for (auto& connection : thread.connections) connection->tick();
  }
}

void HttpServer::Impl::each_connection(void (Connection::*act)(), bool last) {
  for (auto& thread : io) {
    asio::post(thread->mailbox->context, [&thread = *thread, act, last] {
      for (auto& connection : thread.connections) (connection.get()->*act)();
      thread.ended = last;
      if (last) thread.timer.cancel();
    });
  }
}

void HttpServer::Impl::stop(int grace_ms) {
  if (!std::exchange(started, false)) return;
  census.stopping = true;
  asio::post(executor(), [this] {
    error_code ignored;
    (void)acceptor.close(ignored);
    (void)control.close(ignored);
  });
  each_connection(&Connection::wind_down, false);
  census.await_empty(std::chrono::milliseconds(grace_ms));
  each_connection(&Connection::abort, true);
  guards.clear();
  for (auto& thread : threads) thread.join();
  threads.clear();
  remove_socket_file(options.control_socket);
}

HttpServer::HttpServer(const ServerOptions& options, HttpHandler& handler) try
    : impl_(std::make_unique<Impl>(options, handler)) {
} catch (const boost::system::system_error& e) {
  throw std::system_error(static_cast<std::error_code>(e.code()), options.address);
}

HttpServer::~HttpServer() { stop(); }
void HttpServer::start() { impl_->start(); }
void HttpServer::stop(int grace_ms) { impl_->stop(grace_ms); }
int HttpServer::port() const { return impl_->port; }
size_t HttpServer::connections() const { return impl_->census.connections.load(); }

}  // namespace ordo::api
