// Words that channels have for statuses, and what they mean here. An adapter publishes the words that it
// knows; a status map (flows/status_map.h) gives them, and those that it does not know, another meaning.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "facts/facts.h"

namespace ordo::facts {

// What a word speaks of. A word's key is the kind's name, a slash, and the channel's own text.
enum class WordKind : uint8_t { kOrder, kParcel, kRefund };
[[nodiscard]] std::string_view name(WordKind kind);  // "order", "parcel", "refund"
[[nodiscard]] std::string word_key(WordKind kind, std::string_view text);
// The kind that a key begins with; nothing where it has none, or says nothing behind it.
[[nodiscard]] std::optional<WordKind> kind_of(std::string_view key);

// Of no concern to us. An order's status is never that: its content would be lost with it.
struct Ignored {
  bool operator==(const Ignored&) const = default;
};
using Sense = std::variant<Status, ParcelStatus, RefundStatus, Ignored>;
[[nodiscard]] std::string_view name(const Sense& sense);  // "in_transit", "ignored" …
[[nodiscard]] std::optional<Sense> parse_sense(WordKind kind, std::string_view name);

// Whether goods have left by then. A printed label never says so.
[[nodiscard]] bool says_shipped(const Sense& sense);
[[nodiscard]] bool says_label_printed(const Sense& sense);

// The word that the fact's status was read from; null where there is none.
[[nodiscard]] const ChannelWord* word_of(const Fact& fact);
// The fact's status. It must have a word.
[[nodiscard]] Sense sense_of(const Fact& fact);
// Sets it; the sense is one of the fact's kind, and not Ignored.
void set_sense(Fact& fact, const Sense& sense);

}  // namespace ordo::facts
