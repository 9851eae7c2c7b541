#include "core/inbox.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <thread>

#include "base/invariant.h"
#include "base/log.h"
#include "base/text.h"
#include "base/thread.h"
#include "core/entry_queue.h"
#include "core/log_store.h"

namespace ordo::core {
namespace {

std::unique_ptr<LogStore> open_log(const InboxOptions& options, const store::Keyring& keyring) {
  return options.store.empty() ? open_segment_files(options, keyring)
                               : open_log_table(options, keyring);
}

bool is_column_text(std::string_view text) {
  return text.find('\0') == std::string_view::npos && is_valid_utf8(text);
}

// One that PostgreSQL would refuse would hold up all that is written with it, for ever.
void require_columns(const Entry& e) {
  const bool texts = is_column_text(e.route) && is_column_text(e.external_id) &&
                     is_column_text(e.caller) && is_column_text(e.headers);
  invariant(texts, "an entry's texts are UTF-8 without U+0000");
}

}  // namespace

struct Inbox::Impl {
  Impl(const InboxOptions& options, const store::Keyring& keyring, Clock& c)
      : store(open_log(options, keyring)), clock(c) {
    const LogStore::Newest newest = store->newest();
    last = newest.seq.value;
    next = MessageSeq(newest.seq.value + 1);
    last_received = newest.received_at;
  }

  const std::unique_ptr<LogStore> store;
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
  bool unclear = false;

  std::atomic<int64_t> last{0};
  std::atomic<bool> lost = false;
  LogMetrics metrics;

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
    } catch (const std::exception& e) {
      const auto* error = dynamic_cast<const store::StorageError*>(&e);
      if (error && error->fault() == store::Fault::kTakenOver) lost = true;
      std::lock_guard lock(queue_mutex);
      flush_failed = true;
      throw;
    }
  }

  void write_group() {
    // An unclear commit is looked up, never taken for a failure.
    if (unclear && store->holds(group)) {
      unclear = false;
      return;
    }
    unclear = true;
    const auto [append_ns, sync_ns] = store->append(group, clock);
    metrics.append.observe(append_ns);
    metrics.sync.observe(sync_ns);
    unclear = false;
  }

  void settle_group() {
    last.store(group.back()->entry.seq.value, std::memory_order_release);
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
        if (lost) return;
        std::unique_lock lock(queue_mutex);
        queue_cv.wait_for(lock, std::chrono::milliseconds(200), [&] { return stopping; });
        if (stopping) return;  // what was not durable was never acknowledged
      }
    }
  }
};

Inbox::Inbox(const InboxOptions& options, const store::Keyring& keyring, Clock& clock)
    : impl_(std::make_unique<Impl>(options, keyring, clock)) {}

Inbox::~Inbox() { stop(); }

void Inbox::set_listener(Listener listener) { impl_->listener = std::move(listener); }

bool Inbox::append(InboundPtr inbound) {
  require_columns(inbound->entry);
  std::lock_guard lock(impl_->queue_mutex);
  if (!impl_->has_room(1)) return false;
  impl_->enqueue(std::move(inbound));
  impl_->wake_writer();
  return true;
}

bool Inbox::append_page(std::vector<InboundPtr>& page) {
  invariant(page.size() <= kLogPageMax, "a page fits into one commit of the log");
  for (const InboundPtr& inbound : page) require_columns(inbound->entry);
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

std::optional<Entry> Inbox::read(MessageSeq seq) const { return impl_->store->read(seq); }

std::vector<Entry> Inbox::scan(ShopId stream, MessageSeq after, size_t limit, size_t bytes) const {
  return impl_->store->scan(stream, after, limit, bytes);
}

void Inbox::visit(MessageSeq after, const std::function<void(ShopId, MessageSeq)>& visit) const {
  impl_->store->visit(after, visit);
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

bool Inbox::lost() const { return impl_->lost; }

bool Inbox::stuck() const {
  std::lock_guard lock(impl_->queue_mutex);
  return impl_->stuck();
}

int Inbox::archive(const LogNeeds& needs) { return impl_->store->archive(needs); }

int64_t Inbox::erase_bodies_before(int32_t day, const LogNeeds& needs) {
  return impl_->store->erase_bodies_before(day, needs);
}

const LogMetrics& Inbox::metrics() const { return impl_->metrics; }

int64_t Inbox::size_bytes() const { return impl_->store->size_bytes(); }

}  // namespace ordo::core
