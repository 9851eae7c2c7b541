// A simulated platform on a port of this machine, so that what asks it goes through real sockets. The
// platform itself (taobao_shop.h, shopify_shop.h) knows nothing of them.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "sim/shopify_shop.h"
#include "sim/taobao_shop.h"

namespace ordo::sim {

struct PlatformRequest {
  std::string method, target, token, body;  // token: of X-Shopify-Access-Token
  std::vector<std::pair<std::string, std::string>> headers;

  [[nodiscard]] std::string header(std::string_view name) const;  // in any case; empty: none
};

struct PlatformResponse {
  int status = 200;  // 0: the connection is closed without an answer
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

class PlatformServer {
 public:
  using Serve = std::function<PlatformResponse(const PlatformRequest&)>;

  // Listens at once, on a port of the system's choice. `serve` runs on the server's own thread, one
  // request at a time; whoever changes the shop meanwhile sees to the lock. Throws std::system_error.
  explicit PlatformServer(Serve serve);
  ~PlatformServer();
  [[nodiscard]] std::string address() const;  // http://127.0.0.1:port

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// What a request comes to at these platforms.
[[nodiscard]] PlatformResponse serve(TaobaoShop& shop, const PlatformRequest& request, Instant now);
[[nodiscard]] PlatformResponse serve(ShopifyShop& shop, const PlatformRequest& request,
                                     Instant now);

}  // namespace ordo::sim
