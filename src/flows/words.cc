#include "flows/words.h"

#include <algorithm>

namespace ordo::flows {
namespace {

constexpr std::string_view kContext = "words";

Nonce96 nonce_for(const Key256& person, std::string_view words) {
  std::string text(kContext);
  text += '/';
  text += words;
  const Digest digest = hmac_sha256(bytes_view(person), text);
  Nonce96 nonce;
  std::copy_n(digest.begin(), nonce.size(), nonce.begin());
  return nonce;
}

void open_in_place(std::string& text, const Key256* person) {
  if (!text.starts_with(kSealedWords)) return;
  text = person ? open_words(*person, text).value_or("") : std::string();
}

}  // namespace

std::string seal_words(const Key256& person, std::string_view words) {
  if (words.empty()) return {};
  const Nonce96 nonce = nonce_for(person, words);
  std::string bytes(bytes_view(nonce));
  bytes += aead_seal(person, nonce, words, kContext);
  return std::string(kSealedWords) + base64(bytes);
}

std::optional<std::string> open_words(const Key256& person, std::string_view sealed) {
  if (!sealed.starts_with(kSealedWords)) return std::nullopt;
  const auto bytes = from_base64(sealed.substr(kSealedWords.size()));
  Nonce96 nonce;
  if (!bytes || bytes->size() < nonce.size()) return std::nullopt;
  std::copy_n(bytes->begin(), nonce.size(), reinterpret_cast<char*>(nonce.data()));
  return aead_open(person, nonce, std::string_view(*bytes).substr(nonce.size()), kContext);
}

void open_words(orders::Order& order, const Key256* person) {
  open_in_place(order.note, person);
  open_in_place(order.custom, person);
  for (orders::RefundCase& refund : order.refunds) open_in_place(refund.reason, person);
  for (orders::Observation& seen : order.observations) {
    open_in_place(seen.detail, person);
    open_in_place(seen.reason, person);
  }
}

}  // namespace ordo::flows
