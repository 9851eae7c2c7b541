// A connection after its upgrade. Lives on one io thread; send() and close() may be called from any.
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <string>

#include "api/http.h"
#include "api/net.h"

namespace ordo::api {

inline constexpr size_t kSocketQueueMax = 1'000;        // texts that wait for a slow reader
inline constexpr size_t kSocketMessageMax = 16u << 10;  // larger from a client: closed

class WebSocketSession : public Socket {
 public:
  [[nodiscard]] static std::shared_ptr<WebSocketSession> create(Executor executor);
  // Accepts the upgrade and serves until either side closes; then calls on_closed. Texts sent before
  // the upgrade is through wait for it.
  [[nodiscard]] virtual Task<> run(StreamSocket socket, const BeastRequest& request,
                                   SocketCallbacks callbacks) = 0;
  virtual void abort() = 0;  // io thread: ends run() without ceremony
};

}  // namespace ordo::api
