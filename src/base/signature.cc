#include <sodium.h>

#include "base/crypto.h"
#include "base/invariant.h"

namespace ordo {
namespace {

struct KeyPair {
  std::array<uint8_t, crypto_sign_PUBLICKEYBYTES> open{};
  std::array<uint8_t, crypto_sign_SECRETKEYBYTES> secret{};

  explicit KeyPair(const Key256& seed) {
    static_assert(crypto_sign_SEEDBYTES == sizeof(Key256));
    crypto_sign_seed_keypair(open.data(), secret.data(), seed.data());
  }
  KeyPair(const KeyPair&) = delete;
  KeyPair& operator=(const KeyPair&) = delete;
  ~KeyPair() { sodium_memzero(secret.data(), secret.size()); }
};

const uint8_t* octets(std::string_view text) {
  return reinterpret_cast<const uint8_t*>(text.data());
}

}  // namespace

Key256 ed25519_public(const Key256& seed) { return KeyPair(seed).open; }

std::string ed25519_sign(const Key256& seed, std::string_view message) {
  const KeyPair keys(seed);
  std::string signature(crypto_sign_BYTES, '\0');
  const int failed = crypto_sign_detached(reinterpret_cast<uint8_t*>(signature.data()), nullptr,
                                          octets(message), message.size(), keys.secret.data());
  invariant(failed == 0, "Ed25519 failed to sign");
  return signature;
}

bool ed25519_verify(const Key256& public_key, std::string_view message,
                    std::string_view signature) {
  return signature.size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(octets(signature), octets(message), message.size(),
                                     public_key.data()) == 0;
}

}  // namespace ordo
