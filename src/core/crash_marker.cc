#include "core/crash_marker.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <mutex>

#include "core/limits.h"
#include "store/sql.h"

namespace ordo::core {
namespace {

constexpr int64_t kFormat =
    0x6f72646f'00000003;  // above any count, with which the first form began
constexpr size_t kDecodersMax = 16;
constexpr size_t kKindMax = 39;

struct Slot {
  char kind[kKindMax + 1];
  int64_t ref;
  int64_t due_ms;
  int64_t times;
};

// The file: its form, how many are open, what is being decoded, and what each of the open ones is.
struct Page {
  int64_t format;
  int64_t count;
  int64_t decoding[kDecodersMax];  // 0: nothing
  Slot slots[kBatchMax * 2];
};

void write_slot(Slot& slot, const Suspect& suspect, int times) {
  const size_t n = suspect.kind.copy(slot.kind, kKindMax);
  slot.kind[n] = '\0';
  slot.ref = suspect.ref;
  slot.due_ms = suspect.due_ms;
  slot.times = times;
}

CrashMarker::Left read_slot(const Slot& slot) {
  const size_t n = ::strnlen(slot.kind, kKindMax);
  return {{std::string(slot.kind, n), slot.ref, slot.due_ms}, static_cast<int>(slot.times)};
}

// What both kinds share: the bookkeeping over one page of memory.
class PageMarker : public CrashMarker {
 public:
  void open(std::span<const Suspect> suspects) override {
    const size_t n = std::min(suspects.size(), std::size(page_->slots));
    page_->count = 0;
    claim();
    for (size_t i = 0; i < n; ++i) write_slot(page_->slots[i], suspects[i], times(suspects[i]));
    page_->count = static_cast<int64_t>(n);
  }

  void close() override { page_->count = 0; }

  size_t begin_decoding(MessageSeq message) override {
    claim();
    for (size_t i = 0; i < kDecodersMax; ++i) {
      int64_t nothing = 0;
      if (place(i).compare_exchange_strong(nothing, message.value)) return i;
    }
    return kDecodersMax;
  }

  void end_decoding(size_t at) override {
    if (at < kDecodersMax) place(at) = 0;
  }

  std::vector<Left> recover() override {
    claimed_ = false;
    std::vector<Left> left;
    if (page_->format == kFormat) {
      const int64_t n = std::clamp<int64_t>(page_->count, 0, std::ssize(page_->slots));
      for (int64_t i = 0; i < n; ++i) left.push_back(read_slot(page_->slots[i]));
      for (const int64_t seq : page_->decoding) {
        if (seq) left.push_back({suspect(MessageSeq(seq)), 0});
      }
    }
    if (left.size() == 1) ++left.front().times;
    counted_ = left;
    std::erase_if(counted_, [](const Left& l) { return l.times == 0; });
    return left;
  }

 protected:
  Page* page_ = nullptr;

 private:
  [[nodiscard]] std::atomic_ref<int64_t> place(size_t i) const {
    return std::atomic_ref(page_->decoding[i]);
  }
  // What a former process left stays readable until this one opens something.
  void claim() {
    if (claimed_.load(std::memory_order_acquire)) return;
    std::lock_guard lock(claiming_);
    if (claimed_) return;
    page_->count = 0;
    for (int64_t& seq : page_->decoding) seq = 0;
    page_->format = kFormat;
    claimed_.store(true, std::memory_order_release);
  }
  [[nodiscard]] int times(const Suspect& suspect) const {
    for (const Left& left : counted_) {
      if (left.suspect == suspect) return left.times;
    }
    return 0;
  }
  std::atomic<bool> claimed_{false};
  std::mutex claiming_;
  std::vector<Left> counted_;  // few: asked for all that each batch opens
};

class FileMarker final : public PageMarker {
 public:
  explicit FileMarker(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) fail(path, errno);
    // With blocks of its own from the start: on a full disk a hole that is written to through the mapping
    // kills the process (SIGBUS).
    if (const int error = ::posix_fallocate(fd, 0, sizeof(Page)); error != 0) {
      ::close(fd);
      fail(path, error);
    }
    void* memory = ::mmap(nullptr, sizeof(Page), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    const int error = errno;
    ::close(fd);
    if (memory == MAP_FAILED) fail(path, error);
    page_ = static_cast<Page*>(memory);
  }
  ~FileMarker() override { ::munmap(page_, sizeof(Page)); }

 private:
  [[noreturn]] static void fail(const std::string& path, int error) {
    throw store::StorageError(store::Fault::kFatal, error,
                              "cannot open " + path + ": " + std::strerror(error));
  }
};

class MemoryMarker final : public PageMarker {
 public:
  MemoryMarker() { page_ = memory_.get(); }

 private:
  std::unique_ptr<Page> memory_ = std::make_unique<Page>();
};

}  // namespace

Suspect suspect(MessageSeq message) { return {"", message.value, 0}; }

Suspect suspect(const Timer& timer) {
  return {timer.kind.substr(0, kKindMax), timer.ref, timer.due.ms};
}

std::unique_ptr<CrashMarker> file_crash_marker(const std::string& path) {
  return std::make_unique<FileMarker>(path);
}

std::unique_ptr<CrashMarker> memory_crash_marker() { return std::make_unique<MemoryMarker>(); }

}  // namespace ordo::core
