// Commands of `ordo` besides serving. Each answers its exit code.
#pragma once

#include <string>

#include "app/options.h"

namespace ordo::app {

int key_create(const CommonOptions& options, const KeyOptions& key);
int prove(const CommonOptions& options);
// `heads_copy`: a copy of heads.jsonl that was kept elsewhere, or empty.
int verify_history(const CommonOptions& options, const std::string& heads_copy);
int retain(const CommonOptions& options);
int forget(const CommonOptions& options, const std::string& order, const std::string& reason);
// What a start would change in the tables; changes it where `apply` says so.
int migrate(const CommonOptions& options, bool apply);
// Into the folder `to`, which is new; the master key only where it is asked for.
int backup(const CommonOptions& options, const std::string& to, bool with_keys);
int doctor(const CommonOptions& options);

}  // namespace ordo::app
