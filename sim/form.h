// What a platform reads out of a form body or a query: application/x-www-form-urlencoded.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace ordo::sim {

using Form = std::map<std::string, std::string>;

// A plus is a space; a percent sign without two hexadecimal digits stands for itself.
[[nodiscard]] Form parse_form(std::string_view text);

}  // namespace ordo::sim
