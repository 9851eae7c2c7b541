#include "channels/standard/custom.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"
#include "channels/standard/contract.h"

namespace ordo::channels::standard {
namespace {

namespace ondemand = simdjson::ondemand;
using CustomFields = std::vector<std::pair<std::string, std::string>>;

bool check_names(simdjson::dom::object custom, const Path& path, Problems& problems) {
  if (custom.size() > kCustomFieldsMax) {
    problems.add(
        path, "too_many",
        fmt::format("expected at most {} fields, found {}", kCustomFieldsMax, custom.size()));
    return false;
  }
  std::vector<std::string_view> names;
  for (const auto member : custom) {
    const Path at(path, member.key);
    if (member.key.empty() || code_points(member.key) > kCustomNameMax) {
      problems.add(at, "too_long",
                   fmt::format("expected a name of 1 to {} characters", kCustomNameMax));
    } else if (std::ranges::find(names, member.key) != names.end()) {
      problems.add(at, "duplicate_key", "expected once, found again");
    }
    names.push_back(member.key);
  }
  return problems.empty();
}

// The fast parser's document has no raw text, so that of the members is fetched by a second, lazy
// pass. Member names are compared unescaped, as the first pass compared them.
simdjson::error_code find_member(ondemand::object& object, std::string_view name,
                                 ondemand::object& found) {
  for (auto field : object) {
    std::string_view key;
    if (const auto error = field.unescaped_key().get(key)) return error;
    if (key == name) return field.value().get_object().get(found);
  }
  return simdjson::NO_SUCH_FIELD;
}

simdjson::error_code raw_value(ondemand::value value, std::string_view& raw) {
  ondemand::object object;
  if (!value.get_object().get(object)) return object.raw_json().get(raw);
  ondemand::array array;
  if (!value.get_array().get(array)) return array.raw_json().get(raw);
  raw = value.raw_json_token();
  raw = raw.substr(0, raw.find_last_not_of(" \t\r\n") + 1);
  return simdjson::SUCCESS;
}

simdjson::error_code copy_fields(ondemand::object& custom, CustomFields& fields) {
  for (auto field : custom) {
    std::string_view key, raw;
    if (const auto error = field.unescaped_key().get(key)) return error;
    std::string name(key);
    if (const auto error = raw_value(field.value(), raw)) return error;
    fields.emplace_back(std::move(name), std::string(raw));
  }
  return simdjson::SUCCESS;
}

simdjson::error_code copy_from_body(std::string_view body, CustomFields& fields) {
  const simdjson::padded_string padded(body);
  ondemand::parser parser;
  ondemand::document document;
  ondemand::object root, data, custom;
  if (const auto error = parser.iterate(padded).get(document)) return error;
  if (const auto error = document.get_object().get(root)) return error;
  if (const auto error = find_member(root, "data", data)) return error;
  if (const auto error = find_member(data, "custom", custom)) return error;
  return copy_fields(custom, fields);
}

// The two parsers disagree about what is still a number, and how deep is deep: what is kept must be readable
// by the one that reads it. The brackets stand for the object around all fields.
bool check_values(const CustomFields& fields, const Path& path, Problems& problems) {
  for (const auto& [name, value] : fields) {
    boost::system::error_code failed;
    (void)boost::json::parse("[" + value + "]", failed);
    if (failed)
      problems.add(Path(path, name), "unreadable", "is no JSON value: " + failed.message());
  }
  return problems.empty();
}

size_t bytes_of(const CustomFields& fields) {
  size_t bytes = 0;
  for (const auto& [name, value] : fields) bytes += name.size() + value.size();
  return bytes;
}

}  // namespace

CustomFields read_custom(simdjson::dom::object custom, const Path& path, Reading& reading) {
  CustomFields fields;
  if (!check_names(custom, path, reading.problems)) return fields;
  if (const auto error = copy_from_body(reading.body, fields)) {
    reading.problems.add(path, "field_type", simdjson::error_message(error));
  } else if (!check_values(fields, path, reading.problems)) {
    fields.clear();
  } else if (const size_t bytes = bytes_of(fields); bytes > kCustomBytesMax) {
    reading.problems.add(
        path, "too_large",
        fmt::format("expected at most {} bytes, found {}", kCustomBytesMax, bytes));
  }
  return fields;
}

}  // namespace ordo::channels::standard
