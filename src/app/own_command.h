// Commands that the program itself gives to a hub that is open in it.
#pragma once

#include "flows/hub.h"

namespace ordo::app {

// How long a start waits for a command of its own: the log is in use elsewhere, or its disk is ill, and
// whoever started it had better be told.
inline constexpr int64_t kOwnCommandWaitMs = 60'000;

// Waits until it is applied. Errors: "log_full", "taken_over"; "not_applied" when it took longer than `wait_ms`: it may
// be applied later; "stopping" when SIGTERM or SIGINT, which must be blocked, came meanwhile: the signal
// stays pending for whoever takes it.
[[nodiscard]] Result<core::Outcome> run_command(flows::Hub& hub, flows::Hub::Command command,
                                                int64_t wait_ms = kOwnCommandWaitMs);

}  // namespace ordo::app
