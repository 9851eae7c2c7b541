// Signs the newest head of the chain and adds it to data/heads.jsonl, where it can be shipped
// elsewhere: whoever alters the database later contradicts a line that has left the machine. Once a line
// is on the disk, a command records that in the chain, so that a file deleted or cut short contradicts
// the database as well.
//
// A copy of the lines is kept where HubOptions::heads_copy says, on another disk or a mounted one: whoever
// sets the data folder back does not reach it. Each export adds what the copy lacks, so that one that was
// away is completed when it comes back; an export that cannot reach it raises `heads_not_copied`, once until
// it succeeds again.
//
// Exports hourly, at the start when the last head is older than an hour, and at a clean stop. A batch that
// holds nothing but such a record is not worth a head of its own: an idle hub exports nothing.
#pragma once

#include <boost/json.hpp>
#include <condition_variable>
#include <future>
#include <mutex>
#include <string>
#include <thread>

#include "core/chain.h"
#include "flows/cell.h"
#include "flows/hub.h"

namespace ordo::flows {

inline constexpr const char* kRecordHead = "heads.record";
// The command's effect: an event of the chain.
[[nodiscard]] core::Outcome record_head(Context& context, const boost::json::object& body);

class HeadExport {
 public:
  explicit HeadExport(Hub& hub);
  ~HeadExport();
  void start();
  // Ends the thread, exports what is newest and waits a moment for its record to be applied: while the
  // hub still runs.
  void stop();
  // Adds what was applied since, without a record: the hub has stopped; the next start records it.
  void export_last();

  // Exports the newest head, and hands its record to the log. False when there is nothing new. The
  // record's outcome is not waited for.
  bool export_now();
  // Hands the record of the newest line to the log where the chain has none: a crash came between, or a
  // stop. False when there is none.
  bool record_missing();

 private:
  [[nodiscard]] bool append_newest(core::SignedHead& head);
  [[nodiscard]] bool copy_heads();
  std::future<void> record(const core::SignedHead& head, bool alert_copy = false);
  [[nodiscard]] bool is_overdue();

  Hub& hub_;
  std::string path_;
  int64_t last_batch_ = 0;
  Instant last_at_;
  bool copy_failing_ = false;
  std::future<void> recorded_;  // of the newest record
  std::mutex mutex_;
  std::condition_variable cv_;
  bool stopping_ = false;
  std::jthread thread_;
};

}  // namespace ordo::flows
