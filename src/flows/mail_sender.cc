#include "flows/mail_sender.h"

#include <algorithm>
#include <cstring>
#include <memory>

#include "flows/curl_kit.h"
#include "flows/poller.h"

namespace ordo::flows {
namespace {

size_t give_text(char* out, size_t size, size_t n, void* left) {
  auto& text = *static_cast<std::string_view*>(left);
  const size_t taken = std::min(size * n, text.size());
  std::memcpy(out, text.data(), taken);
  text.remove_prefix(taken);
  return taken;
}

bool is_this_machine(std::string_view url) {
  if (!url.starts_with("smtp://")) return false;
  const std::string_view host = url.substr(7).substr(0, url.substr(7).find(':'));
  return host == "127.0.0.1" || host == "localhost";
}

void set_server(CURL* c, const channels::Mail& mail) {
  curl_easy_setopt(c, CURLOPT_URL, mail.url.c_str());
  curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  const long tls = is_this_machine(mail.url) ? CURLUSESSL_TRY : CURLUSESSL_ALL;
  curl_easy_setopt(c, CURLOPT_USE_SSL, tls);
  curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
  if (mail.user.empty()) return;
  curl_easy_setopt(c, CURLOPT_USERNAME, mail.user.c_str());
  curl_easy_setopt(c, CURLOPT_PASSWORD, mail.password.c_str());
}

std::unique_ptr<curl_slist, CurlClose> set_envelope(CURL* c, const channels::Mail& mail) {
  curl_easy_setopt(c, CURLOPT_MAIL_FROM, ("<" + mail.from + ">").c_str());
  curl_slist* to = nullptr;
  for (const std::string& address : mail.to) {
    to = curl_slist_append(to, ("<" + address + ">").c_str());
  }
  curl_easy_setopt(c, CURLOPT_MAIL_RCPT, to);
  return std::unique_ptr<curl_slist, CurlClose>(to);
}

void set_limits(CURL* c, const std::atomic<bool>& stopping) {
  curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, static_cast<long>(kPullTimeoutMs));
  curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(kPullConnectTimeoutMs));
  curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, end_if_stopping);
  curl_easy_setopt(c, CURLOPT_XFERINFODATA, &stopping);
}

}  // namespace

Fetched send_mail(const channels::Mail& mail, const std::atomic<bool>& stopping) {
  const std::unique_ptr<CURL, CurlClose> handle(curl_easy_init());
  CURL* c = handle.get();
  char words[CURL_ERROR_SIZE] = "";
  std::string_view left = mail.text;
  set_server(c, mail);
  const auto receivers = set_envelope(c, mail);
  set_limits(c, stopping);
  curl_easy_setopt(c, CURLOPT_ERRORBUFFER, words);
  curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(c, CURLOPT_READFUNCTION, give_text);
  curl_easy_setopt(c, CURLOPT_READDATA, &left);
  const CURLcode code = curl_easy_perform(c);
  long status = 0;
  curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
  Fetched fetched;
  fetched.status = static_cast<int>(status);
  if (code == CURLE_OK) return fetched;
  // What was accepted on the way says nothing of the message.
  if (status < 400) fetched.status = 0;
  fetched.error = *words ? words : curl_easy_strerror(code);
  fetched.body = fetched.error;
  return fetched;
}

}  // namespace ordo::flows
