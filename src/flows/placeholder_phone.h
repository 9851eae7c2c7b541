// Telephones that name nobody: what is typed where a form insists on one, and what a platform shows instead
// of the real one. They stand in the orders of strangers, so that nobody is found or known again by them
// (docs/decisions/0053-a-placeholder-names-nobody.md).
#pragma once

#include <string_view>

namespace ordo::flows {

// True of one that is empty or masked, has fewer than seven digits, ends in seven zeros, or whose digits are
// all the same or follow each other ("11111111111", "1234567890"), with or without a country's code. As it is
// kept: E.164, or the text that was given where it is no number.
[[nodiscard]] bool is_placeholder_phone(std::string_view phone);

}  // namespace ordo::flows
