// Telling people what rules of alerts have put into the outbox: the last step, over the network.
#pragma once

#include <memory>

#include "channels/notifier.h"
#include "core/batch.h"
#include "flows/exchange.h"
#include "flows/receipts.h"
#include "flows/settings.h"

namespace ordo::flows {

// What became of a notice, and what was said.
struct Telling {
  channels::Told told;
  Exchange exchange = {};  // empty where nobody was called
};

// Sends one notice; on any of the dispatcher's threads, may block for its time-out.
class Teller {
 public:
  virtual ~Teller() = default;
  [[nodiscard]] virtual Telling tell(const core::OutboxMessage& message, const NotifyTarget& target,
                                     Instant now) = 0;
  // What its gateway says by now of a message that it took.
  [[nodiscard]] virtual Reported ask(const NoticeReceipt& /*receipt*/,
                                     const NotifyTarget& /*target*/, Instant /*now*/) {
    return {};
  }
  virtual void stop() {}  // ends the calls under way, as if the receivers were down
};

// Over HTTP and SMTP, as each kind of receiver has it (channels/notifier.h).
[[nodiscard]] std::unique_ptr<Teller> network_teller();
// Of a program that tells nobody: every notice is refused.
[[nodiscard]] Teller& no_teller();

// What became of a notice. Nobody tries one again by hand, for its alert stands in the list: one that is
// refused at its last attempt, or was not to be delivered within kNoticeKeptMs, is discarded, and holds
// nothing that follows it; "notify_gave_up" tells of it, which no rule matches. A test is tried once.
inline constexpr int64_t kNoticeKeptMs = 6 * kHourMs;
inline constexpr const char* kNotifyGaveUp = "notify_gave_up";
void close_notice(const core::OutboxMessage& message, const channels::Told& told, Instant now,
                  core::OutboxResult& result);
// Of one that is not even tried.
[[nodiscard]] core::OutboxResult dropped_notice(const core::OutboxMessage& message,
                                                std::string why);

}  // namespace ordo::flows
