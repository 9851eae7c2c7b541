#include "api/stream.h"

#include <array>
#include <boost/json.hpp>
#include <set>
#include <string>
#include <utility>

#include "api/ascii.h"
#include "api/problem.h"
#include "base/ids.h"

namespace ordo::api {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 3> kTopics = {"orders", "stock", "alerts"};

struct Subscription {
  std::set<std::string> topics;
  std::optional<NewsId> after;
};

Result<std::set<std::string>> read_topics(const json::value& list) {
  if (!list.is_array() || list.get_array().empty()) {
    return invalid("/subscribe", "a list of topics");
  }
  std::set<std::string> topics;
  for (const json::value& topic : list.get_array()) {
    bool known =
        topic.is_string() && std::ranges::count(kTopics, std::string_view(topic.get_string()));
    if (!known)
      return invalid("/subscribe", "topics are orders, stock and alerts", "unknown_topic");
    topics.emplace(topic.get_string());
  }
  return topics;
}

std::optional<NewsId> read_after(const json::value& value) {
  if (!value.is_string()) return std::nullopt;
  return parse_news_id(value.get_string());
}

Result<Subscription> read_subscription(std::string_view text) {
  json::error_code ec;
  json::value message = json::parse(text, ec);
  const json::object* object = ec ? nullptr : message.if_object();
  const json::value* list = object ? object->if_contains("subscribe") : nullptr;
  if (!list) return fail(ErrorClass::kInvalid, "malformed_json", "Send {\"subscribe\": [topics]}.");
  auto topics = read_topics(*list);
  if (!topics) return std::unexpected(std::move(topics.error()));
  Subscription subscription{std::move(*topics), std::nullopt};
  if (const json::value* after = object->if_contains("after"); after && !after->is_null()) {
    subscription.after = read_after(*after);
    if (!subscription.after) return invalid("/after", "the id of an event, as text");
  }
  return subscription;
}

std::string error_text(const Error& error) {
  return json::serialize(
      json::object{{"type", "error"}, {"code", error.code}, {"detail", error.detail}});
}

bool comes_with_cookie(const HttpRequest& request) {
  return !request.local && request.header("authorization").empty();
}

Result<> check_origin(const HttpRequest& request) {
  if (!comes_with_cookie(request)) return {};
  if (same_origin(request.header("origin"), request.header("host"))) return {};
  return fail(ErrorClass::kForbidden, "foreign_origin", "Open the stream from the console's page.");
}

}  // namespace

bool same_origin(std::string_view origin, std::string_view host) {
  size_t scheme = origin.find("://");
  if (scheme == origin.npos || host.empty()) return false;
  auto name = origin.substr(0, scheme);
  if (name != "http" && name != "https") return false;
  return equal_without_case(origin.substr(scheme + 3), host);
}

std::optional<SocketCallbacks> Stream::upgrade(const HttpRequest& request,
                                               const std::shared_ptr<Socket>& socket,
                                               HttpResponse& refusal) {
  if (request.path != kStreamPath) {
    refusal = problem(Error{ErrorClass::kNotFound, "not_found", "No stream stands here.", {}});
    return std::nullopt;
  }
  auto caller = authenticator_.authorise(request, {Area::kOrders, false});
  auto origin = caller ? check_origin(request) : Result<>();
  if (!caller || !origin) {
    refusal = problem(caller ? origin.error() : caller.error());
    return std::nullopt;
  }
  // What proves the caller is kept as long as the socket, and asked again with each piece of news.
  auto allowed = [this, authorization = std::string(request.header("authorization")),
                  cookies = std::string(request.header("cookie")), local = request.local] {
    HttpRequest again;
    again.method = "GET";
    again.path = kStreamPath;
    again.local = local;
    if (!authorization.empty()) again.headers.emplace_back("authorization", authorization);
    if (!cookies.empty()) again.headers.emplace_back("cookie", cookies);
    return authenticator_.authorise(again, {Area::kOrders, false}).has_value();
  };
  // The callbacks are the socket's own: held strongly they would keep it alive for ever.
  std::weak_ptr<Socket> weak = socket;
  return SocketCallbacks{[this, weak, allowed](std::string_view text) {
                           auto open = weak.lock();
                           if (!open) return;
                           auto subscription = read_subscription(text);
                           if (!subscription) return open->send(error_text(subscription.error()));
                           broadcaster_.subscribe(open, subscription->topics, subscription->after,
                                                  allowed);
                         },
                         [this, key = socket.get()] { broadcaster_.leave(key); }};
}

}  // namespace ordo::api
