#include "api/console_routes.h"

#include <algorithm>
#include <array>
#include <string>

#include "api/ascii.h"
#include "api/problem.h"
#include "base/text.h"

namespace ordo::api {
namespace {

constexpr std::string_view kPage = "/index.html";

constexpr std::array<std::string_view, 6> kForPrograms = {"/api",     "/hooks",  "/metrics",
                                                          "/healthz", "/readyz", "/t"};

// Styles alone may stand inline: the component library writes its rules into the page while it runs,
// and a rule can neither run code nor, with every other source closed, carry anything out.
constexpr std::string_view kContentPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";

bool is_below(std::string_view path, std::string_view prefix) {
  return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
}

bool is_for_programs(std::string_view path) {
  return std::ranges::any_of(kForPrograms, [&](auto prefix) { return is_below(path, prefix); });
}

// A name with an extension is a file's; the console's own addresses have none.
bool names_a_file(std::string_view path) {
  return path.substr(path.rfind('/') + 1).find('.') != std::string_view::npos;
}

const ConsoleFile* find(std::span<const ConsoleFile> files, std::string_view path) {
  auto it = std::ranges::find(files, path, &ConsoleFile::path);
  return it == files.end() ? nullptr : &*it;
}

const ConsoleFile* file_for(std::span<const ConsoleFile> files, std::string_view path) {
  if (is_for_programs(path)) return nullptr;
  if (const ConsoleFile* file = find(files, path)) return file;
  return names_a_file(path) ? nullptr : find(files, kPage);
}

bool takes_gzip(const HttpRequest& request) {
  std::string_view rest = request.header("accept-encoding");
  while (!rest.empty()) {
    std::string_view part = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    const size_t weight = part.find(";q=0");
    const bool refused =
        weight != part.npos && part.find_first_of("123456789", weight) == part.npos;
    if (!refused && equal_without_case(trim_blanks(part.substr(0, part.find(';'))), "gzip")) {
      return true;
    }
  }
  return false;
}

void add_safety(HttpResponse& response) {
  response.headers.emplace_back("Content-Security-Policy", kContentPolicy);
  // The wire names the content of every answer with a type; a 304 has none.
  if (response.content_type.empty()) {
    response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  }
  response.headers.emplace_back("Referrer-Policy", "no-referrer");
  response.headers.emplace_back("X-Frame-Options", "DENY");
  response.headers.emplace_back("Cross-Origin-Opener-Policy", "same-origin");
}

HttpResponse file_answer(const HttpRequest& request, const ConsoleFile& file) {
  const bool zipped = !file.gzip.empty() && takes_gzip(request);
  const std::string tag = "\"" + std::string(file.etag) + (zipped ? "-gz\"" : "\"");
  const bool held = request.header("if-none-match").find(tag) != std::string_view::npos;
  HttpResponse response{304, "", "", {}};
  if (!held) {
    response = {
        200, std::string(file.content_type), std::string(zipped ? file.gzip : file.body), {}};
    if (zipped) response.headers.emplace_back("Content-Encoding", "gzip");
  }
  response.headers.emplace_back("ETag", tag);
  response.headers.emplace_back("Vary", "Accept-Encoding");
  response.headers.emplace_back(
      "Cache-Control", file.immutable ? "public, max-age=31536000, immutable" : "no-cache");
  add_safety(response);
  return response;
}

}  // namespace

HttpResponse console_answer(const HttpRequest& request, std::span<const ConsoleFile> files) {
  if (const ConsoleFile* file = file_for(files, request.path)) return file_answer(request, *file);
  return problem(Error{ErrorClass::kNotFound,
                       "not_found",
                       "Nothing stands at " + printable(request.path) + ".",
                       {}});
}

void add_console(Router& router) {
  router.otherwise([](const HttpRequest& request, const Respond& respond) {
    respond(console_answer(request, console_files()));
  });
}

}  // namespace ordo::api
