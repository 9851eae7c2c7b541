// From method and path to a handler. Patterns are written as the OpenAPI document writes them
// ("/api/v1/orders/{id}"); where two fit, the one with the earlier literal wins ("/orders/search"
// before "/orders/{id}"). Filled once at start; dispatch() may then be called from any thread.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/caller.h"
#include "api/http.h"
#include "api/workers.h"
#include "base/result.h"

namespace ordo::api {

// The parameters of a path, percent-decoded.
class Params {
 public:
  // The value of a parameter of the pattern; naming one that it does not have is a breach.
  [[nodiscard]] const std::string& at(std::string_view name) const;
  void add(std::string_view name, std::string value);
  [[nodiscard]] size_t size() const { return values_.size(); }

 private:
  std::vector<std::pair<std::string, std::string>> values_;
};

struct Context {
  Caller caller;
};

// The request lives until `respond` has been called. A handler that throws, or forgets to answer,
// makes the caller hear 500.
using Handler =
    std::function<void(const HttpRequest&, const Params&, const Context&, Respond respond)>;

// Where a handler runs: on the I/O thread (it must not block), or on a worker.
enum class Place : uint8_t { kIo, kWorker };

struct Route {
  std::string method;
  std::string pattern;
  Permission permission;
  Place place = Place::kWorker;
  Handler handler;
  size_t body_max = kBodyMax;
};

class Router {
 public:
  // Answers who calls, or why he may not; where he came too often, also when he may again.
  using Authorise =
      std::function<Result<Caller>(const HttpRequest&, Permission, int& retry_after_s)>;
  using Fallback = std::function<void(const HttpRequest&, Respond)>;

  Router(Workers& workers, Authorise authorise);
  void add(Route route);  // the same method and pattern twice is a breach
  // For GET on paths that no pattern fits (the console's files); else 404.
  void otherwise(Fallback fallback) { fallback_ = std::move(fallback); }

  // HEAD is served by GET's handler; OPTIONS and a wrong method answer Allow.
  void dispatch(const HttpRequest& request, Respond respond) const;

  // How large a body may be that is sent there. Nobody was asked yet who sends it.
  [[nodiscard]] size_t body_max(std::string_view method, std::string_view path) const;

  // In the order in which they were added.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> routes() const;  // method, pattern

 private:
  struct Segment {
    bool parameter;
    std::string text;
  };
  struct Resource {
    std::string pattern;
    std::vector<Segment> segments;
    std::vector<Route> routes;
  };
  using Parts = std::vector<std::string_view>;

  static std::vector<Segment> parse(std::string_view pattern);
  static bool goes_first(const Resource& a, const Resource& b);
  static bool fits(const Resource& resource, const Parts& parts);
  static std::string allow_of(const Resource& resource);
  Resource& resource_for(const std::string& pattern);
  [[nodiscard]] const Resource* find(const Parts& parts) const;
  void serve(const Resource& resource, const Parts& parts, const HttpRequest& request,
             Respond respond) const;
  void call(const Route& route, Params params, const HttpRequest& request, Respond respond) const;
  void missing(const HttpRequest& request, const Respond& respond) const;

  Workers& workers_;
  Authorise authorise_;
  Fallback fallback_;
  std::vector<Resource> resources_;  // in order of precedence
  std::vector<std::pair<std::string, std::string>> added_;
};

}  // namespace ordo::api
