#include "store/sim_vfs.h"

#include <cstring>

#include "base/invariant.h"
#include "store/sim_disk.h"

// The C functions that SQLite calls; what they mean stands in sim_disk.cc.
namespace ordo::store {
namespace {

constexpr int kPathBytesMax = 512;
// SQLite's clock stands still here: nothing that is stored may depend on it.
constexpr sqlite3_int64 kJulianMs = 212'444'640'000'000;

struct OpenFile : sqlite3_file {
  SimDisk::Impl* disk;
  SimHandle* handle;
};

OpenFile& open_file(sqlite3_file* file) { return *static_cast<OpenFile*>(file); }
SimDisk::Impl& disk_of(sqlite3_vfs* vfs) { return *static_cast<SimDisk::Impl*>(vfs->pAppData); }

int sim_close(sqlite3_file* file) {
  open_file(file).disk->close(open_file(file).handle);
  return SQLITE_OK;
}

int sim_read(sqlite3_file* file, void* out, int amount, sqlite3_int64 offset) {
  const OpenFile& open = open_file(file);
  if (!open.disk->alive(*open.handle)) return SQLITE_IOERR_READ;
  if (open.disk->strikes(open.disk->faults.read_error)) return SQLITE_IOERR_READ;
  auto* bytes = static_cast<char*>(out);
  const int64_t got = open.handle->file->read(bytes, amount, offset);
  if (got == amount) return SQLITE_OK;
  std::memset(bytes + got, 0, static_cast<size_t>(amount - got));
  return SQLITE_IOERR_SHORT_READ;
}

int sim_write(sqlite3_file* file, const void* data, int amount, sqlite3_int64 offset) {
  const OpenFile& open = open_file(file);
  if (!open.disk->alive(*open.handle)) return SQLITE_IOERR_WRITE;
  const std::string_view bytes(static_cast<const char*>(data), static_cast<size_t>(amount));
  return open.disk->write(*open.handle, bytes, offset);
}

int sim_truncate(sqlite3_file* file, sqlite3_int64 size) {
  const OpenFile& open = open_file(file);
  if (!open.disk->alive(*open.handle)) return SQLITE_IOERR_TRUNCATE;
  open.handle->file->truncate(size);
  return SQLITE_OK;
}

int sim_sync(sqlite3_file* file, int) {
  const OpenFile& open = open_file(file);
  if (!open.disk->alive(*open.handle)) return SQLITE_IOERR_FSYNC;
  return open.disk->sync(*open.handle);
}

int sim_size(sqlite3_file* file, sqlite3_int64* size) {
  const OpenFile& open = open_file(file);
  if (!open.disk->alive(*open.handle)) return SQLITE_IOERR_FSTAT;
  *size = open.handle->file->size();
  return SQLITE_OK;
}

int sim_lock(sqlite3_file* file, int level) {
  const OpenFile& open = open_file(file);
  if (!open.disk->alive(*open.handle)) return SQLITE_IOERR_LOCK;
  return open.disk->lock(*open.handle, level);
}

int sim_unlock(sqlite3_file* file, int level) {
  open_file(file).handle->lock = level;
  return SQLITE_OK;
}

int sim_check_reserved(sqlite3_file* file, int* reserved) {
  const OpenFile& open = open_file(file);
  if (!open.disk->alive(*open.handle)) return SQLITE_IOERR_CHECKRESERVEDLOCK;
  *reserved = open.disk->strongest_other_lock(*open.handle) >= SQLITE_LOCK_RESERVED ? 1 : 0;
  return SQLITE_OK;
}

int sim_control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int sim_sector_size(sqlite3_file*) { return kSimSectorBytes; }
int sim_characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

// Version 1 has no shared memory: the only connection locks exclusively and needs none.
constexpr sqlite3_io_methods kMethods = {1,
                                         sim_close,
                                         sim_read,
                                         sim_write,
                                         sim_truncate,
                                         sim_sync,
                                         sim_size,
                                         sim_lock,
                                         sim_unlock,
                                         sim_check_reserved,
                                         sim_control,
                                         sim_sector_size,
                                         sim_characteristics,
                                         nullptr,
                                         nullptr,
                                         nullptr,
                                         nullptr,
                                         nullptr,
                                         nullptr};

int sim_open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags) {
  OpenFile& open = open_file(file);
  open.pMethods = nullptr;
  open.disk = &disk_of(vfs);
  const int code = open.disk->open(path, flags, &open.handle);
  if (code != SQLITE_OK) return code;
  open.pMethods = &kMethods;
  if (out_flags != nullptr) *out_flags = flags;
  return SQLITE_OK;
}

int sim_delete(sqlite3_vfs* vfs, const char* path, int sync_directory) {
  return disk_of(vfs).remove(path, sync_directory != 0);
}

int sim_access(sqlite3_vfs* vfs, const char* path, int, int* exists) {
  SimDisk::Impl& disk = disk_of(vfs);
  disk.tick();
  *exists = disk.names.contains(path) ? 1 : 0;
  return SQLITE_OK;
}

int sim_full_path(sqlite3_vfs*, const char* path, int bytes_max, char* out) {
  if (std::strlen(path) >= static_cast<size_t>(bytes_max)) return SQLITE_CANTOPEN;
  std::strcpy(out, path);
  return SQLITE_OK;
}

int sim_randomness(sqlite3_vfs* vfs, int bytes, char* out) {
  for (int i = 0; i < bytes; ++i) out[i] = static_cast<char>(disk_of(vfs).random.next());
  return bytes;
}

int sim_sleep(sqlite3_vfs*, int microseconds) { return microseconds; }

int sim_time_ms(sqlite3_vfs*, sqlite3_int64* now) {
  *now = kJulianMs;
  return SQLITE_OK;
}

int sim_time(sqlite3_vfs*, double* now) {
  *now = static_cast<double>(kJulianMs) / 86'400'000.0;
  return SQLITE_OK;
}

int sim_last_error(sqlite3_vfs*, int, char*) { return 0; }

}  // namespace

SimDisk::Impl::Impl(std::string vfs_name, uint64_t seed) : name(std::move(vfs_name)), random(seed) {
  vfs.iVersion = 2;
  vfs.szOsFile = sizeof(OpenFile);
  vfs.mxPathname = kPathBytesMax;
  vfs.zName = name.c_str();
  vfs.pAppData = this;
  vfs.xOpen = sim_open;
  vfs.xDelete = sim_delete;
  vfs.xAccess = sim_access;
  vfs.xFullPathname = sim_full_path;
  vfs.xRandomness = sim_randomness;
  vfs.xSleep = sim_sleep;
  vfs.xCurrentTime = sim_time;
  vfs.xGetLastError = sim_last_error;
  vfs.xCurrentTimeInt64 = sim_time_ms;
}

SimDisk::SimDisk(std::string name, uint64_t seed)
    : impl_(std::make_unique<Impl>(std::move(name), seed)) {
  invariant(sqlite3_vfs_find(impl_->name.c_str()) == nullptr, "two simulated disks of one name");
  const int code = sqlite3_vfs_register(&impl_->vfs, 0);
  invariant(code == SQLITE_OK, "a simulated disk cannot be registered");
}

// A database still open here would call into freed memory at its close: there is no way to go on,
// and the sanitizers say where.
SimDisk::~SimDisk() { sqlite3_vfs_unregister(&impl_->vfs); }

const std::string& SimDisk::vfs_name() const { return impl_->name; }
void SimDisk::set_faults(const SimFaults& faults) { impl_->faults = faults; }
void SimDisk::crash() { impl_->crash(); }
void SimDisk::crash_after(uint64_t calls) { impl_->crash_at = impl_->calls + calls; }
uint64_t SimDisk::crashes() const { return impl_->crashes; }
uint64_t SimDisk::calls() const { return impl_->calls; }
uint64_t SimDisk::faults_injected() const { return impl_->faults_injected; }

int64_t SimDisk::bytes() const {
  int64_t total = 0;
  for (const auto& entry : impl_->names) total += entry.second->size();
  return total;
}

}  // namespace ordo::store
