#include "flows/status_map.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/invariant.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;

std::string pointer_of(std::string_view word) {
  std::string pointer = "/words/";
  for (const char c : word) pointer += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return pointer;
}

// What decoders make of such a word is spelled out, and so never holds any.
bool holds_control(std::string_view word) {
  return std::ranges::any_of(word, [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; });
}

// What every meaning of a kind is called, for who has named none of them.
std::string senses_of(facts::WordKind kind) {
  std::string names;
  for (int i = 0; i < facts::kStatusCount; ++i) {
    std::string_view name;
    if (kind == facts::WordKind::kOrder) name = facts::name(static_cast<facts::Status>(i));
    if (kind == facts::WordKind::kParcel) name = facts::name(static_cast<facts::ParcelStatus>(i));
    if (kind == facts::WordKind::kRefund) name = facts::name(static_cast<facts::RefundStatus>(i));
    if (!name.empty()) names.append(names.empty() ? "" : ", ").append(name);
  }
  return kind == facts::WordKind::kOrder ? names : names + ", ignored";
}

class Parser {
 public:
  explicit Parser(const channels::Adapter& adapter) : adapter_(adapter) {}

  Result<StatusMap> parse(const json::object& document) {
    for (const auto& [key, value] : document) {
      if (key != "words") wrong("/" + std::string(key), "is not a field of a status map");
    }
    const json::value* words = document.if_contains("words");
    if (!words || !words->is_object()) {
      wrong("/words", "must be an object of words and what they mean");
    } else if (words->as_object().size() > kMapWordsMax) {
      wrong("/words", fmt::format("holds more than {} words", kMapWordsMax));
    } else {
      for (const auto& [word, sense] : words->as_object()) take(std::string(word), sense);
    }
    if (problems_.empty()) return std::move(map_);
    std::string first = problems_.front().pointer + " " + problems_.front().detail;
    return fail(ErrorClass::kInvalid, "status_map_invalid", std::move(first), std::move(problems_));
  }

 private:
  void take(std::string word, const json::value& value) {
    const std::string pointer = pointer_of(word);
    const auto kind = facts::kind_of(word);
    if (!kind || word.size() > kWordBytesMax || holds_control(word)) {
      return wrong(pointer,
                   "is no word: it begins with order/, parcel/ or refund/ and then says what "
                   "the channel says");
    }
    const auto sense =
        value.is_string() ? facts::parse_sense(*kind, value.as_string()) : std::nullopt;
    if (!sense) return wrong(pointer, "must be one of " + senses_of(*kind));
    if (facts::says_shipped(*sense) && is_label_word(word)) {
      return wrong(pointer,
                   "is said when a label is printed, which never means that goods have left");
    }
    map_.emplace(std::move(word), *sense);
  }

  [[nodiscard]] bool is_label_word(std::string_view word) const {
    return std::ranges::any_of(adapter_.words(), [&](const channels::StatusWord& known) {
      return known.key == word && facts::says_label_printed(known.sense);
    });
  }

  void wrong(std::string pointer, std::string detail) {
    problems_.push_back({std::move(pointer), std::move(detail)});
  }

  const channels::Adapter& adapter_;
  StatusMap map_;
  std::vector<FieldError> problems_;
};

}  // namespace

Result<StatusMap> parse_status_map(const channels::Adapter& adapter, const json::object& document) {
  return Parser(adapter).parse(document);
}

json::object status_words_json(const StatusMap& map) {
  json::object words;
  for (const auto& [word, sense] : map) words[word] = facts::name(sense);
  return words;
}

StatusMap overlay(StatusMap below, const StatusMap& above) {
  for (const auto& [word, sense] : above) below.insert_or_assign(word, sense);
  return below;
}

std::string status_map_name(std::string_view channel, std::string_view shop) {
  std::string name(channel);
  if (!shop.empty()) name.append("@").append(shop);
  return name;
}

std::optional<facts::Sense> sense_by(const facts::Fact& fact, const StatusMap* map) {
  const facts::ChannelWord* word = facts::word_of(fact);
  invariant(word != nullptr, "a fact that is translated has a word");
  if (map) {
    if (const auto mapped = map->find(word->key); mapped != map->end()) return mapped->second;
  }
  if (!word->known) return std::nullopt;
  return facts::sense_of(fact);
}

const facts::ChannelWord* unknown_word(const std::vector<facts::Fact>& facts,
                                       const StatusMap* map) {
  for (const facts::Fact& fact : facts) {
    const facts::ChannelWord* word = facts::word_of(fact);
    if (word && !word->known && !sense_by(fact, map)) return word;
  }
  return nullptr;
}

const facts::Fact* translate(const facts::Fact& fact, const StatusMap* map,
                             std::optional<facts::Fact>& held) {
  const facts::ChannelWord* word = facts::word_of(fact);
  if (!map || !word) return &fact;
  const auto sense = sense_by(fact, map);
  invariant(sense.has_value(), "a word that is applied has a meaning");
  if (std::holds_alternative<facts::Ignored>(*sense)) return nullptr;
  if (word->known && *sense == facts::sense_of(fact)) return &fact;
  held = fact;
  facts::set_sense(*held, *sense);
  return &*held;
}

Error unknown_status(const channels::Adapter& adapter, const facts::ChannelWord& word) {
  std::string known;
  for (const channels::StatusWord& w : adapter.words()) {
    if (facts::kind_of(w.key) != facts::kind_of(word.key)) continue;
    known.append(known.empty() ? "" : ", ").append(w.key);
  }
  std::string detail =
      fmt::format("unknown_status: \"{}\" has no meaning in the status map of {}, which knows {}",
                  word.key, adapter.name(), known);
  return {ErrorClass::kInvalid, "unknown_status", detail, {{word.pointer, detail}}};
}

}  // namespace ordo::flows
