// What a batch gathers while its commands are applied in memory, and what one commit then writes.
// Pure: the lane fills in time and counters; domains only add.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/crypto.h"
#include "base/ids.h"
#include "base/time.h"
#include "core/configuration.h"
#include "core/effects.h"
#include "core/entry.h"

namespace ordo::core {

// One accepted change of one aggregate: who, when, from which message, with which transaction id, what
// resulted. `payload` is JSON that holds results, so that history can be folded without configuration.
inline constexpr int kAuditVersion = 0;  // an event that tells, and changes nothing

struct Event {
  EventSeq seq;
  OrderId order;     // 0: of the cell itself
  std::string kind;  // "order.placed" …
  int version = 1;   // of the payload's format
  Instant at;        // recorded time
  MessageSeq message;
  std::string transaction_id;  // UUID
  std::string actor;           // "standard:shop-a", "key:7", "timer"
  std::string payload;
  ShopId shop;  // whose news it is; for the live stream alone, not part of history
};

struct Timer {
  Instant due;
  std::string kind;
  int64_t ref = 0;  // what it is about, by kind
  auto operator<=>(const Timer&) const = default;
};

// What may be done about an outgoing call of which nobody knows whether it arrived.
enum class Repeatable : uint8_t {
  kIdempotent = 0,  // it may be made again: its receiver knows it by its id
  kQueryable = 1,   // its receiver can be asked first whether it has it
  kNeither = 2,     // only a person can tell
};

struct OutboxMessage {
  OutboxId id;
  OrderId order;
  ShopId shop;
  std::string target;  // who is called, e.g. "shop:3"; a breaker each
  std::string route;   // what is called, e.g. "order.status_changed"
  std::string body;    // complete JSON, holds no personal data
  Instant created_at;
  int attempts = 0;
  Repeatable repeatable = Repeatable::kNeither;  // what says nothing is not made twice
};

struct Alert {
  std::string kind;  // "transition_refused", "aggregate_frozen" …
  OrderId order;
  MessageSeq message;
  std::string detail;  // what it says of its case: alert_detail.h
  int64_t id = 0;      // given when the batch is written
  ShopId shop;         // 0: of the whole hub; the lane fills in whose message raised it
  // What it is a finding of, e.g. "zone_contradicted/3": while one with this key is unresolved, the same
  // again only counts up. Empty: each stands for itself.
  std::string key;
  bool again = false;               // it counted up one that stands
  std::string transaction_id = {};  // of a write that was refused; for the program's log, not kept
};

// An order whose command breached an invariant: nothing more is applied to it until a person has looked.
struct Freeze {
  OrderId order;
  MessageSeq message;
  std::string reason;
};

// What became of an outgoing call.
struct OutboxResult {
  OutboxId id;
  OrderId order;  // whose call it was, so that an alert can name it
  bool delivered = false;
  bool give_up = false;  // a person must look: attempts used up, or unclear and not repeatable
  bool counts = true;    // false: the target was down; no attempt is spent
  int64_t retry_at_ms = 0;
  std::string error;
  bool discard = false;  // it ends undelivered, and nobody is asked
  std::string alert,
      about;  // the kind of an alert that tells of it, and what it is about; or empty
};

class Batch {
 public:
  Batch(BatchNo number, Instant time, int64_t id, int64_t event, const Configuration& snapshot)
      : no(number), at(time), last_id(id), last_event(event), config(snapshot) {}

  BatchNo no;
  Instant at;       // recorded time: max(now, last recorded)
  int64_t last_id;  // orders, persons, outbox … share one growing sequence
  int64_t last_event;
  Configuration config;  // a cheap copy; edits of this batch are seen by what follows
  std::vector<Event> events;
  std::vector<Timer> timers_set, timers_cancelled;
  std::vector<OutboxMessage> outbox;
  std::vector<Alert> alerts;
  std::vector<ConfigEdit> config_edits;
  std::vector<std::pair<ShopId, std::string>> wakes;  // keys for which someone may wait
  std::vector<int64_t> unfrozen;                      // orders to be thawed
  std::vector<Freeze> frozen;
  std::vector<OutboxResult> outbox_results;
  std::vector<std::pair<MessageSeq, MessageSeq>> resolved;  // a message, and what dealt with it
  Effects effects;  // of the rows that the commit writes and no event tells of

  [[nodiscard]] int64_t next_id() { return ++last_id; }
  Event& add_event(Event event) {
    event.seq = EventSeq(++last_event);
    event.at = at;
    return events.emplace_back(std::move(event));
  }
  // What a batch says of one timer last is what holds.
  void set_timer(Timer timer) {
    std::erase(timers_cancelled, timer);
    timers_set.push_back(std::move(timer));
  }
  void cancel_timer(Timer timer) {
    std::erase(timers_set, timer);
    timers_cancelled.push_back(std::move(timer));
  }
  void number_alerts() {
    for (Alert& alert : alerts) {
      if (!alert.again) alert.id = next_id();
    }
  }
  void put_config(std::string kind, std::string name, std::string body, std::string actor);

  // A message is taken over as a whole or not at all: what was gathered since the mark is forgotten.
  // Edits of configuration and results of calls come alone, never behind a mark.
  struct Mark {
    int64_t last_id, last_event;
    size_t events, outbox, alerts, wakes;
    std::vector<Timer> timers_set,
        timers_cancelled;  // what is set and cancelled leaves the other list
  };
  [[nodiscard]] Mark mark() const;
  void roll_back(const Mark& mark);
};

// Chance for one command, derived from its entry's entropy: the same entry gives the same values.
class Chance {
 public:
  explicit Chance(const Entropy& entropy) : entropy_(bytes_view(entropy)) {}
  [[nodiscard]] Nonce96 nonce();
  [[nodiscard]] std::string uuid();
  [[nodiscard]] const std::string& entropy() const { return entropy_; }

 private:
  std::string entropy_;
  int drawn_ = 0;
};

}  // namespace ordo::core
