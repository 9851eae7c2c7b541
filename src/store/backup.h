// Copies of a store that is in use, to be restored from.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace ordo::store {

// A file of SQLite's as it stands at one moment, while others read it and write to it (SQLite's online
// backup). `to` must not exist; it is made 0600. Throws StorageError.
void backup_file(const std::string& from, const std::string& to);

// How pg_dump is run: what everybody on the machine may see, and what only the program does. The whole address
// is in the latter: it may hold several secrets (password, sslpassword).
struct DumpCommand {
  std::vector<std::string> arguments;  // the program first
  std::string service;                 // the text of the file that PGSERVICEFILE names
};

// The whole schema as it stands at one moment, in pg_dump's own format. Error "wrong_dsn", also for an address
// that a service file cannot hold.
[[nodiscard]] Result<DumpCommand> dump_command(const std::string& address, const std::string& to);

// Runs it; its words go to standard error. Errors: "wrong_dsn", "no_pg_dump", "dump_failed".
[[nodiscard]] Result<> backup_server(const std::string& address, const std::string& to);

}  // namespace ordo::store
