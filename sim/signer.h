// The sender's half of Standard Webhooks 1.0.0, written from its text and not from the hub's own
// verifier: a mistake that both shared would go unseen.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/crypto.h"
#include "base/result.h"

namespace ordo::sim {

// Not thread-safe: one a thread.
class Signer {
 public:
  // `secret` is "whsec_" + padded standard base64 of the key; else code "invalid_secret".
  [[nodiscard]] static Result<Signer> from_secret(std::string_view secret);

  // The value of webhook-signature: "v1," + base64(HMAC-SHA256(key, id.timestamp.body)).
  [[nodiscard]] std::string sign(std::string_view id, int64_t timestamp_seconds,
                                 std::string_view body);

 private:
  explicit Signer(Secret key) : key_(std::move(key)) {}
  Secret key_;
  std::string signed_text_;  // kept for its capacity
};

// A secret of 32 bytes drawn from a seed and a name: simulated shops keep theirs across restarts.
[[nodiscard]] std::string secret_from_seed(uint64_t seed, std::string_view name);

}  // namespace ordo::sim
