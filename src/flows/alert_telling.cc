#include "flows/alert_telling.h"

#include <algorithm>

#include "flows/notice_store.h"

namespace ordo::flows {
namespace {

void put(store::UnitOfWork& uow, core::Batch& batch, NoticeStep step) {
  save_notice_step(uow, step, batch.at);
  for (core::OutboxMessage& message : step.outbox) {
    message.id = OutboxId(batch.next_id());
    batch.outbox.push_back(std::move(message));
  }
  for (core::Timer& timer : step.cancelled) batch.cancel_timer(std::move(timer));
  for (core::Timer& timer : step.timers) batch.set_timer(std::move(timer));
}

bool was_edited(const core::Batch& batch, const std::string& rule) {
  return std::ranges::any_of(batch.config_edits, [&](const core::ConfigEdit& edit) {
    return edit.kind == "alert_rule" && edit.name == rule;
  });
}

void end_groups_of(store::UnitOfWork& uow, const Settings& settings, core::Batch& batch,
                   const AlertRule& rule) {
  for (const auto& [key, group] : load_notice_memory(uow, {}).groups) {
    if (group.rule == rule.code) put(uow, batch, end_edited(group, rule, settings, batch.at));
  }
}

}  // namespace

void tell_alerts(store::UnitOfWork& uow, const Settings& settings, core::Batch& batch,
                 const GroupEnds& ends) {
  for (const AlertRule& rule : ends.edited) {
    if (was_edited(batch, rule.code)) end_groups_of(uow, settings, batch, rule);
  }
  for (const int64_t id : ends.dropped) {
    if (auto group = load_notice_group(uow, id)) put(uow, batch, drop_group(std::move(*group)));
  }
  for (const int64_t id : ends.ended) {
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
