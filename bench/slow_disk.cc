#include "bench/slow_disk.h"

#include <sqlite3.h>
#include <time.h>

#include <cstring>
#include <memory>

namespace ordo::bench {
namespace {

int extra_ms = 0;
sqlite3_vfs slow;
sqlite3_vfs* real = nullptr;

// An open file: our methods first, then the real one behind it.
struct SlowFile {
  sqlite3_file base;
  sqlite3_io_methods methods;
};

int sync_slowly(sqlite3_file* file, int flags) {
  const timespec wait{extra_ms / 1000, extra_ms % 1000 * 1'000'000L};
  nanosleep(&wait, nullptr);
  auto* mine = reinterpret_cast<SlowFile*>(reinterpret_cast<char*>(file) + real->szOsFile);
  const sqlite3_io_methods* ours = file->pMethods;
  file->pMethods = mine->base.pMethods;
  const int rc = file->pMethods->xSync(file, flags);
  file->pMethods = ours;
  return rc;
}

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out) {
  const int rc = real->xOpen(real, name, file, flags, out);
  if (rc != SQLITE_OK || !file->pMethods) return rc;
  auto* mine = reinterpret_cast<SlowFile*>(reinterpret_cast<char*>(file) + real->szOsFile);
  mine->base.pMethods = file->pMethods;
  mine->methods = *file->pMethods;
  mine->methods.xSync = sync_slowly;
  file->pMethods = &mine->methods;
  return SQLITE_OK;
}

}  // namespace

void slow_down_syncs(int ms) {
  extra_ms = ms;
  real = sqlite3_vfs_find(nullptr);
  slow = *real;
  slow.zName = "slow";
  slow.szOsFile = real->szOsFile + static_cast<int>(sizeof(SlowFile));
  slow.xOpen = open_file;
  sqlite3_vfs_register(&slow, 1);
}

}  // namespace ordo::bench
