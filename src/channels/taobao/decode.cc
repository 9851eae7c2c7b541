#include "channels/taobao/decode.h"

#include "channels/document.h"
#include "channels/taobao/contract.h"
#include "channels/taobao/decode_parts.h"

namespace ordo::channels::taobao {

Result<Facts> decode_message(const Raw& raw, const ShopContext& shop) {
  if (raw.topic.empty()) {
    return fail(ErrorClass::kInvalid, "topic_missing",
                "only the topic says what a message of this channel is, and there is none");
  }
  if (raw.topic != kTradeTopic && raw.topic != kRefundTopic) return Facts{};
  auto root = parse_document(raw.body);
  if (!root) return std::unexpected(std::move(root.error()));
  ShopContext there = shop;
  there.zone = kZone;
  there.currency = kCurrency;
  Reading reading{there, raw.body, {}};
  Facts facts;
  const Path path;
  if (const auto object = entry_object(*root, path, reading.problems)) {
    const auto decode = raw.topic == kTradeTopic ? decode_trade : decode_refund;
    decode(*object, path, reading, facts);
  }
  if (!reading.problems.empty()) return std::unexpected(std::move(reading.problems).breach());
  return facts;
}

}  // namespace ordo::channels::taobao
