// The HTTP side of one hub, put together: gateway, routes, live stream.
#pragma once

#include <memory>
#include <string>

#include "api/client_address.h"
#include "api/http.h"
#include "flows/hub.h"

namespace ordo::api {

struct ServiceOptions {
  std::string address = "127.0.0.1";
  int port = 8080;
  std::string control_socket;  // path, or empty
  TrustedProxies trusted_proxies;
};

class Service {
 public:
  // Throws std::system_error when the address is not to be had.
  Service(flows::Hub& hub, const ServiceOptions& options);
  ~Service();
  void start();
  void stop();
  [[nodiscard]] int port() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ordo::api
