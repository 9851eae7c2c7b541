// Taobao's words as ours.
#pragma once

#include <optional>
#include <string_view>

#include "facts/facts.h"

namespace ordo::channels::taobao {

// Which half of a presale is paid, from `step_trade_status`; kNone for trades that are none.
enum class Step : uint8_t { kNone, kUnpaid, kDepositPaid, kPaid, kForfeited };
[[nodiscard]] std::optional<Step> step_of(std::string_view step_trade_status);

// A trade's `status`; nothing for a word that is not known.
[[nodiscard]] std::optional<facts::Status> trade_status(std::string_view status, Step step);

// A refund's `status`. Nothing: unknown. kNone: there is no refund.
struct RefundWord {
  bool is_refund;
  facts::RefundStatus status;
};
[[nodiscard]] std::optional<RefundWord> refund_status(std::string_view status);

}  // namespace ordo::channels::taobao
