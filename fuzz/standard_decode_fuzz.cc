// Feeds arbitrary bytes to the `standard` adapter, first as a body, then as headers and body.
#include <algorithm>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <utility>

#include "channels/standard/adapter.h"

namespace {

using namespace ordo;

const channels::ShopContext kShop{"fuzz", "CNY", "Asia/Shanghai", "CN"};
constexpr Instant kNow{1'700'000'000'000};

std::string_view take_line(std::string_view& rest) {
  const size_t end = std::min(rest.find('\n'), rest.size());
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return line;
}

void verify(std::string_view input) {
  static const Secret credentials(R"({"secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})");
  const std::string_view id = take_line(input), timestamp = take_line(input),
                         signature = take_line(input);
  const std::pair<std::string_view, std::string_view> headers[] = {
      {"webhook-id", id}, {"webhook-timestamp", timestamp}, {"webhook-signature", signature}};
  std::ignore = channels::standard::StandardAdapter().verify({headers, input}, credentials, kNow);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto decoded = channels::standard::StandardAdapter().decode({"", input}, kShop, kNow);
  if (!decoded && decoded.error().code.empty()) __builtin_trap();
  std::ignore = channels::standard::StandardAdapter().check_credentials(input);
  verify(input);
  return 0;
}
