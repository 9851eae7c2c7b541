// What the tests of the poller share: a clock that stands still and platforms that say what the test wants.
#pragma once

#include <algorithm>
#include <functional>

#include "flows/poller.h"
#include "flows/test_support.h"

namespace ordo::flows {

inline Fetched answer(int status, std::string body = "", const std::string& retry_after = "") {
  Fetched fetched{status, {{"Content-Type", "application/json"}}, std::move(body)};
  if (!retry_after.empty()) fetched.headers.emplace_back("Retry-After", retry_after);
  return fetched;
}

inline std::string shopify_order(int64_t id, Instant updated_at) {
  return fmt::format(
      R"({{"id":{0},"name":"#{0}","created_at":"{1}","updated_at":"{1}","currency":"USD",)"
      R"("financial_status":"paid","subtotal_price":"10.00","total_price":"10.00",)"
      R"("line_items":[{{"id":{0}1,"price":"10.00","quantity":1,"title":"tea","sku":"TEA-1"}}]}})",
      id, format_rfc3339(updated_at));
}

// Shops whose orders all lie in any window, unless the test says otherwise.
class Platform final : public Fetcher {
 public:
  Fetched fetch(const channels::HttpCall& call, const std::atomic<bool>&) override {
    calls.push_back(call.url);
    if (says) return says(call);
    if (call.url.find("count.json") != std::string::npos) {
      return answer(200, fmt::format(R"({{"count":{}}})", counted.value_or(std::ssize(orders))));
    }
    std::string list;
    for (const std::string& order : orders) list += (list.empty() ? "" : ",") + order;
    return answer(200, R"({"orders":[)" + list + "]}");
  }
  int64_t calls_to(std::string_view host) const {
    return std::ranges::count_if(
        calls, [&](const std::string& url) { return url.find(host) != std::string::npos; });
  }

  std::function<Fetched(const channels::HttpCall&)> says;
  std::vector<std::string> orders;
  std::optional<int64_t> counted;
  std::vector<std::string> calls;  // addresses
};

class PollerTest : public HubTest {
 protected:
  PollerTest() {
    configure("pulled", {{"access_token", "shpat_1"}});
    begin();
  }
  void begin() { poller_ = std::make_unique<Poller>(*hub_, platform_); }
  void restart() {
    poller_.reset();
    open();
    begin();
  }
  void configure(const std::string& code, boost::json::object credentials,
                 boost::json::object more = {}) {
    credentials["secret"] = "app-secret";
    credentials["shop_domain"] = code + ".example";
    more["code"] = code;
    more["channel"] = "shopify";
    more["credentials"] = std::move(credentials);
    const core::Outcome outcome = command("config.shop", more);
    ASSERT_LT(outcome.answer.status, 300) << outcome.answer.body;
  }
  // Turns, each followed by what it left to be applied, until `ms` have passed.
  void poll_for(int64_t ms, int64_t step_ms = kSecondMs) {
    for (int64_t passed = 0; passed <= ms; passed += step_ms) {
      while (poller_->poll_once() > 0) hub_->drain();
      clock_.advance_ms(step_ms);
    }
    hub_->drain();
  }
  PullRow row(const std::string& code = "pulled") {
    const auto rows = load_pulls(hub_->database().writer_reader());
    const auto at = rows.find(shop_id(code).value);
    return at == rows.end() ? PullRow{} : at->second;
  }
  std::vector<std::string> alerts() { return texts("SELECT kind FROM alerts ORDER BY id"); }
  // Seconds between calls.
  std::vector<int64_t> waits_when(const Fetched& said, int64_t ms) {
    std::vector<int64_t> at;
    platform_.says = [&](const channels::HttpCall&) {
      at.push_back(clock_.now().ms);
      return said;
    };
    poll_for(ms);
    platform_.says = nullptr;
    std::vector<int64_t> seconds;
    for (size_t i = 1; i < at.size(); ++i) seconds.push_back((at[i] - at[i - 1]) / kSecondMs);
    return seconds;
  }

  Platform platform_;
  std::unique_ptr<Poller> poller_;
};

}  // namespace ordo::flows
