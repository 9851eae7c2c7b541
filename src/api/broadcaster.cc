#include "api/broadcaster.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ids.h"
#include "base/invariant.h"

namespace ordo::api {
namespace {

constexpr int64_t kAskAgainMs = kSecondMs;

}  // namespace

std::string to_text(NewsId id) {
  return id.alert ? fmt::format("{}.{}", id.event, id.alert) : std::to_string(id.event);
}

// "0" stands for "from the beginning", which is no id.
std::optional<NewsId> parse_news_id(std::string_view text) {
  if (text == "0") return NewsId{};
  const size_t dot = text.find('.');
  const auto event = parse_id(text.substr(0, dot));
  if (!event) return std::nullopt;
  if (dot == text.npos) return NewsId{*event, 0};
  const auto alert = parse_id(text.substr(dot + 1));
  return alert ? std::optional(NewsId{*event, *alert}) : std::nullopt;
}

bool Broadcaster::still_hears(Listener& listener, Instant now) {
  const bool lately = listener.asked && now.ms - listener.asked->ms < kAskAgainMs;
  if (lately) return true;
  listener.asked = now;
  auto shops = listener.may_hear(listener.topics);
  if (!shops) return false;
  listener.shops = std::move(*shops);
  return true;
}

void Broadcaster::publish(std::string_view topic, std::string_view type, NewsId id, Instant at,
                          std::string_view data_json, ShopId shop) {
  std::lock_guard lock(mutex_);
  invariant(id > newest_, "news is published in order");
  newest_ = id;
  std::string text = fmt::format(R"({{"type":"{}","id":"{}","at":"{}","data":{}}})", type,
                                 to_text(newest_), format_rfc3339(at), data_json);
  std::string name(topic);
  for (auto& [key, listener] : listeners_) {
    if (!listener.topics.contains(name)) continue;
    if (!still_hears(listener, at))
      listener.socket->close();
    else if (listener.shops.holds(shop))
      listener.socket->send(text);
  }
  ring_.push_back({newest_, std::move(name), std::move(text), shop});
  if (ring_.size() <= kEventsKept) return;
  dropped_through_ = ring_.front().id;
  ring_.pop_front();
}

void Broadcaster::subscribe(const std::shared_ptr<Socket>& socket,
                            const std::set<std::string>& topics, std::optional<NewsId> after,
                            MayHear may_hear) {
  std::lock_guard lock(mutex_);
  auto shops = may_hear(topics);
  if (!shops) return socket->close();
  Listener& listener = listeners_[socket.get()];
  listener.socket = socket;
  listener.topics.insert(topics.begin(), topics.end());
  listener.may_hear = std::move(may_hear);
  listener.shops = std::move(*shops);
  // Under one lock with publish(): nothing falls between the past and the present, or comes twice.
  if (after) resume(listener, topics, *after);
}

void Broadcaster::resume(const Listener& listener, const std::set<std::string>& topics,
                         NewsId after) const {
  Socket& socket = *listener.socket;
  auto wanted = [&](const Event& e) {
    return e.id > after && topics.contains(e.topic) && listener.shops.holds(e.shop);
  };
  const bool unknown = after < dropped_through_ || after > newest_;
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
