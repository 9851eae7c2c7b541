// The log as segment files: SQLite databases of their own, numbered, in one folder. One is written to; when
// it is full the log goes on in the next.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/log.h"
#include "core/entry_table.h"
#include "store/files.h"

namespace ordo::core {
namespace {

namespace fs = std::filesystem;

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

void collect_segments(const std::string& dir, std::map<int, std::string>& found) {
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

class SegmentFiles final : public LogStore {
 public:
  SegmentFiles(InboxOptions options, const store::Keyring& keyring);

  Newest newest() override;
  AppendCost append(const Group& group, Clock& clock) override;
  bool holds(const Group& group) override;
  std::optional<Entry> read(MessageSeq seq) override;
  std::vector<Entry> scan(ShopId stream, MessageSeq after, size_t limit, size_t bytes) override;
  void visit(MessageSeq after, const Visit& visit) override;
  int archive(const LogNeeds& needs) override;
  int64_t erase_bodies_before(int32_t day, const LogNeeds& needs) override;
  int64_t size_bytes() override;

 private:
  [[nodiscard]] std::string path_of(int number, bool archived) const;
  std::shared_ptr<EntryTable> segment(const Place& place);
  std::shared_ptr<EntryTable> active();
  void find_segments();
  void probe(std::map<int, std::string>& found) const;
  void rotate();
  void added(const Group& group);
  [[nodiscard]] std::vector<std::pair<Place, MessageSeq>> archivable();
  [[nodiscard]] bool wholly_applied(int number, const std::map<int64_t, int64_t>& applied);
  bool move_away(int number);
  template <class F>
  void each_place(F&& visit);

  const InboxOptions options_;
  const store::Keyring& keyring_;
  int64_t in_active_ = 0;  // the writer's own

  std::mutex mutex_;
  std::vector<Place> places_;  // oldest first; the last is the active one
  std::map<int, std::shared_ptr<EntryTable>> open_;
  // Also those that are no longer in `open_` while somebody reads them: a file is opened once only.
  std::map<int, std::weak_ptr<EntryTable>> lent_;
};

SegmentFiles::SegmentFiles(InboxOptions options, const store::Keyring& keyring)
    : options_(std::move(options)), keyring_(keyring) {
  find_segments();
  in_active_ = segment(places_.back())->count();
}

std::string SegmentFiles::path_of(int number, bool archived) const {
  const char* format = archived ? "{}/archive/inbox-{:06}.db" : "{}/inbox-{:06}.db";
  return fmt::format(fmt::runtime(format), options_.dir, number);
}

// Under the lock, but for the constructor.
std::shared_ptr<EntryTable> SegmentFiles::segment(const Place& place) {
  auto& slot = open_[place.number];
  if (!slot) slot = lent_[place.number].lock();
  if (!slot) {
    store::DatabaseOptions o;
    o.path = place.path;
    o.vfs = options_.vfs;
    o.single_connection = options_.single_connection;
    o.checkpoint_thread = options_.checkpoint_thread && place.number == places_.back().number;
    o.readers = 1;
    o.writer_cache_kib = 4096;
    o.page_bytes = kLogPageBytes;
    slot = std::make_shared<EntryTable>(o, keyring_);
    lent_[place.number] = slot;
  }
  auto result = slot;
  for (auto it = open_.begin(); open_.size() > kOpenSegments && it != open_.end();) {
    const bool keep = it->first == place.number || it->first == places_.back().number;
    it = keep ? std::next(it) : open_.erase(it);
  }
  return result;
}

std::shared_ptr<EntryTable> SegmentFiles::active() {
  std::lock_guard lock(mutex_);
  return segment(places_.back());
}

void SegmentFiles::find_segments() {
  std::map<int, std::string> found;
  if (options_.vfs.empty()) {
    fs::create_directories(options_.dir);
    collect_segments(options_.dir, found);
    collect_segments(options_.dir + "/archive", found);
  } else {
    probe(found);
  }
  if (found.empty()) found[1] = path_of(1, false);
  for (auto& [number, path] : found) places_.push_back({number, path, MessageSeq(0)});
  for (Place& place : places_) place.first = segment(place)->first();
}

// A simulated disk lists no folder and archives nothing: its segments are numbered without gaps.
void SegmentFiles::probe(std::map<int, std::string>& found) const {
  for (int number = 1; store::file_exists(options_.vfs, path_of(number, false)); ++number) {
    found[number] = path_of(number, false);
  }
}

LogStore::Newest SegmentFiles::newest() {
  std::lock_guard lock(mutex_);
  Newest newest;
  // The latest arrival lies as far back as the queue was long, or nearer.
  for (auto it = places_.rbegin(); it != places_.rend(); ++it) {
    auto s = segment(*it);
    newest.seq = std::max(newest.seq, s->last());
    newest.received_at = std::max(newest.received_at, s->last_received());
    if (newest.seq && newest.seq.value - it->first.value >= static_cast<int64_t>(kInboxQueueMax)) {
      break;
    }
  }
  return newest;
}

void SegmentFiles::rotate() {
  std::lock_guard lock(mutex_);
  const int number = places_.back().number + 1;
  open_.erase(places_.back().number);  // reopened without its checkpoint thread when asked for
  places_.push_back({number, path_of(number, false), MessageSeq(0)});
  in_active_ = 0;
}

void SegmentFiles::added(const Group& group) {
  in_active_ += std::ssize(group);
  std::lock_guard lock(mutex_);
  if (!places_.back().first) places_.back().first = group.front()->entry.seq;
}

AppendCost SegmentFiles::append(const Group& group, Clock& clock) {
  if (in_active_ >= options_.segment_entries) rotate();
  const AppendCost cost = active()->append(group, clock);
  added(group);
  return cost;
}

bool SegmentFiles::holds(const Group& group) {
  {
    // Closed before it is opened anew: the file may allow one connection only.
    std::lock_guard lock(mutex_);
    open_.erase(places_.back().number);
    lent_.erase(places_.back().number);
  }
  if (!active()->contains(group.front()->entry)) return false;
  added(group);
  return true;
}

template <class F>
void SegmentFiles::each_place(F&& visit) {
  std::vector<Place> copy;
  {
    std::lock_guard lock(mutex_);
    copy = places_;
  }
  for (size_t i = 0; i < copy.size(); ++i) {
    const MessageSeq end = i + 1 < copy.size() ? copy[i + 1].first : MessageSeq(INT64_MAX);
    std::shared_ptr<EntryTable> s;
    auto get = [&]() -> EntryTable& {
      std::lock_guard lock(mutex_);
      s = segment(*std::ranges::find(places_, copy[i].number, &Place::number));
      return *s;
    };
    if (!visit(copy[i], end, get)) return;
  }
}

std::optional<Entry> SegmentFiles::read(MessageSeq seq) {
  std::optional<Entry> found;
  each_place([&](const Place& place, MessageSeq end, auto&& get) {
    if (!place.first || seq < place.first || (end && seq >= end)) return true;
    found = get().read(seq);
    return false;
  });
  return found;
}

std::vector<Entry> SegmentFiles::scan(ShopId stream, MessageSeq after, size_t limit, size_t bytes) {
  std::vector<Entry> out;
  each_place([&](const Place& place, MessageSeq end, auto&& get) {
    if (!place.first || (end && end.value <= after.value + 1)) return true;
    return get().scan(stream, after, limit, bytes, out);
  });
  return out;
}

void SegmentFiles::visit(MessageSeq after, const Visit& visit) {
  each_place([&](const Place& place, MessageSeq end, auto&& get) {
    if (place.first && (!end || end.value > after.value + 1)) get().visit(after, visit);
    return true;
  });
}

// Full, followed by one that holds something, and not moved yet: with the sequence after its last.
std::vector<std::pair<Place, MessageSeq>> SegmentFiles::archivable() {
  std::lock_guard lock(mutex_);
  std::vector<std::pair<Place, MessageSeq>> found;
  for (size_t i = 0; i + 1 < places_.size(); ++i) {
    const bool moved = places_[i].path == path_of(places_[i].number, true);
    if (!moved && places_[i + 1].first) found.emplace_back(places_[i], places_[i + 1].first);
  }
  return found;
}

// Asked without the lock, which the log's writer takes for every group. False also when somebody
// reads it now.
bool SegmentFiles::wholly_applied(int number, const std::map<int64_t, int64_t>& applied) {
  std::shared_ptr<EntryTable> asked;
  {
    std::lock_guard lock(mutex_);
    asked = segment(*std::ranges::find(places_, number, &Place::number));
    constexpr int64_t kOurs = 2;  // the one in `open_`, and this one
    if (asked.use_count() > kOurs) return false;
  }
  return asked->wholly_applied(applied);
}

// A file moves only when nobody reads it and nothing of it is left in a file beside it, and it
// never takes the place of another.
bool SegmentFiles::move_away(int number) {
  std::lock_guard lock(mutex_);
  const auto place = std::ranges::find(places_, number, &Place::number);
  open_.erase(number);
  if (place == places_.end() || !lent_[number].expired()) return false;
  const std::string archive = options_.dir + "/archive", target = path_of(number, true);
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
  sync_folder(options_.dir);
  place->path = target;
  return true;
}

int SegmentFiles::archive(const LogNeeds& needs) {
  int moved = 0;
  for (const auto& [place, end] : archivable()) {
    const bool needed = std::ranges::any_of(needs.unsettled, [&](const LogNeeds::Message& m) {
      return m.seq >= place.first && m.seq < end;
    });
    if (needed) continue;
    moved += wholly_applied(place.number, needs.applied) && move_away(place.number);
  }
  return moved;
}

int64_t SegmentFiles::erase_bodies_before(int32_t day, const LogNeeds& needs) {
  int64_t erased = 0;
  each_place([&](const Place& place, MessageSeq, auto&& get) {
    if (place.first) erased += get().erase_bodies_before(day, needs);
    return true;
  });
  return erased;
}

int64_t SegmentFiles::size_bytes() {
  int64_t bytes = 0;
  each_place([&](const Place& place, MessageSeq, auto&&) {
    bytes += store::file_bytes(place.path) + store::file_bytes(place.path + "-wal");
    return true;
  });
  return bytes;
}

}  // namespace

std::unique_ptr<LogStore> open_segment_files(const InboxOptions& options,
                                             const store::Keyring& keyring) {
  return std::make_unique<SegmentFiles>(options, keyring);
}

}  // namespace ordo::core
