// Remembers, across the death of the process, which entries a batch had open. A page shared with the
// kernel: it survives a crash of ours at the price of a memory write, without a sync. (A crash of the
// machine may lose it: then nothing is run singly, and nothing else is lost.)
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/ids.h"

namespace ordo::core {

class CrashMarker {
 public:
  virtual ~CrashMarker() = default;
  virtual void open(std::span<const int64_t> seqs) = 0;
  virtual void close() = 0;
  struct Left {
    int64_t seq;
    int times;  // how often it was alone when the process died
  };
  // What was open when the last process died; call once at start. Only what was open alone is counted:
  // among a thousand others an entry is a suspect, to be run singly, and no more than that.
  [[nodiscard]] virtual std::vector<Left> recover() = 0;
};

// Kept in a memory-mapped file of a few pages. Throws StorageError when it cannot be made.
[[nodiscard]] std::unique_ptr<CrashMarker> file_crash_marker(const std::string& path);
// Kept in memory, for the simulator: one object lives across simulated crashes.
[[nodiscard]] std::unique_ptr<CrashMarker> memory_crash_marker();

}  // namespace ordo::core
