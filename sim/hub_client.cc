#include "sim/hub_client.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <boost/json.hpp>

#include "base/invariant.h"

namespace ordo::sim {
namespace {

constexpr long kAnswerSecondsMax = 60;

struct CurlList {
  curl_slist* list = nullptr;
  CurlList() = default;
  CurlList(const CurlList&) = delete;
  CurlList& operator=(const CurlList&) = delete;
  ~CurlList() { curl_slist_free_all(list); }
  void add(const std::string& line) { list = curl_slist_append(list, line.c_str()); }
};

size_t append_body(char* data, size_t size, size_t count, void* body) {
  static_cast<std::string*>(body)->append(data, size * count);
  return size * count;
}

void init_curl() {
  static const CURLcode kDone = curl_global_init(CURL_GLOBAL_DEFAULT);
  invariant(kDone == CURLE_OK, "libcurl initialises");
}

}  // namespace

struct HubClient::Impl {
  std::string base_url;
  Secret key;
  CURL* curl = nullptr;

  Result<HttpAnswer> perform(const std::string& path, CurlList& headers) {
    HttpAnswer answer;
    const std::string url = base_url + path;
    if (!key.empty()) headers.add("Authorization: Bearer " + key.reveal());
    headers.add("Expect:");
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.list);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, kAnswerSecondsMax);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, append_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer.body);
    const CURLcode done = curl_easy_perform(curl);
    if (done != CURLE_OK) {
      return fail(ErrorClass::kUnavailable, "hub_unreachable",
                  fmt::format("{}: {}", url, curl_easy_strerror(done)));
    }
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    answer.status = static_cast<int>(status);
    return answer;
  }

  Result<HttpAnswer> send(const std::string& path, const std::string& body, const Headers& more) {
    CurlList headers;
    headers.add("Content-Type: application/json");
    for (const auto& [name, value] : more) headers.add(name + ": " + value);
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.data());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    return perform(path, headers);
  }
};

HubClient::HubClient(std::string base_url, Secret key)
    : impl_(new Impl{std::move(base_url), std::move(key)}) {
  init_curl();
  impl_->curl = curl_easy_init();
  invariant(impl_->curl != nullptr, "libcurl gives a handle");
}

HubClient::~HubClient() { curl_easy_cleanup(impl_->curl); }

Result<HttpAnswer> HubClient::get(const std::string& path) {
  CurlList headers;
  curl_easy_setopt(impl_->curl, CURLOPT_HTTPGET, 1L);
  return impl_->perform(path, headers);
}

Result<HttpAnswer> HubClient::post(const std::string& path, const std::string& body,
                                   const Headers& headers) {
  return impl_->send(path, body, headers);
}

Result<HttpAnswer> HubClient::put(const std::string& path, const std::string& body,
                                  const Headers& headers) {
  curl_easy_setopt(impl_->curl, CURLOPT_CUSTOMREQUEST, "PUT");
  auto answer = impl_->send(path, body, headers);
  curl_easy_setopt(impl_->curl, CURLOPT_CUSTOMREQUEST, nullptr);
  return answer;
}

}  // namespace ordo::sim
