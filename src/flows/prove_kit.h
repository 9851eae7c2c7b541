// What the passes of a proof share. Internal to it; prove.h says what is proved.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/outbox_store.h"
#include "flows/load_commands.h"
#include "flows/poll_store.h"
#include "flows/prove.h"
#include "flows/prove_queries.h"

namespace ordo::flows {

// What becomes of calls by the answers that the log holds and by what people decided, to be compared with
// the calls' rows. Grows with the calls that are kept (kOutboxKeptMs after their end).
class CallFold {
 public:
  struct Call {
    int64_t state = 0, attempts = 0, next_at = 0, settled_at = 0;
    std::string error;
    bool operator==(const Call&) const = default;
  };
  void start(const store::Reader& reader, int64_t after_id);
  // In the order of each call's answers; `batch` applied it at `at`.
  void take(const core::OutboxResult& result, int64_t batch, Instant at);
  // An answer whose body was erased: calls that were made before it was received prove nothing.
  void miss(int64_t received_at);
  // Complains of rows that are not what history makes of them.
  void compare(const store::Reader& reader, const std::function<void(std::string)>& complain);

 private:
  void mend_until(int64_t id, Call& call, int64_t batch);
  std::map<int64_t, Call> calls_;
  std::map<int64_t, std::vector<StoredMend>> mends_;  // oldest first; what is applied leaves
  int64_t after_id_ = 0, missed_until_ = 0;
};

// How far each shop has been pulled, by the cursors that the log holds.
class PullFold {
 public:
  void take(int64_t shop, const PullChange& change, Instant at);
  void take_window(int64_t shop, const PullWindow& window, Instant at);
  void take_probe(int64_t shop, Instant from);
  void miss(int64_t shop);  // an entry whose body was erased
  void compare(const store::Reader& reader, const std::function<void(std::string)>& complain) const;

 private:
  using Window = std::pair<int64_t, int64_t>;  // to, from
  struct Shop {
    PullRow row;
    bool known = false;    // the newest entry was read
    bool at_known = true;  // so was the newest that went well
    bool complete = true;  // so were all
    bool asked = false;    // there is a row
    std::map<Window, StoredWindow> windows;
  };
  void compare_row(int64_t shop, const Shop& want, const PullRow& row,
                   const std::function<void(std::string)>& complain) const;
  std::map<int64_t, Shop> shops_;
};

// The busiest minute of each hour, by the commands that the log holds.
class PeakFold {
 public:
  void take(const Peak& peak);
  void miss(Instant received_at);  // a command whose body was erased
  void compare(const store::Reader& reader, const std::function<void(std::string)>& complain) const;

 private:
  std::map<int64_t, int64_t> peaks_;
  Instant missed_until_;
};

// One proof under way. Passes run in the order in which they stand below: later ones need what earlier ones
// have found.
struct Proof {
  const store::Reader& reader;
  const core::Inbox& inbox;
  const store::Keyring& keyring;
  const ProveProgress& progress;
  ProveReport report;

  // The newest batch that says nothing of effects, and the last id that it gave: what was written so long
  // ago is proved by less.
  int64_t old_batch = 0, old_id = 0;
  Instant newest_at;                                     // of the newest batch
  std::map<int64_t, int64_t> rows;                       // messages by stream
  std::map<std::pair<int64_t, int64_t>, int64_t> fired;  // (order, due) → batch, newest

  void complain(std::string sentence);
  void advance(std::string_view stage, int64_t done) const;
};

void prove_messages(Proof& proof);
void prove_batches(Proof& proof);
void prove_orders(Proof& proof);
void prove_marks(Proof& proof);

// The rows of `lookups`, a bucket at a time, as orders are visited with growing ids.
class LookupRows {
 public:
  explicit LookupRows(Proof& proof) : proof_(proof) {}
  // The hashes under which this order is found; complains of rows before it that nothing explains.
  std::vector<int64_t> of_order(int64_t id);
  void finish();  // what lies behind the last order

 private:
  void open_bucket(int64_t bucket);
  void close_until(int64_t id);
  void judge(int64_t id, int64_t rows);
  Proof& proof_;
  std::vector<std::pair<int64_t, int64_t>> rows_;  // id, hash; growing
  size_t next_ = 0;
  int64_t bucket_ = -1;
};

}  // namespace ordo::flows
