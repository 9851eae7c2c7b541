#include "channels/echo.h"

#include <algorithm>

namespace ordo::channels {
namespace {

constexpr size_t kOrderNoBytesMax = 64;

// Only what needs no escaping in JSON.
bool is_our_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

bool is_our_form(std::string_view text) {
  return !text.empty() && text.size() <= kOrderNoBytesMax &&
         std::ranges::all_of(text, is_our_character);
}

}  // namespace

void add_echo(facts::OrderFact& order, std::string_view our_order_no) {
  if (!is_our_form(our_order_no)) return;
  order.custom.emplace_back(kEchoMark, "\"" + std::string(our_order_no) + "\"");
}

void add_echo_in(facts::OrderFact& order, std::string_view words) {
  const size_t at = words.find(kEchoMark);
  if (at == std::string_view::npos) return;
  words.remove_prefix(at + kEchoMark.size());
  if (!words.starts_with(':')) return;
  words.remove_prefix(1);
  const auto* const end = std::ranges::find_if_not(words, is_our_character);
  add_echo(order, words.substr(0, static_cast<size_t>(end - words.begin())));
}

std::optional<std::string> echo_of(const facts::OrderFact& order) {
  for (const auto& [name, value] : order.custom) {
    const bool is_text = value.size() >= 2 && value.front() == '"' && value.back() == '"';
    if (name != kEchoMark || !is_text) continue;
    std::string number = value.substr(1, value.size() - 2);
    if (is_our_form(number)) return number;
  }
  return std::nullopt;
}

}  // namespace ordo::channels
