#include "bench/reservers.h"

#include <fmt/format.h>

#include <chrono>
#include <future>
#include <stdexcept>
#include <utility>

#include "bench/load.h"
#include "stock/stock_queries.h"

namespace ordo::bench {
namespace {

constexpr int64_t kReceivedAtOnce = 2'000;

flows::Hub::Command command_of(std::string_view route, std::string body) {
  flows::Hub::Command command;
  command.route = route;
  command.body = std::move(body);
  command.caller = "bench";
  return command;
}

}  // namespace

Reservers::Reservers(const std::string& dir) : hub_(open_hub(dir)) { hub_->start(); }

// One thread for all callers, as a load generator's: it hands in for each that has been answered.
void Reservers::call(std::string_view route, const std::vector<std::string>& bodies,
                     int64_t at_once) {
  done_ = short_of_stock_ = failed_ = 0;
  std::async(std::launch::async, [&] {
    mind_manners(false);
    int64_t under_way = 0;
    for (size_t next = 0; next < bodies.size() || under_way > 0;) {
      for (; under_way < at_once && next < bodies.size(); ++under_way, ++next) {
        flows::Hub::Command command = command_of(route, bodies[next]);
        command.done = [this](const core::Outcome& outcome) {
          const bool done = outcome.state == core::MessageState::kApplied;
          (done                                   ? done_
           : outcome.code == "insufficient_stock" ? short_of_stock_
                                                  : failed_)
              .fetch_add(1);
          if (idle_.fetch_add(1) == 0) idle_.notify_one();
        };
        if (!hub_->command(std::move(command))) throw std::runtime_error(hub_->refusal().detail);
      }
      idle_.wait(0);
      under_way -= idle_.exchange(0);
    }
  }).get();
  if (failed_ > 0) {
    throw std::runtime_error(fmt::format("{} commands {} were not taken", failed_.load(), route));
  }
}

void Reservers::receive(const std::vector<std::string>& skus, int64_t units) {
  std::vector<std::string> bodies;
  bodies.reserve(skus.size());
  for (const std::string& sku : skus) {
    bodies.push_back(fmt::format(R"({{"sku":"{}","warehouse":"main","quantity":{}}})", sku, units));
  }
  call("stock.receive", bodies, kReceivedAtOnce);
}

// As the interface words it for the lane.
Reserved Reservers::reserve(const std::vector<std::string>& skus) {
  std::vector<std::string> bodies;
  bodies.reserve(skus.size());
  for (const std::string& sku : skus) {
    bodies.push_back(
        fmt::format(R"({{"sku":"{}","quantity":1,"warehouse":"","pool":"","owner":""}})", sku));
  }
  const StageTotals before = stage_totals(*hub_);
  const auto start = std::chrono::steady_clock::now();
  call("stock.reserve", bodies, kBuyersAtOnce);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  return {done_, short_of_stock_, static_cast<double>(skus.size()) / took.count(),
          stage_costs(before, stage_totals(*hub_))};
}

Reservers::Left Reservers::left(const std::string& sku) {
  const auto lease = hub_->database().read();
  stock::ItemFilter filter;
  filter.sku_from = sku;
  const auto page = stock::list_items(lease.reader(), filter, {}, 2);
  if (page.items.size() != 1) throw std::runtime_error("there is not one item of " + sku);
  const stock::Item& item = page.items.front();
  return {item.in(stock::Bucket::kAvailable), item.in(stock::Bucket::kLocked)};
}

}  // namespace ordo::bench
