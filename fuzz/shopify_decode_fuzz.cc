// Feeds arbitrary bytes to the `shopify` adapter: a topic's line, then a body.
#include <algorithm>
#include <cstdint>
#include <string_view>
#include <tuple>

#include "channels/shopify/adapter.h"

namespace {

using namespace ordo;

const channels::ShopContext kShop{"fuzz", "USD", "America/New_York", "US"};
constexpr Instant kNow{1'700'000'000'000};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const size_t line = std::min(input.find('\n'), input.size());
  const std::string_view body = input.substr(std::min(line + 1, input.size()));
  const channels::shopify::ShopifyAdapter adapter;
  const auto decoded = adapter.decode({input.substr(0, line), body}, kShop, kNow);
  if (!decoded && decoded.error().code.empty()) __builtin_trap();
  std::ignore = adapter.check_credentials(body);
  return 0;
}
