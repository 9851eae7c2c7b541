// News for browsers: topics, a ring of the last events, and who listens. Events carry no personal
// data, so that every role may hear them; a client reads details from the resource.
#pragma once

#include <cstdint>
#include <deque>
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

// Thread-safe. Events of one broadcaster have growing ids.
class Broadcaster {
 public:
  // `last_id`: of the newest event that happened before this process; older ones cannot be resumed.
  explicit Broadcaster(int64_t last_id) : dropped_through_(last_id), newest_(last_id) {}

  // Any thread (the lane's in practice); costs a push a listener. `data_json` is written as it is.
  void publish(std::string_view topic, std::string_view type, int64_t id, Instant at,
               std::string_view data_json);

  // Adds topics to what a socket hears. With `after`, first sends what happened since that id, or
  // {"type":"reset"} when that is no longer known: the client then reads everything anew.
  void subscribe(const std::shared_ptr<Socket>& socket, const std::set<std::string>& topics,
                 std::optional<int64_t> after);
  void leave(const Socket* socket);
  [[nodiscard]] size_t listeners() const;

 private:
  struct Event {
    int64_t id;
    std::string topic;
    std::string text;
  };
  struct Listener {
    std::shared_ptr<Socket> socket;
    std::set<std::string> topics;
  };
  void resume(Socket& socket, const std::set<std::string>& topics, int64_t after) const;

  mutable std::mutex mutex_;
  std::deque<Event> ring_;
  int64_t dropped_through_;
  int64_t newest_;
  std::unordered_map<const Socket*, Listener> listeners_;
};

}  // namespace ordo::api
