// What the shops of `ordo demo` sign with.
#pragma once

#include <string>
#include <vector>

#include "flows/hub.h"

namespace ordo::app {

// In the order of sim::demo_shops(). Drawn at random when a shop is made, and from then on read from its
// credentials: they are kept as every shop's are, sealed in the data folder. Makes the shops that are
// missing. Errors: as run_command() has them.
[[nodiscard]] Result<std::vector<std::string>> demo_secrets(flows::Hub& hub);

}  // namespace ordo::app
