#include "flows/receipt_asker.h"

#include <algorithm>

#include "base/log.h"
#include "flows/notices.h"

namespace ordo::flows {
namespace {

// Gateways that hang must not take the threads that deliver to shops.
constexpr size_t kAskedAtOnce = 2;

}  // namespace

std::vector<NoticeReceipt> ReceiptAsker::take_due(Instant now) {
  if (!hub_.takes()) return {};
  // Asked before the rows are read: one whose answer is being committed may look due in them.
  std::unordered_set<int64_t> asking;
  {
    std::lock_guard lock(mutex_);
    asking = asking_;
  }
  auto due = load_due_receipts(hub_.database().read().reader(), now, kAskedAtOnce);
  std::erase_if(due, [&](const auto& receipt) { return asking.contains(receipt.call.value); });
  std::lock_guard lock(mutex_);
  due.resize(std::min(due.size(), kAskedAtOnce - std::min(kAskedAtOnce, asking_.size())));
  for (const NoticeReceipt& receipt : due) asking_.insert(receipt.call.value);
  return due;
}

NoticeReceipt ReceiptAsker::asked(const NoticeReceipt& receipt, Instant now) {
  const auto settings = hub_.settings();
  const auto target = settings->notify_targets.find(receipt.receiver);
  if (target == settings->notify_targets.end()) {
    NoticeReceipt ended = receipt;
    ended.next_at = {};
    ended.detail = "the receiver was removed";
    return ended;
  }
  return after_asking(receipt, teller_.ask(receipt, target->second, now), now);
}

void ReceiptAsker::ask(const NoticeReceipt& receipt) {
  const int64_t call = receipt.call.value;
  const auto done = [this, call] {
    std::lock_guard lock(mutex_);
    asking_.erase(call);
  };
  try {
    core::InboundPtr entry = receipt_entry(asked(receipt, hub_.clock().now()));
    entry->on_applied = [done](const core::Outcome&) { done(); };
    // The log takes nothing now: it is asked once more when it does.
    if (!hub_.submit(std::move(entry))) done();
  } catch (const std::exception& e) {
    log::error("receipt_not_asked", {{"call", call}, {"detail", e.what()}});
    done();
  }
}

NoticeReceipt accepted_by(const core::OutboxMessage& message, const std::string& reference,
                          Instant now) {
  NoticeReceipt receipt;
  receipt.call = message.id;
  receipt.receiver = message.target.substr(kNotifyPrefix.size());
  receipt.reference = reference;
  receipt.test = message.route == kNoticeTestRoute;
  receipt.sent = now;
  receipt.next_at = now.plus_ms(kReceiptFirstWaitMs);
  return receipt;
}

core::InboundPtr receipt_entry(const NoticeReceipt& receipt) {
  auto inbound = std::make_unique<core::Inbound>();
  inbound->entry.kind = core::EntryKind::kCommand;
  inbound->entry.route = kReceiptRoute;
  inbound->entry.caller = "dispatcher";
  inbound->entry.stream = core::kSystemStream;
  random_bytes(inbound->entry.entropy);
  inbound->entry.body = receipt_body(receipt);
  return inbound;
}

}  // namespace ordo::flows
