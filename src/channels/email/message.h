// A notice as a message of RFC 5322: every word of it encoded, so that nothing in it can end a line of
// the header.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "channels/notifier.h"

namespace ordo::channels::email {

// Words as encoded words of RFC 2047, each of at most 75 characters and of whole characters.
[[nodiscard]] std::string encoded_words(std::string_view words);
// "Thu, 22 Jan 2026 12:00:00 +0000"
[[nodiscard]] std::string mail_date(Instant at);
[[nodiscard]] std::string message_text(std::string_view from, const std::vector<std::string>& to,
                                       const Notice& notice, Instant now);

}  // namespace ordo::channels::email
