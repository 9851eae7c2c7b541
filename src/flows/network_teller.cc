#include <algorithm>
#include <atomic>
#include <iterator>
#include <utility>
#include <vector>

#include "flows/mail_sender.h"
#include "flows/notice_words.h"
#include "flows/poller.h"
#include "flows/teller.h"

namespace ordo::flows {
namespace {

constexpr size_t kNonceBytes = 16;

std::string fresh_nonce() {
  std::string bytes(kNonceBytes, '\0');
  random_bytes({reinterpret_cast<uint8_t*>(bytes.data()), bytes.size()});
  return hex(bytes);
}

class NetworkTeller final : public Teller {
 public:
  void stop() override { stopping_ = true; }

  Telling tell(const core::OutboxMessage& message, const NotifyTarget& target,
               Instant now) override {
    const channels::Notice notice = notice_of(message, target.language);
    const auto call = target.notifier->request(target.credentials, notice, now, fresh_nonce());
    if (!call) return {{channels::Told::Met::kRefused, call.error().detail, 0}};
    Telling telling;
    telling.exchange = send(*call);
    telling.exchange.request_id = notice.id;
    const Fetched& answer = telling.exchange.answer;
    std::vector<std::pair<std::string_view, std::string_view>> headers(answer.headers.begin(),
                                                                       answer.headers.end());
    telling.told = target.notifier->read({answer.status, headers, answer.body});
    if (answer.status == 0 && !answer.error.empty()) telling.told.detail = answer.error;
    return telling;
  }

  Reported ask(const NoticeReceipt& receipt, const NotifyTarget& target, Instant now) override {
    Reported reported;
    const auto question = target.notifier->ask_arrivals(target.credentials, receipt.reference,
                                                        receipt.sent, now, fresh_nonce());
    if (!question) return reported;
    reported.awaited = question->awaited;
    for (const channels::HttpCall& call : question->calls) {
      const Fetched answer = http_fetcher()->fetch(call, stopping_);
      if (answer.status == 0) break;  // a gateway that is down is not waited for again and again
      channels::Arrivals arrivals =
          target.notifier->read_arrivals({answer.status, {}, answer.body}, receipt.reference);
      reported.delivered += arrivals.delivered;
      std::ranges::move(arrivals.failed, std::back_inserter(reported.failed));
    }
    return reported;
  }

 private:
  // A connection each: notices are few, and their receivers many.
  Exchange send(const channels::NotifyCall& call) {
    if (const auto* mail = std::get_if<channels::Mail>(&call)) {
      return {"SMTP", mail->url, mail->text, {}, send_mail(*mail, stopping_)};
    }
    const auto& http = std::get<channels::HttpCall>(call);
    return {http.method, http.url, http.body, {}, http_fetcher()->fetch(http, stopping_)};
  }

  std::atomic<bool> stopping_{false};
};

}  // namespace

std::unique_ptr<Teller> network_teller() { return std::make_unique<NetworkTeller>(); }

}  // namespace ordo::flows
