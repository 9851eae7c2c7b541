// Addresses of stores.
#pragma once

#include <string>

namespace ordo::store {

// Without a password; a file's path as it is. What cannot be read is not shown at all.
[[nodiscard]] std::string shown_address(const std::string& path);

}  // namespace ordo::store
