// Between the log and the lane: durable entries by stream, decoded by workers on the way, taken in
// equal slices so that a flooded shop starves nobody. What the others leave of a batch goes to the flooded
// one, and while several are alive the batch is a small one (kSharedBatchMax). Entries whose caller waits
// are decoded first. Memory is bounded: what a stream has beyond
// kStreamMemoryMax or kStreamMemoryBytesMax, or all have beyond kFeedMemoryBytesMax, stays in the log and is
// read from there in its turn; of a stream that has nothing in memory one entry is, however full it is.
//
// Threads: push from the log's writer, take from the lane, workers inside.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_map>
#include <vector>

#include "core/crash_marker.h"
#include "core/entry.h"
#include "core/floods.h"
#include "core/inbox.h"

namespace ordo::core {

class Feed {
 public:
  using Decode = std::function<void(Inbound&)>;  // fills decoded; any thread

  Feed(Inbox& inbox, CrashMarker& marker, Decode decode);
  ~Feed();

  // While it is careful nothing is decoded here: a message that killed the process while it was decoded is
  // left to the lane, which decodes what it is given undecoded and knows what to do with a culprit.
  void set_careful(bool careful);

  // Entries of `stream` after `after` are still to be applied and lie in the log (at start).
  void resume(ShopId stream, MessageSeq after);
  void push(std::vector<InboundPtr> inbounds);

  // Up to `max` decoded entries, or kSharedBatchMax while several streams are alive, or few of one that
  // floods others that keep up; in order within each stream, in equal slices over the streams. Nothing while
  // what floods others is gathered. Without workers it decodes on the spot, and gathers nothing.
  // Never waits.
  [[nodiscard]] std::vector<InboundPtr> take(size_t max);
  // What else goes into the batch that take() began and that is being applied: nothing, unless all of it
  // floods others. Then whoever of these came meanwhile, and after them nothing: they are waited for; or else
  // a few more of the flood's, up to kFloodBatchMax.
  [[nodiscard]] std::vector<InboundPtr> take_more();
  // Waits until something may be taken, stop() was called, or `timeout_ms` has passed.
  void wait(int64_t timeout_ms);
  void wake();
  void pause(int64_t ms);  // waits unless stopped; for the lane after a storage fault

  // Frees what has been applied, on a worker: what one thread allocates is dear for another to free, and
  // the lane has better things to do.
  void recycle(std::vector<InboundPtr> done);

  void start(int workers);
  void stop();

  // Arrival of the oldest entry not yet taken; moment 0 when some lie only in the log.
  [[nodiscard]] std::optional<Instant> oldest() const;
  [[nodiscard]] size_t depth() const;  // in memory
  [[nodiscard]] std::map<int64_t, size_t> depth_by_stream() const;

 private:
  struct Stream {
    std::deque<InboundPtr> queue;
    size_t bytes = 0;                         // of the bodies in the queue
    std::optional<MessageSeq> spilled_after;  // what comes after this lies only in the log
    std::optional<Instant> newest;  // arrival of what was pushed last; none since the start
  };
  void work();
  void decode(Inbound& inbound);
  [[nodiscard]] bool is_full(const Stream& stream) const;
  [[nodiscard]] bool wants_refill(const Stream& stream) const;
  [[nodiscard]] size_t room_bytes(const Stream& stream) const;
  void refill(Stream& stream, ShopId id, std::unique_lock<std::mutex>& lock);
  void enqueue(Stream& stream, InboundPtr inbound);
  [[nodiscard]] InboundPtr dequeue(Stream& stream);
  void queue_decoding(Inbound& inbound);
  [[nodiscard]] Inbound* next_to_decode();
  using Steady = std::chrono::steady_clock;
  struct Load {
    size_t alive = 0, largest = 0, second = 0;  // streams; entries that wait
    int64_t largest_stream = 0;
  };
  struct Share {
    size_t max;                     // entries
    const Stream* flood = nullptr;  // who gets no more than of_flood of them
    size_t of_flood = 0;
  };
  [[nodiscard]] Load load() const;
  [[nodiscard]] bool is_takable(const Stream& stream) const;
  [[nodiscard]] bool lags(const Stream& stream) const;
  [[nodiscard]] bool floods(int64_t id, const Stream& stream, const Load& load) const;
  [[nodiscard]] bool only_floods(const Load& load) const;
  [[nodiscard]] bool rests(Steady::time_point now) const;
  [[nodiscard]] Share share(size_t max, const Load& load) const;
  void take_slices(std::vector<InboundPtr>& out, const Share& share);

  Inbox& inbox_;
  CrashMarker& marker_;
  Decode decode_;
  mutable std::mutex mutex_;
  std::condition_variable lane_cv_, work_cv_;
  std::map<int64_t, Stream> streams_;
  std::deque<Inbound*> to_decode_, to_decode_first_;  // the latter have callers who wait
  std::vector<std::vector<InboundPtr>> done_;
  // Callers of entries that lie only in the log for now.
  std::unordered_map<int64_t, std::function<void(const Outcome&)>> callers_;
  std::vector<std::jthread> workers_;
  Instant newest_;     // arrival of what was pushed last
  MessageSeq pushed_;  // newest entry that push() has seen: what is newer is still on its way here
  int64_t next_stream_ = 0;
  Floods floods_;
  std::optional<Steady::time_point> flood_taken_at_;  // of a batch that floods have to themselves
  size_t flood_room_ = 0;                             // for how many more this one stays open
  Steady::time_point rests_until_{};                  // and when they may have another
  size_t bytes_ = 0;                                  // of the bodies in all queues
  bool stopping_ = false, woken_ = false, careful_ = false;
};

}  // namespace ordo::core
