// A batch that failed, or that holds what was open at a crash, is run one message and one timer at a time:
// whoever is at fault is alone then, and is set aside alone.
#include <algorithm>
#include <cstring>

#include "base/invariant.h"
#include "base/log.h"
#include "core/lane_run.h"
#include "core/limits.h"

namespace ordo::core {

bool Lane::any_suspect() const {
  if (crashes_.empty()) return false;
  return std::ranges::any_of(
             pending_,
             [&](const InboundPtr& i) { return crashes_.contains(suspect(i->entry.seq)); }) ||
         std::ranges::any_of(pending_timers_,
                             [&](const Timer& t) { return crashes_.contains(suspect(t)); });
}

// A batch may have been committed just before the process died: what will not be run again would be
// suspected for ever.
void Lane::forget_settled_suspects() {
  std::erase_if(crashes_, [this](const auto& crashed) {
    const Suspect& who = crashed.first;
    if (!who.kind.empty()) return false;
    const auto entry = inbox_.read(MessageSeq(who.ref));
    return !entry || who.ref <= offsets_[entry->stream.value];
  });
  relax_when_cleared();
}

// Timers are not decoded: only a suspected message needs care.
void Lane::relax_when_cleared() {
  feed_.set_careful(std::ranges::any_of(
      crashes_, [](const auto& crashed) { return crashed.first.kind.empty(); }));
}

bool Lane::crashed_too_often(const Suspect& who) const {
  const auto crashed = crashes_.find(who);
  return crashed != crashes_.end() && crashed->second >= kCrashesMax;
}

// Timers first: among them are those of whom the message before has woken (Lane::learn adds them).
void Lane::run_singly() {
  while (!pending_timers_.empty() || !pending_.empty()) {
    if (!pending_timers_.empty()) {
      const Timer timer = pending_timers_.front();
      run_timer_alone(timer);
      pending_timers_.erase(pending_timers_.begin());
      continue;
    }
    std::vector<InboundPtr> one;
    one.push_back(std::move(pending_.front()));
    try {
      run_message_alone(one);
    } catch (...) {
      pending_.front() = std::move(one.front());
      throw;
    }
    pending_.erase(pending_.begin());
  }
}

void Lane::run_message_alone(std::vector<InboundPtr>& one) {
  if (crashed_too_often(suspect(one.front()->entry.seq))) {
    return park_message(one.front(), {kCrashedTwice, "the process died twice while applying this"});
  }
  try {
    attempt(one, {});
  } catch (const InvariantBreach& e) {
    park_message(one.front(), {kBreached, e.what()});
  }
}

void Lane::run_timer_alone(const Timer& timer) {
  if (crashed_too_often(suspect(timer))) {
    return drop_timer(timer, {kCrashedTwice, "the process died twice while this timer fired"});
  }
  try {
    std::vector<InboundPtr> none;
    attempt(none, {timer});
  } catch (const InvariantBreach& e) {
    drop_timer(timer, {kBreached, e.what()});
  }
}

// The world was thrown away with the failed attempt, and is asked again.
OrderId Lane::subject_of(Inbound& inbound) {
  try {
    if (!inbound.decoded) inbound.decoded = cell_.decode(inbound.entry, configuration_);
    Inbound* const one[] = {&inbound};
    cell_.prefetch(database_.writer_reader(), configuration_, one);
    const std::vector<OrderId> subjects = cell_.subjects(inbound);
    return subjects.empty() ? OrderId{} : subjects.front();
  } catch (const store::StorageError&) {
    cell_.discard();  // half of what was asked is not known
    throw;
  } catch (const std::exception&) {
    return {};  // what cannot even be read names nobody: it is parked all the same
  }
}

void Lane::park_message(InboundPtr& inbound, const Offence& offence) {
  cell_.discard();
  // With what crashes us nothing more is tried, not even to learn which order it is about.
  const OrderId order = offence.code == kBreached ? subject_of(*inbound) : OrderId{};
  std::vector<InboundPtr> one;
  one.push_back(std::move(inbound));
  Run run(open_batch(), one, {});
  try {
    set_aside(run, *one.front(), order, offence, false);
    commit(run);
  } catch (...) {
    inbound = std::move(one.front());
    throw;
  }
  after_commit(run);
}

void Lane::set_aside(Run& run, Inbound& inbound, OrderId order, const Offence& offence,
                     bool woken) {
  cell_.discard();
  Unit unit{&inbound, {}, cell_body_hash(inbound.entry), woken};
  unit.outcome.state = MessageState::kParked;
  unit.outcome.code = offence.code;
  unit.outcome.detail = offence.why;
  unit.outcome.order = order;
  unit.outcome.answer = {
      500, R"({"code":"internal","detail":"the command was set aside for a person"})"};
  if (order) {
    run.batch.frozen.push_back({order, inbound.entry.seq, offence.why});
    run.batch.add_event(frozen_event(run.batch.frozen.back(), inbound.entry));
  }
  Alert alert{std::string(offence.code), order, inbound.entry.seq,
              alert_detail({{"why", offence.why}})};
  if (inbound.entry.stream != kSystemStream) alert.shop = inbound.entry.stream;
  run.batch.alerts.push_back(std::move(alert));
  run.units.push_back(std::move(unit));
}

void Lane::drop_timer(const Timer& timer, const Offence& offence) {
  cell_.discard();
  if (timer.kind == kWaitingWoken || timer.kind == kWaitingExpired) {
    return park_waiting(timer, offence);
  }
  cell_.drop_timer(timer);
  std::vector<InboundPtr> none;
  Run run(open_batch(), none, {timer});
  const bool breached = offence.code == kBreached;
  const OrderId order = cell_.subject(timer);
  const std::string why = timer.kind + ": " + offence.why;
  // What the timer should have done is still to do: whoever thaws its order sets it again.
  if (order) {
    Entry cause;
    std::memcpy(cause.entropy.data(), &timer.ref, sizeof timer.ref);
    std::memcpy(cause.entropy.data() + sizeof timer.ref, &timer.due.ms, sizeof timer.due.ms);
    run.batch.frozen.push_back({order, MessageSeq{}, why});
    run.batch.add_event(frozen_event(run.batch.frozen.back(), cause));
  }
  run.batch.alerts.push_back({std::string(breached ? kTimerBreached : offence.code), order,
                              MessageSeq{},
                              alert_detail({{"timer", timer.kind}, {"why", offence.why}})});
  commit(run);
  after_commit(run);
}

// The timer of one that waits is that message's own: with the timer goes the message, or it would wait
// for ever.
void Lane::park_waiting(const Timer& timer, const Offence& offence) {
  std::vector<InboundPtr> one;
  if (InboundPtr inbound = is_waiting(timer.ref) ? read_waiting(timer.ref) : nullptr) {
    one.push_back(std::move(inbound));
  }
  Run run(open_batch(), one, {timer});
  if (!one.empty()) {
    Inbound& waiting = *one.front();
    OrderId order;
    if (timer.kind == kWaitingWoken && offence.code == kBreached) order = subject_of(waiting);
    set_aside(run, waiting, order, offence, true);
  }
  commit(run);
  after_commit(run);
}

// Null when the log no longer has it.
InboundPtr Lane::read_waiting(int64_t seq) const {
  auto entry = inbox_.read(MessageSeq(seq));
  if (!entry) return nullptr;
  auto inbound = std::make_unique<Inbound>();
  inbound->entry = std::move(*entry);
  return inbound;
}

}  // namespace ordo::core
