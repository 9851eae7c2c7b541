// The hub's figures in Prometheus' text format. Counters of the street are read where they stand when
// they are asked for; only requests are counted here.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "flows/hub.h"

namespace ordo::watch {

class Patrol;

class Metrics {
 public:
  Metrics();
  ~Metrics();

  // Any thread. `route` is the pattern, never the path: a label has few values.
  void count_request(std::string_view method, std::string_view route, int status, double seconds);
  // The same for POST /hooks/{channel}/{shop}, without a look-up: every message passes here.
  void count_webhook(int status, double seconds);
  void add_refused_webhooks(int64_t total);  // as counted by the gateway since its start
  void set_patrolled(const Patrol& patrol);  // what its last round has seen

  // Reads from the database: not on a thread that must not block.
  [[nodiscard]] std::string text(flows::Hub& hub) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ordo::watch
