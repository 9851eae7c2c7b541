// Readers at a standby of the server, which has what was committed a moment later. One is lent only where it has
// replayed all that this process has committed so far (commit_mark.h): whoever reads there never sees less than
// he was told. Private to store/.
//
// Where the standby lags, is away, is busy, or is none any more, nobody is lent: the primary is asked. One that
// did not answer is asked again every few seconds, by one thread.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "store/commit_mark.h"
#include "store/database.h"
#include "store/postgres_session.h"

namespace ordo::store {

// Which database of which cluster: copies of it by streaming have the same.
struct PostgresIdentity {
  std::string cluster;
  int64_t database = 0;
  friend bool operator==(const PostgresIdentity&, const PostgresIdentity&) = default;
};
[[nodiscard]] PostgresIdentity identity_of(const Reader& reader);

class Replica {
 public:
  Replica(PostgresTarget target, int readers, int answer_ms, PostgresIdentity identity,
          const CommitMark& mark, std::chrono::milliseconds ask_again = std::chrono::seconds(5));

  // At a start: StorageError(kFatal) where what the address names can never serve. One that is away may come.
  void require_fit();
  // With its read transaction open; nullptr: ask the primary. Any thread.
  [[nodiscard]] Session* acquire();
  // False: not one of these.
  [[nodiscard]] bool release(Session& session) noexcept;
  [[nodiscard]] ReadCounts counts() const;

 private:
  // What a standby that was asked is.
  enum class State : uint8_t { kBehind, kFit, kNoStandby, kOtherTimeline, kOther };
  [[nodiscard]] State look(PostgresSession& session, const CommitMark::Position& position);
  [[nodiscard]] PostgresSession* take_idle();
  void give_back(PostgresSession& session) noexcept;
  [[nodiscard]] bool is_away();
  void went_away(const std::string& detail);
  void is_back();

  const PostgresTarget target_;
  const int answer_ms_;
  const PostgresIdentity identity_;
  const CommitMark& mark_;
  const std::chrono::milliseconds ask_again_after_;
  std::vector<std::unique_ptr<PostgresSession>> all_;
  mutable std::mutex mutex_;
  std::vector<PostgresSession*> idle_;
  bool away_ = false;
  std::chrono::steady_clock::time_point ask_again_;  // while it is away
  std::atomic<int64_t> at_replica_ = 0, behind_ = 0, busy_ = 0, not_there_ = 0;
};

}  // namespace ordo::store
