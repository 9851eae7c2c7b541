// `ordo serve` and `ordo demo`.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "app/options.h"

namespace ordo::app {

struct ServeOptions {
  CommonOptions common;
  std::string listen = "127.0.0.1:8080";
  bool demo = false;
  double demo_orders_per_second = 2;
  std::string log_level = "info";
  std::string
      read_store;  // postgres://… of a standby that people's reading may be answered from, or empty
  std::string heads_copy;  // a file on another disk, to which signed heads are copied
  std::vector<std::string> trusted_proxies;  // addresses whose X-Forwarded-For is believed
  std::string config;                        // a file with these options, or empty
};

// Runs until SIGTERM or SIGINT; answers the exit code.
int serve(const ServeOptions& options);

// A key for a hub that is open in this process.
[[nodiscard]] Result<std::string> create_key(flows::Hub& hub, const KeyOptions& wanted);
// What POST /keys and the command config.key take: without the key's hash.
[[nodiscard]] boost::json::object key_document(const KeyOptions& wanted, Instant now);

}  // namespace ordo::app
