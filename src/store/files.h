// Asking a file system of SQLite's for a file, whether it is the system's or a simulated one.
#pragma once

#include <string>

namespace ordo::store {

// Whether the file is there. `vfs` as in DatabaseOptions; throws StorageError when it cannot be told.
[[nodiscard]] bool file_exists(const std::string& vfs, const std::string& path);

}  // namespace ordo::store
