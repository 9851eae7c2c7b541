#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <boost/json.hpp>
#include <memory>

#include "channels/adapter.h"
#include "channels/standard/sign.h"
#include "core/limits.h"
#include "flows/curl_kit.h"
#include "flows/dispatcher.h"

namespace ordo::flows {
namespace {

constexpr long kTimeoutMs = 15'000;
constexpr long kConnectTimeoutMs = 5'000;
constexpr size_t kAnswerKept = 2 * core::kCallBodyKept;

// The beginning of the answer is kept for the log of calls; all of it is counted.
size_t keep_beginning(char* bytes, size_t size, size_t n, void* into) {
  auto& exchange = *static_cast<Exchange*>(into);
  std::string& kept = exchange.answer.body;
  kept.append(bytes, std::min(size * n, kAnswerKept - kept.size()));
  exchange.answer_bytes += static_cast<int64_t>(size * n);
  return size * n;
}

// The first secret of the shop's credentials signs what is sent.
Secret signing_secret(const Secret& credentials) {
  boost::system::error_code failed;
  const auto v = boost::json::parse(credentials.reveal(), failed);
  const boost::json::object* o = failed ? nullptr : v.if_object();
  if (const auto* one = o ? o->if_contains("secret") : nullptr; one && one->is_string()) {
    return Secret(std::string(one->as_string()));
  }
  const auto* many = o ? o->if_contains("secrets") : nullptr;
  if (many && many->is_array() && !many->as_array().empty()) {
    return Secret(std::string(many->as_array().front().as_string()));
  }
  return Secret();
}

// A shop of another channel may hold a secret of another form.
bool can_sign_with(const Secret& secret) {
  const std::string credentials =
      boost::json::serialize(boost::json::object{{"secret", secret.reveal()}});
  return channels::find_adapter("standard")->check_credentials(credentials).has_value();
}

// A server that failed, or a gateway whose server did not answer. 503 and 429 took nothing.
bool may_have_been_done(long status) { return status >= 500 && status != 503; }

Delivery unclear(const std::string& why) {
  return {Delivery::Met::kUnclear, "it may have arrived: " + why, 0};
}

Delivery met_by(long status, curl_off_t retry_after_s, bool repeatable) {
  if (status >= 200 && status < 300) return {};
  const std::string said = fmt::format("the target answered {}", status);
  if (!repeatable && may_have_been_done(status)) return unclear(said);
  const bool down = status >= 500 || status == 429;
  // Longer than an hour is not believed: nobody may shut us out for good.
  const int64_t wait_ms = std::clamp<int64_t>(retry_after_s, 0, 3'600) * kSecondMs;
  return {down ? Delivery::Met::kDown : Delivery::Met::kRefused, said, wait_ms};
}

// No answer was heard. Of which nothing was sent has not arrived.
Delivery unheard(CURL* c, CURLcode code, bool repeatable) {
  long sent_bytes = 0;
  curl_easy_getinfo(c, CURLINFO_REQUEST_SIZE, &sent_bytes);
  const char* why = curl_easy_strerror(code);
  if (!repeatable && sent_bytes > 0) return unclear(why);
  return {Delivery::Met::kDown, why, 0};
}

class WebhookCourier final : public Courier {
 public:
  void stop() override { stopping_ = true; }

  Delivery deliver(const core::OutboxMessage& message, const Shop& shop, Instant now) override {
    const std::string id = fmt::format("evt_{}", message.id.value);
    const int64_t at = now.ms / 1000;
    const Secret secret = signing_secret(shop.credentials);
    if (!can_sign_with(secret))
      return {Delivery::Met::kRefused, "the shop has no secret to sign with", 0};
    curl_slist* list = curl_slist_append(nullptr, "Content-Type: application/json");
    const std::string headers[] = {
        "webhook-id: " + id, fmt::format("webhook-timestamp: {}", at),
        "webhook-signature: " + channels::standard::sign(secret, id, at, message.body), "Expect:"};
    for (const std::string& h : headers) list = curl_slist_append(list, h.c_str());
    const std::unique_ptr<curl_slist, CurlClose> owned(list);
    Exchange exchange{"POST", shop.callback_url, message.body, id};
    Delivery delivery = post(message, list, exchange);
    delivery.exchange = std::move(exchange);
    return delivery;
  }

 private:
  Delivery post(const core::OutboxMessage& message, curl_slist* headers, Exchange& exchange) {
    const bool repeatable = message.repeatable == core::Repeatable::kIdempotent;
    thread_local const std::unique_ptr<CURL, CurlClose> handle(curl_easy_init());
    CURL* c = handle.get();
    curl_easy_reset(c);
    set_request(c, message.body, headers, exchange);
    curl_easy_setopt(c, CURLOPT_XFERINFODATA, &stopping_);
    curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, end_if_stopping);
    const CURLcode code = curl_easy_perform(c);
    if (code != CURLE_OK) {
      exchange.answer.error = curl_easy_strerror(code);
      return unheard(c, code, repeatable);
    }
    long status = 0;
    curl_off_t retry_after_s = 0;
    curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(c, CURLINFO_RETRY_AFTER, &retry_after_s);
    exchange.answer.status = static_cast<int>(status);
    return met_by(status, retry_after_s, repeatable);
  }

  static void set_request(CURL* c, const std::string& body, curl_slist* headers,
                          Exchange& exchange) {
    curl_easy_setopt(c, CURLOPT_URL, exchange.url.c_str());
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c, CURLOPT_POSTFIELDS, body.data());
    curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
    curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, kTimeoutMs);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, kConnectTimeoutMs);
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, keep_beginning);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, &exchange);
    curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(c, CURLOPT_HEADERDATA, &exchange.answer);
    curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
  }

  std::atomic<bool> stopping_{false};
};

}  // namespace

std::unique_ptr<Courier> webhook_courier() { return std::make_unique<WebhookCourier>(); }

}  // namespace ordo::flows
