#include "bench/child.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <chrono>
#include <cstring>
#include <fstream>
#include <new>
#include <stdexcept>
#include <thread>

#include "api/service.h"
#include "base/log.h"
#include "bench/merchant.h"
#include "bench/slow_disk.h"
#include "bench/traffic.h"
#include "flows/hub.h"

namespace ordo::bench {
namespace {

namespace json = boost::json;
volatile sig_atomic_t stop_asked = 0;
constexpr const char* kChildFlag = "--child";

void* map(int fd) {
  void* memory = mmap(nullptr, sizeof(ChildState), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (memory == MAP_FAILED) throw std::runtime_error("cannot share memory with the hub under test");
  return memory;
}

void make_shops(flows::Hub& hub) {
  (void)make_shop(hub, kShop);
  for (int64_t i = 0; i < kOtherShops; ++i) (void)make_shop(hub, other_shop(i));
}

// The street is measured, and not the door that spares it.
void keep_the_door_open(flows::Hub& hub) {
  flows::OverloadRule rule;
  rule.automatic = false;
  run_command(hub, "config.overload", json::serialize(flows::overload_json(rule)));
}

void make_key(flows::Hub& hub, ChildState& state) {
  const std::string key = "ordo_bench_" + random_token(24);
  run_command(hub, "config.key",
              json::serialize(json::object{{"role", "owner"},
                                           {"name", "bench"},
                                           {"per_minute", 0},
                                           {"hash", hex(std::span<const uint8_t>(sha256(key)))}}));
  std::strncpy(state.key, key.c_str(), sizeof state.key - 1);
}

int serve(const ChildOptions& options, ChildState& state) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  signal(SIGTERM, [](int) { stop_asked = 1; });
  signal(SIGPIPE, SIG_IGN);
  log::set_level(log::Level::kError);
  if (options.extra_sync_ms) slow_down_syncs(options.extra_sync_ms);
  const auto hub = open_hub(options.data_dir);
  make_shops(*hub);
  keep_the_door_open(*hub);
  make_key(*hub, state);
  const uint64_t before = hub->lane().metrics().messages;
  const int64_t durable_before = hub->inbox().last().value;
  api::Service service(*hub, {"127.0.0.1", 0, ""});
  if (options.apply)
    hub->start();
  else
    hub->inbox().start();
  service.start();
  state.port = service.port();
  while (!stop_asked) {
    state.durable = hub->inbox().last().value - durable_before;
    state.warm = hub->warm();
    state.applied = static_cast<int64_t>(hub->lane().metrics().messages - before);
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  service.stop();
  if (options.apply)
    hub->stop();
  else
    hub->inbox().stop();
  return 0;
}

}  // namespace

Child::Child(const ChildOptions& options) {
  const int shared = memfd_create("ordo-bench", 0);
  if (shared < 0 || ftruncate(shared, sizeof(ChildState)) != 0) {
    throw std::runtime_error("no shared memory for the hub under test");
  }
  state_ = new (map(shared)) ChildState;
  const std::string fd = std::to_string(shared), delay = std::to_string(options.extra_sync_ms);
  pid_ = fork();
  if (pid_ == 0) {
    execl("/proc/self/exe", "ordo-bench", kChildFlag, fd.c_str(), options.data_dir.c_str(),
          options.apply ? "apply" : "accept", delay.c_str(), nullptr);
    _exit(127);
  }
  close(shared);
  for (int i = 0; i < 30'000 && !state_->port; ++i) {
    if (waitpid(pid_, nullptr, WNOHANG) == pid_) {
      pid_ = -1;
      throw std::runtime_error("the hub under test did not start");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

Child::~Child() {
  stop();
  munmap(state_, sizeof *state_);
}

void Child::stop() {
  if (pid_ <= 0) return;
  kill(pid_, SIGTERM);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

void Child::wait_until_warm() const {
  while (!state_->warm) std::this_thread::sleep_for(std::chrono::milliseconds(10));
}

int64_t Child::peak_memory_kib() const {
  std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
  std::string word;
  int64_t kib = 0;
  while (status >> word) {
    if (word == "VmHWM:") status >> kib;
  }
  return kib;
}

int run_as_child(int argc, char** argv) {
  if (argc != 6 || std::strcmp(argv[1], kChildFlag) != 0) return -1;
  try {
    auto* state = static_cast<ChildState*>(map(std::stoi(argv[2])));
    return serve({argv[3], !std::strcmp(argv[4], "apply"), std::stoi(argv[5])}, *state);
  } catch (const std::exception& e) {
    log::error("bench_child_failed", {{"detail", e.what()}});
    return 1;
  }
}

}  // namespace ordo::bench
