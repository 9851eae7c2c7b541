// What `prove` reads. Internal to it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "core/alerts_store.h"
#include "core/batch.h"
#include "core/effects.h"
#include "flows/poll_store.h"
#include "store/database.h"

namespace ordo::flows {

struct OrderKey {
  int64_t id = 0;
  int64_t total = 0;  // the column, which repeats a field of the document
};
[[nodiscard]] std::vector<OrderKey> order_page(const store::Reader& reader, int64_t after);

struct StoredEvent {
  int64_t seq = 0, batch = 0;
  int version = 0;
  std::string_view kind, payload, transaction_id;
  Instant at;
};
// Those that change the order.
void each_event(const store::Reader& reader, int64_t order,
                const std::function<void(const StoredEvent&)>& visit);

struct StoredMessage {
  int64_t seq = 0, kind = 0, received_at = 0, body_hash = 0, replay_of = 0, state = 0;
  int64_t resolved = 0, batch = 0;
  std::string route, external_id, caller, code;
  Instant applied_at;  // of its batch
};
[[nodiscard]] std::vector<StoredMessage> message_page(const store::Reader& reader, int64_t stream,
                                                      int64_t after);

struct StoredBatch {
  int64_t no = 0, last_id = 0, config = 0;
  Instant at;
  std::string applied, effects;
};
[[nodiscard]] std::vector<StoredBatch> batch_page(const store::Reader& reader, int64_t after);
// The newest batch that says nothing of effects, and the newest of all; 0 where there is none.
[[nodiscard]] StoredBatch newest_old_batch(const store::Reader& reader);
[[nodiscard]] StoredBatch newest_batch(const store::Reader& reader);

// A message's row, as a batch's effects tell of it.
struct StoredEffect {
  int64_t seq = 0, stream = 0, batch = 0, kind = 0, state = 0, consumes = 0, body_hash = 0;
  int64_t order = 0;
  std::string code, detail, pointer, caller, route, external_id;
  [[nodiscard]] core::MessageEffect effect() const {
    return {seq, body_hash, state, consumes, order, code, detail, pointer};
  }
};
// Of sequences from `first` to `last`, of every stream.
[[nodiscard]] std::vector<StoredEffect> message_effects(const store::Reader& reader, int64_t first,
                                                        int64_t last);

struct KeptAnswer {
  int64_t body_hash = 0, status = 0, at = 0;
  std::string caller, route, key, answer;
};
// How many are kept of messages that batches tell of, and those of batches of one moment, by the sequence
// of the message whose answer it is.
[[nodiscard]] int64_t count_answers(const store::Reader& reader);
[[nodiscard]] std::map<int64_t, KeptAnswer> answers_at(const store::Reader& reader, Instant at);

struct StoredAlert {
  core::Alert alert;
  Instant at;
};
// With ids after `after`, up to `last`.
[[nodiscard]] std::vector<StoredAlert> alerts_between(const store::Reader& reader, int64_t after,
                                                      int64_t last);
[[nodiscard]] std::vector<core::OutboxMessage> calls_between(const store::Reader& reader,
                                                             int64_t after, int64_t last);

struct StoredCall {
  int64_t id = 0, created_at = 0, state = 0, attempts = 0, next_at = 0, settled_at = 0;
  std::string error;
};
[[nodiscard]] std::vector<StoredCall> call_page(const store::Reader& reader, int64_t after);
// What people decided about calls that were given up, oldest first.
struct StoredMend {
  int64_t call = 0, batch = 0, at = 0;
  bool discards = false;
};
[[nodiscard]] std::vector<StoredMend> mends(const store::Reader& reader);

// Parked messages that people dismissed, and by which command.
struct StoredDismissal {
  int64_t message = 0, by = 0;
};
[[nodiscard]] std::vector<StoredDismissal> dismissals(const store::Reader& reader);

// What people have moved alerts to, by alert: as the events of the audit tell it.
[[nodiscard]] std::map<int64_t, core::AlertRow> moved_alerts(const store::Reader& reader);
[[nodiscard]] std::vector<core::AlertRow> alert_page(const store::Reader& reader, int64_t after);

struct StoredFreeze {
  int64_t message = 0, at = 0;
  std::string reason;
  bool operator==(const StoredFreeze&) const = default;
};
[[nodiscard]] std::map<int64_t, StoredFreeze> frozen_orders(const store::Reader& reader);
// The same as the events tell it.
[[nodiscard]] std::map<int64_t, StoredFreeze> told_frozen(const store::Reader& reader);
[[nodiscard]] int64_t batch_of_message(const store::Reader& reader, int64_t seq);

// Every time that an order was thawed: (batch, at), oldest first.
[[nodiscard]] std::map<int64_t, std::vector<std::pair<int64_t, Instant>>> thaws(
    const store::Reader& reader);
[[nodiscard]] bool has_timer(const store::Reader& reader, std::string_view kind, int64_t ref,
                             Instant due);
[[nodiscard]] int64_t count_timers(const store::Reader& reader, std::string_view kind);

struct StoredSnapshot {
  int64_t order = 0;
  Instant at;
  std::string reason, content;
};
[[nodiscard]] std::optional<StoredSnapshot> find_snapshot(const store::Reader& reader, int64_t id);
[[nodiscard]] int64_t count_transactions(const store::Reader& reader);
[[nodiscard]] int64_t count_snapshots(const store::Reader& reader);

struct StoredPersonal {
  int64_t id = 0, person = 0;
  std::string sealed;
};
[[nodiscard]] std::vector<StoredPersonal> personal_page(const store::Reader& reader, int64_t after);
[[nodiscard]] bool is_forgotten(const store::Reader& reader, int64_t person);
[[nodiscard]] bool is_person(const store::Reader& reader, int64_t id);

// Look-up rows of the first bucket after `after`: its number, and (id, hash) by id. Nothing after the
// last.
struct LookupBucket {
  int64_t bucket = 0;
  std::vector<std::pair<int64_t, int64_t>> rows;
};
[[nodiscard]] std::optional<LookupBucket> lookup_bucket_after(const store::Reader& reader,
                                                              int64_t after);

struct StoredWindow {
  int64_t shop = 0;
  PullWindow window;
  int64_t at = 0;
  bool operator==(const StoredWindow&) const = default;
};
[[nodiscard]] std::vector<StoredWindow> pull_windows(const store::Reader& reader);

[[nodiscard]] std::map<int64_t, int64_t> stored_offsets(const store::Reader& reader);
// Stream → (newest sequence, number of rows).
[[nodiscard]] std::map<int64_t, std::pair<int64_t, int64_t>> message_extents(
    const store::Reader& reader);
[[nodiscard]] int64_t count_waiting(const store::Reader& reader);

// Rows that must not exist: each with the sentence that names what is wrong with one.
struct Impossible {
  store::Sql sql;  // answers one number a row
  const char* sentence;
};
[[nodiscard]] std::span<const Impossible> impossible_rows();

}  // namespace ordo::flows
