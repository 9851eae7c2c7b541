// Asking a file system of SQLite's for a file, whether it is the system's or a simulated one.
#pragma once

#include <cstdint>
#include <string>

namespace ordo::store {

// Whether the file is there. `vfs` as in DatabaseOptions; throws StorageError when it cannot be told.
[[nodiscard]] bool file_exists(const std::string& vfs, const std::string& path);

// How large a file of the system's is; 0 when it is not there.
[[nodiscard]] int64_t file_bytes(const std::string& path);

}  // namespace ordo::store
