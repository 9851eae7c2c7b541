// GET /api/v1/stream: a WebSocket that tells browsers what changes.
//
// A client sends {"subscribe":["orders","alerts"],"after":"<last id>"}, `after` optional, as often as
// it likes; it hears {"type","id","at","data"} of the shops that its caller may see. What is not
// understood, and a topic whose area is closed to the caller, is answered with
// {"type":"error","code","detail"}.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "api/broadcaster.h"
#include "api/door.h"
#include "api/http.h"

namespace ordo::api {

inline constexpr std::string_view kStreamPath = "/api/v1/stream";

class Stream {
 public:
  Stream(Door& door, Broadcaster& broadcaster) : door_(door), broadcaster_(broadcaster) {}

  // As HttpHandler::upgrade. Refuses other paths (404), unknown callers (401), those who come too often
  // (429), roles without kOrders and cookies that come from another origin (403: a foreign page could listen).
  [[nodiscard]] std::optional<SocketCallbacks> upgrade(const HttpRequest& request,
                                                       const std::shared_ptr<Socket>& socket,
                                                       HttpResponse& refusal);

 private:
  Door& door_;
  Broadcaster& broadcaster_;
};

// True when `origin` ("https://host:port") names the host that the request was sent to.
[[nodiscard]] bool same_origin(std::string_view origin, std::string_view host);

}  // namespace ordo::api
