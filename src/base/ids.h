// Identifiers that cannot be mixed up. An id is a positive 64-bit number, given by the lane in
// growing order (locality decides speed), and travels as a decimal string in JSON because browsers
// round numbers beyond 2^53.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace ordo {

template <class Tag>
struct Id {
  int64_t value = 0;  // 0 = no id

  constexpr Id() = default;
  constexpr explicit Id(int64_t v) : value(v) {}
  constexpr explicit operator bool() const { return value > 0; }
  constexpr auto operator<=>(const Id&) const = default;
  [[nodiscard]] std::string str() const { return std::to_string(value); }
};

// Parses a decimal id without sign, blank or leading zero; nothing for anything else.
[[nodiscard]] std::optional<int64_t> parse_id(std::string_view text);

template <class Tag>
[[nodiscard]] std::optional<Id<Tag>> parse_id_as(std::string_view text) {
  if (auto v = parse_id(text)) return Id<Tag>(*v);
  return std::nullopt;
}

using OrderId = Id<struct OrderTag>;
using PersonId = Id<struct PersonTag>;
using ShopId = Id<struct ShopTag>;
using MessageSeq = Id<struct MessageTag>;  // the log's global sequence
using EventSeq = Id<struct EventTag>;
using BatchNo = Id<struct BatchTag>;
using OutboxId = Id<struct OutboxTag>;
using CallId = Id<struct CallTag>;  // of a record in the log of calls

// True for a lower- or upper-case UUID in its 8-4-4-4-12 form (any version).
[[nodiscard]] bool is_uuid(std::string_view text);

}  // namespace ordo

template <class Tag>
struct std::hash<ordo::Id<Tag>> {
  size_t operator()(const ordo::Id<Tag>& id) const noexcept {
    return std::hash<int64_t>{}(id.value);
  }
};
