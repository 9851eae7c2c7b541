#include "base/crypto.h"

#include <pthread.h>
#include <sodium.h>

#include <cstring>

#include "base/invariant.h"

namespace ordo {

void crypto_init() {
  // ChaCha20 seeded from the system: a system call for each message is saved. It refuses to go on in a
  // forked process, which would repeat its parent's bytes, until it is seeded anew.
  static const bool ready =
      randombytes_set_implementation(&randombytes_internal_implementation) == 0 &&
      sodium_init() >= 0 && pthread_atfork(nullptr, nullptr, randombytes_stir) == 0;
  invariant(ready, "libsodium has no source of randomness");
}

// A moved-from short string still holds its characters behind its length, so the whole buffer goes.
Secret::~Secret() {
  value_.resize(value_.capacity());
  sodium_memzero(value_.data(), value_.size());
}

bool equal_constant_time(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  return a.empty() || sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

int64_t keyed_hash63(const Key256& key, std::string_view data) {
  static_assert(crypto_shorthash_KEYBYTES <= sizeof(Key256));
  uint8_t out[crypto_shorthash_BYTES];
  crypto_shorthash(out, reinterpret_cast<const uint8_t*>(data.data()), data.size(), key.data());
  uint64_t value = 0;
  for (size_t i = sizeof out; i-- > 0;) value = value << 8 | out[i];
  value &= INT64_MAX;
  return value == 0 ? 1 : static_cast<int64_t>(value);
}

void random_bytes(std::span<uint8_t> out) { randombytes_buf(out.data(), out.size()); }

std::string password_hash(std::string_view password) {
  char out[crypto_pwhash_STRBYTES];
  if (crypto_pwhash_str(out, password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                        crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0) {
    throw std::bad_alloc();
  }
  return out;
}

bool password_verify(std::string_view hash, std::string_view password) {
  std::array<char, crypto_pwhash_STRBYTES> text{};
  if (hash.size() >= text.size()) return false;
  std::memcpy(text.data(), hash.data(), hash.size());
  return crypto_pwhash_str_verify(text.data(), password.data(), password.size()) == 0;
}

}  // namespace ordo
