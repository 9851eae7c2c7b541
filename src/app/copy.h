// `ordo copy`: a merchant moves from a folder to a server's schema.
//
// What is accepted is applied, the folder is locked, and everything is copied in parts and compared; both
// sides are proved; then the folder is marked as moved. Until that mark the folder is what counts, and the
// schema says of itself that it is not whole: whoever is stopped begins again, and what is there is compared
// and left alone.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "app/options.h"

namespace ordo::app {

struct CopyReport {
  int64_t tables = 0, rows = 0, messages = 0;
  std::string digest;      // of the state, the same on both sides
  bool was_moved = false;  // by an earlier run; this one only saw to its end
};

using CopyProgress = std::function<void(std::string_view stage, int64_t done)>;

// `source` has no threads, and keeps its folder locked. Errors: "moved" (to another address),
// "target_not_empty", "not_proved", "not_equal". Throws StorageError.
[[nodiscard]] Result<CopyReport> copy_hub(flows::Hub& source, const std::string& to,
                                          const CopyProgress& progress = {});

struct CopyOptions {
  std::string from, to;  // sqlite:FOLDER, postgres://…
  bool json = false;
};
int copy(const CopyOptions& options);

}  // namespace ordo::app
