#include "sim/demo_platforms.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/crypto.h"

namespace ordo::sim {
namespace {

namespace json = boost::json;

constexpr int64_t kSoldBeforeMs = 2 * kHourMs;
constexpr int64_t kSoldBeforeGapMs = 6 * kMinuteMs;
constexpr int64_t kGapLeastMs = 3 * kSecondMs;  // more is more than eyes, and an app, can follow
// Beyond what a floating-point number holds exactly, as the platform's own are.
constexpr int64_t kDemoTradeBase = 2'600'000'000'000'000'000;
constexpr int64_t kDemoOrderBase = 6'129'384'715'000'000;
constexpr int64_t kNumbersApart = 1'000;  // lines have numbers too

constexpr TaobaoFaults kDemoTaobaoFaults{
    .limited = 150, .broken = 250, .remote = 250, .silent = 250, .shown_late_ms = 20'000};
constexpr ShopifyFaults kDemoShopifyFaults{
    .limited = 60, .broken = 90, .silent = 90, .shifts = 10, .shown_late_ms = 20'000};

TaobaoAccount drawn_taobao_account() {
  // Twice what the hub makes of it where nobody has said anything.
  return {"30000001", random_token(24), random_token(24), 1'200};
}

ShopifyAccount drawn_shopify_account() {
  return {"demo-overseas.example", random_token(24), "shpat_" + random_token(24)};
}

json::object taobao_shop() {
  return {{"code", kDemoTaobaoCode},
          {"channel", "taobao"},
          {"name", "星河生活淘宝店"},
          {"pull_look_back_days", 1}};
}

json::object shopify_shop() {
  return {
      {"code", kDemoShopifyCode},      {"channel", "shopify"}, {"name", "Harbor Home 海外独立站"},
      {"zone", "America/Los_Angeles"}, {"currency", "USD"},    {"country", "US"},
      {"pull_look_back_days", 1}};
}

}  // namespace

DemoPlatforms::DemoPlatforms(std::function<Instant()> now, int64_t gap_ms, uint64_t seed)
    : now_(std::move(now)),
      gap_ms_(std::max(gap_ms, kGapLeastMs)),
      dice_(seed),
      taobao_account_(drawn_taobao_account()),
      shopify_account_(drawn_shopify_account()),
      taobao_(taobao_account_, kDemoTaobaoFaults, seed + 1),
      shopify_(shopify_account_, kDemoShopifyFaults, seed + 2),
      taobao_server_([this](const PlatformRequest& request) {
        const std::lock_guard lock(mutex_);
        return serve(taobao_, request, now_());
      }),
      shopify_server_([this](const PlatformRequest& request) {
        const std::lock_guard lock(mutex_);
        return serve(shopify_, request, now_());
      }) {
  const Instant opens = now_();
  for (const Platform platform : {Platform::kTaobao, Platform::kShopify}) {
    for (int64_t ago = kSoldBeforeMs; ago > 0; ago -= kSoldBeforeGapMs) {
      place(platform, opens.plus_ms(-ago));
    }
    changes_.emplace(opens, Change{platform, 0});
  }
  // Nobody listened to what was pushed before.
  (void)trade();
}

std::vector<std::string> DemoPlatforms::shops() const {
  json::object taobao = taobao_shop(), shopify = shopify_shop();
  taobao["paused"] = shopify["paused"] = false;
  taobao["credentials"] = json::object{{"app_key", taobao_account_.app_key},
                                       {"app_secret", taobao_account_.app_secret},
                                       {"session", taobao_account_.session},
                                       {"gateway", taobao_server_.address() + "/router/rest"}};
  shopify["credentials"] = json::object{{"secret", shopify_account_.app_secret},
                                        {"shop_domain", shopify_account_.domain},
                                        {"access_token", shopify_account_.access_token},
                                        {"base_url", shopify_server_.address()}};
  return {json::serialize(taobao), json::serialize(shopify)};
}

std::vector<std::string> DemoPlatforms::shops_at_rest() {
  std::vector<std::string> all;
  for (const char* code : {kDemoTaobaoCode, kDemoShopifyCode}) {
    all.push_back(json::serialize(json::object{{"code", code}, {"paused", true}}));
  }
  return all;
}

// Numbers grow, within a run and from one run to the next.
void DemoPlatforms::place(Platform platform, Instant at) {
  last_number_ = std::max(last_number_ + 1, at.ms);
  const bool overseas = platform == Platform::kShopify;
  const int64_t number =
      overseas ? kDemoOrderBase + last_number_ : kDemoTradeBase + last_number_ * kNumbersApart;
  PlatformOrder order = draw_platform_order(number, overseas, at, dice_);
  for (const Instant moment : order.changes()) changes_.emplace(moment, Change{platform, number});
  open_.emplace(number, std::move(order));
  ++orders_;
}

void DemoPlatforms::change(const Change& change, Instant at, std::vector<Push>& pushes) {
  if (change.number == 0) {
    place(change.platform, at);
    changes_.emplace(at.plus_ms(dice_.between(gap_ms_ / 2, gap_ms_ * 3 / 2)),
                     Change{change.platform, 0});
    return;
  }
  const PlatformOrder& order = open_.at(change.number);
  if (change.platform == Platform::kTaobao) {
    taobao_.put_trade(order.number, at, taobao_trade_text(order, at));
  } else {
    std::string body = shopify_order_text(order, at);
    shopify_.put_order(order.number, at, body);
    const std::string id = fmt::format("demo-{}-{}", order.number, ++webhooks_);
    auto headers = shopify_.webhook_headers("orders/updated", id, body);
    pushes.push_back(
        {fmt::format("/hooks/shopify/{}", kDemoShopifyCode), std::move(body), std::move(headers)});
  }
  if (at == order.changes().back()) open_.erase(change.number);
}

std::vector<DemoPlatforms::Push> DemoPlatforms::trade() {
  const Instant now = now_();
  const std::lock_guard lock(mutex_);
  std::vector<Push> pushes;
  while (changes_.begin()->first <= now) {
    const auto next = changes_.extract(changes_.begin());
    change(next.mapped(), next.key(), pushes);
  }
  return pushes;
}

}  // namespace ordo::sim
