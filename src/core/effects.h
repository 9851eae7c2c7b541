// What a batch writes that no event tells of (message rows, alerts, outgoing calls, stored answers,
// configuration), as its record keeps it: for each kind how many rows there are and a keyed digest over
// them. The record's text is part of what the batch's head is a hash of (chain.h), so that such a row
// cannot be altered later without contradicting the chain; `prove` computes the digests again from the
// rows. Only columns that never change after the batch are covered. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/crypto.h"
#include "base/time.h"

namespace ordo::core {

struct Alert;
struct OutboxMessage;
struct ConfigEdit;

enum class EffectKind : char {
  kMessages = 'm',
  kAlerts = 'a',
  kCalls = 'c',
  kAnswers = 'i',
  kConfig = 'd',
  kStock = 's',
};

struct EffectDigest {
  int64_t count = 0;
  std::string digest;  // kEffectDigestBytes
  bool operator==(const EffectDigest&) const = default;
};
inline constexpr size_t kEffectDigestBytes = 16;
using EffectDigests = std::map<EffectKind, EffectDigest>;  // kinds without rows are not named

// A message's row as a batch left it.
struct MessageEffect {
  int64_t seq = 0, body_hash = 0, state = 0, consumes = 0, order = 0;
  std::string_view code, detail, pointer;
};

// An answer that is kept for a command's repeats; `seq` is the command's.
struct AnswerEffect {
  int64_t seq = 0, body_hash = 0, status = 0, at_ms = 0;
  std::string_view caller, route, key, answer;
};

// The columns of a row of a domain, which the street does not know. Fields cannot flow into each other.
class EffectRow {
 public:
  EffectRow& number(int64_t n);
  EffectRow& text(std::string_view text);
  [[nodiscard]] std::string take() { return std::move(row_); }

 private:
  std::string row_;
};

// Gathers rows, in any order.
class Effects {
 public:
  // A message that the batch took from the log. Of one that waits only what waiting leaves as it is.
  void inserted(const MessageEffect& message);
  // One that had waited, and came to its end in this batch.
  void settled(const MessageEffect& message);
  void answered(const AnswerEffect& answer);
  void raised(const Alert& alert, Instant at);
  void created(const OutboxMessage& call);
  void edited(const ConfigEdit& edit, Instant at);
  // A row of a domain; several may have one id.
  void wrote(EffectKind kind, int64_t id, std::string row);

  [[nodiscard]] EffectDigests digests(const Key256& key) const;

 private:
  std::map<EffectKind, std::vector<std::pair<int64_t, std::string>>> rows_;
};

// As a batch's record keeps them: never empty. Nothing when it is not such a text.
[[nodiscard]] std::string encode_effects(const EffectDigests& digests);
[[nodiscard]] std::optional<EffectDigests> decode_effects(std::string_view text);

}  // namespace ordo::core
