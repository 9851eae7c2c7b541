#include "base/invariant.h"

#include <fmt/format.h>

namespace ordo {

void breach(std::string_view what, std::source_location where) {
  throw InvariantBreach(fmt::format("{} ({}:{} in {})", what, where.file_name(), where.line(),
                                    where.function_name()));
}

}  // namespace ordo
