#include "bench/hot_stock.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <random>
#include <stdexcept>
#include <utility>
#include <vector>

#include "bench/child.h"
#include "bench/counters.h"
#include "bench/load.h"
#include "bench/median.h"
#include "bench/reservers.h"
#include "bench/traffic.h"

namespace ordo::bench {
namespace {

constexpr int64_t kLastUnits = 1'000, kBuyers = 1'200;
constexpr int64_t kPlenty = 10'000'000;
constexpr size_t kManySkus = 10'000;
const std::string kHot = "HOT-1", kLast = "LAST-1";

std::vector<std::string> always(const std::string& sku, int64_t times) {
  return std::vector<std::string>(static_cast<size_t>(times), sku);
}

std::string sku_of(size_t n) { return fmt::format("SKU-{:05}", n); }

// The same in every run.
std::vector<std::string> at_random(int64_t times) {
  std::mt19937 draw(20'261'130);
  std::uniform_int_distribution<size_t> which(0, kManySkus - 1);
  std::vector<std::string> skus(static_cast<size_t>(times));
  std::ranges::generate(skus, [&] { return sku_of(which(draw)); });
  return skus;
}

void must_reserve_all(int64_t reserved, int64_t asked) {
  if (reserved == asked) return;
  throw std::runtime_error(fmt::format("{} of {} were reserved of plenty", reserved, asked));
}

// Over HTTP, in a process of its own.
class HttpReservers {
 public:
  explicit HttpReservers(const std::string& dir) : child_({dir, true, 0}) {}

  void receive(const std::string& sku, int64_t units) {
    const std::string body =
        fmt::format(R"({{"sku":"{}","warehouse":"main","quantity":{}}})", sku, units);
    const LoadResult r = send({api_post("/stock/receipts", child_.key(), body)}, 1);
    if (r.refused > 0) throw std::runtime_error("no stock was received over HTTP");
  }
  LoadResult reserve(const std::string& sku, int64_t times) {
    const std::string body = fmt::format(R"({{"sku":"{}","quantity":1}})", sku);
    std::vector<std::string> requests;
    requests.reserve(static_cast<size_t>(times));
    for (int64_t i = 0; i < times; ++i) {
      requests.push_back(
          api_post("/reservations", child_.key(), body, fmt::format("buy-{}", ++asked_)));
    }
    return send(requests, kBuyersAtOnce);
  }

 private:
  LoadResult send(const std::vector<std::string>& requests, int connections) {
    LoadOptions how;
    how.port = child_.port();
    how.connections = connections;
    return send_all(requests, how);
  }

  Child child_;
  int64_t asked_ = 0;
};

// What is compared with what it was measured next to.
struct Series {
  std::vector<double> rates, ratios;
  void add(double rate, double ratio) {
    rates.push_back(rate);
    ratios.push_back(ratio);
  }
  [[nodiscard]] std::optional<Beside> told() const {
    if (rates.empty()) return std::nullopt;
    return Beside{median(rates), median(ratios)};
  }
};

class HotTurns {
 public:
  HotTurns(std::string dir, const HotStockTurns& how) : dir_(std::move(dir)), how_(how) {
    if (KeyCounter::is_installed()) {
      redis_ = std::make_unique<KeyCounter>(empty_folder(dir_ + "/redis"));
    } else {
      leave_out("Redis", "redis-tools");
    }
    if (RowCounter::is_installed()) {
      postgres_ = std::make_unique<RowCounter>(empty_folder(dir_ + "/postgres"));
    } else {
      leave_out("PostgreSQL", "postgresql-15");
    }
  }

  void turn() {
    in_process();
    over_http();
  }

  [[nodiscard]] HotStock told() const {
    HotStock all = told_;
    all.in_process_per_s = median(in_process_);
    all.http_per_s = median(http_);
    all.redis = redis_rates_.told();
    all.postgres = postgres_rates_.told();
    all.many = many_.told();
    return all;
  }

 private:
  static void leave_out(const char* what, const char* package) {
    fmt::print(stderr,
               "{} is not installed: what is compared with it is left out (Debian's {}; "
               "script/bootstrap --bench)\n",
               what, package);
  }

  void sold_out(int64_t sold, int64_t refused) {
    ++told_.sold_out;
    told_.oversold += std::max<int64_t>(0, sold - kLastUnits);
    if (sold == kLastUnits && refused == kBuyers - kLastUnits) return;
    throw std::runtime_error(fmt::format("of {} units {} were sold and {} of {} buyers refused",
                                         kLastUnits, sold, refused, kBuyers));
  }

  void sell_out(Reservers& hub) {
    hub.receive({kLast}, kLastUnits);
    const Reserved r = hub.reserve(always(kLast, kBuyers));
    sold_out(r.reserved, r.short_of_stock);
    const Reservers::Left left = hub.left(kLast);
    if (left.available == 0 && left.locked == kLastUnits) return;
    throw std::runtime_error(fmt::format("the item has {} available and {} locked after {} sales",
                                         left.available, left.locked, r.reserved));
  }

  void in_process() {
    Reservers hub(empty_folder(dir_ + "/hub"));
    sell_out(hub);
    hub.receive({kHot}, kPlenty);
    const Reserved hot = hub.reserve(always(kHot, how_.reservations));
    must_reserve_all(hot.reserved, how_.reservations);
    in_process_.push_back(hot.per_s);
    told_.costs = hot.costs;
    if (redis_) {
      const double per_s = redis_->take(how_.reservations);
      redis_rates_.add(per_s, hot.per_s / per_s);
    }
    if (how_.many_skus) many(hub, hot.per_s);
  }

  void many(Reservers& hub, double one_per_s) {
    std::vector<std::string> skus(kManySkus);
    for (size_t i = 0; i < kManySkus; ++i) skus[i] = sku_of(i);
    hub.receive(skus, kPlenty);
    const Reserved r = hub.reserve(at_random(how_.reservations));
    must_reserve_all(r.reserved, how_.reservations);
    many_.add(r.per_s, r.per_s / one_per_s);
  }

  void over_http() {
    HttpReservers hub(empty_folder(dir_ + "/child"));
    hub.receive(kLast, kLastUnits);
    const LoadResult last = hub.reserve(kLast, kBuyers);
    sold_out(last.answered, last.refused);
    hub.receive(kHot, kPlenty);
    const LoadResult hot = hub.reserve(kHot, how_.reservations);
    must_reserve_all(hot.answered, how_.reservations);
    const double http_per_s = static_cast<double>(hot.answered) / hot.seconds;
    http_.push_back(http_per_s);
    if (!postgres_) return;
    const double per_s = postgres_->take(how_.reservations / 2);
    postgres_rates_.add(per_s, http_per_s / per_s);
  }

  const std::string dir_;
  const HotStockTurns how_;
  std::unique_ptr<KeyCounter> redis_;
  std::unique_ptr<RowCounter> postgres_;
  HotStock told_;
  std::vector<double> in_process_, http_;
  Series redis_rates_, postgres_rates_, many_;
};

}  // namespace

HotStock measure_hot_stock(const std::string& dir, const HotStockTurns& how) {
  HotTurns turns(dir, how);
  for (int i = 0; i < how.turns; ++i) turns.turn();
  return turns.told();
}

}  // namespace ordo::bench
