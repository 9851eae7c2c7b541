// Reading a member of a JSON document that we wrote ourselves, or of which only the texts matter.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

namespace ordo {

// `otherwise` when the member is absent or no text.
[[nodiscard]] inline std::string json_text(const boost::json::object& object, std::string_view name,
                                           std::string_view otherwise = {}) {
  const boost::json::value* v = object.if_contains(name);
  return v && v->is_string() ? std::string(v->as_string()) : std::string(otherwise);
}

}  // namespace ordo
