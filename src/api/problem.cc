#include "api/problem.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <utility>

#include "base/text.h"

namespace ordo::api {
namespace {

struct CodeStatus {
  std::string_view code;
  int status;
};

constexpr std::array kStatusByCode = {
    CodeStatus{"malformed", 400},
    CodeStatus{"malformed_request", 400},
    CodeStatus{"malformed_json", 400},
    CodeStatus{"malformed_text", 400},
    CodeStatus{"malformed_cursor", 400},
    CodeStatus{"empty_body", 400},
    CodeStatus{"person_forgotten", 410},
    CodeStatus{"stale", 412},
    CodeStatus{"body_too_large", 413},
    CodeStatus{"file_too_large", 413},
    CodeStatus{"unsupported_media_type", 415},
    CodeStatus{"file_type_unknown", 415},
    CodeStatus{"file_type_mismatch", 415},
    CodeStatus{"precondition_required", 428},
};

int status_of_class(ErrorClass kind) {
  switch (kind) {
    case ErrorClass::kInvalid: return 422;
    case ErrorClass::kUnauthorised: return 401;
    case ErrorClass::kForbidden: return 403;
    case ErrorClass::kNotFound: return 404;
    case ErrorClass::kRefused: return 409;
    case ErrorClass::kLimited: return 429;
    case ErrorClass::kUnavailable: return 503;
    case ErrorClass::kInternal: return 500;
  }
  return 500;
}

std::string title_of(std::string_view code) {
  std::string title(code);
  std::ranges::replace(title, '_', ' ');
  if (!title.empty() && title[0] >= 'a' && title[0] <= 'z') {
    title[0] = static_cast<char>(title[0] - 'a' + 'A');
  }
  return title;
}

// JSON is UTF-8; a detail may quote bytes that a stranger sent.
std::string safe(std::string_view text) {
  return is_valid_utf8(text) ? std::string(text) : printable(text);
}

boost::json::array fields_of(const Error& error) {
  boost::json::array fields;
  for (const auto& field : error.fields) {
    fields.push_back({{"pointer", safe(field.pointer)}, {"detail", safe(field.detail)}});
  }
  return fields;
}

HttpResponse build(int status, const Error& error) {
  boost::json::object body{{"type", "/problems/" + error.code},
                           {"title", title_of(error.code)},
                           {"status", status},
                           {"detail", safe(error.detail)},
                           {"code", error.code},
                           {"errors", fields_of(error)}};
  return {status, std::string(kProblemType), boost::json::serialize(body), {}};
}

}  // namespace

int status_of(const Error& error) {
  auto it = std::ranges::find(kStatusByCode, std::string_view(error.code), &CodeStatus::code);
  return it != kStatusByCode.end() ? it->status : status_of_class(error.kind);
}

HttpResponse problem(const Error& error, int retry_after_s) {
  HttpResponse response = build(status_of(error), error);
  if (response.status == 401) {
    response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"ordo\"");
  }
  if (response.status == 429 || response.status == 503) {
    response.headers.emplace_back("Retry-After", std::to_string(retry_after_s));
  }
  return response;
}

HttpResponse problem(int status, std::string_view code, std::string detail) {
  return build(status, Error{ErrorClass::kInvalid, std::string(code), std::move(detail), {}});
}

HttpResponse internal_problem() {
  return problem(500, "internal", "The server could not answer; its log says why.");
}

}  // namespace ordo::api
