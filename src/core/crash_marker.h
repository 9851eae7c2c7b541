// Remembers, across the death of the process, what a batch had open and what was being decoded. A page
// shared with the kernel: it survives a crash of ours at the price of a memory write, without a sync. (A
// crash of the machine may lose it: then nothing is run singly, and nothing else is lost.)
#pragma once

#include <compare>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/ids.h"
#include "core/batch.h"

namespace ordo::core {

// What may have brought the process down: a message, or a timer.
struct Suspect {
  std::string kind;    // of the timer, cut to what the page holds; empty: a message
  int64_t ref = 0;     // the message's sequence, or what the timer is about
  int64_t due_ms = 0;  // of the timer
  auto operator<=>(const Suspect&) const = default;
};
[[nodiscard]] Suspect suspect(MessageSeq message);
[[nodiscard]] Suspect suspect(const Timer& timer);

class CrashMarker {
 public:
  virtual ~CrashMarker() = default;
  virtual void open(std::span<const Suspect> suspects) = 0;
  virtual void close() = 0;
  // Marks a message for as long as it is decoded, beside the batch that is open. Any thread. Answers the
  // place that end_decoding() frees; where more threads decode than there are places, one is unmarked.
  [[nodiscard]] virtual size_t begin_decoding(MessageSeq message) = 0;
  virtual void end_decoding(size_t place) = 0;
  struct Left {
    Suspect suspect;
    int times;  // how often it was alone when the process died
  };
  // What was open when the last process died; call once at start. Only what was open alone is counted:
  // among a thousand others it is a suspect, to be run singly, and no more than that.
  [[nodiscard]] virtual std::vector<Left> recover() = 0;
};

// Kept in a memory-mapped file of a few pages. Throws StorageError when it cannot be made. A file that
// another version wrote in another form reads as empty.
[[nodiscard]] std::unique_ptr<CrashMarker> file_crash_marker(const std::string& path);
// Kept in memory, for the simulator: one object lives across simulated crashes.
[[nodiscard]] std::unique_ptr<CrashMarker> memory_crash_marker();

}  // namespace ordo::core
