#include "channels/standard/decode_common.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace ordo::channels::standard {
namespace {

using LineQuantity = std::pair<std::string, int64_t>;

LineQuantity read_line_quantity(simdjson::dom::element entry, const Path& path, Reading& reading) {
  const auto object = entry_object(entry, path, reading.problems);
  if (!object) return {};
  FieldsOf<kLineQuantityRules> fields(*object, path, reading);
  return {fields.label("line_no"), fields.integer("quantity")};
}

}  // namespace

std::vector<LineQuantity> read_line_quantities(std::optional<simdjson::dom::array> lines,
                                               const Path& path, Reading& reading) {
  std::vector<LineQuantity> read;
  if (!lines) return read;
  for (const simdjson::dom::element entry : *lines) {
    if (reading.problems.full()) return read;
    const Path entry_path(path, read.size());
    read.push_back(read_line_quantity(entry, entry_path, reading));
  }
  std::vector<std::string_view> numbers;
  numbers.reserve(read.size());
  for (const auto& [number, quantity] : read) numbers.push_back(number);
  check_unique_line_numbers(numbers, path, reading.problems);
  return read;
}

// Sorted by number, equal ones by place, so that the first of equals stays and the later are named.
// Empty ones are entries that could not be read and have their problem already.
void check_unique_line_numbers(const std::vector<std::string_view>& numbers, const Path& path,
                               Problems& problems) {
  if (numbers.size() < 2) return;
  std::vector<size_t> order(numbers.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::sort(order, {}, [&](size_t i) { return std::pair(numbers[i], i); });
  for (size_t i = 1; i < order.size(); ++i) {
    const std::string_view number = numbers[order[i]];
    if (number.empty() || number != numbers[order[i - 1]]) continue;
    const Path entry(path, order[i]);
    problems.add(Path(entry, "line_no"), "duplicate_line_no",
                 fmt::format("expected a number of its own, found that of line {}", order[i - 1]));
  }
}

}  // namespace ordo::channels::standard
