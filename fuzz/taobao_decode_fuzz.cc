// Feeds arbitrary bytes to the `taobao` adapter: a topic's line, then a body, which is also read as an
// answer of the platform.
#include <algorithm>
#include <cstdint>
#include <string_view>
#include <tuple>

#include "channels/taobao/adapter.h"
#include "channels/taobao/answer.h"

namespace {

using namespace ordo;

const channels::ShopContext kShop{"fuzz", "CNY", "Asia/Shanghai", "CN"};
constexpr Instant kNow{1'700'000'000'000};

// What is cut out of an answer is handed on byte for byte: it must lie within it.
void read_answer(std::string_view body) {
  std::ignore = channels::taobao::read_total(body);
  std::ignore = channels::taobao::read_trade_ids(body);
  const auto trade = channels::taobao::read_trade(body);
  if (trade && body.find(trade->text) == std::string_view::npos) __builtin_trap();
  const auto refund = channels::taobao::read_refund(body);
  if (refund && body.find(*refund) == std::string_view::npos) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const size_t line = std::min(input.find('\n'), input.size());
  const std::string_view body = input.substr(std::min(line + 1, input.size()));
  const channels::taobao::TaobaoAdapter adapter;
  const auto decoded = adapter.decode({input.substr(0, line), body}, kShop, kNow);
  if (!decoded && decoded.error().code.empty()) __builtin_trap();
  std::ignore = adapter.check_credentials(body);
  read_answer(body);
  return 0;
}
