#include "bench/merchant.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <thread>
#include <utility>

#include "base/crypto.h"
#include "bench/traffic.h"

namespace ordo::bench {
namespace {

// Several batches, and few enough that what waits stays in memory and is not read from the log again.
constexpr uint64_t kAheadMax = 3'000;
// Who looks more often takes a processor's time from what it looks at.
constexpr std::chrono::milliseconds kLookEvery{5};

}  // namespace

std::string empty_folder(const std::string& dir) {
  std::filesystem::remove_all(dir);
  std::filesystem::create_directories(dir);
  return dir;
}

std::unique_ptr<flows::Hub> open_hub(const std::string& dir, const std::string& store) {
  flows::HubOptions options;
  options.data_dir = dir;
  options.store = store;
  auto hub = flows::Hub::open(std::move(options));
  if (!hub) throw std::runtime_error(hub.error().detail);
  return std::move(*hub);
}

void run_command(flows::Hub& hub, std::string route, std::string body) {
  flows::Hub::Command command;
  command.route = std::move(route);
  command.caller = "bench";
  command.body = std::move(body);
  const Result<core::Outcome> outcome = hub.command_now(std::move(command));
  if (!outcome) throw std::runtime_error(outcome.error().detail);
}

ShopId make_shop(flows::Hub& hub, std::string_view code) {
  if (!hub.settings()->shop(code)) {
    run_command(
        hub, "config.shop",
        boost::json::serialize(boost::json::object{{"code", code},
                                                   {"channel", "standard"},
                                                   {"name", "bench"},
                                                   {"credentials", {{"secret", kSecret}}}}));
  }
  return hub.settings()->shop(code)->id;
}

core::InboundPtr order_entry(ShopId shop, int64_t n) {
  auto inbound = std::make_unique<core::Inbound>();
  inbound->entry.stream = shop;
  inbound->entry.route = "standard";
  inbound->entry.external_id = message_id(n);
  inbound->entry.caller = "ip:127.0.0.1";
  inbound->entry.headers = R"({"content-type":"application/json","webhook-id":"x"})";
  random_bytes(inbound->entry.entropy);
  inbound->entry.body = order_body(n);
  return inbound;
}

StageTotals stage_totals(flows::Hub& hub) {
  const core::LaneMetrics& lane = hub.lane().metrics();
  const core::LogMetrics& log = hub.inbox().metrics();
  StageTotals t;
  t.messages = lane.messages;
  t.batches = lane.batches;
  t.decode_ns = hub.decoding().sum_ns();
  t.prefetch_ns = lane.prefetch.sum_ns();
  t.apply_ns = lane.apply.sum_ns();
  t.persist_ns = lane.persist.sum_ns();
  t.commit_ns = lane.commit.sum_ns();
  t.log_ns = log.append.sum_ns() + log.sync.sum_ns();
  return t;
}

StageCosts stage_costs(const StageTotals& before, const StageTotals& after) {
  const auto messages = static_cast<double>(after.messages - before.messages);
  const auto us = [&](int64_t StageTotals::* sum) {
    return static_cast<double>(after.*sum - before.*sum) / 1'000 / messages;
  };
  StageCosts costs;
  costs.decode_us = us(&StageTotals::decode_ns);
  costs.prefetch_us = us(&StageTotals::prefetch_ns);
  costs.apply_us = us(&StageTotals::apply_ns);
  costs.persist_us = us(&StageTotals::persist_ns);
  costs.commit_us = us(&StageTotals::commit_ns);
  costs.log_us = us(&StageTotals::log_ns);
  costs.messages_a_batch = messages / static_cast<double>(after.batches - before.batches);
  return costs;
}

Merchant::Merchant(const std::string& dir, std::string_view shop, const std::string& store,
                   int64_t orders)
    : hub_(open_hub(dir, store)) {
  const ShopId id = make_shop(*hub_, shop);
  orders_.reserve(static_cast<size_t>(orders));
  for (int64_t n = 0; n < orders; ++n) {
    orders_.push_back(order_entry(id, n));
    // The hub has messages of its own beside these, so that its own figures do not count them.
    orders_.back()->on_applied = [this](const core::Outcome& outcome) {
      applied_ += outcome.state == core::MessageState::kApplied;
      ++answered_;
    };
  }
  before_ = stage_totals(*hub_);
  trips_before_ = hub_->database().round_trips();
}

void Merchant::wait_a_little() const {
  if (hub_->taken_over()) throw std::runtime_error(hub_->refusal().detail);
  std::this_thread::sleep_for(kLookEvery);
}

void Merchant::ingest() {
  const uint64_t count = orders_.size();
  hub_->start();
  for (uint64_t n = 0; n < count; ++n) {
    while (n >= answered_ + kAheadMax || hub_->inbox().stuck()) wait_a_little();
    if (!hub_->submit(std::move(orders_[n]))) throw std::runtime_error(hub_->refusal().detail);
  }
  while (answered_ < count) wait_a_little();
  after_ = stage_totals(*hub_);
  if (applied_ == count) return;
  throw std::runtime_error(fmt::format("{} of {} orders were applied", applied_.load(), count));
}

StageCosts Merchant::stop() {
  hub_->stop();
  StageCosts costs = stage_costs(before_, after_);
  // Asked when the lane is still: its session belongs to its thread.
  const auto trips = static_cast<double>(hub_->database().round_trips() - trips_before_);
  costs.trips_a_batch = trips / static_cast<double>(stage_totals(*hub_).batches - before_.batches);
  return costs;
}

}  // namespace ordo::bench
