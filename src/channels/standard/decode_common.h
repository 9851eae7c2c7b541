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

// "pending_payment, deposit_paid, …"
template <class Enum>
[[nodiscard]] std::string all_names(int count) {
  std::string names;
  for (int i = 0; i < count; ++i) {
    if (i) names += ", ";
    names += facts::name(static_cast<Enum>(i));
  }
  return names;
}

// The enum value that the field names exactly; otherwise the problem "unknown_status".
template <class Enum, class FieldsType>
[[nodiscard]] Enum read_status(FieldsType& fields, typename FieldsType::Name name,
                               std::optional<Enum> (*parse)(std::string_view), int count) {
  if (!fields.has(name)) return Enum{};
  if (const auto status = parse(fields.raw_text(name))) return *status;
  fields.problem(name, "unknown_status",
                 unknown_word("one of " + all_names<Enum>(count), fields.raw_text(name)));
  return Enum{};
}

// "lines" of a shipment or a refund: line number and quantity, each line once.
[[nodiscard]] std::vector<std::pair<std::string, int64_t>> read_line_quantities(
    std::optional<simdjson::dom::array> lines, const Path& path, Reading& reading);

// Reports every line number that stood before it; `numbers[i]` belongs to entry i.
void check_unique_line_numbers(const std::vector<std::string_view>& numbers, const Path& path,
                               Problems& problems);

}  // namespace ordo::channels::standard
