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
#include "core/shop_scope.h"

namespace ordo::api {

inline constexpr size_t kEventsKept = 10'000;
inline constexpr size_t kReplayMax =
    900;  // a longer gap is answered "reset": a socket's queue ends at 1,000

// Where in the news something stands: at which event of history, and which alert was raised with it or
// since. Written "107", or "107.2031" where it is the alert. Both are kept, so that an id means the same
// after a restart.
struct NewsId {
  int64_t event = 0;
  int64_t alert = 0;
  auto operator<=>(const NewsId&) const = default;
};
[[nodiscard]] std::string to_text(NewsId id);
[[nodiscard]] std::optional<NewsId> parse_news_id(std::string_view text);

// Whose news somebody may hear on these topics, or nothing when he may not (any more). Asked again while a
// socket is open: a key may be revoked, a session may end, a user be given other shops.
using MayHear = std::function<std::optional<core::ShopScope>(const std::set<std::string>& topics)>;

// Thread-safe. Events of one broadcaster have growing ids.
class Broadcaster {
 public:
  // `last`: the newest news of before this process; older ones cannot be resumed.
  explicit Broadcaster(NewsId last) : dropped_through_(last), newest_(last) {}

  // Any thread (the lane's in practice); costs a push a listener. `id` is above every one before it.
  // `data_json` is written as it is. A socket whose caller is no longer allowed is closed; that is asked
  // at most once a second. `shop`: whose news it is; none: the whole hub's, for who sees every shop.
  void publish(std::string_view topic, std::string_view type, NewsId id, Instant at,
               std::string_view data_json, ShopId shop = {});

  // Adds topics to what a socket hears. With `after`, first sends what happened since that id, or
  // {"type":"reset"} when that is no longer known: the client then reads everything anew. Who may not hear
  // them is closed.
  void subscribe(const std::shared_ptr<Socket>& socket, const std::set<std::string>& topics,
                 std::optional<NewsId> after, MayHear may_hear);
  void leave(const Socket* socket);
  [[nodiscard]] size_t listeners() const;

 private:
  struct Event {
    NewsId id;
    std::string topic;
    std::string text;
    ShopId shop;
  };
  struct Listener {
    std::shared_ptr<Socket> socket;
    std::set<std::string> topics;
    MayHear may_hear;
    core::ShopScope shops;
    std::optional<Instant> asked;
  };
  static bool still_hears(Listener& listener, Instant now);
  void resume(const Listener& listener, const std::set<std::string>& topics, NewsId after) const;

  mutable std::mutex mutex_;
  std::deque<Event> ring_;
  NewsId dropped_through_;
  NewsId newest_;
  std::unordered_map<const Socket*, Listener> listeners_;
};

}  // namespace ordo::api
