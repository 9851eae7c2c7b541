#include "store/backup.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>

#include "store/postgres_dsn.h"
#include "store/sqlite_session.h"

namespace ordo::store {
namespace {

constexpr int kBackupBusyMs = 30'000;

void make_private_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) {
    throw StorageError(Fault::kFatal, errno,
                       fmt::format("cannot make {}: {}", path, std::strerror(errno)));
  }
  ::close(file);
}

// A service file has no quotes: a line is read without the spaces at its end, and up to a limit.
bool fits_a_line(const std::string& name, const std::string& value) {
  constexpr size_t kLineMax = 1000;
  return name.size() + value.size() < kLineMax &&
         value.find_first_of("\r\n") == std::string::npos &&
         std::string_view(" \t\v\f").find(value.back()) == std::string_view::npos;
}

// In memory, and gone with the last process that has it open: what is in it is left on no disk, however the
// dump ends.
class MemoryFile {
 public:
  explicit MemoryFile(const std::string& text) : file_(::memfd_create("ordo-service", 0)) {
    if (file_ >= 0 && ::fchmod(file_, 0600) == 0 &&
        ::write(file_, text.data(), text.size()) == std::ssize(text)) {
      return;
    }
    const int error = errno;
    if (file_ >= 0) ::close(file_);
    throw StorageError(Fault::kFatal, error,
                       fmt::format("no memory for pg_dump's address: {}", std::strerror(error)));
  }
  ~MemoryFile() { ::close(file_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  // As a child sees it, which has it open under the same number.
  [[nodiscard]] std::string path() const { return fmt::format("/proc/self/fd/{}", file_); }

 private:
  int file_;
};

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

void backup_file(const std::string& from, const std::string& to) {
  SqliteSession source(from, "", false);
  sqlite3_busy_timeout(source.native(), kBackupBusyMs);
  make_private_file(to);
  SqliteSession target(to, "", false);
  sqlite3_backup* backup = sqlite3_backup_init(target.native(), "main", source.native(), "main");
  if (backup == nullptr) {
    throw sqlite_error(target.native(), sqlite3_errcode(target.native()), "store.backup");
  }
  // In one step, and so of one moment; readers and the writer of the source go on.
  const int stepped = sqlite3_backup_step(backup, -1);
  const int finished = sqlite3_backup_finish(backup);
  if (stepped != SQLITE_DONE) throw sqlite_error(target.native(), stepped, "store.backup");
  if (finished != SQLITE_OK) throw sqlite_error(target.native(), finished, "store.backup");
}

Result<DumpCommand> dump_command(const std::string& address, const std::string& to) {
  auto target = parse_postgres_dsn(address);
  if (!target) return std::unexpected(target.error());
  DumpCommand command;
  command.service = "[ordo]\n";
  for (const auto& [name, value] : target->options) {
    // One service cannot name another.
    if (name == "service" || !fits_a_line(name, value)) {
      return fail(ErrorClass::kInvalid, "wrong_dsn",
                  fmt::format("pg_dump cannot be given the {} of this address: write the address "
                              "out, without line breaks or a space at a value's end",
                              name));
    }
    command.service += fmt::format("{}={}\n", name, value);
  }
  command.arguments = {"pg_dump",
                       "--format=custom",
                       "--no-owner",
                       "--no-password",
                       "--schema=" + target->schema,
                       "--file=" + to,
                       "--dbname=service=ordo"};
  return command;
}

Result<> backup_server(const std::string& address, const std::string& to) {
  auto command = dump_command(address, to);
  if (!command) return std::unexpected(command.error());
  make_private_file(to);
  const MemoryFile service(command->service);
  std::vector<std::string> environment = {"PGSERVICEFILE=" + service.path()};
  for (char** own = environ; *own != nullptr; ++own) environment.emplace_back(*own);
  pid_t child = 0;
  const int failed =
      ::posix_spawnp(&child, "pg_dump", nullptr, nullptr, pointers_to(command->arguments).data(),
                     pointers_to(environment).data());
  if (failed != 0) {
    return fail(
        ErrorClass::kUnavailable, "no_pg_dump",
        fmt::format("pg_dump cannot be run: {}; install PostgreSQL's client programs, of the "
                    "server's version or newer",
                    std::strerror(failed)));
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  return fail(ErrorClass::kUnavailable, "dump_failed",
              "pg_dump failed, as it says above; " + to + " is no backup");
}

}  // namespace ordo::store
