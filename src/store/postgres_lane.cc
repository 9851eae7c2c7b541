// Lanes of PostgreSQL (decision 41): whose they are, and the signs that their owner lives (decision 57).
#include "base/log.h"
#include "store/postgres_session.h"

namespace ordo::store {
namespace {

// Locked, not updated: each update would leave a version behind, and a long read, which keeps them all,
// would make every transaction slower than the one before.
constexpr Sql kFence{"store.fence",
                     "SELECT 1 FROM lane WHERE name = :name AND epoch = :epoch FOR NO KEY UPDATE"};
constexpr Sql kSignedFence{
    "store.signed_fence",
    "UPDATE lane SET seen = CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT) WHERE "
    "name = :name AND epoch = :epoch RETURNING 1"};
constexpr Sql kSignOff{"store.sign_off",
                       "UPDATE lane SET seen = 0 WHERE name = :name AND epoch = :epoch"};
constexpr Sql kTakeLane{"store.take_lane",
                        "INSERT INTO lane(name, epoch) VALUES(:name, 1) ON CONFLICT(name) DO "
                        "UPDATE SET epoch = lane.epoch + 1"};
constexpr Sql kEpoch{"store.epoch", "SELECT epoch FROM lane WHERE name = :name"};

}  // namespace

void PostgresSession::fence() {
  const Params lane = {{"name", lane_}, {"epoch", epoch_}};
  const bool signs = owes_sign();
  put(cached(signs ? kSignedFence : kFence), as_span(lane));
  link_.require_row();
  if (signs) sign_due_ = std::chrono::steady_clock::now() + *sign_every_;
}

bool PostgresSession::owes_sign() const {
  return sign_every_ && std::chrono::steady_clock::now() >= sign_due_;
}

// One after the other, in the order of their names, as everybody does it: two that take the same ones wait for
// each other, and neither for ever.
std::map<std::string, int64_t> PostgresSession::take_lanes(const std::vector<std::string>& lanes) {
  std::map<std::string, int64_t> epochs;
  for (const std::string& lane : lanes) epochs[lane] = 0;
  lane_.clear();
  begin();
  try {
    for (auto& [lane, epoch] : epochs) {
      const Params name = {{"name", lane}};
      put(cached(kTakeLane), as_span(name));
      put(cached(kEpoch), as_span(name));
      const PostgresResult result = collect();
      visit(result.get(), [&epoch](const Row& row) {
        epoch = row.integer(0);
        return false;
      });
    }
    commit();
  } catch (const StorageError&) {
    rollback();
    throw;
  }
  own_lane(lanes.front(), epochs.at(lanes.front()));
  return epochs;
}

void PostgresSession::own_lane(const std::string& lane, int64_t epoch) {
  lane_ = lane;
  epoch_ = epoch;
}

void PostgresSession::sign_off() noexcept {
  if (!sign_every_ || lane_.empty() || !link_.is_open() || state_ != State::kIdle) return;
  try {
    begin();
    const Params lane = {{"name", lane_}, {"epoch", epoch_}};
    put(cached(kSignOff), as_span(lane));
    commit();
  } catch (const std::exception& error) {
    rollback();
    log::debug("not_signed_off", {{"detail", error.what()}});
  }
}

}  // namespace ordo::store
