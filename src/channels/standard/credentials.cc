#include "channels/standard/credentials.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <functional>
#include <unordered_map>

namespace ordo::channels::standard {
namespace {

namespace dom = simdjson::dom;

constexpr std::string_view kSecretPrefix = "whsec_";
constexpr size_t kCacheEntriesMax = 256;  // shops a thread keeps prepared at a time

std::unexpected<Error> bad_secret(std::string pointer, std::string detail) {
  return invalid(std::move(pointer), std::move(detail), "invalid_secret");
}

Result<> add_key(dom::element value, const std::string& pointer, std::vector<Secret>& keys) {
  std::string_view text;
  if (value.get(text)) return bad_secret(pointer, "expected a string");
  auto key = key_of_secret(text);
  if (!key) return bad_secret(pointer, key.error().detail);
  keys.push_back(std::move(*key));
  return {};
}

Result<> add_keys(dom::element value, std::vector<Secret>& keys) {
  dom::array list;
  if (value.get(list)) return bad_secret("/secrets", "expected an array of strings");
  if (list.size() > kSecretsMax) {
    return bad_secret("/secrets", fmt::format("more than {} secrets", kSecretsMax));
  }
  size_t index = 0;
  for (const dom::element item : list) {
    if (auto added = add_key(item, fmt::format("/secrets/{}", index++), keys); !added) return added;
  }
  return {};
}

Result<> add_member(const dom::key_value_pair& member, std::vector<Secret>& keys) {
  if (member.key == "secret") return add_key(member.value, "/secret", keys);
  if (member.key == "secrets") return add_keys(member.value, keys);
  return {};
}

struct Prepared {
  Secret credentials;
  std::vector<HmacSha256> keys;
};

Prepared prepare(const Secret& credentials_json) {
  Prepared prepared{credentials_json, {}};
  if (auto keys = parse_credentials(credentials_json.reveal())) {
    for (const Secret& key : *keys) prepared.keys.emplace_back(key.reveal());
  }
  return prepared;
}

}  // namespace

Result<Secret> key_of_secret(std::string_view whsec) {
  if (!whsec.starts_with(kSecretPrefix)) {
    return bad_secret("", "a secret begins with whsec_");
  }
  auto decoded = from_base64(whsec.substr(kSecretPrefix.size()));
  if (!decoded) return bad_secret("", "after whsec_ a secret is padded standard base64");
  Result<Secret> key(std::in_place, std::move(*decoded));
  const size_t size = key->reveal().size();
  if (size < kSecretBytesMin || size > kSecretBytesMax) {
    return bad_secret("", fmt::format("a secret has {} to {} bytes, found {}", kSecretBytesMin,
                                      kSecretBytesMax, size));
  }
  return key;
}

Result<std::vector<Secret>> parse_credentials(std::string_view credentials_json) {
  dom::parser parser;
  dom::object members;
  const simdjson::padded_string padded(credentials_json);
  if (parser.parse(padded).get(members)) {
    return bad_secret("", "the credentials are not a JSON object");
  }
  std::vector<Secret> keys;
  for (const auto member : members) {
    if (auto added = add_member(member, keys); !added) {
      return std::unexpected(std::move(added.error()));
    }
  }
  if (keys.empty()) return bad_secret("/secret", "a secret is required");
  return keys;
}

// The map is keyed by a hash so that no second copy of a secret lies about unwiped; the entry's own
// copy decides. When full it starts anew: eviction in order would cost every call.
std::span<HmacSha256> prepared_keys(const Secret& credentials_json) {
  thread_local std::unordered_map<size_t, Prepared> cache;
  const size_t hash = std::hash<std::string_view>{}(credentials_json.reveal());
  auto at = cache.find(hash);
  if (at != cache.end() &&
      equal_constant_time(at->second.credentials.reveal(), credentials_json.reveal())) {
    return at->second.keys;
  }
  if (cache.size() >= kCacheEntriesMax) cache.clear();
  return cache.insert_or_assign(hash, prepare(credentials_json)).first->second.keys;
}

}  // namespace ordo::channels::standard
