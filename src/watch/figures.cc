#include "watch/figures.h"

#include <algorithm>

#include "core/message_queries.h"
#include "core/outbox_queries.h"

namespace ordo::watch {
namespace {

int64_t sum(const std::map<int64_t, int64_t>& counts) {
  int64_t total = 0;
  for (const auto& [stream, n] : counts) total += n;
  return total;
}

void read_memory(QueueFigures& figures, flows::Hub& hub) {
  figures.log = {static_cast<int64_t>(hub.inbox().pending()), hub.inbox().oldest_pending()};
  for (const auto& [stream, depth] : hub.feed().depth_by_stream()) {
    figures.feed[stream] = static_cast<int64_t>(depth);
  }
  figures.feed_oldest = hub.feed().oldest();
}

void read_store(QueueFigures& figures, const store::Reader& reader) {
  using core::OutboxState;
  figures.waiting = {sum(core::waiting_by_stream(reader)), core::oldest_waiting(reader)};
  figures.parked = {sum(core::parked_by_stream(reader)), core::oldest_parked(reader)};
  const core::OutboxCounts calls = core::count_outbox(reader);
  figures.calls_open = {calls.open, core::oldest_call(reader, OutboxState::kWaiting)};
  figures.calls_with_a_person = {calls.with_a_person,
                                 core::oldest_call(reader, OutboxState::kGivenUp)};
}

}  // namespace

QueueFigures read_queues(flows::Hub& hub) {
  QueueFigures figures;
  figures.now = hub.clock().now();
  read_memory(figures, hub);
  read_store(figures, hub.database().read().reader());
  return figures;
}

double age_seconds(Instant now, std::optional<Instant> since) {
  return since ? static_cast<double>(std::max<int64_t>(0, now.ms - since->ms)) / 1000 : 0;
}

}  // namespace ordo::watch
