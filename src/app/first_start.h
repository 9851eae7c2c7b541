// What a new installation begins with.
#pragma once

#include "base/result.h"
#include "flows/hub.h"

namespace ordo::app {

// Where nobody is a user yet, makes the first alert rule (flows/alert_rules.h) and an administrator with a
// password that must be changed at the first sign-in, which is printed to stderr. Where there is a user it
// does nothing: a rule that was removed stays removed. Errors: those of run_command.
[[nodiscard]] Result<> first_start(flows::Hub& hub);

}  // namespace ordo::app
