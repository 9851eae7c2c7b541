// From Taobao's trades and refunds to facts. Topics:
//   trade: the trade object of trade.fullinfo.get    refund: the refund object of refund.get
// A trade's lines are its sub-orders, known by `oid`; a waybill number on sub-orders is a parcel with
// those lines. What a refund is worth stands only in the refund itself, so that a trade tells of none.
//
// The receiver comes masked ("测*", "*******0001") and is kept as it came. Who may print a label gets
// the true address from the platform by `oaid`, which stands in the free fields.
#pragma once

#include <vector>

#include "base/result.h"
#include "channels/adapter.h"
#include "facts/facts.h"

namespace ordo::channels::taobao {

inline constexpr std::string_view kTradeTopic = "trade";
inline constexpr std::string_view kRefundTopic = "refund";

// Errors as channels/field_rules.h describes them, and "topic_missing". Other topics concern nothing
// of ours. Pure; thread-safe.
[[nodiscard]] Result<std::vector<facts::Fact>> decode_message(const Raw& raw,
                                                              const ShopContext& shop);

}  // namespace ordo::channels::taobao
