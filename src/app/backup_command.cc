// `ordo backup`: copies from which a hub can be restored, of a folder or a server that may be in use.
#include <fmt/format.h>

#include <filesystem>

#include "app/commands.h"
#include "app/moved.h"
#include "core/log_copy.h"
#include "flows/head_file.h"
#include "store/backup.h"

namespace ordo::app {
namespace {

namespace fs = std::filesystem;

// Only into a folder that is new: nothing that is there already can be taken for a part of it.
Result<> make_folder(const std::string& path) {
  std::error_code failed;
  if (fs::exists(path) && !fs::is_empty(path, failed)) {
    return fail(ErrorClass::kInvalid, "not_empty",
                path + " is not empty: name a folder that is new");
  }
  fs::create_directories(path, failed);
  fs::permissions(path, fs::perms::owner_all, failed);
  if (!failed) return {};
  return fail(ErrorClass::kUnavailable, "not_writable",
              "cannot make " + path + ": " + failed.message());
}

void copy_where_there(const fs::path& from, const fs::path& to) {
  if (!fs::exists(from)) return;
  fs::create_directories(to.parent_path());
  fs::permissions(to.parent_path(), fs::perms::owner_all);
  fs::copy_file(from, to);
  fs::permissions(to, fs::perms::owner_read | fs::perms::owner_write);
}

// Orders first, the log after them: what enters in between lies in the log and is applied when the copy is
// opened, as after a crash.
void back_up_files(const CommonOptions& options, const fs::path& to) {
  const fs::path data = options.data;
  store::backup_file(data / "ordo.db", to / "ordo.db");
  for (const store::DatabaseOptions& file : core::log_files(data / "inbox")) {
    const fs::path copy = to / fs::relative(file.path, data);
    fs::create_directories(copy.parent_path());
    for (fs::path made = copy.parent_path(); made != to; made = made.parent_path()) {
      fs::permissions(made, fs::perms::owner_all);
    }
    store::backup_file(file.path, copy);
  }
}

void back_up_beside(const CommonOptions& options, const fs::path& to, bool with_keys) {
  const fs::path data = options.data;
  if (fs::exists(data / "calls.db")) store::backup_file(data / "calls.db", to / "calls.db");
  copy_where_there(flows::head_path(options.data), flows::head_path(to));
  if (with_keys) copy_where_there(data / "keys" / "master.key", to / "keys" / "master.key");
}

void tell_backup(const CommonOptions& options, const std::string& to, bool with_keys) {
  fmt::print("{} holds everything{}.\n", to,
             with_keys ? ", the master key too: whoever has it can read all of it"
                       : " but the master key, without which nothing opens: keep "
                         "keys/master.key in another place");
  fmt::print("To see whether it can be restored: {}ordo prove --data {}{}\n",
             with_keys ? "" : "put the key there, then ", to,
             options.store.empty() ? "" : " --store ADDRESS, after pg_restore of store.dump");
}

}  // namespace

int backup(const CommonOptions& options, const std::string& to, bool with_keys) {
  if (options.store.empty() && !fs::exists(options.data + "/ordo.db")) {
    return complain({ErrorClass::kNotFound,
                     "no_data",
                     options.data + " holds no data of ordo; name the folder with --data",
                     {}});
  }
  // What a moved folder holds grows older every day, and would be taken for a backup.
  if (const auto code = refused(options)) return *code;
  if (auto made = make_folder(to); !made) return complain(made.error());
  if (options.store.empty()) {
    back_up_files(options, to);
  } else if (auto dumped = store::backup_server(options.store, to + "/store.dump"); !dumped) {
    return complain(dumped.error());
  }
  back_up_beside(options, to, with_keys);
  tell_backup(options, to, with_keys);
  return kOk;
}

}  // namespace ordo::app
