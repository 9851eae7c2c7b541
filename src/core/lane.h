// The lane: one merchant's single writer. A step takes all that is queued (at most kBatchMax), loads
// what it touches, applies it in memory and commits effects, message rows, events, timers, outbox and
// offsets in one transaction; only then are callers answered.
//
// Failure: a breached invariant rolls the batch back and runs it again one command at a time; the
// offender is parked, its order frozen and an alert raised, the rest goes on. Whoever a command wakes is
// run after it and alone, so that neither is taken for the other. A storage fault leaves the batch to be
// run again; an unclear commit is looked up by its batch number first. What was open, or was being
// decoded, when the process died is run singly after the restart, and until then the lane alone decodes; a
// message that was alone in it twice is parked, a timer dropped.
//
// Where another process has taken the lane over (kTakenOver) it is lost for good: its thread ends, and what
// was accepted stays in the log for whoever has it now.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <thread>
#include <unordered_map>
#include <unordered_set>

#include "core/batch.h"
#include "core/cell.h"
#include "core/configuration.h"
#include "core/crash_marker.h"
#include "core/feed.h"
#include "core/inbound_ids.h"
#include "core/inbox.h"
#include "core/lane_metrics.h"
#include "core/messages_store.h"
#include "store/database.h"
#include "store/keyring.h"

namespace ordo::core {

class Lane {
 public:
  // Called on the lane's thread after each commit, with what it changed.
  using Published = std::function<void(const Batch&)>;

  Lane(store::Database& database, Inbox& inbox, Feed& feed, Cell& cell, CrashMarker& marker,
       const store::Keyring& keyring, Clock& clock, ConfigurationCell& configuration);
  ~Lane();

  // Loads counters, chain head, offsets and configuration; tells the feed where each stream goes on.
  void recover();
  void on_published(Published published) { published_ = std::move(published); }

  // One batch; false when there was nothing to do. Throws StorageError when it could not be
  // committed: the batch is kept and run again by the next call.
  bool step();
  // Steps until nothing is left; for programs without a running lane.
  void drain();

  void start();
  void stop();  // finishes the running batch

  // Whether another process has taken over; then nothing is applied here any more. Any thread.
  [[nodiscard]] bool lost() const { return lost_; }

  [[nodiscard]] const LaneMetrics& metrics() const { return metrics_; }

 private:
  struct Unit;  // one message of a batch and what it came to
  struct Run;   // one attempt at a batch

  bool take_step();
  void require_owned();
  void run_pending();
  [[nodiscard]] bool was_committed(BatchNo no);
  void settle_unclear();
  void attempt(std::vector<InboundPtr>& inbounds, const std::vector<Timer>& timers);
  void mark_open(const Run& run);
  void abandon(Run& run);

  // One message or one timer at a time (lane_alone.cc).
  struct Offence;  // why something is set aside
  [[nodiscard]] bool any_suspect() const;
  void forget_settled_suspects();
  void clear_suspects(const Run& run);
  void relax_when_cleared();
  [[nodiscard]] bool crashed_too_often(const Suspect& who) const;
  void run_singly();
  void run_message_alone(std::vector<InboundPtr>& one);
  void run_timer_alone(const Timer& timer);
  [[nodiscard]] OrderId subject_of(Inbound& inbound);
  void park_message(InboundPtr& inbound, const Offence& offence);
  void drop_timer(const Timer& timer, const Offence& offence);
  void park_waiting(const Timer& timer, const Offence& offence);
  void set_aside(Run& run, Inbound& inbound, OrderId order, const Offence& offence, bool woken);
  [[nodiscard]] InboundPtr read_waiting(int64_t seq) const;

  void decode_rest(Run& run);
  void apply_all(Run& run);
  void apply_from(Run& run, size_t from);
  void take_more(Run& run);
  [[nodiscard]] static bool asks_for_answer(const Run& run, const Inbound& inbound);
  void ask_known(Run& run, size_t from);
  [[nodiscard]] OrderId frozen_subject(const Run& run, const Inbound& inbound) const;
  [[nodiscard]] Outcome apply_one(Run& run, Inbound& inbound, int64_t body_hash);
  [[nodiscard]] Outcome apply_by_kind(Run& run, Inbound& inbound, int64_t body_hash);
  [[nodiscard]] Outcome apply_command(Run& run, Inbound& inbound, int64_t body_hash);
  [[nodiscard]] Outcome apply_message(Run& run, Inbound& inbound, int64_t body_hash);
  [[nodiscard]] Outcome apply_replay(Run& run, Inbound& inbound, int64_t body_hash);
  [[nodiscard]] static std::optional<StoredAnswer> answer_to(const Run& run,
                                                             const Inbound& inbound);
  void serve_wakes(Run& run);
  void wake(Run& run, int64_t seq);
  void take_from_waiting(Run& run, int64_t seq);
  void fire(Run& run, const Timer& timer);
  void commit(Run& run);
  void persist(store::UnitOfWork& uow, Run& run);
  [[nodiscard]] std::optional<Instant> next_due_after(const store::Reader& reader,
                                                      const Run& run) const;
  void watch_review_queue(const store::UnitOfWork& uow, Run& run);
  void persist_unit(store::UnitOfWork& uow, Run& run, const Unit& unit);
  static void persist_expired(store::UnitOfWork& uow, Run& run, int64_t seq);
  void after_commit(Run& run);
  void count(const Run& run);
  void tell(Run& run) noexcept;
  void log_parked(const Run& run) const;
  void learn(Run& run);
  [[nodiscard]] bool is_waiting(int64_t seq) const { return waits_for_.contains(seq); }
  void index_waiting();
  void forget_waiting(int64_t seq);
  void reload();
  [[nodiscard]] int64_t cell_body_hash(const Entry& entry) const;
  [[nodiscard]] std::vector<Timer> due_timers();
  [[nodiscard]] Batch open_batch();
  void run();

  store::Database& database_;
  Inbox& inbox_;
  Feed& feed_;
  Cell& cell_;
  CrashMarker& marker_;
  const store::Keyring& keyring_;
  Clock& clock_;
  ConfigurationCell& published_configuration_;
  Published published_;

  Configuration configuration_;
  int64_t last_batch_ = 0, last_id_ = 0, last_event_ = 0;
  Instant last_at_{};
  Digest head_{};
  std::unordered_map<int64_t, int64_t> offsets_;
  KnownIds known_ids_;
  using WaitKey = std::pair<int64_t, std::string>;  // stream and key
  std::map<WaitKey, std::vector<int64_t>> waiting_;
  std::unordered_map<int64_t, const WaitKey*> waits_for_;  // sequence → its place in waiting_
  std::unordered_set<int64_t> frozen_;
  std::optional<Instant> next_due_;
  std::map<Suspect, int> crashes_;  // what was open at a crash → how often it was alone

  std::vector<InboundPtr> pending_;  // a batch that has to be run (again)
  std::vector<Timer> pending_timers_;
  bool singly_ = false;
  bool unclear_ = false;  // the last commit may or may not have happened
  LaneMetrics metrics_;
  std::jthread thread_;
  std::atomic<bool> stopping_{false}, lost_{false};
  int64_t owned_ns_ = 0;  // when it was last asked whose the lane is
};

}  // namespace ordo::core
