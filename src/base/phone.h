// Telephone numbers, by libphonenumber.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace ordo {

// Full width, blanks, dashes and Chinese extensions ("13812345678-1234" of virtual numbers) are
// accepted. `region` is the ISO 3166 country for numbers without a country code, e.g. "CN".
// Answers E.164 ("+8613812345678"), an extension kept as ";ext=1234". A number that cannot be one:
// code "invalid_phone". Mainland Chinese mobile numbers take a fast path. Thread-safe.
[[nodiscard]] Result<std::string> normalise_phone(std::string_view raw, std::string_view region);

}  // namespace ordo
