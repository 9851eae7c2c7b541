// One attempt at a batch, in memory. Internal to the lane.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <unordered_set>
#include <vector>

#include "core/alert_detail.h"
#include "core/lane.h"
#include "core/messages_store.h"

namespace ordo::core {

// Timers of a message that waits: its time is up, and it has been woken by one that was run alone.
inline constexpr std::string_view kWaitingExpired = "waiting_expired";
inline constexpr std::string_view kWaitingWoken = "waiting_woken";
// Due at once, and the same however often it is set.
[[nodiscard]] inline Timer woken_timer(int64_t seq) {
  return {Instant{}, std::string(kWaitingWoken), seq};
}

struct Lane::Unit {
  Inbound* inbound;
  Outcome outcome;
  int64_t body_hash;
  bool woken;  // it waited; its message row exists
};

struct Lane::Run {
  Run(Batch b, std::vector<InboundPtr>& i, std::vector<Timer> t)
      : batch(std::move(b)), inbounds(i), timers(std::move(t)) {}

  Batch batch;
  std::vector<InboundPtr>& inbounds;
  std::vector<Timer> timers;
  std::deque<Unit> units;
  std::unordered_set<const Inbound*> woken;
  std::unordered_set<int64_t> woken_seqs;
  std::unordered_set<const Inbound*> judged;            // replays whose key was looked up
  std::unordered_map<const Inbound*, KnownId> repeats;  // ids consumed by an earlier batch
  std::unordered_map<const Inbound*, StoredAnswer> stored_answers;  // and keys that it answered
  std::vector<AnswerKey> expired_answers;
  std::vector<int64_t> expired;
  Digest head{};
  std::optional<Instant> next_due;
  struct {
    int64_t prefetch = 0, apply = 0, persist = 0, commit = 0, publish = 0;
  } spent_ns;

  // Remembers what later messages of the same batch must know of this one.
  void index(const Unit& unit);
  [[nodiscard]] std::optional<KnownId> known_id(const Entry& entry) const;
  [[nodiscard]] std::optional<StoredAnswer> answer_to(const Entry& entry) const;
  [[nodiscard]] std::vector<Unit*> waiting_units(ShopId stream, const std::string& key);
  // Whether this message waited and this batch brought it to its end.
  [[nodiscard]] bool has_settled(int64_t seq) const;
  // The ordered list of what this batch applies, as its record keeps it: "3:101-180,w5:7,t:…".
  [[nodiscard]] std::string applied() const;

 private:
  std::map<std::pair<int64_t, std::string>, KnownId> ids_;
  std::map<std::tuple<std::string, std::string, std::string>, StoredAnswer> answers_;
};

struct Lane::Offence {
  std::string_view code;
  std::string why;
};
inline constexpr std::string_view kNeverCame = "order_never_came";

// What a second message under a consumed id comes to.
[[nodiscard]] Outcome judge_repeat(const KnownId& known, const Entry& entry, int64_t body_hash);

// What a second request under a used idempotency key comes to.
[[nodiscard]] Outcome judge_request(const StoredAnswer& known, const Entry& entry,
                                    int64_t body_hash);

// What a message, and a command, for an order that nothing may touch come to.
[[nodiscard]] Outcome parked_as_frozen(OrderId order);
[[nodiscard]] Outcome refused_as_frozen(OrderId order);

// What history tells of a freeze: the row can be made again from it, and from `order.unfrozen`.
inline constexpr std::string_view kOrderFrozen = "order.frozen";
[[nodiscard]] Event frozen_event(const Freeze& freeze, const Entry& offender);

}  // namespace ordo::core
