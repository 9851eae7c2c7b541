// HTTP as the rest of the house sees it: plain values, no Beast. Only server.cc and websocket.cc
// include Beast, because each file that does costs half a minute to build.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/limits.h"

namespace ordo::api {

// Larger: 413. A route may take more (Route::body_max), none more than the second.
inline constexpr size_t kBodyMax = 1u << 20;
inline constexpr size_t kLargeBodyMax = core::kAttachmentBytesMax;
// Of bodies that are being read, over all connections: nobody has been asked for a signature yet. Beyond: 503.
inline constexpr size_t kBodiesMax = 256u << 20;
// What few large ones leave to everybody: a request that takes no more than this is read all the same.
inline constexpr size_t kSmallBody = 32u << 10;
inline constexpr size_t kHeaderMax = 16u << 10;    // larger: 431
inline constexpr size_t kConnectionsMax = 10'000;  // beyond: refused at once
inline constexpr int kIdleSeconds = 60;            // a connection that says nothing is closed
inline constexpr int kRequestSeconds = 15;         // a request that does not end is closed (408)

using Headers = std::vector<std::pair<std::string_view, std::string_view>>;

// Views live until the response has been given.
struct HttpRequest {
  std::string_view method;  // "GET" …
  std::string_view path;    // without query, still percent-encoded
  std::string_view query;   // after '?', still encoded
  Headers headers;
  std::string_view body;
  // The peer's address without port, or whom a trusted proxy names; "local" on the control socket.
  std::string_view remote;
  bool local = false;  // came over the control socket: the machine's owner
  // The value of the first header of that name (no case), or empty.
  [[nodiscard]] std::string_view header(std::string_view name) const;
  // Decoded query parameter, or nothing.
  [[nodiscard]] std::optional<std::string> parameter(std::string_view name) const;
};

struct HttpResponse {
  int status = 200;
  std::string content_type;  // empty: no body
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

// Gives the answer, exactly once, from any thread, possibly long after handle() has returned.
using Respond = std::function<void(HttpResponse)>;

// A live connection after an upgrade. send() queues text (any thread; dropped when more than 1,000
// messages wait: then the connection is closed, the client resumes by last id).
class Socket {
 public:
  virtual ~Socket() = default;
  virtual void send(std::string text) = 0;
  virtual void close() = 0;
};
struct SocketCallbacks {
  std::function<void(std::string_view text)> on_text;
  std::function<void()> on_closed;
};

class HttpHandler {
 public:
  virtual ~HttpHandler() = default;
  // On an I/O thread: must not block. The request lives until `respond` has been called.
  virtual void handle(const HttpRequest& request, Respond respond) = 0;
  // How large a body may be that is sent to this path, at most kLargeBodyMax. On an I/O thread, and only
  // asked where one is larger than kBodyMax.
  virtual size_t body_max(std::string_view /*method*/, std::string_view /*path*/) {
    return kBodyMax;
  }
  // Asked for a WebSocket upgrade: nothing and a response to refuse, else callbacks. `socket` may be
  // kept; it is safe to use until on_closed.
  virtual std::optional<SocketCallbacks> upgrade(const HttpRequest& request,
                                                 std::shared_ptr<Socket> socket,
                                                 HttpResponse& refusal) = 0;
};

struct ServerOptions {
  std::string address = "127.0.0.1";
  int port = 8080;             // 0 takes a free port
  std::string control_socket;  // path of a Unix socket (0600), or empty
  int threads = 1;
  int idle_ms = kIdleSeconds * 1000;
  int request_ms = kRequestSeconds * 1000;
  size_t connections_max = kConnectionsMax;
  size_t bodies_bytes_max = kBodiesMax;
  std::vector<std::string> trusted_proxies = {};  // whose X-Forwarded-For is believed
};

// Listens and serves. Limits, time-outs, keep-alive and pipelining; malformed requests get 400 as
// problem+json, HEAD and OPTIONS are answered sensibly. Slow readers and writers are closed.
class HttpServer {
 public:
  // Throws std::system_error when the address is not to be had.
  HttpServer(const ServerOptions& options, HttpHandler& handler);
  ~HttpServer();
  void start();
  // Closes the door, lets requests in flight end (at most `grace_ms`), ends the threads.
  void stop(int grace_ms = 3000);
  [[nodiscard]] int port() const;
  [[nodiscard]] size_t connections() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ordo::api
