// What kind of event a message is, for the row that lists it: told at the door, where each message is
// looked at once. The decoder reads the type again and trusts nothing that was found here.
#pragma once

#include <string_view>

namespace ordo::channels::standard {

// The value of the top-level "type", where nothing but short plain texts stand before it within the
// first 256 bytes; empty where it cannot be told so cheaply, or is no topic (channels/adapter.h). A
// view into `body`.
[[nodiscard]] std::string_view event_type(std::string_view body);

}  // namespace ordo::channels::standard
