// What has been accepted and is not durable yet, by stream. A group of the log takes equal slices of the
// streams, so that a flood on one of them does not make the others wait for all of it. Not thread-safe:
// the inbox holds its lock.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "core/entry.h"
#include "core/floods.h"

namespace ordo::core {

class EntryQueue {
 public:
  void push(InboundPtr inbound);
  // The next group, in the order of arrival: at most kLogGroupMax of a stream that is alone, and
  // kSharedGroupMax where several wait. A page is never divided; one that is larger stands alone.
  [[nodiscard]] std::vector<InboundPtr> take();
  // Whether nobody is kept waiting by gathering more: all of it comes from a stream that floods others.
  [[nodiscard]] bool may_gather() const;
  [[nodiscard]] size_t size() const { return size_; }
  [[nodiscard]] size_t bytes() const { return bytes_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::optional<Instant> oldest() const;  // arrival of what waits longest

 private:
  using Ticket = std::pair<uint64_t, InboundPtr>;  // its place in the order of arrival
  using Stream = std::deque<Ticket>;
  [[nodiscard]] std::vector<Stream*> in_turn();
  void take_from(Stream& stream, size_t slice, size_t room, std::vector<Ticket>& group);

  std::map<int64_t, Stream> streams_;  // none of them empty
  Floods floods_;
  uint64_t next_ticket_ = 0;
  int64_t next_stream_ = 0;  // whose turn it is to come first
  size_t size_ = 0, bytes_ = 0;
};

}  // namespace ordo::core
