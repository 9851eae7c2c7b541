// What every caller of libcurl shares.
#pragma once

#include <curl/curl.h>

#include <atomic>
#include <string_view>

#include "flows/exchange.h"

namespace ordo::flows {

struct CurlClose {
  void operator()(CURL* c) const { curl_easy_cleanup(c); }
  void operator()(curl_slist* l) const { curl_slist_free_all(l); }
};

// A CURLOPT_XFERINFOFUNCTION whose data is a `const std::atomic<bool>`: nonzero ends the call, so that a
// stopping server does not wait for a slow one.
inline int end_if_stopping(void* stopping, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::atomic<bool>*>(stopping)->load() ? 1 : 0;
}

// A CURLOPT_HEADERFUNCTION whose data is the Fetched that gets them.
inline size_t take_header(char* bytes, size_t size, size_t n, void* into) {
  const auto trimmed = [](std::string_view text) -> std::string_view {
    const size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
  };
  auto& headers = static_cast<Fetched*>(into)->headers;
  const std::string_view line(bytes, size * n);
  const size_t colon = line.find(':');
  if (line.starts_with("HTTP/")) {
    headers.clear();  // an interim answer came before
  } else if (colon != std::string_view::npos) {
    headers.emplace_back(trimmed(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
  }
  return size * n;
}

}  // namespace ordo::flows
