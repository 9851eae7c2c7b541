// `ordo serve` and `ordo demo`.
#pragma once

#include <string>

#include "app/options.h"

namespace ordo::app {

struct ServeOptions {
  CommonOptions common;
  std::string listen = "127.0.0.1:8080";
  bool demo = false;
  double demo_orders_per_second = 2;
  std::string log_level = "info";
  std::string heads_copy;  // a file on another disk, to which signed heads are copied
  std::string config;  // a file with these options, or empty
};

// Runs until SIGTERM or SIGINT; answers the exit code.
int serve(const ServeOptions& options);

// An owner's key for a hub that is open in this process.
[[nodiscard]] Result<std::string> create_key(flows::Hub& hub, const std::string& role,
                                             const std::string& name, bool threads);

}  // namespace ordo::app
