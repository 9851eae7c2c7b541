// The options of `ordo serve` and `ordo demo`, on the command line and in a file.
#pragma once

#include <CLI/CLI.hpp>

#include "app/serve.h"

namespace ordo::app {

// `options` must outlive the command.
void add_serve_options(CLI::App& command, ServeOptions& options);

// After the command line was read: what it did not give is taken from the file of --config, lines of
// `listen = "127.0.0.1:0"`. Error "bad_config", which names the file and what is wrong in it.
[[nodiscard]] Result<> read_config_file(CLI::App& command, const ServeOptions& options);

}  // namespace ordo::app
