#include "core/inbox.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <filesystem>
#include <thread>

#include "base/invariant.h"
#include "base/log.h"
#include "base/thread.h"
#include "core/entry_queue.h"
#include "core/segment.h"
#include "store/files.h"

namespace ordo::core {
namespace fs = std::filesystem;

namespace {

constexpr size_t kOpenSegments = 4;  // older ones are opened when asked for
// A message of 1.5 KB fills a page of 4 KB badly, and SQLite writes each page with two calls.
constexpr int kLogPageBytes = 16384;

struct Place {
  int number;
  std::string path;
  MessageSeq first;  // 0 while empty
};

// A rename that a power cut undoes would leave the file here and its write-ahead log there.
void sync_folder(const std::string& dir) {
  const int fd = ::open(dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0 || ::fsync(fd) != 0) log::error("folder_not_synced", {{"path", dir}});
  if (fd >= 0) ::close(fd);
}

}  // namespace

struct Inbox::Impl {
  Impl(InboxOptions o, const store::Keyring& k, Clock& c)
      : options(std::move(o)), keyring(k), clock(c) {}

  InboxOptions options;
  const store::Keyring& keyring;
  Clock& clock;
  Listener listener;

  std::mutex queue_mutex;
  std::condition_variable queue_cv, space_cv;
  EntryQueue queue;
  std::optional<Instant> oldest;  // arrival of the oldest entry that is not durable
  bool started = false, stopping = false;
  bool flush_failed = false;  // the last one
  Instant written_at;         // when a group became durable last
  std::jthread thread;

  // The writer's own.
  std::vector<InboundPtr> group;  // taken, perhaps unclear
  MessageSeq next{1};
  Instant last_received{};
  int64_t in_active = 0;
  bool unclear = false;

  mutable std::mutex segments_mutex;
  std::vector<Place> places;  // oldest first; the last is the active one
  std::map<int, std::shared_ptr<Segment>> open;
  // Also those that are no longer in `open` while somebody reads them: a file is opened once only.
  std::map<int, std::weak_ptr<Segment>> lent;
  std::atomic<int64_t> last{0};
  LogMetrics metrics;

  std::string path_of(int number, bool archived) const {
    const char* format = archived ? "{}/archive/inbox-{:06}.db" : "{}/inbox-{:06}.db";
    return fmt::format(fmt::runtime(format), options.dir, number);
  }

  std::shared_ptr<Segment> segment(const Place& place) {
    auto& slot = open[place.number];
    if (!slot) slot = lent[place.number].lock();
    if (!slot) {
      store::DatabaseOptions o;
      o.path = place.path;
      o.vfs = options.vfs;
      o.single_connection = options.single_connection;
      o.checkpoint_thread = options.checkpoint_thread && place.number == places.back().number;
      o.readers = 1;
      o.writer_cache_kib = 4096;
      o.page_bytes = kLogPageBytes;
      slot = std::make_shared<Segment>(o, keyring);
      lent[place.number] = slot;
    }
    auto result = slot;
    for (auto it = open.begin(); open.size() > kOpenSegments && it != open.end();) {
      const bool keep = it->first == place.number || it->first == places.back().number;
      it = keep ? std::next(it) : open.erase(it);
    }
    return result;
  }

  void find_segments() {
    std::map<int, std::string> found;
    if (options.vfs.empty()) {
      fs::create_directories(options.dir);
      collect(options.dir, found);
      collect(options.dir + "/archive", found);
    } else {
      probe(found);
    }
    if (found.empty()) found[1] = path_of(1, false);
    for (auto& [number, path] : found) places.push_back({number, path, MessageSeq(0)});
    for (Place& place : places) place.first = segment(place)->first();
  }

  // A simulated disk lists no folder and archives nothing: its segments are numbered without gaps.
  void probe(std::map<int, std::string>& found) const {
    for (int number = 1; store::file_exists(options.vfs, path_of(number, false)); ++number) {
      found[number] = path_of(number, false);
    }
  }

  static void collect(const std::string& dir, std::map<int, std::string>& found) {
    if (!fs::exists(dir)) return;
    for (const auto& file : fs::directory_iterator(dir)) {
      const std::string name = file.path().filename().string();
      int number = 0;
      if (name.size() == 15 && std::sscanf(name.c_str(), "inbox-%6d.db", &number) == 1) {
        if (found.contains(number)) log::warn("log_segment_twice", {{"path", found[number]}});
        found[number] = file.path().string();
      }
    }
  }

  void recover() {
    find_segments();
    in_active = segment(places.back())->count();
    MessageSeq newest;
    // The latest arrival lies as far back as the queue was long, or nearer.
    for (auto it = places.rbegin(); it != places.rend(); ++it) {
      auto s = segment(*it);
      newest = std::max(newest, s->last());
      last_received = std::max(last_received, s->last_received());
      if (newest && newest.value - it->first.value >= static_cast<int64_t>(kInboxQueueMax)) break;
    }
    last = newest.value;
    next = MessageSeq(newest.value + 1);
  }

  std::shared_ptr<Segment> active() {
    std::lock_guard lock(segments_mutex);
    return segment(places.back());
  }

  void rotate() {
    std::lock_guard lock(segments_mutex);
    const int number = places.back().number + 1;
    open.erase(places.back().number);  // reopened without its checkpoint thread when asked for
    places.push_back({number, path_of(number, false), MessageSeq(0)});
    in_active = 0;
  }

  // Under the queue's lock. Without a thread nobody can be late; nor is the disk where groups become durable
  // and one stream alone has to wait for its turns.
  bool stuck() const {
    return flush_failed ||
           (started && oldest && clock.now() > std::max(*oldest, written_at).plus_ms(kLogLateMs));
  }

  // Under the queue's lock.
  bool has_room(size_t entries) const {
    return !stopping && !stuck() && queue.size() + entries <= kInboxQueueMax &&
           queue.bytes() < kInboxQueueBytesMax;
  }

  // Under the queue's lock: stamped there, so that arrival never goes back within a stream. Between streams
  // it does, because a group of the log takes slices of them.
  void enqueue(InboundPtr inbound) {
    last_received = std::max(last_received, clock.now());
    inbound->entry.received_at = last_received;
    if (!oldest) oldest = last_received;
    queue.push(std::move(inbound));
  }

  // Under the queue's lock. Who is gathered does not wake the writer for each.
  void wake_writer() {
    if (queue.size() == 1 || !queue.may_gather()) queue_cv.notify_one();
  }

  void take_group() {
    std::lock_guard lock(queue_mutex);
    group = queue.take();
    space_cv.notify_all();
  }

  void number_group() {
    for (InboundPtr& inbound : group) {
      inbound->entry.seq = next;
      next = MessageSeq(next.value + 1);
    }
  }

  void try_to_write_group() {
    try {
      write_group();
    } catch (...) {
      std::lock_guard lock(queue_mutex);
      flush_failed = true;
      throw;
    }
  }

  void write_group() {
    auto segment = active();
    // An unclear commit is looked up, never taken for a failure.
    if (unclear) {
      {
        std::lock_guard lock(segments_mutex);
        open.erase(places.back().number);
        lent.erase(places.back().number);
      }
      segment.reset();  // closed before it is opened anew: the file may allow one connection only
      segment = active();
      if (segment->contains(group.front()->entry.seq)) {
        unclear = false;
        return;
      }
    }
    unclear = true;
    const auto [append_ns, sync_ns] = segment->append(group, clock);
    metrics.append.observe(append_ns);
    metrics.sync.observe(sync_ns);
    unclear = false;
  }

  void settle_group() {
    in_active += std::ssize(group);
    last.store(group.back()->entry.seq.value, std::memory_order_release);
    {
      std::lock_guard lock(segments_mutex);
      if (!places.back().first) places.back().first = group.front()->entry.seq;
    }
    std::vector<std::pair<std::function<void(MessageSeq)>, MessageSeq>> durable;
    for (InboundPtr& inbound : group) {
      if (inbound->on_durable)
        durable.emplace_back(std::move(inbound->on_durable), inbound->entry.seq);
    }
    std::vector<InboundPtr> done;
    done.swap(group);
    if (listener) listener(std::move(done));
    {
      std::lock_guard lock(queue_mutex);
      oldest = queue.oldest();
      flush_failed = false;
      written_at = clock.now();
    }
    for (auto& [callback, seq] : durable) callback(seq);
    if (in_active >= options.segment_entries) rotate();
  }

  bool flush() {
    if (group.empty()) {
      take_group();
      if (group.empty()) return false;
      number_group();
    }
    try_to_write_group();
    settle_group();
    return true;
  }

  void run() {
    take_short_turns();
    while (true) {
      {
        std::unique_lock lock(queue_mutex);
        queue_cv.wait(lock, [&] { return stopping || !queue.empty() || !group.empty(); });
        if (stopping && queue.empty() && group.empty()) return;
        queue_cv.wait_for(lock, std::chrono::milliseconds(kGatherMs),
                          [&] { return stopping || !group.empty() || !queue.may_gather(); });
      }
      try {
        flush();
      } catch (const store::StorageError& e) {
        log::error("log_append_failed", {{"detail", e.what()}});
        std::unique_lock lock(queue_mutex);
        queue_cv.wait_for(lock, std::chrono::milliseconds(200), [&] { return stopping; });
        if (stopping) return;  // what was not durable was never acknowledged
      }
    }
  }

  // Full, followed by one that holds something, and not moved yet: with the sequence after its last.
  std::vector<std::pair<Place, MessageSeq>> archivable() {
    std::lock_guard lock(segments_mutex);
    std::vector<std::pair<Place, MessageSeq>> found;
    for (size_t i = 0; i + 1 < places.size(); ++i) {
      const bool moved = places[i].path == path_of(places[i].number, true);
      if (!moved && places[i + 1].first) found.emplace_back(places[i], places[i + 1].first);
    }
    return found;
  }

  // Asked without the lock, which the log's writer takes for every group. False also when somebody
  // reads it now.
  bool wholly_applied(int number, const std::map<int64_t, int64_t>& applied) {
    std::shared_ptr<Segment> asked;
    {
      std::lock_guard lock(segments_mutex);
      asked = segment(*std::ranges::find(places, number, &Place::number));
      constexpr int64_t kOurs = 2;  // the one in `open`, and this one
      if (asked.use_count() > kOurs) return false;
    }
    return asked->wholly_applied(applied);
  }

  // A file moves only when nobody reads it and nothing of it is left in a file beside it, and it
  // never takes the place of another.
  bool move_away(int number) {
    std::lock_guard lock(segments_mutex);
    const auto place = std::ranges::find(places, number, &Place::number);
    open.erase(number);
    if (place == places.end() || !lent[number].expired()) return false;
    const std::string archive = options.dir + "/archive", target = path_of(number, true);
    fs::create_directories(archive);
    for (const std::string& beside : {place->path + "-wal", target, target + "-wal"}) {
      if (!fs::exists(beside)) continue;
      log::warn("log_segment_stays", {{"path", place->path}, {"because_of", beside}});
      return false;
    }
    std::error_code failed;
    fs::rename(place->path, target, failed);
    if (failed) return false;
    fs::remove(place->path + "-shm", failed);  // an index of nothing, left by a crash
    sync_folder(archive);
    sync_folder(options.dir);
    place->path = target;
    return true;
  }

  template <class F>
  void each_place(F&& visit) {
    std::vector<Place> copy;
    {
      std::lock_guard lock(segments_mutex);
      copy = places;
    }
    for (size_t i = 0; i < copy.size(); ++i) {
      const MessageSeq end = i + 1 < copy.size() ? copy[i + 1].first : MessageSeq(INT64_MAX);
      std::shared_ptr<Segment> s;
      auto get = [&]() -> Segment& {
        std::lock_guard lock(segments_mutex);
        s = segment(*std::ranges::find(places, copy[i].number, &Place::number));
        return *s;
      };
      if (!visit(copy[i], end, get)) return;
    }
  }
};

Inbox::Inbox(InboxOptions options, const store::Keyring& keyring, Clock& clock)
    : impl_(std::make_unique<Impl>(std::move(options), keyring, clock)) {
  impl_->recover();
}

Inbox::~Inbox() { stop(); }

void Inbox::set_listener(Listener listener) { impl_->listener = std::move(listener); }

bool Inbox::append(InboundPtr inbound) {
  std::lock_guard lock(impl_->queue_mutex);
  if (!impl_->has_room(1)) return false;
  impl_->enqueue(std::move(inbound));
  impl_->wake_writer();
  return true;
}

bool Inbox::append_page(std::vector<InboundPtr>& page) {
  invariant(page.size() <= kLogPageMax, "a page fits into one commit of the log");
  std::lock_guard lock(impl_->queue_mutex);
  if (page.empty() || !impl_->has_room(page.size())) return page.empty();
  for (InboundPtr& inbound : page) {
    inbound->page_goes_on = &inbound != &page.back();
    impl_->enqueue(std::move(inbound));
  }
  page.clear();
  impl_->queue_cv.notify_one();
  return true;
}

bool Inbox::flush() { return impl_->flush(); }

void Inbox::start() {
  {
    std::lock_guard lock(impl_->queue_mutex);
    impl_->started = true;
    impl_->stopping = false;
  }
  impl_->thread = std::jthread([this] { impl_->run(); });
}

void Inbox::stop() {
  {
    std::lock_guard lock(impl_->queue_mutex);
    impl_->stopping = true;
    impl_->queue_cv.notify_all();
  }
  if (impl_->thread.joinable()) impl_->thread.join();
}

std::optional<Entry> Inbox::read(MessageSeq seq) const {
  std::optional<Entry> found;
  impl_->each_place([&](const Place& place, MessageSeq end, auto&& get) {
    if (!place.first || seq < place.first || (end && seq >= end)) return true;
    found = get().read(seq);
    return false;
  });
  return found;
}

std::vector<Entry> Inbox::scan(ShopId stream, MessageSeq after, size_t limit, size_t bytes) const {
  std::vector<Entry> out;
  impl_->each_place([&](const Place& place, MessageSeq end, auto&& get) {
    if (!place.first || (end && end.value <= after.value + 1)) return true;
    return get().scan(stream, after, limit, bytes, out);
  });
  return out;
}

void Inbox::visit(MessageSeq after, const std::function<void(ShopId, MessageSeq)>& visit) const {
  impl_->each_place([&](const Place& place, MessageSeq end, auto&& get) {
    if (place.first && (!end || end.value > after.value + 1)) get().visit(after, visit);
    return true;
  });
}

MessageSeq Inbox::last() const { return MessageSeq(impl_->last.load(std::memory_order_acquire)); }

std::optional<Instant> Inbox::oldest_pending() const {
  std::lock_guard lock(impl_->queue_mutex);
  return impl_->oldest;
}

size_t Inbox::pending() const {
  std::lock_guard lock(impl_->queue_mutex);
  return impl_->queue.size();
}

bool Inbox::stuck() const {
  std::lock_guard lock(impl_->queue_mutex);
  return impl_->stuck();
}

int Inbox::archive(const LogNeeds& needs) {
  int moved = 0;
  for (const auto& [place, end] : impl_->archivable()) {
    const bool needed = std::ranges::any_of(needs.unsettled, [&](const LogNeeds::Message& m) {
      return m.seq >= place.first && m.seq < end;
    });
    if (needed) continue;
    moved += impl_->wholly_applied(place.number, needs.applied) && impl_->move_away(place.number);
  }
  return moved;
}

int64_t Inbox::erase_bodies_before(int32_t day, const LogNeeds& needs) {
  ShopDays keep;
  for (const LogNeeds::Message& m : needs.unsettled) {
    keep.emplace(m.stream.value, utc_day(m.received_at));
  }
  int64_t erased = 0;
  impl_->each_place([&](const Place& place, MessageSeq, auto&& get) {
    if (place.first) erased += get().erase_bodies_before(day, needs.applied, keep);
    return true;
  });
  return erased;
}

const LogMetrics& Inbox::metrics() const { return impl_->metrics; }

int64_t Inbox::size_bytes() const {
  int64_t bytes = 0;
  impl_->each_place([&](const Place& place, MessageSeq, auto&&) {
    bytes += store::file_bytes(place.path) + store::file_bytes(place.path + "-wal");
    return true;
  });
  return bytes;
}

}  // namespace ordo::core
