// What the words of a channel mean, as a merchant sets it: versioned configuration of kind "status_map",
// named by the channel, or "<channel>@<shop>" for one shop alone. A map says only what differs from what
// the adapter knows. Pure: facts are read by it when they are applied, so that an edit holds at once, and
// history keeps the results.
#pragma once

#include <boost/json.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "channels/adapter.h"
#include "facts/words.h"

namespace ordo::flows {

using StatusMap = std::map<std::string, facts::Sense, std::less<>>;  // by the word's key

inline constexpr size_t kMapWordsMax = 500;
inline constexpr size_t kWordBytesMax = 256;

// {"words": {"order/WAIT_BUYER_PAY": "pending_payment", …}}. A word that the adapter does not know is
// taken: platforms invent them. What is refused is named by pointer: a word of no kind, a meaning that is
// no status of its kind, and goods that are said to have left by a word for a printed label.
[[nodiscard]] Result<StatusMap> parse_status_map(const channels::Adapter& adapter,
                                                 const boost::json::object& document);
[[nodiscard]] boost::json::object status_words_json(const StatusMap& map);

// What `above` says, else `below`.
[[nodiscard]] StatusMap overlay(StatusMap below, const StatusMap& above);

// The name of a map's document; `shop` may be empty.
[[nodiscard]] std::string status_map_name(std::string_view channel, std::string_view shop);

// What a fact's word means: by the map, else by the adapter; nothing where neither knows it. The fact must
// have a word. `map` may be null.
[[nodiscard]] std::optional<facts::Sense> sense_by(const facts::Fact& fact, const StatusMap* map);
// The first word that has no meaning; null: all have one.
[[nodiscard]] const facts::ChannelWord* unknown_word(const std::vector<facts::Fact>& facts,
                                                     const StatusMap* map);
// The fact as the map reads it: itself, or in `held` with another status; null: of no concern here. Its word
// must have a meaning.
[[nodiscard]] const facts::Fact* translate(const facts::Fact& fact, const StatusMap* map,
                                           std::optional<facts::Fact>& held);

// Code "unknown_status", with the field that says the word, and the words that are known.
[[nodiscard]] Error unknown_status(const channels::Adapter& adapter,
                                   const facts::ChannelWord& word);

}  // namespace ordo::flows
