#include "channels/decode_kit.h"

#include <fmt/format.h>

#include "base/json_text.h"
#include "base/phone.h"
#include "base/text.h"

namespace ordo::channels {

std::optional<int32_t> offset_of(std::string_view time) {
  constexpr size_t kOffsetLength = 6;  // "+08:00"
  const auto moment = parse_rfc3339(time);
  if (!moment || time.size() < kOffsetLength || time.back() == 'Z' || time.back() == 'z') {
    return std::nullopt;
  }
  const std::string_view offset = time.substr(time.size() - kOffsetLength);
  if (offset == "-00:00") return std::nullopt;  // RFC 3339: the zone is unknown
  const auto wall = parse_rfc3339(std::string(time.substr(0, time.size() - kOffsetLength)) + "Z");
  if (!wall) return std::nullopt;
  return static_cast<int32_t>((wall->ms - moment->ms) / kSecondMs);
}

std::string unknown_word(const std::string& expected, std::string_view found) {
  return fmt::format("expected {}, found \"{}\"", expected, printable(found));
}

facts::ChannelWord channel_word(facts::WordKind kind, std::string_view text) {
  return {facts::word_key(kind, text), true, {}};
}

facts::ChannelWord unknown_channel_word(facts::WordKind kind, std::string_view text,
                                        const Path& field) {
  return {facts::word_key(kind, printable(text)), false, field.pointer()};
}

Currency read_currency(const Path& path, std::string_view code, Reading& reading) {
  const std::string_view chosen = code.empty() ? std::string_view(reading.shop.currency) : code;
  if (const auto currency = Currency::parse(chosen)) return *currency;
  reading.problems.add(path, "unknown_currency",
                       unknown_word("an active ISO 4217 code in upper case", chosen));
  return {};
}

std::string phone_or_text(std::string text, std::string_view region) {
  if (text.empty()) return text;
  auto phone = normalise_phone(text, region);
  return phone ? std::move(*phone) : std::move(text);
}

std::string joined(std::string first, const std::string& second) {
  if (first.empty()) return second;
  return second.empty() ? first : std::move(first) + " " + second;
}

std::string json_text(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string upper_ascii(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

}  // namespace ordo::channels
