#include "core/lane.h"

#include <algorithm>

#include "base/invariant.h"
#include "base/log.h"
#include "base/thread.h"
#include "core/batch_store.h"
#include "core/lane_run.h"
#include "core/limits.h"
#include "core/outbox_store.h"

namespace ordo::core {
namespace {

constexpr int64_t kIdleWaitMs = 250;
constexpr int64_t kRetryWaitMs = 100;
constexpr int64_t kOwnedEveryNs = 1'000'000'000;
constexpr size_t kTimersMax = 200;

}  // namespace

Lane::Lane(store::Database& database, Inbox& inbox, Feed& feed, Cell& cell, CrashMarker& marker,
           const store::Keyring& keyring, Clock& clock, ConfigurationCell& configuration)
    : database_(database),
      inbox_(inbox),
      feed_(feed),
      cell_(cell),
      marker_(marker),
      keyring_(keyring),
      clock_(clock),
      published_configuration_(configuration) {}

Lane::~Lane() { stop(); }

void Lane::recover() {
  reload();
  for (const CrashMarker::Left& left : marker_.recover()) crashes_[left.suspect] = left.times;
  forget_settled_suspects();
  feed_.resume(kSystemStream, MessageSeq(offsets_[kSystemStream.value]));
  for (const ShopId stream : cell_.streams(configuration_)) {
    feed_.resume(stream, MessageSeq(offsets_[stream.value]));
  }
}

Batch Lane::open_batch() {
  return Batch(BatchNo(last_batch_ + 1), std::max(clock_.now(), last_at_), last_id_, last_event_,
               configuration_);
}

std::vector<Timer> Lane::due_timers() {
  const Instant now = std::max(clock_.now(), last_at_);
  if (!next_due_ || *next_due_ > now) return {};
  // What arrived before a timer was due comes first: a lock must not expire while its payment already
  // lies in the log. The log is asked before the feed, because that is the way entries move; what
  // was taken for this batch comes after the batch's timers.
  const auto undurable = inbox_.oldest_pending();
  const auto unapplied = feed_.oldest();
  Instant until = now;
  const auto not_before = [&](Instant at) {
    if (at <= until) until = at.plus_ms(-1);
  };
  if (undurable) not_before(*undurable);
  if (unapplied) not_before(*unapplied);
  for (const InboundPtr& taken : pending_) not_before(taken->entry.received_at);
  if (*next_due_ > until) return {};
  return load_due_timers(database_.writer_reader(), until, kTimersMax);
}

bool Lane::step() {
  try {
    return take_step();
  } catch (const store::StorageError& e) {
    if (e.fault() == store::Fault::kTakenOver) lost_ = true;
    throw;
  }
}

bool Lane::take_step() {
  if (unclear_) settle_unclear();
  if (pending_.empty() && pending_timers_.empty()) {
    pending_ = feed_.take(kBatchMax);
    pending_timers_ = due_timers();
  }
  if (pending_.empty() && pending_timers_.empty()) return false;
  singly_ = singly_ || any_suspect();  // also of what was taken when a fault came between
  run_pending();
  return true;
}

// Asked as the lane's owner, since a batch of this number that another process wrote is not ours; and
// committed, because only then does a synchronous standby have what was seen here.
bool Lane::was_committed(BatchNo no) {
  store::UnitOfWork uow = database_.begin();
  const bool there = batch_exists(uow, no);
  uow.commit();
  return there;
}

void Lane::settle_unclear() {
  if (was_committed(BatchNo(last_batch_ + 1))) {
    log::warn("batch_was_committed", {{"batch", last_batch_ + 1}});
    // Run singly, a batch is one timer or one message; the rest of what was taken is still to come.
    if (!singly_) {
      pending_.clear();
      pending_timers_.clear();
    } else if (!pending_timers_.empty()) {
      pending_timers_.erase(pending_timers_.begin());
    } else {
      pending_.erase(pending_.begin());
    }
    reload();
    forget_settled_suspects();
  }
  unclear_ = false;
}

// After an unclear commit that turned out to have happened: the store knows more than memory does.
void Lane::reload() {
  LaneState s = load_lane_state(database_.writer_reader(), keyring_);
  last_batch_ = s.last_batch;
  last_id_ = s.last_id;
  last_event_ = s.last_event;
  last_at_ = s.last_at;
  head_ = s.head;
  offsets_ = std::move(s.offsets);
  waiting_ = std::move(s.waiting);
  index_waiting();
  frozen_ = {s.frozen.begin(), s.frozen.end()};
  next_due_ = s.next_due;
  configuration_ = std::move(s.configuration);
  published_configuration_.set(configuration_);
  known_ids_.clear();
  cell_.discard();
}

void Lane::run_pending() {
  if (!singly_) {
    try {
      attempt(pending_, pending_timers_);
      feed_.recycle(std::exchange(pending_, {}));
      pending_timers_.clear();
      return;
    } catch (const InvariantBreach& e) {
      log::error("invariant_breached", {{"batch", last_batch_ + 1}, {"detail", e.what()}});
      metrics_.breaches.fetch_add(1);
      singly_ = true;
    }
  }
  run_singly();
  singly_ = false;
}

void Lane::attempt(std::vector<InboundPtr>& inbounds, const std::vector<Timer>& timers) {
  Run run(open_batch(), inbounds, timers);
  mark_open(run);
  try {
    decode_rest(run);
    if (!timers.empty()) {
      cell_.prefetch_timers(database_.writer_reader(), configuration_, timers);
    }
    for (const Timer& timer : timers) fire(run, timer);
    apply_all(run);
    commit(run);
  } catch (const store::StorageError& e) {
    abandon(run);
    // What the tables refuse today they refuse for ever: it is set aside, not tried again.
    if (e.fault() == store::Fault::kConstraint) throw InvariantBreach(e.what());
    throw;
  } catch (const std::exception& e) {
    // A mistake of ours, whatever its type, is a breach: one message can never stop a merchant.
    abandon(run);
    throw InvariantBreach(e.what());
  }
  marker_.close();
  after_commit(run);
}

void Lane::abandon(Run& run) {
  marker_.close();
  cell_.discard();
  // What was woken still lies in the log.
  std::erase_if(run.inbounds, [&](const InboundPtr& i) { return run.woken.contains(i.get()); });
}

int64_t Lane::cell_body_hash(const Entry& entry) const {
  return keyed_hash63(keyring_.lookup(), entry.body);
}

// What the feed could not, or was not to, decode: here a mistake of ours is a breach, and a crash is counted.
void Lane::decode_rest(Run& run) {
  for (const InboundPtr& inbound : run.inbounds) {
    if (!inbound->decoded) inbound->decoded = cell_.decode(inbound->entry, configuration_);
  }
}

void Lane::apply_all(Run& run) {
  size_t from = 0;
  do {
    const size_t until = run.inbounds.size();
    apply_from(run, from);
    from = until;
    {
      const Stopwatch watch(clock_, run.spent_ns.apply);
      serve_wakes(run);
    }
    if (from == run.inbounds.size()) take_more(run);
  } while (from < run.inbounds.size());
}

// A batch that a flood has to itself stays open to others while it is applied. Who joins is recorded as of the
// batch's beginning; where a timer has come due since, nobody does: it is to be fired first.
void Lane::take_more(Run& run) {
  if (singly_ || !crashes_.empty()) return;
  if (next_due_ && *next_due_ > run.batch.at && *next_due_ <= clock_.now()) return;
  std::vector<InboundPtr> more = feed_.take_more();
  if (more.empty()) return;
  for (InboundPtr& inbound : more) run.inbounds.push_back(std::move(inbound));
  mark_open(run);
  decode_rest(run);
}

void Lane::mark_open(const Run& run) {
  std::vector<Suspect> open;
  open.reserve(run.timers.size() + run.inbounds.size());
  for (const Timer& timer : run.timers) open.push_back(suspect(timer));
  for (const InboundPtr& i : run.inbounds) {
    if (!run.woken.contains(i.get())) open.push_back(suspect(i->entry.seq));
  }
  marker_.open(open);
}

// A replay that has waited was judged when it came: the answer under its key is its own.
bool Lane::asks_for_answer(const Run& run, const Inbound& inbound) {
  if (inbound.entry.kind == EntryKind::kReplay && run.woken.contains(&inbound)) return false;
  return !idempotency_key_of(inbound.entry).empty();
}

// A repeat is recognised before anything is loaded for it: what it would touch has been touched already.
void Lane::ask_known(Run& run, size_t from) {
  const size_t count = run.inbounds.size() - from;
  std::vector<std::optional<KnownId>> consumers(count);
  std::deque<std::pair<const Inbound*, std::optional<StoredAnswer>>> answers;
  store::Questions questions(database_.writer_reader());
  // More than a batch can add, so that the table stays as small as what may still be asked for. Asked here,
  // where it costs no round trip of its own.
  if (from == 0) {
    ask_expired_answers(questions, run.batch.at, count + kIdempotencyPurge, run.expired_answers);
  }
  for (size_t i = 0; i < count; ++i) {
    const Inbound& inbound = *run.inbounds[from + i];
    const Entry& entry = inbound.entry;
    if (asks_for_answer(run, inbound)) {
      ask_answer(questions, entry, run.batch.at,
                 answers.emplace_back(&inbound, std::nullopt).second);
    }
    if (entry.external_id.empty() || entry.kind == EntryKind::kCommand) continue;
    known_ids_.ask(questions, entry, consumers[i]);
  }
  questions.settle();
  for (auto& [inbound, answer] : answers) {
    if (answer) run.stored_answers.emplace(inbound, std::move(*answer));
  }
  for (size_t i = 0; i < count; ++i) {
    const Inbound* inbound = run.inbounds[from + i].get();
    if (consumers[i] && consumers[i]->seq != inbound->entry.seq.value) {
      run.repeats.emplace(inbound, *consumers[i]);
    }
  }
}

void Lane::apply_from(Run& run, size_t from) {
  std::vector<Inbound*> chunk, touching;
  {
    const Stopwatch watch(clock_, run.spent_ns.prefetch);
    ask_known(run, from);
    for (size_t i = from; i < run.inbounds.size(); ++i) {
      Inbound* inbound = run.inbounds[i].get();
      chunk.push_back(inbound);
      if (!run.repeats.contains(inbound)) touching.push_back(inbound);
    }
    cell_.prefetch(database_.writer_reader(), configuration_, touching);
  }
  const Stopwatch watch(clock_, run.spent_ns.apply);
  for (Inbound* inbound : chunk) {
    const int64_t hash = inbound->body_hash ? inbound->body_hash : cell_body_hash(inbound->entry);
    Unit unit{inbound, apply_one(run, *inbound, hash), hash, run.woken.contains(inbound)};
    run.index(unit);
    run.units.push_back(std::move(unit));
  }
}

Outcome Lane::apply_one(Run& run, Inbound& inbound, int64_t body_hash) {
  const size_t told_before = run.batch.alerts.size();
  Outcome outcome = apply_by_kind(run, inbound, body_hash);
  const ShopId stream = inbound.entry.stream;
  for (size_t i = told_before; i < run.batch.alerts.size() && stream != kSystemStream; ++i) {
    Alert& alert = run.batch.alerts[i];
    if (!alert.shop) alert.shop = stream;
  }
  return outcome;
}

Outcome Lane::apply_by_kind(Run& run, Inbound& inbound, int64_t body_hash) {
  switch (inbound.entry.kind) {
    case EntryKind::kResult: return apply_result(inbound.entry, run.batch);
    case EntryKind::kCommand: return apply_command(run, inbound, body_hash);
    case EntryKind::kReplay: return apply_replay(run, inbound, body_hash);
    default: return apply_message(run, inbound, body_hash);
  }
}

std::optional<StoredAnswer> Lane::answer_to(const Run& run, const Inbound& inbound) {
  if (idempotency_key_of(inbound.entry).empty()) return std::nullopt;
  if (auto known = run.answer_to(inbound.entry)) return known;
  const auto stored = run.stored_answers.find(&inbound);
  return stored == run.stored_answers.end() ? std::nullopt : std::optional(stored->second);
}

Outcome Lane::apply_command(Run& run, Inbound& inbound, int64_t body_hash) {
  const Entry& entry = inbound.entry;
  if (const auto known = answer_to(run, inbound)) return judge_request(*known, entry, body_hash);
  const OrderId frozen = frozen_subject(run, inbound);
  return frozen && !cell_.mends(inbound) ? refused_as_frozen(frozen)
                                         : cell_.apply(inbound, run.batch);
}

Outcome Lane::apply_replay(Run& run, Inbound& inbound, int64_t body_hash) {
  const Entry& entry = inbound.entry;
  if (run.judged.insert(&inbound).second && !run.woken.contains(&inbound)) {
    if (const auto known = answer_to(run, inbound)) return judge_request(*known, entry, body_hash);
  }
  Outcome outcome = apply_message(run, inbound, body_hash);
  outcome.answer = replay_answer(entry, outcome);
  return outcome;
}

Outcome Lane::apply_message(Run& run, Inbound& inbound, int64_t body_hash) {
  const Entry& entry = inbound.entry;
  if (!entry.external_id.empty()) {
    std::optional<KnownId> known = run.known_id(entry);
    if (const auto stored = run.repeats.find(&inbound); stored != run.repeats.end()) {
      known = stored->second;
    }
    if (known && known->seq != entry.seq.value) return judge_repeat(*known, entry, body_hash);
  }
  if (const OrderId frozen = frozen_subject(run, inbound)) return parked_as_frozen(frozen);
  return cell_.apply(inbound, run.batch);
}

OrderId Lane::frozen_subject(const Run& run, const Inbound& inbound) const {
  if (frozen_.empty()) return {};
  for (const OrderId subject : cell_.subjects(inbound)) {
    const bool thawed =
        std::ranges::find(run.batch.unfrozen, subject.value) != run.batch.unfrozen.end();
    if (frozen_.contains(subject.value) && !thawed) return subject;
  }
  return {};
}

void Lane::serve_wakes(Run& run) {
  // Who is woken may wake others.
  while (!run.batch.wakes.empty()) {
    for (const auto& [stream, key] : std::exchange(run.batch.wakes, {})) {
      for (Unit* unit : run.waiting_units(stream, key)) {
        unit->outcome = apply_one(run, *unit->inbound, unit->body_hash);
        run.index(*unit);
      }
      const auto waiting = waiting_.find({stream.value, key});
      if (waiting == waiting_.end()) continue;
      for (const int64_t seq : waiting->second) wake(run, seq);
    }
  }
}

// In a batch that is run singly, who is woken may be the one that is to be found out: it gets an attempt
// of its own, by a timer that is committed with the waker, so that a crash in between forgets nobody. One
// that is suspected already has such a timer, and is left to it.
void Lane::wake(Run& run, int64_t seq) {
  const bool suspected = !crashes_.empty() && crashes_.contains(suspect(woken_timer(seq)));
  if (!singly_ && !suspected) return take_from_waiting(run, seq);
  if (singly_ && run.woken_seqs.insert(seq).second) {
    run.batch.set_timer(woken_timer(seq));
  }
}

void Lane::take_from_waiting(Run& run, int64_t seq) {
  const bool expired = std::ranges::find(run.expired, seq) != run.expired.end();
  if (expired || !run.woken_seqs.insert(seq).second) return;
  InboundPtr inbound = read_waiting(seq);
  if (!inbound) return;
  inbound->decoded = cell_.decode(inbound->entry, configuration_);
  inbound->ready = true;
  run.woken.insert(inbound.get());
  run.inbounds.push_back(std::move(inbound));
}

void Lane::fire(Run& run, const Timer& timer) {
  metrics_.timers.fetch_add(1);
  // What has come to its end since the timer was set, or loaded, is over.
  if (timer.kind == kWaitingExpired) {
    if (is_waiting(timer.ref)) run.expired.push_back(timer.ref);
  } else if (timer.kind == kWaitingWoken) {
    if (is_waiting(timer.ref)) take_from_waiting(run, timer.ref);
  } else {
    // A frozen order's timer is set again by whoever thaws the order.
    if (frozen_.contains(cell_.subject(timer).value)) return;
    cell_.apply_timer(timer, run.batch);
  }
}

void Lane::commit(Run& run) {
  try {
    store::UnitOfWork uow = database_.begin();
    {
      const Stopwatch watch(clock_, run.spent_ns.persist);
      persist(uow, run);
    }
    const Stopwatch watch(clock_, run.spent_ns.commit);
    uow.commit();
  } catch (const store::StorageError& e) {
    unclear_ = e.fault() == store::Fault::kAmbiguous;
    metrics_.retries.fetch_add(1);
    if (!unclear_) throw;
    // Never taken for a failure: the batch's own record says whether it happened.
    if (!was_committed(run.batch.no)) throw;
    unclear_ = false;
  }
}

void Lane::drain() {
  while (inbox_.flush() || step()) {
  }
}

void Lane::start() {
  stopping_ = false;
  thread_ = std::jthread([this] {
    weigh(Weight::kLight);
    run();
  });
}

void Lane::stop() {
  stopping_ = true;
  feed_.wake();
  if (thread_.joinable()) thread_.join();
}

// Whoever writes nothing is not told by a write that the lane is another's.
void Lane::require_owned() {
  const int64_t now_ns = clock_.monotonic_ns();
  if (now_ns - owned_ns_ < kOwnedEveryNs) return;
  owned_ns_ = now_ns;
  try {
    database_.require_owned();
  } catch (const store::StorageError& e) {
    if (e.fault() != store::Fault::kTakenOver) {
      log::warn("store_out_of_reach", {{"detail", e.what()}});
      return;
    }
    lost_ = true;
    throw;
  }
}

void Lane::run() {
  while (!stopping_ && !lost_) {
    try {
      if (step()) continue;
      require_owned();
      feed_.wait(kIdleWaitMs);
    } catch (const store::StorageError& e) {
      log::error(lost_ ? "lane_lost" : "batch_not_committed",
                 {{"batch", last_batch_ + 1}, {"detail", e.what()}});
      feed_.pause(kRetryWaitMs);
    } catch (const std::exception& e) {
      // Even what parks a breach can meet a mistake of ours; a lane never ends by one.
      log::error("batch_not_committed", {{"batch", last_batch_ + 1}, {"detail", e.what()}});
      metrics_.breaches.fetch_add(1);
      feed_.pause(kRetryWaitMs);
    }
  }
}

}  // namespace ordo::core
