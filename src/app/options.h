// What the commands of `ordo` share: options, exit codes, output.
#pragma once

#include <string>

#include "base/result.h"
#include "flows/hub.h"

namespace ordo::app {

// sysexits.h, where scripts look for meaning.
inline constexpr int kOk = 0;
inline constexpr int kFailed = 1;  // ran, and found or met something wrong
inline constexpr int kUsage = 64;
inline constexpr int kUnavailable = 69;  // the data or the address is in use
inline constexpr int kConfig = 78;       // wrong key, unreadable data

struct CommonOptions {
  std::string data = "data";
  bool json = false;
};

// One line that says what is wrong and what to do; answers the exit code for it.
int complain(const Error& error);

// A hub without threads, for commands that write while no server runs.
[[nodiscard]] Result<std::unique_ptr<flows::Hub>> open_offline(const CommonOptions& options);
[[nodiscard]] std::string control_socket(const CommonOptions& options);

}  // namespace ordo::app
