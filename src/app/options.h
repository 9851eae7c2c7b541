// What the commands of `ordo` share: options, exit codes, output.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "flows/hub.h"

namespace CLI {
class App;
}

namespace ordo::app {

// sysexits.h, where scripts look for meaning.
inline constexpr int kOk = 0;
inline constexpr int kFailed = 1;  // ran, and found or met something wrong
inline constexpr int kUsage = 64;
inline constexpr int kUnavailable =
    69;  // the data or the address is in use, or the store does not answer now
inline constexpr int kConfig = 78;  // wrong key, unreadable data, a store that is another's now

struct CommonOptions {
  std::string data = "data";
  std::string store;  // postgres://…, or empty: a file in the data folder
  bool json = false;
};

// A key as the command line asks for it; what is not named is not limited.
struct KeyOptions {
  std::string role;  // empty with scopes; without them, "owner"
  std::string name = "command line";
  std::vector<std::string> scopes, shops;
  std::vector<std::string> view;  // parts of orders, or "installer" alone
  int expires_days = 0;           // 0: never
  // None: as the hub's rule says, but an owner's key has no limit (0): it is the machine's owner who makes
  // it, for programs of his own.
  std::optional<int64_t> per_minute;
};

// `--data` and `--store`, which every command has; the latter also from ORDO_STORE, because an address with a
// password in it should not stand on a command line, where everybody on the machine can read it.
void add_store_options(CLI::App& command, CommonOptions& options);

// One line that says what is wrong and what to do; answers the exit code for it.
int complain(const Error& error);
// A command's exit code; what it throws is complained of.
int guarded(const std::function<int()>& command);

// Where orders are kept: a folder with --data and, where it is there, a file in it; or the server's schema.
[[nodiscard]] bool holds_data(const CommonOptions& options);
// A hub without threads, for commands that write while no server runs, or that only look: those take nothing from
// whoever serves a server's schema, and never keep him waiting.
enum class Purpose : uint8_t { kWrites, kLooks };
[[nodiscard]] Result<std::unique_ptr<flows::Hub>> open_offline(const CommonOptions& options,
                                                               Purpose purpose = Purpose::kWrites);
[[nodiscard]] std::string control_socket(const CommonOptions& options);

}  // namespace ordo::app
