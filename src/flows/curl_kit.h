// What every caller of libcurl shares.
#pragma once

#include <curl/curl.h>

#include <atomic>

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

}  // namespace ordo::flows
