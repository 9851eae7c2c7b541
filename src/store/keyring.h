// The merchant's keys: one 32-byte master key in a file of its own (0600, kept apart from backups
// of the database), from which every other key is derived or by which it is wrapped.
//   wrap    – wraps the data keys of persons and of shop-days
//   lookup  – keyed hashes in look-up columns (keyed_hash63)
//   signing – seed of the Ed25519 key that signs chain heads
// Derivation: HMAC-SHA256(master, "ordo/" + purpose).
#pragma once

#include <string>
#include <string_view>

#include "base/crypto.h"
#include "base/result.h"

namespace ordo::store {

class Keyring {
 public:
  // Reads `dir`/master.key, or creates it (and dir, 0700) when it does not exist. A file of the
  // wrong size or readable by others: an error that says what to do.
  [[nodiscard]] static Result<Keyring> open_or_create(const std::string& dir);
  [[nodiscard]] static Keyring from_master(const Key256& master);  // tests and the simulator

  [[nodiscard]] const Key256& lookup() const { return lookup_; }
  [[nodiscard]] const Key256& signing_seed() const { return signing_; }

  // A data key wrapped under `context` (such as "person:17"): 60 bytes, nonce first. The nonce is
  // the caller's, because chance arrives with the command; it must be unique for each wrap.
  [[nodiscard]] std::string wrap(const Key256& data_key, const Nonce96& nonce,
                                 std::string_view context) const;
  [[nodiscard]] Result<Key256> unwrap(std::string_view wrapped, std::string_view context) const;
  // Seals a small secret (shop credentials) under the wrap key: nonce first.
  [[nodiscard]] std::string seal(std::string_view plain, const Nonce96& nonce,
                                 std::string_view context) const;
  [[nodiscard]] Result<std::string> open(std::string_view sealed, std::string_view context) const;
  // A fresh data key from a command's entropy: HMAC-SHA256(wrap, entropy + context).
  [[nodiscard]] Key256 derive_data_key(std::string_view entropy, std::string_view context) const;

 private:
  Key256 wrap_{}, lookup_{}, signing_{};
};

}  // namespace ordo::store
