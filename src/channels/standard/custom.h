// The free fields of an order.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "channels/fields.h"

namespace ordo::channels::standard {

// /data/custom as field → JSON text exactly as sent (numbers keep their digits). At most
// kCustomFieldsMax fields and kCustomBytesMax bytes, and nothing that Boost.JSON cannot read. `custom` is the same object in the document
// that was parsed from reading.body.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> read_custom(
    simdjson::dom::object custom, const Path& path, Reading& reading);

}  // namespace ordo::channels::standard
