#include "api/router.h"

#include <algorithm>

#include "api/problem.h"
#include "api/url.h"
#include "base/invariant.h"
#include "base/log.h"
#include "base/text.h"

namespace ordo::api {
namespace {

constexpr size_t kSegmentsMax = 12;

// The parts of "/a/b": "a", "b". A trailing slash makes an empty last part, which fits nothing.
std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> parts;
  parts.reserve(6);
  path.remove_prefix(std::min<size_t>(1, path.size()));
  while (parts.size() <= kSegmentsMax) {
    size_t slash = path.find('/');
    parts.push_back(path.substr(0, slash));
    if (slash == path.npos) break;
    path.remove_prefix(slash + 1);
  }
  return parts;
}

void run_handler(const Route& route, const HttpRequest& request, const Params& params,
                 const Context& context, Respond respond) {
  try {
    route.handler(request, params, context, std::move(respond));
  } catch (const std::exception& e) {
    // Whoever holds `respond` lets go of it now, which answers 500.
    log::error("handler_failed", {{"route", route.pattern}, {"what", e.what()}});
  }
}

HttpResponse too_busy() {
  return problem(Error{ErrorClass::kUnavailable, "busy", "Too many reads wait; try again.", {}});
}

}  // namespace

const std::string& Params::at(std::string_view name) const {
  auto it =
      std::ranges::find(values_, name, [](const auto& v) { return std::string_view(v.first); });
  invariant(it != values_.end(), "the pattern has this parameter");
  return it->second;
}

void Params::add(std::string_view name, std::string value) {
  values_.emplace_back(std::string(name), std::move(value));
}

Router::Router(Workers& workers, Authorise authorise)
    : workers_(workers), authorise_(std::move(authorise)) {}

std::vector<Router::Segment> Router::parse(std::string_view pattern) {
  std::vector<Segment> segments;
  for (std::string_view part : split(pattern)) {
    bool parameter = part.starts_with('{') && part.ends_with('}');
    if (parameter) part = part.substr(1, part.size() - 2);
    segments.push_back({parameter, std::string(part)});
  }
  return segments;
}

bool Router::goes_first(const Resource& a, const Resource& b) {
  return std::ranges::lexicographical_compare(a.segments, b.segments, {}, &Segment::parameter,
                                              &Segment::parameter);
}

Router::Resource& Router::resource_for(const std::string& pattern) {
  auto known = std::ranges::find(resources_, pattern, &Resource::pattern);
  if (known != resources_.end()) return *known;
  Resource fresh{pattern, parse(pattern), {}};
  auto place = std::upper_bound(resources_.begin(), resources_.end(), fresh, goes_first);
  return *resources_.insert(place, std::move(fresh));
}

void Router::add(Route route) {
  Resource& resource = resource_for(route.pattern);
  auto same = std::ranges::find(resource.routes, route.method, &Route::method);
  invariant(same == resource.routes.end(), "a route is added once");
  added_.emplace_back(route.method, route.pattern);
  resource.routes.push_back(std::move(route));
}

std::vector<std::pair<std::string, std::string>> Router::routes() const { return added_; }

bool Router::fits(const Resource& resource, const Parts& parts) {
  return std::ranges::equal(resource.segments, parts, [](const Segment& s, std::string_view part) {
    return s.parameter ? !part.empty() : s.text == part;
  });
}

const Router::Resource* Router::find(const Parts& parts) const {
  auto it = std::ranges::find_if(resources_, [&](const Resource& r) { return fits(r, parts); });
  return it == resources_.end() ? nullptr : &*it;
}

std::string Router::allow_of(const Resource& resource) {
  std::string allow;
  for (const Route& route : resource.routes) {
    allow += route.method + ", ";
    if (route.method == "GET") allow += "HEAD, ";
  }
  return allow + "OPTIONS";
}

void Router::missing(const HttpRequest& request, const Respond& respond) const {
  bool reads = request.method == "GET" || request.method == "HEAD";
  if (fallback_ && reads) return fallback_(request, respond);
  respond(problem(Error{ErrorClass::kNotFound,
                        "not_found",
                        "Nothing stands at " + printable(request.path) + ".",
                        {}}));
}

size_t Router::body_max(std::string_view method, std::string_view path) const {
  const Resource* resource = find(split(path));
  if (!resource) return kBodyMax;
  const auto route = std::ranges::find(resource->routes, method, &Route::method);
  return route == resource->routes.end() ? kBodyMax : route->body_max;
}

void Router::dispatch(const HttpRequest& request, Respond respond) const {
  Parts parts = split(request.path);
  const Resource* resource = find(parts);
  if (!resource) return missing(request, respond);
  serve(*resource, parts, request, std::move(respond));
}

void Router::serve(const Resource& resource, const Parts& parts, const HttpRequest& request,
                   Respond respond) const {
  std::string_view method = request.method == "HEAD" ? "GET" : request.method;
  auto route = std::ranges::find(resource.routes, method, &Route::method);
  if (route == resource.routes.end()) {
    bool asked = method == "OPTIONS";
    HttpResponse response{204, "", "", {}};
    if (!asked) response = problem(405, "method_not_allowed", "This path has no such method.");
    response.headers.emplace_back("Allow", allow_of(resource));
    return respond(std::move(response));
  }
  Params params;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (!resource.segments[i].parameter) continue;
    auto value = percent_decode(parts[i], UrlPart::kPath);
    if (!value || !is_valid_utf8(*value)) {
      return respond(problem(400, "malformed_request", "The path holds a broken escape."));
    }
    params.add(resource.segments[i].text, std::move(*value));
  }
  call(*route, std::move(params), request, std::move(respond));
}

void Router::call(const Route& route, Params params, const HttpRequest& request,
                  Respond respond) const {
  Context context;
  if (route.permission.area != Area::kPublic) {
    int retry_after_s = 1;
    auto caller = authorise_(request, route.permission, retry_after_s);
    if (!caller) return respond(problem(caller.error(), retry_after_s));
    context.caller = std::move(*caller);
  }
  if (route.place == Place::kIo) {
    return run_handler(route, request, params, context, std::move(respond));
  }
  // `respond` keeps the request alive, so that a reference to it may travel along.
  bool queued =
      workers_.run([&route, &request, params = std::move(params), context = std::move(context),
                    respond] { run_handler(route, request, params, context, respond); });
  if (!queued) respond(too_busy());
}

}  // namespace ordo::api
