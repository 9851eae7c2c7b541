// The log as a table in the merchant's schema of PostgreSQL. Its writer owns the lane "log": who opens the
// schema next takes it, and this one appends nothing any more (decision 41, decision 45).
#include "core/entry_table.h"

namespace ordo::core {
namespace {

// Besides the lane, which refills from here, the console looks at messages and a proof goes through them.
constexpr int kTableReaders = 3;

store::DatabaseOptions table_options(const InboxOptions& options) {
  store::DatabaseOptions o;
  o.path = options.store;
  o.lane = kLogLane;
  o.takes_over = options.takes_over;
  o.answer_ms = options.answer_ms;
  o.epoch = options.epoch;
  o.looks = options.looks;
  o.readers = kTableReaders;
  return o;
}

class LogTable final : public LogStore {
 public:
  LogTable(const InboxOptions& options, const store::Keyring& keyring)
      : table_(table_options(options), keyring) {}

  Newest newest() override { return {table_.last(), table_.last_received()}; }
  AppendCost append(const Group& group, Clock& clock) override {
    return table_.append(group, clock);
  }
  bool holds(const Group& group) override { return table_.contains(group.front()->entry); }
  std::optional<Entry> read(MessageSeq seq) override { return table_.read(seq); }
  std::vector<Entry> scan(ShopId stream, MessageSeq after, size_t limit, size_t bytes) override {
    std::vector<Entry> out;
    (void)table_.scan(stream, after, limit, bytes, out);
    return out;
  }
  void visit(MessageSeq after, const Visit& visit) override { table_.visit(after, visit); }
  // Files move so that a folder stays small; a table has no such folder.
  int archive(const LogNeeds&) override { return 0; }
  int64_t erase_bodies_before(int32_t day, const LogNeeds& needs) override {
    return table_.erase_bodies_before(day, needs);
  }
  int64_t size_bytes() override { return table_.server_bytes(); }

 private:
  EntryTable table_;
};

}  // namespace

std::unique_ptr<LogStore> open_log_table(const InboxOptions& options,
                                         const store::Keyring& keyring) {
  return std::make_unique<LogTable>(options, keyring);
}

}  // namespace ordo::core
