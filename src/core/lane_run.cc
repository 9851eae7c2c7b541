#include "core/lane_run.h"

#include <fmt/format.h>

#include <algorithm>

#include <iterator>

#include "base/json_text.h"
#include "base/log.h"
#include "core/alerts_store.h"
#include "core/batch_store.h"
#include "core/limits.h"
#include "core/outbox_store.h"

namespace ordo::core {

void Lane::Run::index(const Unit& unit) {
  const Entry& e = unit.inbound->entry;
  if (consumes(e, unit.outcome)) {
    ids_[{e.stream.value, e.external_id}] = {e.seq.value, unit.body_hash, unit.outcome.order.value};
  }
  if (keeps_answer(e, unit.outcome)) {
    answers_[{e.caller, e.route, idempotency_key_of(e)}] = {request_hash(e, unit.body_hash),
                                                            unit.outcome.answer};
  }
}

std::optional<KnownId> Lane::Run::known_id(const Entry& e) const {
  const auto it = ids_.find({e.stream.value, e.external_id});
  return it == ids_.end() ? std::nullopt : std::optional(it->second);
}

std::optional<StoredAnswer> Lane::Run::answer_to(const Entry& e) const {
  const auto it = answers_.find({e.caller, e.route, idempotency_key_of(e)});
  return it == answers_.end() ? std::nullopt : std::optional(it->second);
}

std::vector<Lane::Unit*> Lane::Run::waiting_units(ShopId stream, const std::string& key) {
  std::vector<Unit*> found;
  for (Unit& unit : units) {
    if (unit.outcome.state == MessageState::kWaiting && unit.outcome.wait_key == key &&
        unit.inbound->entry.stream == stream) {
      found.push_back(&unit);
    }
  }
  return found;
}

bool Lane::Run::has_settled(int64_t seq) const {
  return woken_seqs.contains(seq) && std::ranges::any_of(units, [&](const Unit& unit) {
           return unit.woken && unit.inbound->entry.seq.value == seq &&
                  unit.outcome.state != MessageState::kWaiting;
         });
}

std::string Lane::Run::applied() const {
  std::string text;
  auto out = std::back_inserter(text);
  for (const Timer& t : timers) fmt::format_to(out, "t{}:{}:{},", t.kind, t.ref, t.due.ms);
  for (size_t i = 0; i < units.size();) {
    const Entry& first = units[i].inbound->entry;
    size_t j = i + 1;
    while (j < units.size() && units[j].woken == units[i].woken &&
           units[j].inbound->entry.stream == first.stream &&
           units[j].inbound->entry.seq.value == first.seq.value + static_cast<int64_t>(j - i)) {
      ++j;
    }
    fmt::format_to(out, "{}{}:{}", units[i].woken ? "w" : "", first.stream.value, first.seq.value);
    if (j > i + 1) fmt::format_to(out, "-{}", first.seq.value + static_cast<int64_t>(j - i) - 1);
    text += ',';
    i = j;
  }
  return text;
}

Outcome judge_repeat(const KnownId& known, const Entry&, int64_t body_hash) {
  Outcome outcome;
  outcome.order = OrderId(known.order);  // a repeat belongs to that order's trace
  if (known.body_hash == body_hash) {
    outcome.state = MessageState::kDuplicate;
    outcome.code = "duplicate";
    outcome.detail = fmt::format("message {} was this one already", known.seq);
  } else {
    outcome.state = MessageState::kParked;
    outcome.code = "message_id_reused";
    outcome.detail = fmt::format("the id was used by message {} with another body", known.seq);
  }
  return outcome;
}

Outcome judge_request(const StoredAnswer& known, const Entry& entry, int64_t body_hash) {
  Outcome outcome;
  outcome.state = MessageState::kDuplicate;
  // An answer that was stored before entries carried a digest knows the body's hash only.
  if (known.request_hash == request_hash(entry, body_hash) || known.request_hash == body_hash) {
    outcome.code = kReplayedCode;
    outcome.answer = known.answer;
    outcome.answer.replayed = true;
  } else {
    outcome.code = kKeyReusedCode;
    outcome.detail = "this idempotency key was used with another request; use a new key";
    outcome.answer = {422, ""};
  }
  return outcome;
}

Outcome parked_as_frozen(OrderId order) {
  Outcome outcome;
  outcome.state = MessageState::kParked;
  outcome.code = "order_frozen";
  outcome.detail = "the order is frozen until a person has looked at it; then replay this message";
  outcome.order = order;
  return outcome;
}

Outcome refused_as_frozen(OrderId order) {
  Outcome outcome;
  outcome.state = MessageState::kIgnored;
  outcome.code = "order_frozen";
  outcome.detail = "the order is frozen until a person has looked at it; unfreeze it first";
  outcome.order = order;
  outcome.answer = {409, R"({"code":"order_frozen","detail":")" + outcome.detail + R"("})"};
  return outcome;
}

Event frozen_event(const Freeze& freeze, const Entry& offender) {
  Event event;
  event.order = freeze.order;
  event.kind = kOrderFrozen;
  event.version = kAuditVersion;
  event.message = freeze.message;
  event.transaction_id = Chance(offender.entropy).uuid();
  event.actor = "hub";
  JsonMembers payload(event.payload);
  payload.add("order", freeze.order.str());
  payload.add("reason", freeze.reason);
  payload.close();
  return event;
}

void Lane::persist_unit(store::UnitOfWork& uow, Run& run, const Unit& unit) {
  const Entry& e = unit.inbound->entry;
  const MessageEffect row = effect_of(e, unit.outcome, unit.body_hash);
  const bool waits = unit.outcome.state == MessageState::kWaiting;
  const Timer until{e.received_at.plus_ms(kWaitingMs), std::string(kWaitingExpired), e.seq.value};
  if (!unit.woken) {
    run.batch.effects.inserted(row);
    insert_message(uow, e, row, run.batch.no);
    if (waits) {
      insert_waiting(uow, e, unit.outcome.wait_key);
      run.batch.set_timer(until);
    }
  } else if (!waits) {
    run.batch.effects.settled(row);
    settle_waiting(uow, row, run.batch.no);
    run.batch.cancel_timer(until);
  }
  if (e.replay_of && unit.outcome.state != MessageState::kParked &&
      !repeats_a_key(unit.outcome.code)) {
    resolve_message(uow, e.replay_of, e.seq);
  }
  // What a replay that waited comes to later is not what its caller was told.
  if (!unit.woken && keeps_answer(e, unit.outcome)) {
    const Answer& answer = unit.outcome.answer;
    run.batch.effects.answered({e.seq.value, request_hash(e, unit.body_hash), answer.status,
                                run.batch.at.ms, e.caller, e.route, idempotency_key_of(e),
                                answer.body});
    insert_answer(uow, e, unit.body_hash, answer, run.batch.at);
  }
}

void Lane::persist_expired(store::UnitOfWork& uow, Run& run, int64_t seq) {
  Entry entry;
  entry.seq = MessageSeq(seq);
  Outcome outcome;
  outcome.state = MessageState::kParked;
  outcome.code = "order_never_came";
  outcome.detail = "no order with this number arrived within 24 hours; replay it when it has";
  const MessageEffect row = effect_of(entry, outcome, 0);
  run.batch.effects.settled(row);
  settle_waiting(uow, row, run.batch.no);
}

// Said once, when the queue passes its mark, not for every message beyond it.
void Lane::watch_review_queue(const store::UnitOfWork& uow, Run& run) {
  const auto parked = std::ssize(run.expired) + std::ranges::count_if(run.units, [](const Unit& u) {
                        return u.outcome.state == MessageState::kParked;
                      });
  if (parked == 0) return;
  const int64_t before = count_review_queue(uow, kReviewQueueMax);
  if (before <= kReviewQueueMax && before + parked > kReviewQueueMax) {
    run.batch.alerts.push_back({std::string(kReviewQueueFull), OrderId{}, MessageSeq{},
                                alert_detail({{"most", kReviewQueueMax}})});
  }
}

void Lane::persist(store::UnitOfWork& uow, Run& run) {
  // Who was woken in the very batch in which its time was up did not wait in vain.
  std::erase_if(run.expired, [&](int64_t seq) { return run.has_settled(seq); });
  watch_review_queue(uow, run);
  delete_answers(uow, run.expired_answers);
  for (const Unit& unit : run.units) persist_unit(uow, run, unit);
  for (const int64_t seq : run.expired) persist_expired(uow, run, seq);
  for (const auto& [message, by] : run.batch.resolved) resolve_message(uow, message, by);
  for (const OutboxResult& result : run.batch.outbox_results) {
    write_outbox_result(uow, result, run.batch.at);
  }
  for (const Timer& timer : run.timers) delete_timer(uow, timer);
  purge_settled_calls(uow, run.batch.at, run.units.size() + kOutboxPurge);
  std::map<int64_t, int64_t> offsets;
  for (const Unit& unit : run.units) {
    const Entry& e = unit.inbound->entry;
    if (!unit.woken) offsets[e.stream.value] = std::max(offsets[e.stream.value], e.seq.value);
  }
  for (const auto& [stream, seq] : offsets) write_offset(uow, stream, seq);
  recognise_alerts(uow, run.batch);
  cell_.persist(uow, run.batch);
  run.batch.number_alerts();
  run.head = write_batch(uow, run.batch, run.applied(), head_, keyring_);
  run.next_due = next_due_after(uow, run);
}

// The store is asked only where the first timer may have left it: it would be waited for.
std::optional<Instant> Lane::next_due_after(const store::Reader& reader, const Run& run) const {
  const auto was_first = [this](const Timer& timer) {
    return !next_due_ || timer.due <= *next_due_;
  };
  if (std::ranges::any_of(run.timers, was_first) ||
      std::ranges::any_of(run.batch.timers_cancelled, was_first)) {
    return load_next_due(reader);
  }
  std::optional<Instant> next = next_due_;
  for (const Timer& timer : run.batch.timers_set) {
    next = std::min(next.value_or(timer.due), timer.due);
  }
  return next;
}

void Lane::clear_suspects(const Run& run) {
  if (crashes_.empty()) return;
  for (const Timer& timer : run.timers) crashes_.erase(suspect(timer));
  for (const Unit& unit : run.units) crashes_.erase(suspect(unit.inbound->entry.seq));
  relax_when_cleared();
}

void Lane::learn(Run& run) {
  last_batch_ = run.batch.no.value;
  last_id_ = run.batch.last_id;
  last_event_ = run.batch.last_event;
  last_at_ = run.batch.at;
  head_ = run.head;
  next_due_ = run.next_due;
  for (const Freeze& f : run.batch.frozen) frozen_.insert(f.order.value);
  for (const int64_t order : run.batch.unfrozen) frozen_.erase(order);
  for (const int64_t seq : run.expired) forget_waiting(seq);
  clear_suspects(run);
  if (singly_) {
    std::ranges::copy_if(run.batch.timers_set, std::back_inserter(pending_timers_),
                         [](const Timer& timer) { return timer.kind == kWaitingWoken; });
  }
  for (const Unit& unit : run.units) {
    const Entry& e = unit.inbound->entry;
    if (!unit.woken) offsets_[e.stream.value] = std::max(offsets_[e.stream.value], e.seq.value);
    if (consumes(e, unit.outcome)) {
      known_ids_.add(e, {e.seq.value, unit.body_hash, unit.outcome.order.value});
    }
    const bool waits = unit.outcome.state == MessageState::kWaiting;
    if (waits && !unit.woken) {
      const auto place = waiting_.try_emplace({e.stream.value, unit.outcome.wait_key}).first;
      place->second.push_back(e.seq.value);
      waits_for_[e.seq.value] = &place->first;
    }
    if (!waits && unit.woken) forget_waiting(e.seq.value);
  }
}

void Lane::index_waiting() {
  waits_for_.clear();
  for (const auto& [key, seqs] : waiting_) {
    for (const int64_t seq : seqs) waits_for_[seq] = &key;
  }
}

void Lane::forget_waiting(int64_t seq) {
  const auto known = waits_for_.extract(seq);
  if (!known) return;
  const auto place = waiting_.find(*known.mapped());
  std::erase(place->second, seq);
  if (place->second.empty()) waiting_.erase(place);
}

void Lane::after_commit(Run& run) {
  learn(run);
  cell_.committed();
  if (!run.batch.config_edits.empty()) {
    configuration_ = run.batch.config;
    published_configuration_.set(configuration_);
  }
  count(run);
  {
    const Stopwatch watch(clock_, run.spent_ns.publish);
    tell(run);
  }
  metrics_.publish.observe(run.spent_ns.publish);
}

void Lane::count(const Run& run) {
  metrics_.batches.fetch_add(1);
  metrics_.messages.fetch_add(run.units.size());
  metrics_.last_batch_size = std::ssize(run.units);
  metrics_.last_commit_ms = run.batch.at.ms;
  for (const Unit& unit : run.units) {
    metrics_.by_state[static_cast<size_t>(unit.outcome.state)].fetch_add(1);
  }
  metrics_.by_state[static_cast<size_t>(MessageState::kParked)].fetch_add(run.expired.size());
  metrics_.prefetch.observe(run.spent_ns.prefetch);
  metrics_.apply.observe(run.spent_ns.apply);
  metrics_.persist.observe(run.spent_ns.persist);
  metrics_.commit.observe(run.spent_ns.commit);
}

}  // namespace ordo::core
