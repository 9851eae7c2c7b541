#include "api/wire.h"

#include <fmt/format.h>

#include <array>
#include <ctime>

#include "base/invariant.h"

namespace ordo::api {
namespace {

std::string_view reason(int status) {
  switch (status) {
    case 101: return "Switching Protocols";
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 503: return "Service Unavailable";
    default: return "Status";
  }
}

bool may_have_body(int status) { return status >= 200 && status != 204 && status != 304; }

bool wants_body(const HttpResponse& response, const WireOptions& options) {
  return !options.head && may_have_body(response.status);
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
  constexpr std::string_view kBreaks("\r\n\0", 3);
  invariant(name.find_first_of(kBreaks) == name.npos && value.find_first_of(kBreaks) == value.npos,
            "no line break in a response header");
  out.append(name).append(": ").append(value).append("\r\n");
}

void append_connection(std::string& out, const WireOptions& options) {
  if (!options.keep_alive) {
    out += "Connection: close\r\n";
  } else if (options.http10) {
    out += "Connection: keep-alive\r\n";
  }
}

void append_status(std::string& out, int status) {
  fmt::format_to(std::back_inserter(out), "HTTP/1.1 {} {}\r\n", status, reason(status));
}

}  // namespace

bool body_follows(const HttpResponse& response, const WireOptions& options) {
  return wants_body(response, options) && response.body.size() > kInlineBodyMax;
}

std::string encode_answer(const HttpResponse& response, const WireOptions& options) {
  std::string out;
  bool inline_body = wants_body(response, options) && response.body.size() <= kInlineBodyMax;
  out.reserve(320 + (inline_body ? response.body.size() : 0));
  append_status(out, response.status);
  append_header(out, "Date", options.date);
  if (!response.content_type.empty()) {
    append_header(out, "Content-Type", response.content_type);
    // A browser must never guess that data is a page.
    out += "X-Content-Type-Options: nosniff\r\n";
  }
  if (may_have_body(response.status)) {
    fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n", response.body.size());
  }
  for (const auto& [name, value] : response.headers) append_header(out, name, value);
  append_connection(out, options);
  out += "\r\n";
  if (inline_body) out += response.body;
  return out;
}

std::string http_date(int64_t seconds) {
  // Not strftime's names: they follow the locale.
  constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  auto time = static_cast<time_t>(seconds);
  tm utc{};
  gmtime_r(&time, &utc);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays.at(utc.tm_wday), utc.tm_mday,
                     kMonths.at(utc.tm_mon), utc.tm_year + 1900, utc.tm_hour, utc.tm_min,
                     utc.tm_sec);
}

}  // namespace ordo::api
