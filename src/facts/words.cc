#include "facts/words.h"

#include <algorithm>
#include <array>

#include "base/invariant.h"

namespace ordo::facts {
namespace {

constexpr std::array<std::string_view, 3> kKindNames{"order", "parcel", "refund"};
constexpr std::string_view kIgnored = "ignored";

template <class Enum>
std::optional<Sense> as_sense(std::optional<Enum> status) {
  if (!status) return std::nullopt;
  return Sense(*status);
}

}  // namespace

std::string_view name(WordKind kind) { return kKindNames.at(static_cast<size_t>(kind)); }

std::string word_key(WordKind kind, std::string_view text) {
  return std::string(name(kind)).append("/").append(text);
}

std::optional<WordKind> kind_of(std::string_view key) {
  const size_t slash = key.find('/');
  if (slash == std::string_view::npos || slash + 1 == key.size()) return std::nullopt;
  const auto at = std::ranges::find(kKindNames, key.substr(0, slash));
  if (at == kKindNames.end()) return std::nullopt;
  return static_cast<WordKind>(at - kKindNames.begin());
}

std::string_view name(const Sense& sense) {
  return std::visit(
      [](const auto& s) -> std::string_view {
        if constexpr (std::is_same_v<std::decay_t<decltype(s)>, Ignored>) {
          return kIgnored;
        } else {
          return name(s);
        }
      },
      sense);
}

std::optional<Sense> parse_sense(WordKind kind, std::string_view name) {
  if (kind == WordKind::kOrder) return as_sense(parse_status(name));
  if (name == kIgnored) return Sense(Ignored{});
  return kind == WordKind::kParcel ? as_sense(parse_parcel_status(name))
                                   : as_sense(parse_refund_status(name));
}

bool says_shipped(const Sense& sense) {
  if (const auto* parcel = std::get_if<ParcelStatus>(&sense)) {
    return *parcel != ParcelStatus::kLabelPrinted;
  }
  const auto* status = std::get_if<Status>(&sense);
  if (!status) return false;
  switch (*status) {
    case Status::kPickedUp:
    case Status::kInTransit:
    case Status::kPartiallyShipped:
    case Status::kDelivered:
    case Status::kCompleted: return true;
    default: return false;
  }
}

bool says_label_printed(const Sense& sense) {
  return sense == Sense(Status::kLabelPrinted) || sense == Sense(ParcelStatus::kLabelPrinted);
}

const ChannelWord* word_of(const Fact& fact) {
  return std::visit(
      [](const auto& f) -> const ChannelWord* {
        if constexpr (requires { f.word; })
          return f.word.key.empty() ? nullptr : &f.word;
        else
          return nullptr;
      },
      fact);
}

Sense sense_of(const Fact& fact) {
  return std::visit(
      [](const auto& f) -> Sense {
        if constexpr (requires { f.word; })
          return f.status;
        else
          breach("the fact has a word for its status");
      },
      fact);
}

void set_sense(Fact& fact, const Sense& sense) {
  std::visit(
      [&](auto& f) {
        if constexpr (requires { f.word; }) {
          const auto* status = std::get_if<decltype(f.status)>(&sense);
          invariant(status != nullptr, "the sense is one of the fact's kind");
          f.status = *status;
          f.word.known = true;
        }
      },
      fact);
}

}  // namespace ordo::facts
