#include "app/moved.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

namespace ordo::app {
namespace {

std::string moved_marker(const std::string& data) { return data + "/moved"; }

// Writes and syncs; false with errno.
bool write_durably(const std::string& path, const std::string& text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return false;
  const bool written =
      ::write(file, text.data(), text.size()) == std::ssize(text) && ::fsync(file) == 0;
  const int error = errno;
  ::close(file);
  errno = error;
  return written;
}

bool sync_folder_of(const std::string& data) {
  const int folder = ::open(data.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return false;
  const bool synced = ::fsync(folder) == 0;
  ::close(folder);
  return synced;
}

}  // namespace

std::optional<std::string> moved_to(const std::string& data) {
  std::ifstream file(moved_marker(data));
  std::string address;
  if (!file || !std::getline(file, address)) return std::nullopt;
  return address;
}

Result<> mark_moved(const std::string& data, const std::string& to) {
  const std::string marker = moved_marker(data), fresh = marker + ".new";
  if (write_durably(fresh, to + "\n") && ::rename(fresh.c_str(), marker.c_str()) == 0 &&
      sync_folder_of(data)) {
    return {};
  }
  return fail(ErrorClass::kUnavailable, "data_not_writable",
              "cannot write to " + data + ": " + std::strerror(errno));
}

Result<> may_write(const CommonOptions& options) {
  const auto to = options.store.empty() ? moved_to(options.data) : std::nullopt;
  if (!to) return {};
  return fail(
      ErrorClass::kUnavailable, "moved",
      options.data + " has moved to " + *to + " and is only kept: use --store and that address");
}

std::optional<int> refused(const CommonOptions& options) {
  const auto allowed = may_write(options);
  if (allowed) return std::nullopt;
  return complain(allowed.error());
}

}  // namespace ordo::app
