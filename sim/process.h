// Programs that a simulation starts: a hub that may be killed and started again, and commands that
// run to their end. No child outlives its parent.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace ordo::sim {

struct Finished {
  int exit_code = -1;  // 128 + signal where a signal ended it
  std::string output;  // standard output
};

// Runs to its end; standard error goes to `errors_path` (appended; empty: inherited). Code
// "not_started" when the program cannot be run.
[[nodiscard]] Result<Finished> run_program(const std::vector<std::string>& arguments,
                                           const std::string& errors_path = "");

// `ordo serve` as a child. The thread that starts it must live as long as the child does: the kernel
// ends the child with that thread. Not thread-safe.
class HubProcess {
 public:
  // `program` serves `data_dir`; its log is appended to `log_path`.
  HubProcess(std::string program, std::string data_dir, std::string log_path);
  HubProcess(const HubProcess&) = delete;
  HubProcess& operator=(const HubProcess&) = delete;
  ~HubProcess();

  // Starts it and waits for its `ready` line. The first start takes a free port, later ones the same
  // again. Codes: "not_started", "not_ready" (it ended, or was silent for `wait_ms`).
  [[nodiscard]] Result<> start(int wait_ms = 60'000);
  // SIGKILL, as a power cut for the program; returns when it is gone.
  void kill();
  // SIGTERM; answers the exit code, or -1 when it had to be killed after `wait_ms`.
  int terminate(int wait_ms = 30'000);

  [[nodiscard]] bool running();  // false also when it ended by itself
  [[nodiscard]] const std::string& host() const { return host_; }
  [[nodiscard]] uint16_t port() const { return port_; }
  [[nodiscard]] std::string base_url() const;
  // The highest resident memory of any of its lives so far, in KiB.
  int64_t peak_memory_kib();

 private:
  [[nodiscard]] Result<> read_ready(int wait_ms);
  void reap(int status);

  std::string program_, data_dir_, log_path_;
  std::string host_ = "127.0.0.1";
  uint16_t port_ = 0;
  pid_t pid_ = -1;
  int output_ = -1;
  int exit_code_ = -1;
  int64_t peak_kib_ = 0;
};

// "ready http://127.0.0.1:8080" → host and port.
struct Address {
  std::string host;
  uint16_t port = 0;
};
[[nodiscard]] Result<Address> parse_ready(std::string_view line);

}  // namespace ordo::sim
