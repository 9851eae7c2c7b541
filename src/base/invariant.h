// Assertions that stay on in release builds. A breach inside a command is caught by the lane: the
// batch rolls back, the offender is parked and its aggregate frozen, the rest goes on.
#pragma once

#include <source_location>
#include <stdexcept>
#include <string>
#include <string_view>

namespace ordo {

class InvariantBreach : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

// Throws InvariantBreach naming `what` and the place. Never returns.
[[noreturn]] void breach(std::string_view what,
                         std::source_location where = std::source_location::current());

// Call with a condition that must hold wherever a breach would corrupt money, stock or history.
inline void invariant(bool holds, std::string_view what,
                      std::source_location where = std::source_location::current()) {
  if (!holds) [[unlikely]]
    breach(what, where);
}

}  // namespace ordo
