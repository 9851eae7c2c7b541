// The orders that every measurement uses: signed `order.upserted` messages of about 1.2 KB with Chinese
// text, numbers that grow with time as platforms' numbers do, and their HTTP requests ready to send.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ordo::bench {

inline constexpr std::string_view kShop = "bench";
inline constexpr std::string_view kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

[[nodiscard]] std::string message_id(int64_t n);
[[nodiscard]] std::string order_number(int64_t n);
[[nodiscard]] std::string order_body(int64_t n);
// What of its request's headers is kept with a message, as JSON.
[[nodiscard]] std::string kept_headers(int64_t n);
// A whole keep-alive request, signed for now.
[[nodiscard]] std::string request(int64_t n, int64_t unix_seconds);

}  // namespace ordo::bench
