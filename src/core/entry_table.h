// Entries with their sealed bodies, and the wrapped keys of their shop-days: one segment file, or the whole
// log in PostgreSQL. Internal to the stores of the log.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/log_store.h"
#include "store/database.h"
#include "store/keyring.h"

namespace ordo::core {

// What the key of a shop-day is wrapped for.
[[nodiscard]] std::string key_context(int64_t stream, int32_t day);

using ShopDays = std::set<std::pair<int64_t, int32_t>>;  // stream and day

class EntryTable {
 public:
  EntryTable(const store::DatabaseOptions& options, const store::Keyring& keyring);

  // Appends in one transaction. Throws StorageError; then nothing of it is visible unless the commit was
  // unclear, which `contains` settles.
  AppendCost append(const std::vector<InboundPtr>& group, Clock& clock);
  // This very entry, not another of its number: one that another host wrote is not ours. Asked on the
  // writer's connection, which first sees to the end of what its last one had under way.
  [[nodiscard]] bool contains(const Entry& entry);
  [[nodiscard]] int64_t count();  // goes through all
  [[nodiscard]] MessageSeq first();
  [[nodiscard]] MessageSeq last();
  [[nodiscard]] Instant last_received();  // the latest arrival

  [[nodiscard]] std::optional<Entry> read(MessageSeq seq);
  // Until `out` holds `limit` entries, or bodies of `bytes`, which is counted down; whether it may hold more.
  [[nodiscard]] bool scan(ShopId stream, MessageSeq after, size_t limit, size_t& bytes,
                          std::vector<Entry>& out);
  void visit(MessageSeq after, const std::function<void(ShopId, MessageSeq)>& visit);
  [[nodiscard]] bool wholly_applied(const std::map<int64_t, int64_t>& applied);
  int64_t erase_bodies_before(int32_t day, const LogNeeds& needs);
  [[nodiscard]] int64_t server_bytes();  // in PostgreSQL only

 private:
  [[nodiscard]] ShopDays erasable(int32_t day, const LogNeeds& needs);
  void delete_keys(const ShopDays& days);
  const Key256& day_key(store::UnitOfWork& uow, const Entry& entry);
  void insert(store::UnitOfWork& uow, const Entry& entry);

  const store::Keyring& keyring_;
  std::unique_ptr<store::Database> database_;
  std::mutex erasing_;                              // before writing_
  bool unscrubbed_ = false;                         // keys were deleted, and may lie there still
  std::mutex writing_;                              // the log's thread appends, another may erase
  std::unordered_map<int64_t, Key256> write_keys_;  // of the newest day; emptied after a failure
};

}  // namespace ordo::core
