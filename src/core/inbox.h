// The log: everything that enters is appended here before anyone is told "accepted".
//
// It lies in segment files (`inbox-000001.db` …, SQLite) or, with `InboxOptions::store`, in a table in the
// merchant's schema of PostgreSQL. A writer commits all that is queued as one group (FULL durability; of a
// synchronous standby where the server has one) and only then calls `on_durable` and hands the entries on,
// in sequence order. Raw bodies are sealed (AES-256-GCM) with a key for each shop and day, which is
// wrapped by the merchant's key and stored beside them: destroying it erases that shop's bodies of that
// day. The nonce comes from the entry's entropy and stands in front; the associated data are stream and
// sequence.
//
// A table can be taken over by another host that has the merchant's key: it opens the same schema and goes on
// behind the last entry. From then on each flush here throws, nothing of it is written, stuck() stays true and
// append answers false (503). Of those who had been taken before, whoever
// - was told that his entry is durable has it applied by the other host, once; if he still waits for
//   on_applied he is not called, and hears 202 when his time is up;
// - was not told yet, and is there nevertheless (the answer to the commit was lost), is told by the next flush;
// - was not told, and is not there, is never called: he hears nothing, as of a hub that died, and sends again.
//
// Threads: append from any; flush from the writer only (its own thread after start(), else the
// caller's); read and scan from any.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "core/entry.h"
#include "core/latency.h"
#include "core/limits.h"
#include "store/database.h"
#include "store/keyring.h"

namespace ordo::core {

// A table's writer owns this lane (store::DatabaseOptions::lane).
inline constexpr const char* kLogLane = "log";

struct InboxOptions {
  // postgres://user@host/database?schema=merchant; empty: segment files. Never a replica's address: one that
  // lags would not show what was acknowledged. What follows concerns segment files.
  std::string store;
  // False: a log that another process writes is left to it, and the Inbox cannot be opened meanwhile.
  bool takes_over = true;
  int answer_ms = 15'000;  // of a table's server, before its connection is given up
  // Under which whoever took the street has taken the log's lane with it; nothing: it is taken here.
  std::optional<int64_t> epoch;
  bool looks = false;              // nothing is appended, and the log is left to whoever has it
  std::string dir;                 // created when missing
  std::string vfs;                 // simulator only
  bool single_connection = false;  // simulator only
  bool checkpoint_thread = true;
  int64_t segment_entries = kSegmentEntriesMax;
};

// Of each group that was written: sealing and writing its rows, and the commit that syncs them.
struct LogMetrics {
  Latency append, sync;
};

// Calendar day in UTC as yyyymmdd.
[[nodiscard]] int32_t utc_day(Instant t);

// What the cell still needs of the log. Read in one snapshot, so that a message is either beyond its
// stream's offset or has a row that says whether it is settled.
struct LogNeeds {
  struct Message {
    MessageSeq seq;
    ShopId stream;
    Instant received_at;
  };
  std::map<int64_t, int64_t> applied;  // each stream's last applied sequence
  std::vector<Message> unsettled;      // parked and dealt with by nobody, or waiting
};

class Inbox {
 public:
  using Listener = std::function<void(std::vector<InboundPtr>)>;

  // Throws store::StorageError when the log cannot be opened.
  Inbox(const InboxOptions& options, const store::Keyring& keyring, Clock& clock);
  ~Inbox();

  // Who gets durable entries, in order, on the writer's thread. Set before the first append.
  void set_listener(Listener listener);

  // Queues an entry, whose texts are UTF-8 without U+0000. False when the queue is full, or stuck(): nothing was taken, the caller may hear 503.
  [[nodiscard]] bool append(InboundPtr inbound);
  // Queues entries which become durable together or not at all, in this order: at most kLogPageMax,
  // nothing between them. False when there is no room for all: nothing was taken, `page` is unchanged.
  [[nodiscard]] bool append_page(std::vector<InboundPtr>& page);

  // Writes what is queued as one group; false when there was nothing. Throws StorageError after
  // which nothing of the group is lost: call again (an unclear commit is looked up first).
  bool flush();

  void start();  // flushes on a thread of its own until stop()
  void stop();   // writes what is queued, then ends the thread

  [[nodiscard]] std::optional<Entry> read(MessageSeq seq) const;
  // Entries of `stream` after `after`, oldest first, at most `limit`, and no more once their bodies have
  // `bytes`: one at least, where there is one.
  [[nodiscard]] std::vector<Entry> scan(ShopId stream, MessageSeq after, size_t limit,
                                        size_t bytes = SIZE_MAX) const;
  // Calls `visit` with (stream, seq) for every entry after `after`, a stream's in order, bodies unread.
  void visit(MessageSeq after, const std::function<void(ShopId, MessageSeq)>& visit) const;
  [[nodiscard]] MessageSeq last() const;  // last durable sequence
  // Arrival of the oldest entry not yet durable, or nothing.
  [[nodiscard]] std::optional<Instant> oldest_pending() const;
  [[nodiscard]] size_t pending() const;
  // Whether nothing is taken because the disk takes nothing: the last flush failed, or nothing became
  // durable for kLogLateMs though something waits. Ends by itself with a flush that succeeds.
  [[nodiscard]] bool stuck() const;
  // Whether another process has taken the log over (kTakenOver): nothing is written here any more, for good.
  [[nodiscard]] bool lost() const;

  // Moves segments that are wholly applied and hold nothing unsettled into archive/; they stay
  // readable. A segment counts by the offsets of the streams that it holds: one that has been idle
  // for a year holds nothing back. One that somebody reads at this moment stays for the next time.
  // Answers how many moved; 0 of a table, which stays as it is. Any thread.
  int archive(const LogNeeds& needs);
  // Destroys the keys of shop-days before `day` (yyyymmdd, UTC): their bodies read as erased. A
  // shop-day that holds a message unsettled or not yet applied is kept whole, because its messages
  // share one key. Answers how many keys. Any thread.
  int64_t erase_bodies_before(int32_t day, const LogNeeds& needs);
  // Of the files, which stay closed, or of the table, for which the server is asked. A simulated disk is not
  // asked: 0.
  [[nodiscard]] int64_t size_bytes() const;
  [[nodiscard]] const LogMetrics& metrics() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ordo::core
