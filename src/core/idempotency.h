// What makes a second request a repeat of a first one: the caller's key, and a digest of the request as
// it was sent. Both travel in the entry's kept headers, because what a command's body holds may be made
// anew for each request (a password's hash), or depend on what stood when it came (a merged address).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/entry.h"

namespace ordo::core {

// Members of an entry's kept headers. The digest is keyed, because what people send can be guessed.
inline constexpr std::string_view kRequestDigest = "request_digest";  // 64 hex digits
inline constexpr std::string_view kRequestKey = "idempotency-key";

// The key under which its caller may repeat this entry; empty where there is none.
[[nodiscard]] std::string idempotency_key_of(const Entry& entry);

// What a repeat is judged by: the request's digest, or the body's hash where an entry carries none
// (programs of our own).
[[nodiscard]] int64_t request_hash(const Entry& entry, int64_t body_hash);

// The answer to who has had a stored message sent into the street again.
[[nodiscard]] Answer replay_answer(const Entry& entry, const Outcome& outcome);

inline constexpr std::string_view kReplayedCode = "idempotency_replayed";
inline constexpr std::string_view kKeyReusedCode = "idempotency_key_reused";
// Whether an entry came to nothing of its own, because its key was used before.
[[nodiscard]] inline bool repeats_a_key(std::string_view code) {
  return code == kReplayedCode || code == kKeyReusedCode;
}

}  // namespace ordo::core
