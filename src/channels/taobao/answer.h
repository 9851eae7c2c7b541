// Reading what the gateway answers.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "channels/pull.h"

namespace ordo::channels::taobao {

// Why an answer is none: no connection, a status, or an error_response.
struct Fault {
  PullFailure failure;
  std::string code;           // the platform's own: sub_code, or code
  bool concerns_one = false;  // only what was asked for by its id, and asking again will not help
  bool denies = false;        // there is no such thing
};
[[nodiscard]] std::optional<Fault> find_fault(const HttpAnswer& answer);

template <class Value>
using Read = std::expected<Value, PullFailure>;  // error: "malformed_answer"

[[nodiscard]] Read<int64_t> read_total(std::string_view body);
// In the order of the answer.
[[nodiscard]] Read<std::vector<std::string>> read_trade_ids(std::string_view body);

struct TradeText {
  std::string text;                  // the trade object, byte for byte
  std::vector<std::string> refunds;  // ids of refunds that its sub-orders name
};
[[nodiscard]] Read<TradeText> read_trade(std::string_view body);
[[nodiscard]] Read<std::string> read_refund(std::string_view body);  // byte for byte

}  // namespace ordo::channels::taobao
