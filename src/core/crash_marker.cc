#include "core/crash_marker.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/limits.h"
#include "store/sql.h"

namespace ordo::core {
namespace {

// The file: how many entries are open, then pairs of sequence and how often each was alone at a crash.
struct Page {
  int64_t count;
  CrashMarker::Left left[kBatchMax * 2];
};

// What both kinds share: the bookkeeping over one page of memory.
class PageMarker : public CrashMarker {
 public:
  void open(std::span<const int64_t> seqs) override {
    const size_t n = std::min(seqs.size(), std::size(page_->left));
    page_->count = 0;
    for (size_t i = 0; i < n; ++i) page_->left[i] = {seqs[i], times(seqs[i])};
    page_->count = static_cast<int64_t>(n);
  }

  void close() override { page_->count = 0; }

  std::vector<Left> recover() override {
    const auto n = std::clamp<int64_t>(page_->count, 0, std::ssize(page_->left));
    suspects_.assign(page_->left, page_->left + n);
    if (suspects_.size() == 1) ++suspects_.front().times;
    return suspects_;
  }

 protected:
  Page* page_ = nullptr;

 private:
  int times(int64_t seq) const {
    for (const Left& left : suspects_) {
      if (left.seq == seq) return left.times;
    }
    return 0;
  }
  std::vector<Left> suspects_;
};

class FileMarker final : public PageMarker {
 public:
  explicit FileMarker(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 || ::ftruncate(fd, sizeof(Page)) != 0) fail(path);
    void* memory = ::mmap(nullptr, sizeof(Page), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    ::close(fd);
    if (memory == MAP_FAILED) fail(path);
    page_ = static_cast<Page*>(memory);
  }
  ~FileMarker() override { ::munmap(page_, sizeof(Page)); }

 private:
  [[noreturn]] static void fail(const std::string& path) {
    throw store::StorageError(store::Fault::kFatal, errno,
                              "cannot open " + path + ": " + std::strerror(errno));
  }
};

class MemoryMarker final : public PageMarker {
 public:
  MemoryMarker() { page_ = memory_.get(); }

 private:
  std::unique_ptr<Page> memory_ = std::make_unique<Page>();
};

}  // namespace

std::unique_ptr<CrashMarker> file_crash_marker(const std::string& path) {
  return std::make_unique<FileMarker>(path);
}

std::unique_ptr<CrashMarker> memory_crash_marker() { return std::make_unique<MemoryMarker>(); }

}  // namespace ordo::core
