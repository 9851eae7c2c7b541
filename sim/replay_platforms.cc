#include "sim/replay_platforms.h"

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>

namespace ordo::sim {
namespace {

namespace json = boost::json;

// One call in so many: the hub waits seconds after most of them, and calls some ten thousand times.
constexpr TaobaoFaults kTaobaoFaults{
    .limited = 700, .broken = 1'100, .remote = 1'300, .silent = 1'500, .shown_late_ms = 20'000};
constexpr ShopifyFaults kShopifyFaults{.limited = 20,
                                       .broken = 30,
                                       .silent = 40,
                                       .forgets_page = 25,
                                       .shifts = 10,
                                       .shown_late_ms = 20'000};
const TaobaoAccount kTaobaoAccount{"30000001", "top-replay-secret", "61replay"};
// On Plus, as a shop of this size is.
const ShopifyAccount kShopifyAccount{"olist.example", "shopify-replay-secret", "shpat_replay", 400,
                                     20};

TaobaoAccount taobao_account(int64_t calls_per_minute) {
  TaobaoAccount account = kTaobaoAccount;
  account.calls_per_minute = calls_per_minute;
  return account;
}

Result<> put_map(HubClient& client, const std::string& channel, const std::string& shop,
                 json::object words) {
  auto answer = client.put("/api/v1/status-maps/" + channel + "?shop=" + shop,
                           json::serialize(json::object{{"words", std::move(words)}}),
                           {{"If-Match", "\"0\""}});
  if (!answer) return std::unexpected(std::move(answer.error()));
  // 412: it is there already, from a run that was begun before.
  if (answer->status / 100 == 2 || answer->status == 412) return {};
  return fail(ErrorClass::kInternal, "unexpected_answer",
              "PUT /status-maps/" + channel + ": " + answer->body);
}

}  // namespace

bool PlatformReport::complete() const {
  return changes == changes_planned && std::ranges::all_of(shops, [&](const PlatformShop& shop) {
           return shop.pulled.watermark > end && shop.pulled.complete_until > end;
         });
}

ReplayPlatforms::ReplayPlatforms(PlatformTrade trade, const PlatformPlan& plan)
    : trade_(std::move(trade)),
      plan_(plan),
      taobao_(taobao_account(plan.taobao_calls_per_minute),
              plan.faults ? kTaobaoFaults : TaobaoFaults{}, plan.seed),
      shopify_(kShopifyAccount, plan.faults ? kShopifyFaults : ShopifyFaults{}, plan.seed + 1),
      taobao_server_([this](const PlatformRequest& request) {
        const std::lock_guard lock(mutex_);
        return serve(taobao_, request, system_clock().now());
      }),
      shopify_server_([this](const PlatformRequest& request) {
        const std::lock_guard lock(mutex_);
        return serve(shopify_, request, system_clock().now());
      }) {}

ReplayPlatforms::~ReplayPlatforms() = default;

Result<> ReplayPlatforms::open_shops(HubClient& client) const {
  const json::object taobao{{"code", kTaobaoCode},
                            {"channel", "taobao"},
                            {"name", "Olist Taobao"},
                            {"pull_look_back_days", 1},
                            {"quota_per_minute", plan_.taobao_calls_per_minute},
                            {"credentials",
                             {{"app_key", kTaobaoAccount.app_key},
                              {"app_secret", kTaobaoAccount.app_secret},
                              {"session", kTaobaoAccount.session},
                              {"gateway", taobao_server_.address() + "/router/rest"}}}};
  const json::object shopify{{"code", kShopifyCode},
                             {"channel", "shopify"},
                             {"name", "Olist Shopify"},
                             {"zone", "UTC"},
                             {"currency", "BRL"},
                             {"country", "BR"},
                             {"pull_look_back_days", 1},
                             {"credentials",
                              {{"secret", kShopifyAccount.app_secret},
                               {"shop_domain", kShopifyAccount.domain},
                               {"access_token", kShopifyAccount.access_token},
                               {"base_url", shopify_server_.address()}}}};
  if (auto made = client.ensure_shop(kTaobaoCode, json::serialize(taobao)); !made) return made;
  if (auto made = client.ensure_shop(kShopifyCode, json::serialize(shopify)); !made) return made;
  // The data set calls what is paid and not yet sent "processing", and what is sent "shipped".
  if (auto put = put_map(client, "taobao", kTaobaoCode,
                         {{"order/WAIT_SELLER_SEND_GOODS", "awaiting_allocation"},
                          {"order/WAIT_BUYER_CONFIRM_GOODS", "in_transit"}});
      !put) {
    return put;
  }
  return put_map(client, "shopify", kShopifyCode, {{"order/paid", "awaiting_allocation"}});
}

void ReplayPlatforms::play() {
  player_ = std::jthread([this](const std::stop_token& stopping) { run(stopping); });
}

void ReplayPlatforms::run(const std::stop_token& stopping) {
  std::unique_lock lock(mutex_);
  for (const PlatformChange& next : trade_.changes) {
    while (system_clock().now() < next.at) {
      const std::chrono::milliseconds wait{next.at.ms - system_clock().now().ms + 1};
      changed_.wait_for(lock, stopping, wait, [] { return false; });
      if (stopping.stop_requested()) return;
    }
    change(next);
  }
}

void ReplayPlatforms::change(const PlatformChange& change) {
  if (change.platform == Protocol::kTaobao) {
    taobao_.put_trade(change.number, change.at, change.text);
  } else {
    shopify_.put_order(change.number, change.at, change.text);
  }
  ++changes_;
}

std::unique_ptr<Envelope> ReplayPlatforms::envelope() const {
  return shopify_envelope(kShopifyCode, shopify_);
}

Result<> ReplayPlatforms::look(HubClient& client) {
  auto taobao = client.pull_progress(kTaobaoCode);
  if (!taobao) return std::unexpected(std::move(taobao.error()));
  auto shopify = client.pull_progress(kShopifyCode);
  if (!shopify) return std::unexpected(std::move(shopify.error()));
  const std::lock_guard lock(mutex_);
  taobao_pulled_ = std::move(*taobao);
  shopify_pulled_ = std::move(*shopify);
  return {};
}

PlatformReport ReplayPlatforms::report() const {
  const std::lock_guard lock(mutex_);
  PlatformReport report;
  report.shops = {{kShopifyCode, shopify_pulled_, shopify_.calls(), shopify_.limits_met()},
                  {kTaobaoCode, taobao_pulled_, taobao_.calls(), taobao_.limits_met()}};
  report.bad_signatures = taobao_.bad_signatures() + shopify_.bad_tokens();
  report.changes = changes_;
  report.changes_planned = trade_.changes.size();
  report.end = trade_.end;
  return report;
}

}  // namespace ordo::sim
