// What one commit writes besides the domains' own rows.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/crypto.h"
#include "core/batch.h"
#include "store/database.h"
#include "store/keyring.h"

namespace ordo::core {

struct LaneState {
  int64_t last_batch = 0, last_id = 0, last_event = 0;
  Instant last_at;
  Digest head{};
  std::unordered_map<int64_t, int64_t> offsets;  // stream → sequence
  std::map<std::pair<int64_t, std::string>, std::vector<int64_t>> waiting;
  std::vector<int64_t> frozen;
  std::optional<Instant> next_due;
  Configuration configuration;
};
[[nodiscard]] LaneState load_lane_state(const store::Reader& reader, const store::Keyring& keyring);
// Every edit there ever was, oldest first. Throws StorageError when one does not open.
void each_config_edit(const store::Reader& reader, const store::Keyring& keyring,
                      const std::function<void(const ConfigEdit&, Instant at)>& visit);
// The same of versions after `after`, up to `last`.
void each_config_edit(const store::Reader& reader, const store::Keyring& keyring, int64_t after,
                      int64_t last,
                      const std::function<void(const ConfigEdit&, Instant at)>& visit);
[[nodiscard]] Configuration load_configuration(const store::Reader& reader,
                                               const store::Keyring& keyring);
// The versions of one document below `before`, newest first, without their bodies.
struct ConfigVersion {
  int64_t version = 0;
  Instant at;
  std::string actor;
};
[[nodiscard]] std::vector<ConfigVersion> config_versions(const store::Reader& reader,
                                                         std::string_view kind,
                                                         std::string_view name, int64_t before,
                                                         size_t count);
// One of them, whole. Throws StorageError when it does not open.
[[nodiscard]] std::optional<ConfigEdit> load_config_edit(const store::Reader& reader,
                                                         const store::Keyring& keyring,
                                                         std::string_view kind,
                                                         std::string_view name, int64_t version);
// Whether the newest edit opens with this key; nothing where there is none. Needs no more than the first
// migration of core.
[[nodiscard]] std::optional<bool> opens_with(const store::Reader& reader,
                                             const store::Keyring& keyring);
[[nodiscard]] int64_t last_event(const store::Reader& reader);
[[nodiscard]] bool batch_exists(const store::Reader& reader, BatchNo no);

// Writes events, timers, outbox, alerts, configuration and the batch record, with the digests of what
// the batch has written besides events (its message rows and answers first); answers the new head.
Digest write_batch(store::UnitOfWork& uow, Batch& batch, const std::string& applied,
                   const Digest& previous, const store::Keyring& keyring);
void write_offset(store::UnitOfWork& uow, int64_t stream, int64_t seq);
[[nodiscard]] std::vector<Timer> load_due_timers(const store::Reader& reader, Instant now,
                                                 size_t limit);
[[nodiscard]] std::optional<Instant> load_next_due(const store::Reader& reader);
void delete_timer(store::UnitOfWork& uow, const Timer& timer);

}  // namespace ordo::core
