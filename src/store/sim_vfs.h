// A file system in memory below SQLite, for the simulator: it knows what is durable and what is
// not, crashes on command and fails on command, all from one seed.
//
// Model: a write changes the file's present content; a sync makes the content durable. After a
// crash each 512-byte sector holds, by luck, any of the contents that it had since the last sync
// (all old, all new and every mixture happen), and the file any of the sizes. Files created or
// deleted without a synced directory may or may not exist; the first sync of a new journal or log
// syncs the directory, as SQLite's own VFS does. After a failed sync its writes wait for the next
// one. Bytes beside those written are never harmed (powersafe overwrite), and reads never lie.
// Injected errors (EIO on write, sync, read; ENOSPC on a write that extends) strike with the given
// probability; a failed write may leave a part. Durable content is unharmed.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace ordo::store {

struct SimFaults {
  double write_error = 0, sync_error = 0, read_error = 0, disk_full = 0;  // probability a call
  bool lose_unsynced = true;
};

class SimDisk {
 public:
  // Registers an SQLite VFS under `name` (unique in the process); unregisters on destruction, when
  // all its databases must be closed. Single-threaded.
  SimDisk(std::string name, uint64_t seed);
  ~SimDisk();
  [[nodiscard]] const std::string& vfs_name() const;
  void set_faults(const SimFaults& faults);
  // Power loss: every open handle is dead (further calls answer SQLITE_IOERR) until its database is
  // closed and opened anew; content becomes what was durable plus what luck kept.
  void crash();
  // Power will be lost just before the file system's n-th call from now (1: the next one), which
  // may lie anywhere inside a statement of SQLite.
  void crash_after(uint64_t calls);
  [[nodiscard]] uint64_t crashes() const;
  [[nodiscard]] uint64_t calls() const;  // that the file system has served
  [[nodiscard]] uint64_t faults_injected() const;
  [[nodiscard]] int64_t bytes() const;

  struct Impl;  // public for the C functions that SQLite calls

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace ordo::store
