// What decoders of several platforms read in the same way.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "channels/fields.h"
#include "facts/words.h"

namespace ordo::channels {

// The moment of a required field. Where it is absent a problem already stands, and the answer is
// void.
template <class FieldsType>
[[nodiscard]] Instant required_time(FieldsType& fields, typename FieldsType::Name name) {
  return fields.time(name).value_or(Instant{});
}

// How far east of UTC a time says its wall clock is. None where it says so in UTC, or is no RFC 3339
// time: a sender that converts to UTC tells nothing of its zone.
[[nodiscard]] std::optional<int32_t> offset_of(std::string_view time);

// expected …, found "…"
[[nodiscard]] std::string unknown_word(const std::string& expected, std::string_view found);

// A word for a status that the adapter knows; and one that it does not, as the platform wrote it in this
// field, made safe to show.
[[nodiscard]] facts::ChannelWord channel_word(facts::WordKind kind, std::string_view text);
[[nodiscard]] facts::ChannelWord unknown_channel_word(facts::WordKind kind, std::string_view text,
                                                      const Path& field);

// The currency that the field names, else the shop's; with the problem "unknown_currency" none.
[[nodiscard]] Currency read_currency(const Path& path, std::string_view code, Reading& reading);

// Something that is no telephone number is still what the buyer gave: it is kept as cleaned text,
// so that a person can mend it, and never refused.
[[nodiscard]] std::string phone_or_text(std::string text, std::string_view region);

// "first second"; one alone where the other is empty.
[[nodiscard]] std::string joined(std::string first, const std::string& second);

[[nodiscard]] std::string json_text(std::string_view text);  // as a JSON string

[[nodiscard]] std::string upper_ascii(std::string text);

// Calls `read(object, path)` for each entry; entries that are no objects become problems.
template <class Read>
void for_each_object(std::optional<simdjson::dom::array> entries, const Path& path,
                     Reading& reading, const Read& read) {
  if (!entries) return;
  size_t index = 0;
  for (const simdjson::dom::element entry : *entries) {
    if (reading.problems.full()) return;
    const Path entry_path(path, index++);
    if (const auto object = entry_object(entry, entry_path, reading.problems)) {
      read(*object, entry_path);
    }
  }
}

}  // namespace ordo::channels
