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

struct Topic {
  std::string_view name;
  Area area;
};
constexpr std::array kTopics = {Topic{"orders", Area::kOrders}, Topic{"stock", Area::kStock},
                                Topic{"alerts", Area::kAlerts}};

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
    bool known = topic.is_string() &&
                 std::ranges::count(kTopics, std::string_view(topic.get_string()), &Topic::name);
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

bool may_hear(const Caller& caller, const std::set<std::string>& topics) {
  return std::ranges::all_of(kTopics, [&](const Topic& topic) {
    return !topics.contains(std::string(topic.name)) || allowed(caller, {topic.area, false});
  });
}

// What proves the caller is kept as long as the socket, and asked again with each piece of news.
MayHear ask_again(const Authenticator& authenticator, const HttpRequest& request) {
  return [&authenticator, authorization = std::string(request.header("authorization")),
          cookies = std::string(request.header("cookie")), local = request.local](
             const std::set<std::string>& topics) -> std::optional<core::ShopScope> {
    HttpRequest again;
    again.method = "GET";
    again.path = kStreamPath;
    again.local = local;
    if (!authorization.empty()) again.headers.emplace_back("authorization", authorization);
    if (!cookies.empty()) again.headers.emplace_back("cookie", cookies);
    const auto caller = authenticator.authorise(again, {Area::kOrders, false});
    if (!caller || !may_hear(*caller, topics)) return std::nullopt;
    return caller->shops;
  };
}

bool comes_with_cookie(const HttpRequest& request) {
  return !request.local && request.header("authorization").empty();
}

std::string closed_to_caller() {
  return error_text(Error{
      ErrorClass::kForbidden, "forbidden", "One of these topics is not open to this caller.", {}});
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
  int retry_after_s = 1;
  auto caller = door_.enter(request, {Area::kOrders, false}, retry_after_s);
  auto origin = caller ? check_origin(request) : Result<>();
  if (!caller || !origin) {
    refusal = problem(caller ? origin.error() : caller.error(), retry_after_s);
    return std::nullopt;
  }
  MayHear hears = ask_again(door_.authenticator(), request);
  // The callbacks are the socket's own: held strongly they would keep it alive for ever.
  std::weak_ptr<Socket> weak = socket;
  return SocketCallbacks{[this, weak, hears](std::string_view text) {
                           auto open = weak.lock();
                           if (!open) return;
                           auto subscription = read_subscription(text);
                           if (!subscription) return open->send(error_text(subscription.error()));
                           if (!hears({"orders"})) return open->close();
                           if (!hears(subscription->topics)) return open->send(closed_to_caller());
                           broadcaster_.subscribe(open, subscription->topics, subscription->after,
                                                  hears);
                         },
                         [this, key = socket.get()] { broadcaster_.leave(key); }};
}

}  // namespace ordo::api
