#include "app/serve_options.h"

#include <fmt/format.h>

#include <array>
#include <fstream>

namespace ordo::app {
namespace {

constexpr std::array<std::string_view, 8> kInFile = {
    "listen", "data", "store", "read-store", "log-level", "heads-copy", "trusted-proxy", "pace"};

std::unexpected<Error> bad_config(const std::string& file, const std::string& detail) {
  return fail(ErrorClass::kInvalid, "bad_config", file + ": " + detail);
}

// The option that a line of the file sets, or nullptr.
CLI::Option* option_of(CLI::App& command, const CLI::ConfigItem& item) {
  if (!item.parents.empty() || std::ranges::find(kInFile, item.name) == kInFile.end()) {
    return nullptr;
  }
  return command.get_option_no_throw("--" + item.name);
}

Result<> apply(CLI::App& command, const CLI::ConfigItem& item, const std::string& file) {
  CLI::Option* option = option_of(command, item);
  if (!option) {
    return bad_config(
        file, fmt::format("{} is not known; there are listen, data, store, read-store, log-level, "
                          "heads-copy and trusted-proxy",
                          item.fullname()));
  }
  if (option->count() > 0) return {};  // the command line wins
  option->add_result(item.inputs);
  option->run_callback();
  return {};
}

}  // namespace

void add_serve_options(CLI::App& command, ServeOptions& options) {
  add_store_options(command, options.common);
  command
      .add_option("--read-store", options.read_store,
                  "postgres://user@host/database?schema=merchant: a standby of the store's server, "
                  "from which people's reading is answered where it has everything")
      ->envname("ORDO_READ_STORE");
  command.add_option("--listen", options.listen, "HOST:PORT; port 0 takes a free one")
      ->capture_default_str();
  command.add_option("--log-level", options.log_level, "debug, info, warn or error")
      ->check(CLI::IsMember({"debug", "info", "warn", "error"}))
      ->capture_default_str();
  command.add_option("--heads-copy", options.heads_copy,
                     "a file elsewhere to which signed heads are copied, e.g. on another disk");
  command.add_option("--trusted-proxy", options.trusted_proxies,
                     "address of a proxy whose X-Forwarded-For is believed; may be repeated");
  command.add_option("--config", options.config,
                     "a file of lines NAME = VALUE with these options; the command line wins");
  command.add_flag("--json", options.common.json, "machine-readable output");
}

// Read here and not by the library, which looks at the main program's file only and passes over names
// that it does not know.
Result<> read_config_file(CLI::App& command, const ServeOptions& options) {
  if (options.config.empty()) return {};
  std::ifstream file(options.config);
  if (!file) return bad_config(options.config, "cannot be read");
  try {
    for (const CLI::ConfigItem& item : CLI::ConfigTOML().from_config(file)) {
      if (auto ok = apply(command, item, options.config); !ok) return ok;
    }
  } catch (const CLI::Error& e) {
    return bad_config(options.config, e.what());
  }
  if (file.bad()) return bad_config(options.config, "cannot be read");
  return {};
}

}  // namespace ordo::app
