// Which platform message ids have been consumed, and by which body: recent ones in memory, the rest by
// an index. The lane's alone.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>

#include "core/entry.h"
#include "store/database.h"

namespace ordo::core {

struct KnownId {
  int64_t seq = 0;
  int64_t body_hash = 0;
  int64_t order = 0;  // what it changed, if anything
};

class KnownIds {
 public:
  // Asks for the consumer of this id, in memory or the index.
  void ask(store::Questions& questions, const Entry& entry, std::optional<KnownId>& found) const;
  void add(const Entry& entry, const KnownId& consumer);
  void clear();  // after a rollback: memory must not know more than the store

 private:
  static std::string key(const Entry& entry);
  std::unordered_map<std::string, KnownId> recent_;
  std::deque<std::string> order_;
};

}  // namespace ordo::core
