// The hub under test, in a process of its own, so that its memory and its processor time are its own.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <string>

namespace ordo::bench {

// Shared with the child.
struct ChildState {
  std::atomic<int> port{0};
  std::atomic<int64_t> durable{0}, applied{0};
  std::atomic<bool> warm{false};
  char key[128] = {};
};

struct ChildOptions {
  std::string data_dir;
  bool apply = true;  // false: messages are accepted and lie in the log
  int extra_sync_ms = 0;
};

class Child {
 public:
  // Starts this program anew as the hub: it makes the shop and a key, and serves. Throws when it does
  // not. A mere fork would inherit, and be charged for, what the load generator holds in memory.
  explicit Child(const ChildOptions& options);
  ~Child();  // stops it
  void stop();
  [[nodiscard]] int port() const { return state_->port; }
  [[nodiscard]] std::string key() const { return state_->key; }
  [[nodiscard]] int64_t durable() const { return state_->durable; }
  [[nodiscard]] int64_t applied() const { return state_->applied; }
  void wait_until_warm() const;
  [[nodiscard]] int64_t peak_memory_kib() const;  // VmHWM

 private:
  ChildState* state_;
  pid_t pid_ = -1;
};

// The child's own main, when the program was started by Child: its exit code, else -1.
[[nodiscard]] int run_as_child(int argc, char** argv);

}  // namespace ordo::bench
