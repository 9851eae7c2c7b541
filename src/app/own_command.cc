#include "app/own_command.h"

#include <fmt/format.h>
#include <signal.h>

#include <chrono>
#include <future>

namespace ordo::app {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLookEvery{50};

bool asked_to_stop() {
  sigset_t pending;
  sigpending(&pending);
  return sigismember(&pending, SIGTERM) == 1 || sigismember(&pending, SIGINT) == 1;
}

Result<> wait_for(const flows::Hub& hub, std::future<core::Outcome>& answer, int64_t wait_ms) {
  const auto until = std::chrono::steady_clock::now() + milliseconds(wait_ms);
  while (answer.wait_for(kLookEvery) != std::future_status::ready) {
    if (asked_to_stop()) {
      return fail(ErrorClass::kUnavailable, "stopping", "stopped before the start was complete");
    }
    if (hub.taken_over()) return std::unexpected(hub.refusal());
    if (std::chrono::steady_clock::now() >= until) {
      return fail(ErrorClass::kUnavailable, "not_applied",
                  fmt::format("nothing was applied within {} ms; look for errors of the disk above",
                              wait_ms));
    }
  }
  return {};
}

}  // namespace

Result<core::Outcome> run_command(flows::Hub& hub, flows::Hub::Command command, int64_t wait_ms) {
  if (!hub.options().threads) return hub.command_now(std::move(command));
  auto promise = std::make_shared<std::promise<core::Outcome>>();
  auto answer = promise->get_future();
  command.done = [held = std::move(promise)](const core::Outcome& o) { held->set_value(o); };
  if (!hub.command(std::move(command))) return std::unexpected(hub.refusal());
  if (auto ready = wait_for(hub, answer, wait_ms); !ready) return std::unexpected(ready.error());
  try {
    return answer.get();
  } catch (const std::future_error&) {
    // Its commit was unclear and turned out to have happened: what was to answer it is gone.
    return fail(ErrorClass::kInternal, "no_answer",
                "a command was applied but not answered; start again");
  }
}

}  // namespace ordo::app
