// The state behind SimDisk: names, open handles, locks, faults and the loss of power. Private to
// store/.
#pragma once

#include <sqlite3.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "store/sim_file.h"
#include "store/sim_vfs.h"

namespace ordo::store {

struct SimHandle {
  std::string path;
  std::shared_ptr<SimFile> file;
  int lock = SQLITE_LOCK_NONE;
  bool dead = false;             // power was lost since it was opened
  bool syncs_directory = false;  // a new journal or log
  bool delete_on_close = false;
};

struct SimDisk::Impl {
  Impl(std::string vfs_name, uint64_t seed);

  // Counts a call; false when the handle is dead, perhaps by this very call.
  [[nodiscard]] bool alive(const SimHandle& handle);
  void tick();
  void crash();
  // A database that was open at the crash must be closed before its files are touched again.
  [[nodiscard]] bool blocked(const std::string& path) const;

  [[nodiscard]] int open(const char* path, int flags, SimHandle** out);
  void close(SimHandle* handle);
  [[nodiscard]] int remove(const std::string& path, bool sync_directory);
  [[nodiscard]] int write(SimHandle& handle, std::string_view bytes, int64_t offset);
  [[nodiscard]] int sync(SimHandle& handle);
  [[nodiscard]] int lock(SimHandle& handle, int level);
  [[nodiscard]] int strongest_other_lock(const SimHandle& handle) const;
  bool strikes(double probability);

  using Names = std::map<std::string, std::shared_ptr<SimFile>>;
  std::string name;
  SimRandom random;
  SimFaults faults;
  Names names;
  Names durable_names;
  std::vector<std::unique_ptr<SimHandle>> handles;
  uint64_t calls = 0;
  uint64_t crash_at = 0;  // the call before which power is lost; 0: none
  uint64_t crashes = 0;
  uint64_t faults_injected = 0;
  sqlite3_vfs vfs{};
};

}  // namespace ordo::store
