// What telling remembers between batches: open groups, and when an alert that is met again was last told.
// Written by the lane with the alerts themselves.
#pragma once

#include <optional>
#include <span>

#include "flows/notices.h"
#include "store/database.h"

namespace ordo::flows {

// All open groups, and of the alerts that were met again when each rule last told of them.
[[nodiscard]] NoticeMemory load_notice_memory(const store::Reader& reader,
                                              std::span<const core::Alert> alerts);
[[nodiscard]] std::optional<NoticeGroup> load_notice_group(const store::Reader& reader, int64_t id);
void save_notice_step(store::UnitOfWork& uow, const NoticeStep& step, Instant at);

}  // namespace ordo::flows
