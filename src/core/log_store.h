// Where the inbox keeps what is durable: segment files in a folder (segment_files.cc), or a table in a
// merchant's schema of PostgreSQL (log_table.cc). Internal to the inbox.
//
// Threads: append and holds from the log's writer only; everything else from any.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/inbox.h"

namespace ordo::core {

// Of one group: sealing and writing its rows, and the commit.
struct AppendCost {
  int64_t append_ns = 0, sync_ns = 0;
};

class LogStore {
 public:
  using Group = std::vector<InboundPtr>;
  using Visit = std::function<void(ShopId, MessageSeq)>;

  virtual ~LogStore() = default;

  struct Newest {
    MessageSeq seq;
    Instant received_at;  // the latest arrival, whichever entry has it
  };
  [[nodiscard]] virtual Newest newest() = 0;

  // Appends a group that is not empty in one commit. Throws StorageError; then nothing of it is there
  // unless the commit was unclear, which `holds` settles before the group is appended again.
  virtual AppendCost append(const Group& group, Clock& clock) = 0;
  // Whether a group whose append threw is there after all: these entries, not others of their numbers.
  [[nodiscard]] virtual bool holds(const Group& group) = 0;

  // As Inbox says them.
  [[nodiscard]] virtual std::optional<Entry> read(MessageSeq seq) = 0;
  [[nodiscard]] virtual std::vector<Entry> scan(ShopId stream, MessageSeq after, size_t limit,
                                                size_t bytes) = 0;
  virtual void visit(MessageSeq after, const Visit& visit) = 0;
  virtual int archive(const LogNeeds& needs) = 0;
  virtual int64_t erase_bodies_before(int32_t day, const LogNeeds& needs) = 0;
  [[nodiscard]] virtual int64_t size_bytes() = 0;
};

// Throw StorageError when the log cannot be opened. The keyring outlives the store.
[[nodiscard]] std::unique_ptr<LogStore> open_segment_files(const InboxOptions& options,
                                                           const store::Keyring& keyring);
[[nodiscard]] std::unique_ptr<LogStore> open_log_table(const InboxOptions& options,
                                                       const store::Keyring& keyring);

}  // namespace ordo::core
