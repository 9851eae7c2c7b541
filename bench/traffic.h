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
// A shop beside it, whose orders come over the API.
[[nodiscard]] std::string other_shop(int64_t n);
inline constexpr int64_t kOtherShops = 4;
// POST /api/v1/orders for one of them: answered when the order is applied.
[[nodiscard]] std::string api_request(int64_t n, std::string_view key);
// A whole keep-alive POST of the API, below /api/v1, by the caller who has `key`; without `repeat_key` it has no
// Idempotency-Key.
[[nodiscard]] std::string api_post(std::string_view path, std::string_view key,
                                   std::string_view body, std::string_view repeat_key = {});
// A whole keep-alive request, signed for now.
[[nodiscard]] std::string request(int64_t n, int64_t unix_seconds);

}  // namespace ordo::bench
