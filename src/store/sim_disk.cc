#include "store/sim_disk.h"

#include <algorithm>

namespace ordo::store {

void SimDisk::Impl::tick() {
  if (++calls == crash_at) crash();
}

bool SimDisk::Impl::alive(const SimHandle& handle) {
  tick();
  return !handle.dead;
}

bool SimDisk::Impl::strikes(double probability) {
  const bool struck = random.chance(probability);
  if (struck) ++faults_injected;
  return struck;
}

void SimDisk::Impl::crash() {
  crash_at = 0;
  ++crashes;
  for (const auto& handle : handles) handle->dead = true;
  if (!faults.lose_unsynced) return;
  Names all = durable_names;
  all.insert(names.begin(), names.end());
  Names after;
  for (const auto& entry : all) {
    const auto now = names.find(entry.first);
    const auto then = durable_names.find(entry.first);
    const auto present = now == names.end() ? nullptr : now->second;
    const auto durable = then == durable_names.end() ? nullptr : then->second;
    const auto kept = present == durable || random.below(2) == 0 ? present : durable;
    if (kept) after.emplace(entry.first, kept);
  }
  // A handle to a file without a name is dead: nobody will read that file again.
  for (const auto& entry : after) entry.second->crash(random);
  names = after;
  durable_names = std::move(after);
}

bool SimDisk::Impl::blocked(const std::string& path) const {
  return std::ranges::any_of(handles, [&path](const auto& handle) {
    return handle->dead && !handle->path.empty() &&
           (path == handle->path || path.starts_with(handle->path + "-"));
  });
}

int SimDisk::Impl::open(const char* path, int flags, SimHandle** out) {
  tick();
  const std::string wanted = path != nullptr ? path : "";
  if (blocked(wanted)) return SQLITE_IOERR;
  auto found = names.find(wanted);
  const bool missing = wanted.empty() || found == names.end();
  if (missing && (flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
  auto handle = std::make_unique<SimHandle>();
  handle->path = wanted;
  handle->file = missing ? std::make_shared<SimFile>() : found->second;
  handle->delete_on_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
  if (missing && !wanted.empty()) names.emplace(wanted, handle->file);
  // As SQLite's own file system does, also for a log that is there already: a process that was killed
  // may have created it and never synced it.
  const int creates_log = SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL;
  handle->syncs_directory = (flags & SQLITE_OPEN_CREATE) != 0 && (flags & creates_log) != 0;
  *out = handles.emplace_back(std::move(handle)).get();
  return SQLITE_OK;
}

void SimDisk::Impl::close(SimHandle* handle) {
  if (handle->delete_on_close && !handle->dead) names.erase(handle->path);
  std::erase_if(handles, [handle](const auto& held) { return held.get() == handle; });
}

int SimDisk::Impl::remove(const std::string& path, bool sync_directory) {
  tick();
  if (blocked(path)) return SQLITE_IOERR_DELETE;
  if (names.erase(path) == 0) return SQLITE_IOERR_DELETE_NOENT;
  if (sync_directory) durable_names = names;
  return SQLITE_OK;
}

int SimDisk::Impl::write(SimHandle& handle, std::string_view bytes, int64_t offset) {
  const bool extends = offset + static_cast<int64_t>(bytes.size()) > handle.file->size();
  int code = SQLITE_OK;
  if (extends && strikes(faults.disk_full)) {
    code = SQLITE_FULL;
  } else if (strikes(faults.write_error)) {
    code = SQLITE_IOERR_WRITE;
  }
  if (code != SQLITE_OK) bytes = bytes.substr(0, random.below(bytes.size() + 1));
  handle.file->write(bytes, offset);
  return code;
}

int SimDisk::Impl::sync(SimHandle& handle) {
  // Nothing became durable for certain: the next sync, or luck at a crash, decides.
  if (strikes(faults.sync_error)) return SQLITE_IOERR_FSYNC;
  handle.file->sync();
  if (handle.syncs_directory) durable_names = names;
  handle.syncs_directory = false;
  return SQLITE_OK;
}

int SimDisk::Impl::strongest_other_lock(const SimHandle& handle) const {
  int strongest = SQLITE_LOCK_NONE;
  for (const auto& other : handles) {
    const bool counts = other.get() != &handle && other->file == handle.file && !other->dead;
    if (counts) strongest = std::max(strongest, other->lock);
  }
  return strongest;
}

int SimDisk::Impl::lock(SimHandle& handle, int level) {
  const int other = strongest_other_lock(handle);
  const bool granted = level == SQLITE_LOCK_SHARED     ? other < SQLITE_LOCK_PENDING
                       : level == SQLITE_LOCK_RESERVED ? other < SQLITE_LOCK_RESERVED
                                                       : other < SQLITE_LOCK_SHARED;
  if (!granted) return SQLITE_BUSY;
  handle.lock = std::max(handle.lock, level);
  return SQLITE_OK;
}

}  // namespace ordo::store
