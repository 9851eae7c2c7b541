#include "store/replica.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "store/postgres_refusal.h"

namespace ordo::store {
namespace {

using Steady = std::chrono::steady_clock;

constexpr int kLookMs = 1'000;  // the primary could have answered meanwhile
constexpr std::string_view kConnectTimeout = "connect_timeout";
constexpr const char* kConnectSeconds = "2";  // libpq's least

constexpr Sql kIdentity{
    "store.identity",
    "SELECT CAST(system_identifier AS TEXT), (SELECT CAST(oid AS BIGINT) FROM pg_database WHERE "
    "datname = current_database()) FROM pg_control_system()"};
// Everything in one question: what is asked next may come to another server. The timeline of what a standby
// replays is told by nothing but its control file, which follows a promotion late, and never comes before it.
constexpr Sql kStateOfReplica{
    "store.state_of_replica",
    "SELECT CAST(CASE WHEN (SELECT CAST(system_identifier AS TEXT) FROM pg_control_system()) <> "
    ":cluster OR (SELECT CAST(oid AS BIGINT) FROM pg_database WHERE datname = current_database()) "
    "<> :database THEN 4 WHEN NOT pg_is_in_recovery() THEN 2 WHEN (SELECT "
    "greatest(c.timeline_id, r.min_recovery_end_timeline) FROM pg_control_checkpoint() c, "
    "pg_control_recovery() r) <> :timeline THEN 3 WHEN pg_wal_lsn_diff(pg_last_wal_replay_lsn(), "
    "'0/0') >= :lsn THEN 1 ELSE 0 END AS BIGINT)"};
constexpr Sql kMayRead{
    "store.may_read",
    "SELECT CASE WHEN to_regnamespace(:schema) IS NULL THEN true WHEN NOT "
    "has_schema_privilege(:schema, 'USAGE') THEN false ELSE NOT EXISTS (SELECT 1 FROM pg_class "
    "WHERE relnamespace = to_regnamespace(:schema) AND relkind = 'r' AND NOT "
    "has_table_privilege(oid, 'SELECT')) END"};

[[noreturn]] void refuse_replica(const PostgresTarget& target, std::string_view why) {
  throw StorageError(Fault::kFatal, 0, fmt::format("cannot read at {}: {}", target.shown, why));
}

PostgresTarget quick(PostgresTarget target) {
  std::erase_if(target.options, [](const auto& o) { return o.first == kConnectTimeout; });
  target.options.emplace_back(kConnectTimeout, kConnectSeconds);
  return target;
}

}  // namespace

PostgresIdentity identity_of(const Reader& reader) {
  PostgresIdentity identity;
  reader.query(kIdentity, {}, [&](const Row& row) {
    identity = {std::string(row.text(0)), row.integer(1)};
    return false;
  });
  return identity;
}

Replica::Replica(PostgresTarget target, int readers, int answer_ms, PostgresIdentity identity,
                 const CommitMark& mark, std::chrono::milliseconds ask_again)
    : target_(quick(std::move(target))),
      answer_ms_(answer_ms),
      identity_(std::move(identity)),
      mark_(mark),
      ask_again_after_(ask_again) {
  for (int i = 0; i < std::max(1, readers); ++i) {
    all_.push_back(std::make_unique<PostgresSession>(target_, PostgresSession::Use::kReadsStandby,
                                                     answer_ms_));
    idle_.push_back(all_.back().get());
  }
}

void Replica::require_fit() {
  PostgresSession& session = *all_.front();
  try {
    session.connect();
    const State state = look(session, {});
    if (state == State::kOther) {
      refuse_replica(target_, "it is no copy of the store's database: name a standby of that one");
    }
    if (state == State::kNoStandby) {
      refuse_replica(target_, "it is no standby: name one, or leave the address for readers out");
    }
    if (Reader(session).integer(kMayRead, {{"schema", target_.schema}}) == 0) {
      refuse_replica(target_,
                     fmt::format("this role may not read the schema {0}: GRANT USAGE ON SCHEMA {0} "
                                 "and SELECT ON ALL TABLES IN SCHEMA {0} to it",
                                 target_.schema));
    }
  } catch (const ConnectionLost& lost) {
    const std::string refused = refusal_state(target_, answer_ms_);
    if (!refused.empty() && fault_of_state(refused, false) == Fault::kFatal) {
      refuse_replica(target_,
                     fmt::format("{} ({})", advice_for(native_of_state(refused)), lost.what()));
    }
    went_away(lost.what());
  }
}

Replica::State Replica::look(PostgresSession& session, const CommitMark::Position& position) {
  session.answer_within(std::min(kLookMs, answer_ms_));
  const auto state = Reader(session).integer(kStateOfReplica, {{"cluster", identity_.cluster},
                                                               {"database", identity_.database},
                                                               {"timeline", position.timeline},
                                                               {"lsn", position.lsn}});
  session.answer_within(answer_ms_);
  return static_cast<State>(state.value_or(0));
}

PostgresSession* Replica::take_idle() {
  const std::scoped_lock lock(mutex_);
  if (idle_.empty()) return nullptr;
  PostgresSession* session = idle_.back();
  idle_.pop_back();
  return session;
}

void Replica::give_back(PostgresSession& session) noexcept {
  const std::scoped_lock lock(mutex_);
  idle_.push_back(&session);  // has room: it was there before
}

bool Replica::is_away() {
  const std::scoped_lock lock(mutex_);
  if (!away_) return false;
  if (Steady::now() < ask_again_) return true;
  ask_again_ = Steady::now() + ask_again_after_;  // this thread asks, and no other
  return false;
}

void Replica::went_away(const std::string& detail) {
  const std::scoped_lock lock(mutex_);
  ask_again_ = Steady::now() + ask_again_after_;
  if (std::exchange(away_, true)) return;
  log::warn("replica_away", {{"replica", target_.shown}, {"detail", detail}});
}

void Replica::is_back() {
  const std::scoped_lock lock(mutex_);
  if (std::exchange(away_, false)) log::info("replica_back", {{"replica", target_.shown}});
}

Session* Replica::acquire() {
  if (is_away()) {
    ++not_there_;
    return nullptr;
  }
  const auto position = mark_.get();
  PostgresSession* session = take_idle();
  if (session == nullptr) {
    ++busy_;
    return nullptr;
  }
  State state = State::kBehind;
  try {
    state = look(*session, position.value_or(CommitMark::Position{}));
  } catch (const StorageError& error) {
    went_away(error.what());
    ++not_there_;
    give_back(*session);
    return nullptr;
  }
  if (state == State::kNoStandby || state == State::kOther) {
    went_away("it is no standby of the store's server");
    ++not_there_;
  } else {
    is_back();
    // A standby of another timeline may come after the promoted one yet; its numbers say nothing until then.
    if (position && state == State::kFit) {
      ++at_replica_;
      session->begin_read();
      return session;
    }
    ++behind_;
  }
  give_back(*session);
  return nullptr;
}

bool Replica::release(Session& session) noexcept {
  const auto ours =
      std::ranges::find_if(all_, [&](const auto& one) { return one.get() == &session; });
  if (ours == all_.end()) return false;
  (*ours)->rollback();
  if (!(*ours)->link().is_open()) went_away("its connection was lost");
  give_back(**ours);
  return true;
}

ReadCounts Replica::counts() const {
  const std::scoped_lock lock(mutex_);
  return {at_replica_.load(), behind_.load(), busy_.load(), not_there_.load(), away_};
}

}  // namespace ordo::store
