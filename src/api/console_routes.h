// The console's files, carried inside the program, and how browsers are given them.
//
// A file whose name holds its hash may be kept for ever; the page itself is asked for anew each time
// and answered 304 while it is the same. Paths that no file and no resource has belong to the
// console's own router, so that an order's address can be opened and reloaded.
#pragma once

#include <span>
#include <string_view>

#include "api/http.h"
#include "api/router.h"

namespace ordo::api {

struct ConsoleFile {
  std::string_view path;  // "/assets/index-x1.js"
  std::string_view content_type;
  std::string_view etag;  // without quotes
  bool immutable;         // its name changes with its content
  std::string_view body;
  std::string_view gzip;  // empty: not worth it
};

// What the web build left, put in at build time. The page is "/index.html".
[[nodiscard]] std::span<const ConsoleFile> console_files();

// The answer to a GET that no resource took. 404 as a problem below /api, /hooks and the other paths
// that programs call, and for files that are not there.
[[nodiscard]] HttpResponse console_answer(const HttpRequest& request,
                                          std::span<const ConsoleFile> files);

void add_console(Router& router);

}  // namespace ordo::api
