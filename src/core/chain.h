// The chain of hashes over history. Each batch's head is
//   SHA-256(format ‖ previous head ‖ batch header ‖ what it wrote besides events, as digests
//     (effects.h) ‖ for each of its events: its fields, length-prefixed)
// over sealed content, so that forgetting a person leaves it whole. Heads signed with Ed25519 are
// exported hourly: even the file's owner cannot rewrite history unseen. That a head was exported is an
// event of the chain itself (kHeadExported), so that neither can be shortened without contradicting
// the other. What follows the newest signed head is vouched for by nothing yet.
//
// Batches of the first format say nothing of effects, and are hashed without format and digests. Within
// a history no batch of the first format follows one of the second.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.h"
#include "core/batch.h"
#include "store/database.h"

namespace ordo::core {

// Accumulates one batch's content and answers its head. `effects` as encode_effects answers it; empty:
// the first format.
class HeadBuilder {
 public:
  HeadBuilder(const Digest& previous, int64_t no, int64_t at_ms, int64_t last_id, int64_t config,
              std::string_view applied, std::string_view effects);
  void add(int64_t seq, int64_t order, std::string_view kind, int64_t version, int64_t at_ms,
           int64_t message, std::string_view transaction_id, std::string_view actor,
           std::string_view payload);
  [[nodiscard]] Digest finish();

 private:
  void number(int64_t n);
  void field(std::string_view text);
  std::string content_;
};

struct SignedHead {
  int64_t batch = 0;
  Instant at;
  std::string head;       // 32 bytes
  std::string signature;  // 64 bytes over "ordo-head/" + batch + "/" + hex(head)
};
[[nodiscard]] std::string head_message(int64_t batch, std::string_view head);

inline constexpr std::string_view kHeadExported = "head.exported";
// The event's payload, and back; nothing when it is not one.
[[nodiscard]] std::string head_payload(int64_t batch, std::string_view signature);
[[nodiscard]] std::optional<SignedHead> parse_head_payload(std::string_view payload);

struct HistoryReport {
  int64_t batches = 0, events = 0, heads = 0;
  int64_t covered = 0;                  // batches up to the newest that a signed head vouches for
  std::vector<std::string> complaints;  // empty: history is whole
};
// Recomputes the whole chain and checks the exported heads against it, and them against what the chain
// says was exported.
[[nodiscard]] HistoryReport verify_history(const store::Reader& reader, const Key256& signer,
                                           const std::vector<SignedHead>& exported);

}  // namespace ordo::core
