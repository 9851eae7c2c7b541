#include "store/files.h"

#include <sqlite3.h>

#include <filesystem>
#include <system_error>

#include "base/invariant.h"
#include "store/sql.h"

namespace ordo::store {

bool file_exists(const std::string& vfs, const std::string& path) {
  sqlite3_vfs* files = sqlite3_vfs_find(vfs.empty() ? nullptr : vfs.c_str());
  invariant(files != nullptr, "a file system is registered before it is asked");
  int exists = 0;
  const int code = files->xAccess(files, path.c_str(), SQLITE_ACCESS_EXISTS, &exists);
  if (code != SQLITE_OK)
    throw StorageError(Fault::kRetryable, code, path + " cannot be looked for");
  return exists != 0;
}

int64_t file_bytes(const std::string& path) {
  std::error_code failed;
  const uintmax_t bytes = std::filesystem::file_size(path, failed);
  return failed ? 0 : static_cast<int64_t>(bytes);
}

}  // namespace ordo::store
