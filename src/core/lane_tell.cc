// What others hear of a batch once it is committed: its callers, its listener, and the log of the program.
#include <algorithm>

#include "base/log.h"
#include "core/lane_run.h"

namespace ordo::core {
namespace {

// A flood of bad messages must not make the lane a writer of log lines: the rest is told as a number.
constexpr size_t kLinesMax = 20;

// Names and codes only: what a detail says may be a person's.
void log_parked_message(MessageSeq message, ShopId shop, OrderId order, std::string_view code) {
  log::warn("message_parked", {{"message", message.value},
                               {"shop_id", shop.value},
                               {"order", order.value},
                               {"code", code}});
}

// An observation that was refused is recorded all the same: its event knows the write.
std::string_view transaction_of(const Alert& alert, const Batch& batch) {
  if (!alert.transaction_id.empty()) return alert.transaction_id;
  const auto event = std::ranges::find_if(batch.events, [&](const Event& e) {
    return alert.message && e.message == alert.message && e.order == alert.order;
  });
  return event == batch.events.end() ? std::string_view() : event->transaction_id;
}

// One that only counts up has been told of when it was raised.
void log_alerts(const Batch& batch) {
  size_t raised = 0;
  for (const Alert& alert : batch.alerts) {
    if (alert.again || ++raised > kLinesMax) continue;
    log::warn("alert_raised", {{"alert", alert.id},
                               {"kind", alert.kind},
                               {"order", alert.order.value},
                               {"message", alert.message.value},
                               {"transaction", transaction_of(alert, batch)}});
  }
  if (raised > kLinesMax) {
    log::warn("more_alerts_raised", {{"batch", batch.no.value}, {"count", raised - kLinesMax}});
  }
}

}  // namespace

// The batch is committed: whatever goes wrong in telling of it must not look like a batch that failed.
void Lane::tell(Run& run) noexcept {
  try {
    for (Unit& unit : run.units) {
      if (unit.inbound->on_applied) unit.inbound->on_applied(unit.outcome);
    }
    if (published_) published_(run.batch);
    log_parked(run);
    log_alerts(run.batch);
  } catch (const std::exception& e) {
    log::error("batch_not_told", {{"batch", run.batch.no.value}, {"detail", e.what()}});
  }
}

void Lane::log_parked(const Run& run) const {
  size_t parked = 0;
  for (const Unit& unit : run.units) {
    if (unit.outcome.state != MessageState::kParked || ++parked > kLinesMax) continue;
    const Entry& e = unit.inbound->entry;
    log_parked_message(e.seq, e.stream, unit.outcome.order, unit.outcome.code);
  }
  for (const int64_t seq : run.expired) {
    if (++parked <= kLinesMax) log_parked_message(MessageSeq(seq), {}, {}, kNeverCame);
  }
  if (parked > kLinesMax) {
    log::warn("more_messages_parked",
              {{"batch", run.batch.no.value}, {"count", parked - kLinesMax}});
  }
}

}  // namespace ordo::core
