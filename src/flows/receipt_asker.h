// Asks gateways of text messages what became of what they took. The dispatcher drives it, on any of its
// threads; what was found goes to the log as a command.
#pragma once

#include <mutex>
#include <unordered_set>
#include <vector>

#include "flows/hub.h"
#include "flows/receipts.h"
#include "flows/teller.h"

namespace ordo::flows {

class ReceiptAsker {
 public:
  ReceiptAsker(Hub& hub, Teller& teller) : hub_(hub), teller_(teller) {}
  // What is to be asked about now; each is marked as being asked about until ask() has been told to the
  // log and applied.
  [[nodiscard]] std::vector<NoticeReceipt> take_due(Instant now);
  void ask(const NoticeReceipt& receipt);

 private:
  [[nodiscard]] NoticeReceipt asked(const NoticeReceipt& receipt, Instant now);

  Hub& hub_;
  Teller& teller_;
  std::mutex mutex_;  // guards what follows
  std::unordered_set<int64_t> asking_;
};

// The first of a receipt: that the gateway has taken the message.
[[nodiscard]] NoticeReceipt accepted_by(const core::OutboxMessage& message,
                                        const std::string& reference, Instant now);
[[nodiscard]] core::InboundPtr receipt_entry(const NoticeReceipt& receipt);

}  // namespace ordo::flows
