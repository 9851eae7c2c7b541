// What several events read in the same way.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "channels/decode_kit.h"
#include "channels/fields.h"
#include "channels/standard/contract.h"
#include "facts/facts.h"

namespace ordo::channels::standard {

// The status that the field names exactly, and its word; one that is not ours is not known.
template <class Fact, class FieldsType>
void read_status(FieldsType& fields, typename FieldsType::Name name, facts::WordKind kind,
                 std::optional<decltype(Fact::status)> (*parse)(std::string_view), Fact& fact) {
  if (!fields.has(name)) return;
  const std::string_view text = fields.raw_text(name);
  const auto status = parse(text);
  if (status) fact.status = *status;
  fact.word =
      status ? channel_word(kind, text) : unknown_channel_word(kind, text, fields.path_of(name));
}

// "lines" of a shipment or a refund: line number and quantity, each line once.
[[nodiscard]] std::vector<std::pair<std::string, int64_t>> read_line_quantities(
    std::optional<simdjson::dom::array> lines, const Path& path, Reading& reading);

// Reports every line number that stood before it; `numbers[i]` belongs to entry i.
void check_unique_line_numbers(const std::vector<std::string_view>& numbers, const Path& path,
                               Problems& problems);

}  // namespace ordo::channels::standard
