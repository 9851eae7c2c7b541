// What `prove` reads. Internal to it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "store/database.h"

namespace ordo::flows {

struct OrderKey {
  int64_t id = 0;
  int64_t total = 0;  // the column, which repeats a field of the document
};
[[nodiscard]] std::vector<OrderKey> order_page(const store::Reader& reader, int64_t after);

struct StoredEvent {
  int64_t seq = 0;
  int version = 0;
  std::string_view payload;
  Instant at;
};
void each_event(const store::Reader& reader, int64_t order,
                const std::function<void(const StoredEvent&)>& visit);

struct StoredMessage {
  int64_t seq = 0, kind = 0, received_at = 0, body_hash = 0, replay_of = 0;
  std::string route, external_id, caller;
};
[[nodiscard]] std::vector<StoredMessage> message_page(const store::Reader& reader, int64_t stream,
                                                      int64_t after);

struct StoredBatch {
  int64_t no = 0;
  std::string applied;
};
[[nodiscard]] std::vector<StoredBatch> batch_page(const store::Reader& reader, int64_t after);
// How many messages of a stream lie between two sequences, none of them settled before `batch`.
[[nodiscard]] int64_t settled_in_range(const store::Reader& reader, int64_t stream, int64_t first,
                                       int64_t last, int64_t batch);

struct StoredPersonal {
  int64_t id = 0, person = 0;
  std::string sealed;
};
[[nodiscard]] std::vector<StoredPersonal> personal_page(const store::Reader& reader, int64_t after);
[[nodiscard]] bool is_forgotten(const store::Reader& reader, int64_t person);

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
[[nodiscard]] const std::vector<Impossible>& impossible_rows();

}  // namespace ordo::flows
