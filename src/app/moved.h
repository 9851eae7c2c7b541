// A folder whose data has moved to a server (`ordo copy`) stays as it was, and is served no more.
#pragma once

#include <optional>
#include <string>

#include "app/options.h"

namespace ordo::app {

// Where the folder's data has moved to; nothing where it has not.
[[nodiscard]] std::optional<std::string> moved_to(const std::string& data);
// Durable when it returns. From now on `may_write` refuses the folder.
[[nodiscard]] Result<> mark_moved(const std::string& data, const std::string& to);

// Whether what these options name may be served, written to, and taken for what counts. Error: "moved". That a
// copy into a server's schema has not come to its end, whoever opens a hub there is told (flows/hub.h).
[[nodiscard]] Result<> may_write(const CommonOptions& options);
// The same for a command: complains, and answers the exit code where it is refused.
[[nodiscard]] std::optional<int> refused(const CommonOptions& options);

}  // namespace ordo::app
