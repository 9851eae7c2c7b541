// One connection's life: read a request, have it answered, write the answer, again. Requests that
// arrive together (pipelining) are served one after the other, so that answers keep their order.
#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/exchange.h"
#include "api/http.h"
#include "api/io_thread.h"
#include "api/net.h"
#include "api/websocket.h"

namespace ordo::api {

struct ConnectionLimits {
  int64_t idle_ms = 0;
  int64_t request_ms = 0;
  size_t bodies_bytes = 0;  // of all connections together
};

// All members belong to the io thread.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(IoThread& io, HttpHandler& handler, const ConnectionLimits& limits,
             const TrustedProxies& proxies, StreamSocket socket, std::string remote, bool local);

  Task<> run();
  void tick();       // closes what has outlived its deadline
  void wind_down();  // the server stops: idle connections end, others after their answer
  void abort();      // the grace is over

  size_t index = 0;  // place in the io thread's list

 private:
  enum class Phase { kIdle, kReading, kHandling, kWriting, kLingering, kUpgraded };
  enum class Read { kComplete, kGone, kRefused };

  Task<bool> serve_one();  // false when the connection is to end
  Task<bool> await_first_byte();
  Task<Read> read_request();
  Task<bool> fill();
  Task<bool> continue_if_expected();
  Task<bool> refuse();
  Task<> linger();
  Task<bool> answer_request();
  Task<bool> upgrade();
  // `response` must outlive the call.
  Task<bool> write(HttpResponse& response, WireOptions options);
  Task<bool> send(std::string_view bytes);

  [[nodiscard]] bool consume(error_code& ec);
  [[nodiscard]] uint64_t body_size() const;
  [[nodiscard]] size_t body_max() const;  // that the path takes
  [[nodiscard]] bool is_too_large() const;
  [[nodiscard]] bool well_formed();
  void call_handler();
  [[nodiscard]] WireOptions options_for_answer(bool keep_alive) const;
  [[nodiscard]] HttpResponse refusal_for(error_code ec) const;
  [[nodiscard]] size_t room_wanted() const;
  [[nodiscard]] size_t body_bytes() const;
  void enter(Phase phase, int64_t limit_ms);
  void close();

  IoThread& io_;
  HttpHandler& handler_;
  const ConnectionLimits& limits_;
  const TrustedProxies& proxies_;
  StreamSocket socket_;
  std::string remote_;
  bool local_;
  Phase phase_ = Phase::kIdle;
  int64_t deadline_ms_ = 0;  // 0: none
  bool timed_out_ = false;
  bool continued_ = false;
  boost::beast::flat_buffer buffer_{kHeaderMax + (64u << 10)};
  std::shared_ptr<Exchange> exchange_;
  HttpResponse refusal_;
  std::shared_ptr<WebSocketSession> session_;
};

}  // namespace ordo::api
