#include "core/entry_queue.h"

#include <algorithm>

#include "core/limits.h"

namespace ordo::core {
namespace {

size_t page_length(const std::deque<std::pair<uint64_t, InboundPtr>>& stream) {
  size_t n = 1;
  while (n < stream.size() && stream[n - 1].second->page_goes_on) ++n;
  return n;
}

}  // namespace

void EntryQueue::push(InboundPtr inbound) {
  ++size_;
  bytes_ += inbound->entry.body.size();
  floods_.arrived(inbound->entry.stream, inbound->entry.received_at);
  Stream& stream = streams_[inbound->entry.stream.value];
  stream.emplace_back(next_ticket_++, std::move(inbound));
}

bool EntryQueue::may_gather() const {
  return size_ < kSharedGroupMax && streams_.size() == 1 &&
         floods_.is_flooding(streams_.begin()->first);
}

// Each comes first in its turn: a page that finds no room beside others then finds it.
std::vector<EntryQueue::Stream*> EntryQueue::in_turn() {
  std::vector<Stream*> turn;
  const auto start = streams_.lower_bound(next_stream_);
  for (auto it = start; it != streams_.end(); ++it) turn.push_back(&it->second);
  for (auto it = streams_.begin(); it != start; ++it) turn.push_back(&it->second);
  next_stream_ = (start == streams_.end() ? streams_.begin() : start)->first + 1;
  return turn;
}

void EntryQueue::take_from(Stream& stream, size_t slice, size_t room, std::vector<Ticket>& group) {
  for (size_t taken = 0; taken < slice && !stream.empty();) {
    const size_t page = page_length(stream);
    if (page > room && !group.empty()) return;
    for (size_t i = 0; i < page; ++i) {
      bytes_ -= stream.front().second->entry.body.size();
      group.push_back(std::move(stream.front()));
      stream.pop_front();
    }
    taken += page;
    room -= std::min(room, page);
  }
}

std::vector<InboundPtr> EntryQueue::take() {
  std::vector<Ticket> group;
  if (streams_.empty()) return {};
  const size_t most = streams_.size() > 1 ? kSharedGroupMax : kLogGroupMax;
  std::vector<Stream*> turn = in_turn();
  for (size_t before = SIZE_MAX; group.size() < most && group.size() != before;) {
    before = group.size();
    const size_t slice = std::max<size_t>(1, (most - group.size()) / turn.size());
    for (Stream* stream : turn) {
      if (group.size() < most) take_from(*stream, slice, most - group.size(), group);
    }
    std::erase_if(turn, [](const Stream* stream) { return stream->empty(); });
    if (turn.empty()) break;
  }
  std::erase_if(streams_, [](const auto& stream) { return stream.second.empty(); });
  size_ -= group.size();
  std::ranges::sort(group, {}, [](const Ticket& ticket) { return ticket.first; });
  std::vector<InboundPtr> taken;
  taken.reserve(group.size());
  for (Ticket& ticket : group) taken.push_back(std::move(ticket.second));
  return taken;
}

std::optional<Instant> EntryQueue::oldest() const {
  std::optional<Instant> oldest;
  for (const auto& [id, stream] : streams_) {
    const Instant at = stream.front().second->entry.received_at;
    if (!oldest || at < *oldest) oldest = at;
  }
  return oldest;
}

}  // namespace ordo::core
