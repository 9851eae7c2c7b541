// A notice in the words of whoever reads it. Pure.
#pragma once

#include <string>
#include <string_view>

#include "channels/notifier.h"
#include "flows/notices.h"

namespace ordo::flows {

// Kinds without words of their own are named as they are. `language`: "zh", or English.
[[nodiscard]] channels::Notice notice_of(const core::OutboxMessage& message,
                                         std::string_view language);

}  // namespace ordo::flows
