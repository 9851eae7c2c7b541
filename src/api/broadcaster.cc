#include "api/broadcaster.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/invariant.h"

namespace ordo::api {

void Broadcaster::publish(std::string_view topic, std::string_view type, int64_t id, Instant at,
                          std::string_view data_json) {
  std::string text = fmt::format(R"({{"type":"{}","id":"{}","at":"{}","data":{}}})", type, id,
                                 format_rfc3339(at), data_json);
  std::lock_guard lock(mutex_);
  invariant(id >= newest_, "events are published in order");
  newest_ = id;
  std::string name(topic);
  for (auto& [key, listener] : listeners_) {
    if (listener.topics.contains(name)) listener.socket->send(text);
  }
  ring_.push_back({id, std::move(name), std::move(text)});
  if (ring_.size() <= kEventsKept) return;
  dropped_through_ = ring_.front().id;
  ring_.pop_front();
}

void Broadcaster::subscribe(const std::shared_ptr<Socket>& socket,
                            const std::set<std::string>& topics, std::optional<int64_t> after) {
  std::lock_guard lock(mutex_);
  // Under one lock with publish(): nothing falls between the past and the present, or comes twice.
  if (after) resume(*socket, topics, *after);
  Listener& listener = listeners_[socket.get()];
  listener.socket = socket;
  listener.topics.insert(topics.begin(), topics.end());
}

void Broadcaster::resume(Socket& socket, const std::set<std::string>& topics, int64_t after) const {
  auto wanted = [&](const Event& e) { return e.id > after && topics.contains(e.topic); };
  bool unknown = after < dropped_through_ || after > newest_;
  if (unknown || std::ranges::count_if(ring_, wanted) > static_cast<int64_t>(kReplayMax)) {
    return socket.send(R"({"type":"reset"})");
  }
  for (const Event& event : ring_) {
    if (wanted(event)) socket.send(event.text);
  }
}

void Broadcaster::leave(const Socket* socket) {
  std::lock_guard lock(mutex_);
  listeners_.erase(socket);
}

size_t Broadcaster::listeners() const {
  std::lock_guard lock(mutex_);
  return listeners_.size();
}

}  // namespace ordo::api
