#include "sim/demo.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/invariant.h"
#include "base/log.h"
#include "sim/demo_catalogue.h"

namespace ordo::sim {
namespace {

constexpr Faults kFaults{.decorate = 0.03, .own_zone = true};
constexpr double kBadMessages = 0.01;  // of orders, that bring one
constexpr int64_t kRetryFirstMs = 500;
constexpr int kAttemptsMax = 20;
constexpr int64_t kShareOfPlatforms = 10;  // each of them sells one order where the others sell ten

int64_t gap_of(double orders_per_second) {
  constexpr double kSlowest = 0.01, kFastest = 1000;
  return static_cast<int64_t>(1000 / std::clamp(orders_per_second, kSlowest, kFastest));
}

// "20261123090401": what people expect in an order number, and what tells runs apart.
std::string stamp_of(Instant now) {
  std::string digits;
  for (const char c : format_rfc3339(now).substr(0, 19)) {
    if (c >= '0' && c <= '9') digits += c;
  }
  return digits;
}

}  // namespace

DemoTrade::DemoTrade(std::string base_url, Secret owner_key, std::vector<std::string> secrets,
                     double orders_per_second, uint64_t seed)
    : client_(std::move(base_url), std::move(owner_key)),
      platforms_([] { return system_clock().now(); }, kShareOfPlatforms * gap_of(orders_per_second),
                 seed),
      secrets_(std::move(secrets)),
      order_gap_ms_(gap_of(orders_per_second)),
      seed_(seed),
      dice_(seed) {
  invariant(secrets_.size() == demo_shops().size(), "each shop of the demonstration has a secret");
}

DemoTrade::~DemoTrade() { stop(); }

void DemoTrade::open_shops(Instant now) {
  run_stamp_ = stamp_of(now);
  for (const DemoShop& shop : demo_shops()) {
    const auto zone = Zone::find(shop.zone);
    invariant(zone.has_value(), "the zones of the demonstration exist");
    const auto index = static_cast<uint32_t>(shops_.size());
    const std::string& secret = secrets_[index];
    auto signer = Signer::from_secret(secret);
    invariant(signer.has_value(), "a secret that a shop was made with can sign");
    shops_.emplace_back(ShopAccount{shop.code, shop.name, secret, *zone, "CNY",
                                    fmt::format("{}-{}", shop.code, run_stamp_)},
                        index, kFaults, seed_ + index);
    signers_.push_back(std::move(*signer));
  }
}

Result<> DemoTrade::start() {
  invariant(!thread_.joinable() && shops_.empty(), "a demonstration is started once");
  const Instant now = system_clock().now();
  open_shops(now);
  for (const Shop& shop : shops_) {
    if (auto made = client_.ensure_shop(shop.account()); !made) return made;
  }
  stock_up(now);
  next_order_ = now;
  thread_ = std::thread([this] { run(); });
  return {};
}

void DemoTrade::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void DemoTrade::stock_up(Instant now) {
  for (const DemoProduct& product : demo_products()) {
    for (const char* warehouse : demo_warehouses()) {
      plan({now, shops_.front().adjust_stock(product.sku, warehouse, dice_.between(300, 3000),
                                             "到货入库", now)});
    }
  }
}

void DemoTrade::plan(Due due, int attempts) {
  heap_.push_back({std::move(due), attempts});
  std::ranges::push_heap(heap_, std::greater<>());
}

void DemoTrade::run() {
  while (true) {
    const Instant now = system_clock().now();
    if (now >= next_order_) {
      place_order(now);
      // Orders come irregularly, as they do; on average at the wanted pace.
      next_order_ = now.plus_ms(dice_.between(0, 2 * order_gap_ms_));
    }
    push_due(now);
    push_of_platforms();
    Instant next = std::min(next_order_, platforms_.next());
    if (!heap_.empty()) next = std::min(next, heap_.front().due.at);
    if (!wait_until(next)) return;
  }
}

bool DemoTrade::wait_until(Instant next) {
  const int64_t wait_ms = std::max<int64_t>(next.ms - system_clock().now().ms, 0);
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, std::chrono::milliseconds(wait_ms), [this] { return stopping_; });
  return !stopping_;
}

void DemoTrade::place_order(Instant now) {
  Shop& shop = shops_[dice_.below(shops_.size())];
  const char* prefix = demo_shops()[static_cast<size_t>(&shop - shops_.data())].number_prefix;
  const std::string number = fmt::format("{}{}-{:05}", prefix, run_stamp_, ++orders_);
  std::vector<Due> life = draw_life(shop, number, draw_kind(dice_), now, dice_);
  disturb(life, dice_);
  for (Due& due : life) plan(std::move(due));
  if (dice_.chance(kBadMessages)) plan({now, draw_bad_message(shop, number, now, dice_)});
}

void DemoTrade::push_due(Instant now) {
  while (!heap_.empty() && heap_.front().due.at <= now) {
    std::ranges::pop_heap(heap_, std::greater<>());
    Pending pending = std::move(heap_.back());
    heap_.pop_back();
    push(std::move(pending), now);
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
  }
}

// What does not arrive is not pushed again: the hub finds it when it pulls.
void DemoTrade::push_of_platforms() {
  for (const DemoPlatforms::Push& push : platforms_.trade()) {
    const auto answer = client_.post(push.path, push.body, push.headers);
    if (answer && answer->status / 100 == 2) ++accepted_;
  }
}

void DemoTrade::push(Pending pending, Instant now) {
  const Message& message = pending.due.message;
  const int64_t seconds = system_clock().now().ms / kSecondMs;
  const auto answer = client_.post(
      "/hooks/standard/" + shops_[message.shop].account().code, message.body,
      {{"webhook-id", message.id},
       {"webhook-timestamp", std::to_string(seconds)},
       {"webhook-signature", signers_[message.shop].sign(message.id, seconds, message.body)}});
  if (answer && answer->status / 100 == 2) {
    ++accepted_;
    return;
  }
  if (++pending.attempts >= kAttemptsMax) {
    log::warn("demo_message_given_up",
              {{"message", message.id}, {"status", answer ? answer->status : 0}});
    return;
  }
  pending.due.at = now.plus_ms(kRetryFirstMs << std::min(pending.attempts - 1, 5));
  plan(std::move(pending.due), pending.attempts);
}

}  // namespace ordo::sim
