// Free words of or about a person (a buyer's note, the reason of a refund or a cancellation, what a
// courier's scan says, custom fields), sealed where they stand in an order and in its events, with the data key of the order's person: when that key
// is destroyed, the words are gone and the chain of history is whole.
//
// The same words under the same key are sealed to the same text (the nonce is a keyed hash of them, as in
// RFC 5297's synthetic vectors), so that what a channel says again changes nothing. The text tells
// somebody without the key the words' length, and whether two of one person are alike.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.h"
#include "orders/order.h"

namespace ordo::flows {

inline constexpr std::string_view kSealedWords = "sealed:";  // what sealed words begin with

// Empty stays empty.
[[nodiscard]] std::string seal_words(const Key256& person, std::string_view words);
// Nothing when `sealed` was not made by seal_words with this key.
[[nodiscard]] std::optional<std::string> open_words(const Key256& person, std::string_view sealed);

// Opens every sealed text of an order. Without a key, or with a wrong one, it becomes empty.
void open_words(orders::Order& order, const Key256* person);

}  // namespace ordo::flows
