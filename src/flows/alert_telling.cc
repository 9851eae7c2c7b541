#include "flows/alert_telling.h"

#include "flows/notice_store.h"

namespace ordo::flows {
namespace {

void put(store::UnitOfWork& uow, core::Batch& batch, NoticeStep step) {
  save_notice_step(uow, step, batch.at);
  for (core::OutboxMessage& message : step.outbox) {
    message.id = OutboxId(batch.next_id());
    batch.outbox.push_back(std::move(message));
  }
  for (core::Timer& timer : step.timers) batch.set_timer(std::move(timer));
}

}  // namespace

void tell_alerts(store::UnitOfWork& uow, const Settings& settings, core::Batch& batch,
                 std::span<const int64_t> ended) {
  for (const int64_t id : ended) {
    if (auto group = load_notice_group(uow, id)) {
      put(uow, batch, end_group(std::move(*group), settings, batch.at));
    }
  }
  if (batch.alerts.empty() || settings.alert_rules.empty()) return;
  put(uow, batch,
      notices_for(batch.alerts, settings, load_notice_memory(uow, batch.alerts), batch.at,
                  [&batch] { return batch.next_id(); }));
}

}  // namespace ordo::flows
