#include "channels/echo.h"

#include <algorithm>

namespace ordo::channels {
namespace {

constexpr size_t kOrderNoBytesMax = 64;

// Only what needs no escaping in JSON.
bool is_our_form(std::string_view text) {
  return !text.empty() && text.size() <= kOrderNoBytesMax && std::ranges::all_of(text, [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

}  // namespace

void add_echo(facts::OrderFact& order, std::string_view our_order_no) {
  if (!is_our_form(our_order_no)) return;
  order.custom.emplace_back(kEchoMark, "\"" + std::string(our_order_no) + "\"");
}

std::optional<std::string> echo_of(const facts::OrderFact& order) {
  for (const auto& [name, value] : order.custom) {
    if (name != kEchoMark || value.size() < 2) continue;
    std::string number = value.substr(1, value.size() - 2);
    if (is_our_form(number)) return number;
  }
  return std::nullopt;
}

}  // namespace ordo::channels
