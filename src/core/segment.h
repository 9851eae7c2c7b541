// One file of the log. Internal to the inbox.
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

#include "core/entry.h"
#include "store/database.h"
#include "store/keyring.h"

namespace ordo::core {

using ShopDays = std::set<std::pair<int64_t, int32_t>>;  // stream and day

class Segment {
 public:
  Segment(const store::DatabaseOptions& options, const store::Keyring& keyring);

  // Appends in one transaction and tells what it cost. Throws StorageError; then nothing of it is
  // visible unless the commit was unclear, which `contains` settles.
  struct Cost {
    int64_t append_ns = 0, sync_ns = 0;
  };
  Cost append(const std::vector<InboundPtr>& group, Clock& clock);
  [[nodiscard]] bool contains(MessageSeq seq);
  [[nodiscard]] int64_t count();
  [[nodiscard]] MessageSeq first();
  [[nodiscard]] MessageSeq last();
  [[nodiscard]] Instant last_received();  // the latest arrival

  [[nodiscard]] std::optional<Entry> read(MessageSeq seq);
  // Until `out` holds `limit` entries, or bodies of `bytes`, which is counted down; whether it may hold more.
  [[nodiscard]] bool scan(ShopId stream, MessageSeq after, size_t limit, size_t& bytes,
                          std::vector<Entry>& out);
  void visit(MessageSeq after, const std::function<void(ShopId, MessageSeq)>& visit);
  [[nodiscard]] bool wholly_applied(const std::map<int64_t, int64_t>& applied);
  int64_t erase_bodies_before(int32_t day, const std::map<int64_t, int64_t>& applied,
                              const ShopDays& keep);

 private:
  [[nodiscard]] ShopDays erasable(int32_t day, const std::map<int64_t, int64_t>& applied,
                                  const ShopDays& keep);
  const Key256& day_key(store::UnitOfWork& uow, const Entry& entry);
  void insert(store::UnitOfWork& uow, const Entry& entry);
  [[nodiscard]] Entry decode(const store::Reader& reader, const store::Row& row);

  const store::Keyring& keyring_;
  std::unique_ptr<store::Database> database_;
  std::mutex writing_;                              // the log's thread appends, another may erase
  std::unordered_map<int64_t, Key256> write_keys_;  // emptied after a failure
};

}  // namespace ordo::core
