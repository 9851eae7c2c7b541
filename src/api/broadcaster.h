// News for browsers: topics, a ring of the last events, and who listens. Events carry no personal
// data, so that every role may hear them; a client reads details from the resource.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "api/http.h"
#include "base/time.h"

namespace ordo::api {

inline constexpr size_t kEventsKept = 10'000;
inline constexpr size_t kReplayMax =
    900;  // a longer gap is answered "reset": a socket's queue ends at 1,000

// Where in the news something stands: after which event of history, and which piece of news since that
// one. Written "107", or "107.2" where history did not move.
struct NewsId {
  int64_t event = 0;
  int64_t piece = 0;
  auto operator<=>(const NewsId&) const = default;
};
[[nodiscard]] std::string to_text(NewsId id);
[[nodiscard]] std::optional<NewsId> parse_news_id(std::string_view text);

// Asked again while a socket is open: a key may be revoked, a session may end.
using StillAllowed = std::function<bool()>;

// Thread-safe. Events of one broadcaster have growing ids.
class Broadcaster {
 public:
  // `last_id`: of the newest event that happened before this process; older ones cannot be resumed.
  explicit Broadcaster(int64_t last_event)
      : dropped_through_{last_event, 0}, newest_{last_event, 0} {}

  // Any thread (the lane's in practice); costs a push a listener. `event`: the newest of history at
  // that moment. `data_json` is written as it is. A socket whose caller is no longer allowed is closed;
  // that is asked at most once a second.
  void publish(std::string_view topic, std::string_view type, int64_t event, Instant at,
               std::string_view data_json);

  // Adds topics to what a socket hears. With `after`, first sends what happened since that id, or
  // {"type":"reset"} when that is no longer known: the client then reads everything anew.
  void subscribe(const std::shared_ptr<Socket>& socket, const std::set<std::string>& topics,
                 std::optional<NewsId> after, StillAllowed allowed = {});
  void leave(const Socket* socket);
  [[nodiscard]] size_t listeners() const;

 private:
  struct Event {
    NewsId id;
    std::string topic;
    std::string text;
  };
  struct Listener {
    std::shared_ptr<Socket> socket;
    std::set<std::string> topics;
    StillAllowed allowed;
    std::optional<Instant> asked;
  };
  static bool may_hear(Listener& listener, Instant now);
  void resume(Socket& socket, const std::set<std::string>& topics, NewsId after) const;

  mutable std::mutex mutex_;
  std::deque<Event> ring_;
  NewsId dropped_through_;
  NewsId newest_;
  std::unordered_map<const Socket*, Listener> listeners_;
};

}  // namespace ordo::api
