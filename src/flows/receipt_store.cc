#include "core/limits.h"
#include "flows/receipts.h"

namespace ordo::flows {
namespace {

using store::Row;
using store::Sql;

#define ORDO_RECEIPT_COLUMNS                                                             \
  "SELECT call, receiver, reference, test, state, detail, sent_at, tries, next_at FROM " \
  "notify_receipts "
constexpr Sql kDue{"receipts.due", ORDO_RECEIPT_COLUMNS
                   "WHERE next_at > 0 AND next_at <= :now ORDER BY next_at, call LIMIT :limit"};
constexpr Sql kReceipt{"receipts.load", ORDO_RECEIPT_COLUMNS "WHERE call = :call"};
#undef ORDO_RECEIPT_COLUMNS
constexpr Sql kSaveReceipt{
    "receipts.save",
    "INSERT INTO notify_receipts(call, receiver, reference, test, state, detail, sent_at, tries, "
    "next_at) VALUES(:call, :receiver, :reference, :test, :state, :detail, :sent, :tries, "
    ":next_at) ON CONFLICT(call) DO UPDATE SET state = excluded.state, detail = excluded.detail, "
    "tries = excluded.tries, next_at = excluded.next_at WHERE notify_receipts.next_at > 0"};
constexpr Sql kPurgeReceipts{"receipts.purge",
                             "DELETE FROM notify_receipts WHERE sent_at <= :expired"};

NoticeReceipt read_receipt_row(const Row& row) {
  NoticeReceipt receipt;
  receipt.call = OutboxId(row.integer(0));
  receipt.receiver = row.text(1);
  receipt.reference = row.text(2);
  receipt.test = row.integer(3) != 0;
  receipt.state = static_cast<ReceiptState>(row.integer(4));
  receipt.detail = row.text(5);
  receipt.sent = Instant{row.integer(6)};
  receipt.tries = row.integer(7);
  receipt.next_at = Instant{row.integer(8)};
  return receipt;
}

}  // namespace

std::vector<NoticeReceipt> load_due_receipts(const store::Reader& reader, Instant now,
                                             size_t limit) {
  std::vector<NoticeReceipt> due;
  reader.query(kDue, {{"now", now.ms}, {"limit", static_cast<int64_t>(limit)}},
               [&](const Row& row) {
                 due.push_back(read_receipt_row(row));
                 return true;
               });
  return due;
}

std::optional<NoticeReceipt> load_receipt(const store::Reader& reader, OutboxId call) {
  std::optional<NoticeReceipt> found;
  reader.query(kReceipt, {{"call", call.value}}, [&](const Row& row) {
    found = read_receipt_row(row);
    return false;
  });
  return found;
}

void save_receipt(store::UnitOfWork& uow, const NoticeReceipt& receipt, Instant at) {
  uow.execute(kSaveReceipt, {{"call", receipt.call.value},
                             {"receiver", receipt.receiver},
                             {"reference", receipt.reference},
                             {"test", receipt.test},
                             {"state", static_cast<int>(receipt.state)},
                             {"detail", receipt.detail},
                             {"sent", receipt.sent.ms},
                             {"tries", receipt.tries},
                             {"next_at", receipt.next_at.ms}});
  uow.execute(kPurgeReceipts, {{"expired", at.ms - core::kOutboxKeptMs}});
}

}  // namespace ordo::flows
