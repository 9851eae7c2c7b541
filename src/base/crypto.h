// Wrappers over OpenSSL 3 and libsodium: the only place where their names stand.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ordo {

using Digest = std::array<uint8_t, 32>;
using Key256 = std::array<uint8_t, 32>;
using Nonce96 = std::array<uint8_t, 12>;

inline std::string_view bytes_view(std::span<const uint8_t> b) {
  return {reinterpret_cast<const char*>(b.data()), b.size()};
}

// A text that cannot be logged or compared by accident: it has no operator==, no operator<< and no
// formatter. Wiped on destruction.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept { value_.swap(other.value_); }
  // By value and swapped, so that the argument's destructor wipes what was here before.
  Secret& operator=(Secret other) noexcept {
    value_.swap(other.value_);
    return *this;
  }
  ~Secret();
  [[nodiscard]] const std::string& reveal() const { return value_; }
  [[nodiscard]] bool empty() const { return value_.empty(); }

 private:
  std::string value_;
};

// Call once before anything else here; safe to call again.
void crypto_init();

[[nodiscard]] Digest sha256(std::string_view data);
[[nodiscard]] Digest sha256(std::initializer_list<std::string_view> parts);  // concatenation
[[nodiscard]] Digest hmac_sha256(std::string_view key, std::string_view data);

// A keyed HMAC whose key schedule is computed once. Not thread-safe: one a thread.
class HmacSha256 {
 public:
  explicit HmacSha256(std::string_view key);
  HmacSha256(HmacSha256&&) noexcept;
  HmacSha256& operator=(HmacSha256&&) noexcept;
  ~HmacSha256();
  [[nodiscard]] Digest operator()(std::initializer_list<std::string_view> parts);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

[[nodiscard]] bool equal_constant_time(std::string_view a, std::string_view b);

// AES-256-GCM. `open` answers nothing when the tag, key, nonce or associated data do not match.
// Sealed form: ciphertext followed by the 16-byte tag; the nonce is kept by the caller and must
// never repeat under one key. Contexts are reused per thread. Thread-safe.
[[nodiscard]] std::string aead_seal(const Key256& key, const Nonce96& nonce, std::string_view plain,
                                    std::string_view associated);
[[nodiscard]] std::optional<std::string> aead_open(const Key256& key, const Nonce96& nonce,
                                                   std::string_view sealed,
                                                   std::string_view associated);

// Argon2id with libsodium's interactive limits; the answer carries its own salt and parameters.
[[nodiscard]] std::string password_hash(std::string_view password);
[[nodiscard]] bool password_verify(std::string_view hash, std::string_view password);

// Ed25519. Seeds and public keys are 32 bytes, signatures 64.
[[nodiscard]] Key256 ed25519_public(const Key256& seed);
[[nodiscard]] std::string ed25519_sign(const Key256& seed, std::string_view message);
[[nodiscard]] bool ed25519_verify(const Key256& public_key, std::string_view message,
                                  std::string_view signature);

// 64-bit SipHash-2-4 (libsodium's crypto_shorthash) under the first 16 bytes of `key`: for look-up
// columns of personal data. Positive (top bit cleared), never 0.
[[nodiscard]] int64_t keyed_hash63(const Key256& key, std::string_view data);

void random_bytes(std::span<uint8_t> out);
[[nodiscard]] std::string random_token(size_t bytes);  // url-safe base64, no padding

[[nodiscard]] std::string hex(std::span<const uint8_t> bytes);
[[nodiscard]] std::string hex(std::string_view bytes);
[[nodiscard]] std::optional<std::string> from_hex(std::string_view text);
[[nodiscard]] std::string base64(std::string_view bytes);                     // standard, padded
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);  // strict, padded
[[nodiscard]] std::string uuid_v4();
// A UUID (version 8, RFC 9562) derived from `name` by SHA-256: the same name gives the same id.
[[nodiscard]] std::string uuid_from(std::string_view name);

}  // namespace ordo
