#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <vector>

#include "base/log.h"
#include "flows/curl_kit.h"
#include "flows/fetcher.h"

namespace ordo::flows {
namespace {

size_t take_body(char* bytes, size_t size, size_t n, void* into) {
  auto& body = static_cast<Fetched*>(into)->body;
  if (body.size() + size * n > kPullAnswerBytesMax) return CURL_WRITEFUNC_ERROR;
  body.append(bytes, size * n);
  return size * n;
}

int64_t ms_of(CURL* c, CURLINFO moment) {
  curl_off_t us = 0;
  curl_easy_getinfo(c, moment, &us);
  return us / 1'000;
}

// Whether a call came past a moment: libcurl leaves those that it did not reach at 0.
bool passed(CURL* c, CURLINFO moment) {
  curl_off_t us = 0;
  curl_easy_getinfo(c, moment, &us);
  return us > 0;
}

Reached reached_of(CURL* c, CURLcode code, bool encrypted) {
  if (code == CURLE_OK) return Reached::kAnswer;
  if (passed(c, CURLINFO_APPCONNECT_TIME_T)) return Reached::kSecured;
  // Its connection stood, but libcurl tells the moment of it only once it is secured.
  if (code == CURLE_SSL_CONNECT_ERROR || code == CURLE_PEER_FAILED_VERIFICATION) {
    return Reached::kPeer;
  }
  if (passed(c, CURLINFO_CONNECT_TIME_T)) return encrypted ? Reached::kPeer : Reached::kSecured;
  if (code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY) {
    return Reached::kNothing;
  }
  return passed(c, CURLINFO_NAMELOOKUP_TIME_T) ? Reached::kName : Reached::kNothing;
}

std::string_view broken_code(CURLcode code, Reached reached) {
  switch (reached) {
    case Reached::kAnswer: return {};
    case Reached::kNothing: return "name_not_found";
    case Reached::kName:
      return code == CURLE_OPERATION_TIMEDOUT ? "connection_timed_out" : "connection_refused";
    case Reached::kPeer:
      return code == CURLE_PEER_FAILED_VERIFICATION ? "certificate_invalid" : "encryption_failed";
    case Reached::kSecured: break;
  }
  return code == CURLE_WRITE_ERROR ? "answer_too_large" : "no_answer";
}

Trip trip_of(CURL* c, CURLcode code, bool encrypted) {
  Trip trip;
  trip.reached = reached_of(c, code, encrypted);
  trip.code = broken_code(code, trip.reached);
  trip.name_ms = ms_of(c, CURLINFO_NAMELOOKUP_TIME_T);
  trip.peer_ms = ms_of(c, CURLINFO_CONNECT_TIME_T);
  trip.secured_ms = std::max(trip.peer_ms, ms_of(c, CURLINFO_APPCONNECT_TIME_T));
  trip.total_ms = ms_of(c, CURLINFO_TOTAL_TIME_T);
  return trip;
}

class HttpFetcher final : public Fetcher {
 public:
  // The first handle wakes the library, which is no affair of several threads.
  explicit HttpFetcher(int64_t timeout_ms) : timeout_ms_(timeout_ms) {
    idle_.emplace_back(curl_easy_init());
  }

  Fetched fetch(const channels::HttpCall& call, const std::atomic<bool>& stopping) override {
    Handle handle = take();
    CURL* c = handle.get();
    curl_easy_reset(c);
    Fetched fetched = perform(c, call, stopping);
    give_back(std::move(handle));
    return fetched;
  }

 private:
  using Handle = std::unique_ptr<CURL, CurlClose>;

  Fetched perform(CURL* c, const channels::HttpCall& call,
                  const std::atomic<bool>& stopping) const {
    Fetched fetched;
    const auto headers = set_request(c, call);
    set_limits(c, stopping);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, &fetched);
    curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(c, CURLOPT_HEADERDATA, &fetched);
    const CURLcode code = curl_easy_perform(c);
    const Trip trip = trip_of(c, code, call.url.starts_with("https:"));
    if (code != CURLE_OK) {
      log::warn("call_broken", {{"detail", curl_easy_strerror(code)}});
      Fetched none;
      none.trip = trip;
      none.error = curl_easy_strerror(code);
      return none;
    }
    long status = 0;
    curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
    fetched.status = static_cast<int>(status);
    fetched.trip = trip;
    return fetched;
  }

  // Each call has a handle of its own, and the connections that it keeps alive with it.
  Handle take() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) return Handle(curl_easy_init());
    Handle handle = std::move(idle_.back());
    idle_.pop_back();
    return handle;
  }

  void give_back(Handle handle) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(handle));
  }

  static std::unique_ptr<curl_slist, CurlClose> set_request(CURL* c,
                                                            const channels::HttpCall& call) {
    curl_slist* list = curl_slist_append(nullptr, "Expect:");
    for (const auto& [name, value] : call.headers) {
      const std::string line = fmt::format("{}: {}", name, value);
      list = curl_slist_append(list, line.c_str());
    }
    curl_easy_setopt(c, CURLOPT_HTTPHEADER, list);
    curl_easy_setopt(c, CURLOPT_URL, call.url.c_str());
    if (call.method == "POST") {
      curl_easy_setopt(c, CURLOPT_POSTFIELDS, call.body.data());
      curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, static_cast<long>(call.body.size()));
    }
    return std::unique_ptr<curl_slist, CurlClose>(list);
  }

  void set_limits(CURL* c, const std::atomic<bool>& stopping) const {
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
    // A redirect would carry the token to somebody else.
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout_ms_));
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS,
                     static_cast<long>(std::min(timeout_ms_, kPullConnectTimeoutMs)));
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, end_if_stopping);
    curl_easy_setopt(c, CURLOPT_XFERINFODATA, &stopping);
  }

  const int64_t timeout_ms_;
  std::mutex mutex_;
  std::vector<Handle> idle_;  // as many as were ever in use at once
};

}  // namespace

std::unique_ptr<Fetcher> http_fetcher(int64_t timeout_ms) {
  return std::make_unique<HttpFetcher>(timeout_ms);
}

}  // namespace ordo::flows
