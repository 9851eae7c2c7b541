#include "api/websocket.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <optional>
#include <utility>

#include "base/log.h"

namespace ordo::api {
namespace {

namespace beast = boost::beast;
namespace websocket = beast::websocket;

class SocketSession final : public WebSocketSession,
                            public std::enable_shared_from_this<SocketSession> {
 public:
  explicit SocketSession(Executor executor) : executor_(std::move(executor)) {}

  void send(std::string text) override;
  void close() override;
  Task<> run(StreamSocket socket, const BeastRequest& request, SocketCallbacks callbacks) override;
  void abort() override;

 private:
  using Stream = websocket::stream<StreamSocket>;

  void configure();
  [[nodiscard]] static bool deliver(const SocketCallbacks& callbacks, asio::const_buffer text);
  Task<> read_all(const SocketCallbacks& callbacks);
  void start_sending();
  void wake();  // any thread, under the mutex
  void pump();  // io thread: writes the next text, or closes
  [[nodiscard]] bool take_next();
  void say_goodbye();
  void finish(const SocketCallbacks& callbacks);

  Executor executor_;
  std::optional<Stream> stream_;  // from the upgrade on
  bool writing_ = false;
  std::string current_;  // what is being written

  std::mutex mutex_;  // guards what follows
  std::deque<std::string> queue_;
  bool wake_posted_ = false;
  bool open_ = false;
  bool closing_ = false;
  bool overflowed_ = false;
  bool ended_ = false;  // after which the io_context may be gone
};

void SocketSession::send(std::string text) {
  std::lock_guard lock(mutex_);
  if (ended_ || closing_ || overflowed_) return;
  if (queue_.size() >= kSocketQueueMax) {
    overflowed_ = true;
  } else {
    queue_.push_back(std::move(text));
  }
  wake();
}

void SocketSession::close() {
  std::lock_guard lock(mutex_);
  if (ended_) return;
  closing_ = true;
  wake();
}

void SocketSession::wake() {
  if (wake_posted_ || !open_) return;
  wake_posted_ = true;
  asio::post(executor_, [self = shared_from_this()] { self->pump(); });
}

bool SocketSession::take_next() {
  std::lock_guard lock(mutex_);
  if (queue_.empty()) return false;
  current_ = std::move(queue_.front());
  queue_.pop_front();
  return true;
}

void SocketSession::pump() {
  bool goodbye = false;
  {
    std::lock_guard lock(mutex_);
    wake_posted_ = false;
    if (overflowed_) return abort();
    goodbye = closing_;
  }
  if (writing_ || !stream_) return;
  if (!take_next()) return goodbye ? say_goodbye() : void();
  writing_ = true;
  stream_->async_write(asio::buffer(current_), [self = shared_from_this()](error_code ec, size_t) {
    self->writing_ = false;
    if (ec) return self->abort();
    self->pump();
  });
}

void SocketSession::say_goodbye() {
  writing_ = true;
  stream_->async_close(websocket::close_code::going_away, [self = shared_from_this()](error_code) {
    self->writing_ = false;
    self->abort();
  });
}

void SocketSession::abort() {
  error_code ignored;
  if (stream_) std::ignore = stream_->next_layer().close(ignored);
}

void SocketSession::configure() {
  stream_->set_option(websocket::stream_base::timeout{std::chrono::seconds(kRequestSeconds),
                                                      std::chrono::seconds(kIdleSeconds), true});
  stream_->read_message_max(kSocketMessageMax);
  stream_->text(true);
}

bool SocketSession::deliver(const SocketCallbacks& callbacks, asio::const_buffer text) {
  try {
    callbacks.on_text({static_cast<const char*>(text.data()), text.size()});
    return true;
  } catch (const std::exception& e) {
    log::error("socket_handler_failed", {{"what", e.what()}});
    return false;
  }
}

Task<> SocketSession::read_all(const SocketCallbacks& callbacks) {
  beast::flat_buffer buffer;
  for (;;) {
    auto [ec, size] = co_await stream_->async_read(buffer, kAwait);
    if (ec) co_return;
    if (!deliver(callbacks, buffer.cdata())) co_return;
    buffer.consume(size);
  }
}

Task<> SocketSession::run(StreamSocket socket, const BeastRequest& request,
                          SocketCallbacks callbacks) {
  auto self = shared_from_this();
  stream_.emplace(std::move(socket));
  configure();
  auto [ec] = co_await stream_->async_accept(request, kAwait);
  if (!ec) {
    start_sending();
    co_await read_all(callbacks);
  }
  abort();
  // A write that the closed socket has yet to give back still refers to the stream.
  while (writing_) co_await asio::post(executor_, asio::use_awaitable_t<Executor>());
  stream_.reset();
  finish(callbacks);
}

void SocketSession::start_sending() {
  std::lock_guard lock(mutex_);
  open_ = true;
  wake();
}

void SocketSession::finish(const SocketCallbacks& callbacks) {
  {
    std::lock_guard lock(mutex_);
    ended_ = true;
    queue_.clear();
  }
  if (callbacks.on_closed) callbacks.on_closed();
}

}  // namespace

std::shared_ptr<WebSocketSession> WebSocketSession::create(Executor executor) {
  return std::make_shared<SocketSession>(std::move(executor));
}

}  // namespace ordo::api
