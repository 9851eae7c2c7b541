#include "core/feed.h"

#include <algorithm>

#include "base/thread.h"

namespace ordo::core {

Feed::Feed(Inbox& inbox, CrashMarker& marker, Decode decode)
    : inbox_(inbox), marker_(marker), decode_(std::move(decode)), pushed_(inbox.last()) {}

Feed::~Feed() { stop(); }

void Feed::resume(ShopId stream, MessageSeq after) {
  std::lock_guard lock(mutex_);
  streams_[stream.value].spilled_after = after;
}

void Feed::set_careful(bool careful) {
  std::lock_guard lock(mutex_);
  careful_ = careful;
}

void Feed::decode(Inbound& inbound) {
  const size_t place = marker_.begin_decoding(inbound.entry.seq);
  try {
    decode_(inbound);
  } catch (const std::exception&) {
    inbound.decoded.reset();  // the lane meets the same again, and parks the message
  }
  marker_.end_decoding(place);
  inbound.ready.store(true, std::memory_order_release);
}

void Feed::queue_decoding(Inbound& inbound) {
  if (careful_) {
    inbound.ready = true;
    return;
  }
  (inbound.on_applied ? to_decode_first_ : to_decode_).push_back(&inbound);
}

Inbound* Feed::next_to_decode() {
  std::deque<Inbound*>& from = to_decode_first_.empty() ? to_decode_ : to_decode_first_;
  if (from.empty()) return nullptr;
  Inbound* const next = from.front();
  from.pop_front();
  return next;
}

void Feed::enqueue(Stream& stream, InboundPtr inbound) {
  if (!workers_.empty()) {
    queue_decoding(*inbound);
    work_cv_.notify_one();
  }
  stream.bytes += inbound->entry.body.size();
  bytes_ += inbound->entry.body.size();
  stream.queue.push_back(std::move(inbound));
}

InboundPtr Feed::dequeue(Stream& stream) {
  InboundPtr front = std::move(stream.queue.front());
  stream.queue.pop_front();
  stream.bytes -= front->entry.body.size();
  bytes_ -= front->entry.body.size();
  return front;
}

size_t Feed::room_bytes(const Stream& stream) const {
  const size_t own = kStreamMemoryBytesMax - std::min(kStreamMemoryBytesMax, stream.bytes);
  return std::min(own, kFeedMemoryBytesMax - std::min(kFeedMemoryBytesMax, bytes_));
}

bool Feed::is_full(const Stream& stream) const {
  if (stream.queue.empty()) return false;
  return stream.queue.size() >= kStreamMemoryMax || room_bytes(stream) == 0;
}

bool Feed::wants_refill(const Stream& stream) const {
  if (!stream.spilled_after) return false;
  const bool low = stream.queue.size() < kStreamMemoryMax / 4 &&
                   stream.bytes < kStreamMemoryBytesMax / 4 && bytes_ < kFeedMemoryBytesMax;
  return low || stream.queue.empty();
}

void Feed::push(std::vector<InboundPtr> inbounds) {
  std::lock_guard lock(mutex_);
  for (auto& inbound : inbounds) {
    Stream& stream = streams_[inbound->entry.stream.value];
    pushed_ = inbound->entry.seq;
    stream.newest = newest_ = inbound->entry.received_at;
    floods_.arrived(inbound->entry.stream, newest_);
    if (!stream.spilled_after && is_full(stream)) {
      stream.spilled_after = MessageSeq(inbound->entry.seq.value - 1);
    }
    if (!stream.spilled_after) {
      enqueue(stream, std::move(inbound));
    } else if (inbound->on_applied) {
      callers_[inbound->entry.seq.value] = std::move(inbound->on_applied);
    }
  }
  lane_cv_.notify_one();
}

void Feed::refill(Stream& stream, ShopId id, std::unique_lock<std::mutex>& lock) {
  // The log is read without the lock; only the lane calls this, and push() leaves a spilled stream
  // alone, so nothing can overtake. What is durable but not yet pushed is left to push(), which
  // brings its caller along.
  const MessageSeq after = *stream.spilled_after;
  const MessageSeq pushed = pushed_;
  const size_t room = room_bytes(stream);
  const size_t most = load().alive > 1 ? kSharedRefillMax : kStreamMemoryMax;
  lock.unlock();
  std::vector<Entry> entries = inbox_.scan(id, after, most, room);
  std::erase_if(entries, [&](const Entry& entry) { return entry.seq > pushed; });
  lock.lock();
  for (Entry& entry : entries) {
    auto inbound = std::make_unique<Inbound>();
    inbound->entry = std::move(entry);
    stream.spilled_after = inbound->entry.seq;
    if (auto caller = callers_.extract(inbound->entry.seq.value)) {
      inbound->on_applied = std::move(caller.mapped());
    }
    enqueue(stream, std::move(inbound));
  }
  if (entries.empty()) {
    if (pushed_ == pushed)
      stream.spilled_after.reset();
    else
      stream.spilled_after = std::max(after, pushed);
  }
}

void Feed::take_slices(std::vector<InboundPtr>& out, const Share& share) {
  std::vector<Stream*> live;
  auto start = streams_.lower_bound(next_stream_);
  for (auto it = start; it != streams_.end(); ++it) live.push_back(&it->second);
  for (auto it = streams_.begin(); it != start; ++it) live.push_back(&it->second);
  std::erase_if(live, [](const Stream* s) { return s->queue.empty(); });
  size_t of_flood = 0;
  while (out.size() < share.max && !live.empty()) {
    const size_t slice = std::max<size_t>(1, (share.max - out.size()) / live.size());
    for (Stream*& stream : live) {
      const bool floods = stream == share.flood;
      size_t n = 0;
      while (n < slice && out.size() < share.max && !stream->queue.empty()) {
        if (floods && of_flood == share.of_flood) break;
        const InboundPtr& front = stream->queue.front();
        if (workers_.empty() && careful_) front->ready = true;
        if (workers_.empty() && !front->ready) decode(*front);
        if (!front->ready.load(std::memory_order_acquire)) break;
        out.push_back(dequeue(*stream));
        of_flood += floods;
        ++n;
      }
      if (n < slice || stream->queue.empty()) stream = nullptr;
    }
    std::erase(live, nullptr);
  }
}

Feed::Load Feed::load() const {
  Load load;
  for (const auto& [id, stream] : streams_) {
    // What the hub tells itself is no shop that another could hold up, or that floods another.
    load.alive +=
        ShopId(id) != kSystemStream && stream.newest && stream.newest->plus_ms(kLiveMs) > newest_;
    const size_t queued = stream.spilled_after ? kStreamMemoryMax : stream.queue.size();
    if (ShopId(id) == kSystemStream) continue;
    load.second = std::max(load.second, std::min(queued, load.largest));
    if (queued > load.largest) load.largest_stream = id;
    load.largest = std::max(queued, load.largest);
  }
  return load;
}

bool Feed::is_takable(const Stream& stream) const {
  if (stream.queue.empty()) return stream.spilled_after.has_value();
  return workers_.empty() || stream.queue.front()->ready.load();
}

bool Feed::lags(const Stream& stream) const {
  return !stream.queue.empty() &&
         stream.queue.front()->entry.received_at.plus_ms(kFloodLagMs) < newest_;
}

bool Feed::floods(int64_t id, const Stream& stream, const Load& load) const {
  if (load.alive <= 1 || lags(stream)) return false;
  const bool heaped = id == load.largest_stream && load.largest >= kFloodMin &&
                      load.largest >= kFloodRatio * load.second;
  return heaped || floods_.is_flooding(id);
}

// All that may be taken comes from one that floods others.
bool Feed::only_floods(const Load& load) const {
  bool any = false;
  for (const auto& [id, stream] : streams_) {
    if (!is_takable(stream)) continue;
    if (!floods(id, stream, load)) return false;
    any = true;
  }
  return any;
}

// Without workers nobody comes meanwhile.
bool Feed::rests(Steady::time_point now) const {
  return !workers_.empty() && now < rests_until_ && only_floods(load());
}

Feed::Share Feed::share(size_t max, const Load& load) const {
  if (load.alive <= 1) return {max};
  const size_t shared = std::min(max, kSharedBatchMax);
  if (only_floods(load)) return {std::min(shared, kFloodPiece)};
  const auto flood = std::ranges::find_if(
      streams_, [&](const auto& stream) { return floods(stream.first, stream.second, load); });
  if (flood == streams_.end()) return {shared};
  return {shared, &flood->second, kFloodSlice};
}

std::vector<InboundPtr> Feed::take(size_t max) {
  std::unique_lock lock(mutex_);
  woken_ = false;
  const auto now = Steady::now();
  if (flood_taken_at_) {
    const auto gathering = std::chrono::milliseconds(kGatherMs);
    // What a fault of the store took is no measure of its work.
    const auto took = std::min<Steady::duration>(now - *flood_taken_at_, 5 * gathering);
    rests_until_ = std::max(*flood_taken_at_ + gathering, now + kFloodRest * took);
    flood_taken_at_.reset();
  }
  if (rests(now)) return {};
  for (auto& [id, stream] : streams_) {
    if (wants_refill(stream)) refill(stream, ShopId(id), lock);
  }
  std::vector<InboundPtr> out;
  const Load waiting = load();
  const bool flood_alone = only_floods(waiting);
  if (flood_alone) flood_taken_at_ = now;
  take_slices(out, share(max, waiting));
  flood_room_ = flood_alone ? std::min(max, kFloodBatchMax) - out.size() : 0;
  if (!out.empty()) next_stream_ = out.back()->entry.stream.value + 1;
  return out;
}

std::vector<InboundPtr> Feed::take_more() {
  std::lock_guard lock(mutex_);
  std::vector<InboundPtr> out;
  if (flood_room_ == 0) return out;
  const Load waiting = load();
  const bool others = !only_floods(waiting);
  Share next = share(kSharedBatchMax, waiting);
  next.of_flood = 0;
  if (!others) next.max = std::min(kFloodPiece, flood_room_);
  take_slices(out, next);
  flood_room_ = others || out.empty() ? 0 : flood_room_ - out.size();
  return out;
}

void Feed::wait(int64_t timeout_ms) {
  std::unique_lock lock(mutex_);
  const auto now = Steady::now();
  const auto until = now + std::chrono::milliseconds(timeout_ms);
  const auto next = now < rests_until_ ? std::min(until, rests_until_) : until;
  lane_cv_.wait_until(lock, next, [&] {
    if (stopping_ || woken_) return true;
    return std::ranges::any_of(streams_, [&](const auto& s) { return is_takable(s.second); }) &&
           !rests(Steady::now());
  });
}

void Feed::pause(int64_t ms) {
  std::unique_lock lock(mutex_);
  lane_cv_.wait_for(lock, std::chrono::milliseconds(ms), [&] { return stopping_ || woken_; });
}

void Feed::wake() {
  std::lock_guard lock(mutex_);
  woken_ = true;
  lane_cv_.notify_all();
}

void Feed::recycle(std::vector<InboundPtr> done) {
  std::lock_guard lock(mutex_);
  if (workers_.empty()) return;
  done_.push_back(std::move(done));
  work_cv_.notify_one();
}

void Feed::start(int workers) {
  std::lock_guard lock(mutex_);
  stopping_ = false;
  to_decode_first_.clear();
  to_decode_.clear();  // what a former run left undecoded may have been taken since
  for (auto& [id, stream] : streams_) {
    for (auto& inbound : stream.queue) {
      if (!inbound->ready) queue_decoding(*inbound);
    }
  }
  for (int i = 0; i < workers; ++i) workers_.emplace_back([this] { work(); });
}

void Feed::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    work_cv_.notify_all();
    lane_cv_.notify_all();
  }
  workers_.clear();
}

void Feed::work() {
  weigh(Weight::kLight);
  std::unique_lock lock(mutex_);
  while (true) {
    work_cv_.wait(lock, [&] {
      return stopping_ || !to_decode_first_.empty() || !to_decode_.empty() || !done_.empty();
    });
    if (stopping_) return;
    auto garbage = std::exchange(done_, {});
    // Few at a time, and who has a caller never behind who has none: the lane is told when all are done.
    Inbound* inbounds[8];
    size_t n = 0;
    const bool first = !to_decode_first_.empty();
    while (n < std::size(inbounds) && first == !to_decode_first_.empty() &&
           (inbounds[n] = next_to_decode())) {
      ++n;
    }
    lock.unlock();
    for (size_t i = 0; i < n; ++i) decode(*inbounds[i]);
    garbage.clear();
    lock.lock();
    lane_cv_.notify_one();
  }
}

std::optional<Instant> Feed::oldest() const {
  std::lock_guard lock(mutex_);
  std::optional<Instant> oldest;
  for (const auto& [id, stream] : streams_) {
    if (stream.queue.empty() && stream.spilled_after) return Instant{0};
    if (stream.queue.empty()) continue;
    const Instant at = stream.queue.front()->entry.received_at;
    if (!oldest || at < *oldest) oldest = at;
  }
  return oldest;
}

size_t Feed::depth() const {
  std::lock_guard lock(mutex_);
  size_t n = 0;
  for (const auto& [id, stream] : streams_) n += stream.queue.size();
  return n;
}

std::map<int64_t, size_t> Feed::depth_by_stream() const {
  std::lock_guard lock(mutex_);
  std::map<int64_t, size_t> depths;
  for (const auto& [id, stream] : streams_) depths[id] = stream.queue.size();
  return depths;
}

}  // namespace ordo::core
