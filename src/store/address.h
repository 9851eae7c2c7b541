// Addresses of stores.
#pragma once

#include <string>

namespace ordo::store {

// Whether it names a server, and not a file.
[[nodiscard]] bool is_server_address(const std::string& path);
// Without a password; a file's path as it is. What cannot be read is not shown at all.
[[nodiscard]] std::string shown_address(const std::string& path);

}  // namespace ordo::store
