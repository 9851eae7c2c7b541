// A value that keeps a field's rule, for whoever writes the sender of a channel's messages.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "channels/field_rules.h"

namespace ordo::channels {

// Nothing for objects and arrays, whose fields have rules of their own.
using FieldExample = std::variant<std::monostate, bool, int64_t, std::string>;
[[nodiscard]] FieldExample example_of(const FieldRule& rule);

}  // namespace ordo::channels
