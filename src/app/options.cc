#include "app/options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <filesystem>

#include "base/log.h"
#include "store/sql.h"

namespace ordo::app {
namespace {

constexpr std::array<std::string_view, 9> kConfigCodes = {
    "key_missing", "key_mismatch", "storage_failed",    "wrong_store",    "not_copied",
    "moved",       "taken_over",   "data_not_writable", "unfinished_copy"};
// Trying again later may help, without anybody having done anything here.
constexpr std::array<std::string_view, 3> kAgainCodes = {"data_in_use", "address_in_use",
                                                         "store_unavailable"};

}  // namespace

void add_store_options(CLI::App& command, CommonOptions& options) {
  command.add_option("--data", options.data, "folder that holds keys, and everything else")
      ->capture_default_str();
  command
      .add_option("--store", options.store,
                  "postgres://user@host/database?schema=merchant: keep orders there, and not in a "
                  "file of the data folder")
      ->envname("ORDO_STORE");
}

int complain(const Error& error) {
  fmt::print(stderr, "ordo: {}\n", error.detail);
  if (std::ranges::find(kAgainCodes, error.code) != kAgainCodes.end()) return kUnavailable;
  return std::ranges::find(kConfigCodes, error.code) != kConfigCodes.end() ? kConfig : kFailed;
}

int guarded(const std::function<int()>& command) {
  try {
    return command();
  } catch (const store::StorageError& e) {
    return complain(flows::storage_error(e));
  } catch (const std::exception& e) {
    return complain({ErrorClass::kInternal, "unexpected", e.what(), {}});
  }
}

Result<std::unique_ptr<flows::Hub>> open_offline(const CommonOptions& options, Purpose purpose) {
  log::set_level(log::Level::kError);
  flows::HubOptions hub;
  hub.data_dir = options.data;
  hub.store = options.store;
  hub.threads = false;
  hub.looks = purpose == Purpose::kLooks && !options.store.empty();
  return flows::Hub::open(std::move(hub));
}

bool holds_data(const CommonOptions& options) {
  // A server is asked when it is opened.
  return !options.store.empty() || std::filesystem::exists(options.data + "/ordo.db");
}

std::string control_socket(const CommonOptions& options) { return options.data + "/ordo.sock"; }

}  // namespace ordo::app
