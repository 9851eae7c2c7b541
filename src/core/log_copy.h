// The log of one store as another shall have it, for `ordo copy`: the entries of all its files as one table,
// one key for each shop-day.
//
// Each file of the log has a key of its own for a shop-day; a table has one. Bodies under another key than
// the table's are opened and sealed anew under it; all others stay as they are, and what was erased stays
// erased.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "store/database.h"
#include "store/digest.h"
#include "store/keyring.h"
#include "store/tables.h"

namespace ordo::core {

class LogCopy {
 public:
  // `places` hold the log, oldest first: its files, or a schema. Throws StorageError.
  LogCopy(std::vector<store::DatabaseOptions> places, const store::Keyring& keyring);

  // Makes the log of `target`, which owns its lane and is migrated, equal. What is there already is compared
  // and left alone.
  void put(store::Database& target, const store::TableProgress& progress) const;
  // What the target has otherwise, as a sentence; empty: nothing.
  [[nodiscard]] std::string difference(store::Database& target,
                                       const store::TableProgress& progress) const;

 private:
  using ShopDay = std::pair<int64_t, int32_t>;
  using Keys = std::map<ShopDay, std::string>;  // wrapped
  // Ordered parts without gaps; the last one is empty and has no end. False: stop.
  using Part = std::function<bool(const store::Table&, const store::KeyRange&,
                                  const std::vector<store::Cells>&)>;
  class Resealer;

  void walk_entries(const Part& part, const store::TableProgress& progress) const;
  void walk_keys(const Part& part) const;

  const std::vector<store::DatabaseOptions> places_;
  const store::Keyring& keyring_;
  Keys keys_;  // as the target has them: of the oldest place that has one
};

// The files of the log in this folder, those of its archive too, oldest first.
[[nodiscard]] std::vector<store::DatabaseOptions> log_files(const std::string& dir);

}  // namespace ordo::core
