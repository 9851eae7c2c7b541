#include "app/options.h"

#include <fmt/format.h>

#include "base/log.h"
#include "store/sql.h"

namespace ordo::app {

int complain(const Error& error) {
  fmt::print(stderr, "ordo: {}\n", error.detail);
  if (error.code == "data_in_use" || error.code == "address_in_use") return kUnavailable;
  if (error.code == "key_missing" || error.code == "storage_failed") return kConfig;
  return kFailed;
}

int guarded(const std::function<int()>& command) {
  try {
    return command();
  } catch (const store::StorageError& e) {
    return complain({ErrorClass::kUnavailable, "storage_failed", e.what(), {}});
  } catch (const std::exception& e) {
    return complain({ErrorClass::kInternal, "unexpected", e.what(), {}});
  }
}

Result<std::unique_ptr<flows::Hub>> open_offline(const CommonOptions& options) {
  log::set_level(log::Level::kError);
  flows::HubOptions hub;
  hub.data_dir = options.data;
  hub.threads = false;
  return flows::Hub::open(std::move(hub));
}

std::string control_socket(const CommonOptions& options) { return options.data + "/ordo.sock"; }

}  // namespace ordo::app
