#include "core/effects.h"

#include <algorithm>
#include <array>

#include "core/batch.h"

namespace ordo::core {
namespace {

// What the text begins with: the format of the record, which is the chain's second.
constexpr char kEffectsFormat = '2';
constexpr size_t kCountBytes = 4;
constexpr std::string_view kContext = "ordo-effects/";

constexpr size_t kNumberBytes = 8;

void append_number(std::string& out, int64_t n, size_t bytes = kNumberBytes) {
  std::array<char, kNumberBytes> text;
  for (size_t i = 0; i < kNumberBytes; ++i) {
    text.at(i) = static_cast<char>(static_cast<uint64_t>(n) >> (8 * i));
  }
  out.append(text.data(), bytes);
}

// Fields cannot flow into each other: each says its length.
void append_text(std::string& out, std::string_view text) {
  append_number(out, std::ssize(text));
  out += text;
}

void append_outcome(std::string& out, const MessageEffect& m) {
  append_number(out, m.state);
  append_number(out, m.consumes);
  append_number(out, m.order);
  append_text(out, m.code);
  append_text(out, m.detail);
  append_text(out, m.pointer);
}

}  // namespace

void Effects::inserted(const MessageEffect& m) {
  const bool waits = m.state == static_cast<int64_t>(MessageState::kWaiting);
  std::string row(1, waits ? 'w' : 'i');
  append_number(row, m.body_hash);
  if (!waits) append_outcome(row, m);
  rows_[EffectKind::kMessages].emplace_back(m.seq, std::move(row));
}

void Effects::settled(const MessageEffect& m) {
  std::string row(1, 's');
  append_outcome(row, m);
  rows_[EffectKind::kMessages].emplace_back(m.seq, std::move(row));
}

void Effects::answered(const AnswerEffect& a) {
  std::string row;
  append_text(row, a.caller);
  append_text(row, a.route);
  append_text(row, a.key);
  append_number(row, a.body_hash);
  append_number(row, a.status);
  append_text(row, a.answer);
  append_number(row, a.at_ms);
  rows_[EffectKind::kAnswers].emplace_back(a.seq, std::move(row));
}

void Effects::raised(const Alert& alert, Instant at) {
  std::string row;
  append_number(row, at.ms);
  append_text(row, alert.kind);
  append_number(row, alert.order.value);
  append_number(row, alert.shop.value);
  append_text(row, alert.key);
  // One with a key tells of the last time that it was met.
  if (alert.key.empty()) {
    append_number(row, alert.message.value);
    append_text(row, alert.detail);
  }
  rows_[EffectKind::kAlerts].emplace_back(alert.id, std::move(row));
}

void Effects::created(const OutboxMessage& call) {
  std::string row;
  append_number(row, call.order.value);
  append_number(row, call.shop.value);
  append_text(row, call.target);
  append_text(row, call.route);
  append_text(row, call.body);
  append_number(row, call.created_at.ms);
  rows_[EffectKind::kCalls].emplace_back(call.id.value, std::move(row));
}

void Effects::edited(const ConfigEdit& edit, Instant at) {
  std::string row;
  append_number(row, at.ms);
  append_text(row, edit.kind);
  append_text(row, edit.name);
  append_text(row, edit.body);
  append_text(row, edit.actor);
  rows_[EffectKind::kConfig].emplace_back(edit.version, std::move(row));
}

void Effects::wrote(EffectKind kind, int64_t id, std::string row) {
  rows_[kind].emplace_back(id, std::move(row));
}

EffectRow& EffectRow::number(int64_t n) {
  append_number(row_, n);
  return *this;
}

EffectRow& EffectRow::text(std::string_view text) {
  append_text(row_, text);
  return *this;
}

EffectDigests Effects::digests(const Key256& key) const {
  EffectDigests digests;
  for (const auto& [kind, rows] : rows_) {
    std::vector<const std::pair<int64_t, std::string>*> sorted;
    for (const auto& row : rows) sorted.push_back(&row);
    std::ranges::sort(sorted, {}, [](const auto* row) -> const auto& { return *row; });
    std::string text(kContext);
    text += static_cast<char>(kind);
    for (const auto* row : sorted) {
      append_number(text, row->first);
      append_text(text, row->second);
    }
    const Digest digest = hmac_sha256(bytes_view(key), text);
    digests[kind] = {std::ssize(rows),
                     std::string(bytes_view(std::span(digest).first(kEffectDigestBytes)))};
  }
  return digests;
}

std::string encode_effects(const EffectDigests& digests) {
  std::string text(1, kEffectsFormat);
  for (const auto& [kind, rows] : digests) {
    text += static_cast<char>(kind);
    append_number(text, rows.count, kCountBytes);
    text += rows.digest;
  }
  return text;
}

std::optional<EffectDigests> decode_effects(std::string_view text) {
  constexpr size_t kDigestBytes = 1 + kCountBytes + kEffectDigestBytes;
  if (!text.starts_with(kEffectsFormat) || (text.size() - 1) % kDigestBytes != 0)
    return std::nullopt;
  EffectDigests digests;
  for (size_t at = 1; at < text.size(); at += kDigestBytes) {
    int64_t count = 0;
    for (size_t i = 0; i < kCountBytes; ++i) {
      count |= static_cast<int64_t>(static_cast<uint8_t>(text[at + 1 + i])) << (8 * i);
    }
    const auto [place, fresh] = digests.try_emplace(
        static_cast<EffectKind>(text[at]),
        EffectDigest{count, std::string(text.substr(at + 1 + kCountBytes, kEffectDigestBytes))});
    if (!fresh) return std::nullopt;
  }
  return digests;
}

}  // namespace ordo::core
