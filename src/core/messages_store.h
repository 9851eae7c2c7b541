// Message rows, idempotency rows and those who wait: what the lane writes about each entry.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/batch.h"
#include "core/entry.h"
#include "core/idempotency.h"
#include "core/inbound_ids.h"
#include "store/database.h"

namespace ordo::core {

[[nodiscard]] std::optional<KnownId> find_consumer(const store::Reader& reader, ShopId stream,
                                                   std::string_view external_id);
void ask_consumer(store::Questions& questions, ShopId stream, std::string_view external_id,
                  std::optional<KnownId>& found);
// What a row says of what a message came to, cut as it keeps it. Holds views into `outcome`.
[[nodiscard]] MessageEffect effect_of(const Entry& entry, const Outcome& outcome,
                                      int64_t body_hash);
void insert_message(store::UnitOfWork& uow, const Entry& entry, const MessageEffect& row,
                    BatchNo batch);
// A message that waited has come to its end (applied, or parked when its time ran out).
void settle_waiting(store::UnitOfWork& uow, const MessageEffect& row, BatchNo batch);
void insert_waiting(store::UnitOfWork& uow, const Entry& entry, std::string_view key);
// A parked message has been dealt with: by `by` (its replay), or dismissed (by itself).
void resolve_message(store::UnitOfWork& uow, MessageSeq seq, MessageSeq by);

// Parked and not dealt with, counted up to one more than `most`.
[[nodiscard]] int64_t count_review_queue(const store::Reader& reader, int64_t most);

struct StoredAnswer {
  int64_t request_hash;  // core/idempotency.h
  Answer answer;
};
// What was answered within kIdempotencyMs before `now`, the batch's time: whether an older row has been
// purged already makes no difference.
void ask_answer(store::Questions& questions, const Entry& entry, Instant now,
                std::optional<StoredAnswer>& found);
struct AnswerKey {
  std::string caller, route, key;
};
// The oldest answers that nobody hears any more, at most `most`.
void ask_expired_answers(store::Questions& questions, Instant now, size_t most,
                         std::vector<AnswerKey>& expired);
// Before answers of the same batch are stored: one of them may be under a key that has expired.
void delete_answers(store::UnitOfWork& uow, const std::vector<AnswerKey>& expired);
void insert_answer(store::UnitOfWork& uow, const Entry& entry, int64_t body_hash,
                   const Answer& answer, Instant at);

// True when this answer is what a repeat of the request shall hear. What may turn out otherwise the
// next time (not found, stale, our own mistake) is not stored.
[[nodiscard]] inline bool keeps_answer(const Entry& entry, const Outcome& outcome) {
  const int status = outcome.answer.status;
  return (status / 100 == 2 || status == 409 || status == 422) && !repeats_a_key(outcome.code) &&
         !idempotency_key_of(entry).empty();
}

// True when this outcome uses up the platform's message id.
[[nodiscard]] inline bool consumes(const Entry& entry, const Outcome& outcome) {
  return !entry.external_id.empty() && entry.kind != EntryKind::kCommand &&
         (outcome.state == MessageState::kApplied || outcome.state == MessageState::kIgnored);
}

}  // namespace ordo::core
