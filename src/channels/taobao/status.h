// Taobao's words as ours.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "channels/adapter.h"
#include "facts/facts.h"

namespace ordo::channels::taobao {

// Which half of a presale is paid, from `step_trade_status`; kNone for trades that are none.
enum class Step : uint8_t { kNone, kUnpaid, kDepositPaid, kPaid, kForfeited };
[[nodiscard]] std::optional<Step> step_of(std::string_view step_trade_status);

// What else of a trade decides what its `status` means.
struct TradeDetail {
  Step step = Step::kNone;
  bool several_parcels = false;
  bool awaits_cash = false;  // on delivery, and not paid
};
struct TradeWord {
  facts::Status status;
  std::string_view detail;  // what the word has after it where a detail decided: "+cod"; or empty
};
// Nothing for a `status` that is not known.
[[nodiscard]] std::optional<TradeWord> trade_word(std::string_view status,
                                                  const TradeDetail& detail);

// A refund's `status`. Nothing: unknown. kNone: there is no refund.
struct RefundWord {
  bool is_refund;
  facts::RefundStatus status;
};
[[nodiscard]] std::optional<RefundWord> refund_status(std::string_view status);

[[nodiscard]] std::span<const StatusWord> status_words();

}  // namespace ordo::channels::taobao
