#include "app/local_client.h"

#include <curl/curl.h>

#include <memory>

namespace ordo::app {
namespace {

struct CurlClose {
  void operator()(CURL* c) const { curl_easy_cleanup(c); }
  void operator()(curl_slist* l) const { curl_slist_free_all(l); }
};

constexpr int kCallsMax = 6;

size_t collect(char* data, size_t size, size_t n, void* out) {
  static_cast<std::string*>(out)->append(data, size * n);
  return size * n;
}

}  // namespace

Result<LocalAnswer> call_local(const std::string& socket, const std::string& method,
                               const std::string& path, const std::string& body,
                               const std::string& idempotency_key) {
  const std::unique_ptr<CURL, CurlClose> curl(curl_easy_init());
  curl_slist* list = curl_slist_append(nullptr, "Content-Type: application/json");
  if (!idempotency_key.empty()) {
    list = curl_slist_append(list, ("Idempotency-Key: " + idempotency_key).c_str());
  }
  const std::unique_ptr<curl_slist, CurlClose> headers(list);
  LocalAnswer answer;
  CURL* c = curl.get();
  const std::string url = "http://localhost" + path;
  curl_easy_setopt(c, CURLOPT_UNIX_SOCKET_PATH, socket.c_str());
  curl_easy_setopt(c, CURLOPT_URL, url.c_str());
  curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, method.c_str());
  curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers.get());
  if (method != "GET") {
    curl_easy_setopt(c, CURLOPT_POSTFIELDS, body.data());
    curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
  }
  curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, 15'000L);
  curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, collect);
  curl_easy_setopt(c, CURLOPT_WRITEDATA, &answer.body);
  const CURLcode code = curl_easy_perform(c);
  if (code != CURLE_OK) {
    return fail(ErrorClass::kUnavailable, "not_running",
                std::string("no server answers on ") + socket + ": " + curl_easy_strerror(code));
  }
  long status = 0;
  curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
  answer.status = static_cast<int>(status);
  return answer;
}

Result<LocalAnswer> until_applied(const std::function<Result<LocalAnswer>()>& call) {
  auto answer = call();
  for (int calls = 1; calls < kCallsMax && answer && answer->status == 202; ++calls)
    answer = call();
  return answer;
}

}  // namespace ordo::app
