// A merchant whose hub is measured in this process, without HTTP: a data folder, and with it keys, a shop and,
// where it is kept by a server, a schema of its own.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/entry.h"
#include "flows/hub.h"

namespace ordo::bench {

// An empty folder of this name.
std::string empty_folder(const std::string& dir);
// Throws where it does not open. `store`: HubOptions::store.
[[nodiscard]] std::unique_ptr<flows::Hub> open_hub(const std::string& dir,
                                                   const std::string& store = {});
// A command of a hub that is not started yet; throws where it is refused.
void run_command(flows::Hub& hub, std::string route, std::string body);
// Makes the shop where it is not there yet. Its messages are signed with kSecret.
ShopId make_shop(flows::Hub& hub, std::string_view code);
// Order `n` (traffic.h) as its webhook enters the log, once its signature is verified.
[[nodiscard]] core::InboundPtr order_entry(ShopId shop, int64_t n);

// What a hub took for each message, and how much a batch of its lane held.
struct StageCosts {
  double decode_us = 0, prefetch_us = 0, apply_us = 0, persist_us = 0, commit_us = 0;
  double log_us = 0;  // writing its entry, and the log's own commit
  double messages_a_batch = 0, trips_a_batch = 0;
};

// Sums over all messages since a hub was opened.
struct StageTotals {
  uint64_t messages = 0, batches = 0;
  int64_t decode_ns = 0, prefetch_ns = 0, apply_ns = 0, persist_ns = 0, commit_ns = 0, log_ns = 0;
};
[[nodiscard]] StageTotals stage_totals(flows::Hub& hub);
// Of what came between the two; round trips are not among them.
[[nodiscard]] StageCosts stage_costs(const StageTotals& before, const StageTotals& after);

class Merchant {
 public:
  // Makes the first `orders` orders ready to be handed in.
  Merchant(const std::string& dir, std::string_view shop, const std::string& store, int64_t orders);
  // Starts the hub and hands the orders in, so many ahead that the lane is never without work: each is appended
  // to the log, synced, decoded, applied and committed. Returns when all are; throws where one was not taken
  // over. Once.
  void ingest();
  // Stops the hub: what ingest() took.
  [[nodiscard]] StageCosts stop();

 private:
  void wait_a_little() const;

  std::vector<core::InboundPtr> orders_;
  std::atomic<uint64_t> answered_{0}, applied_{0};
  StageTotals before_, after_;
  int64_t trips_before_ = 0;
  std::unique_ptr<flows::Hub> hub_;  // ends first: it tells of orders until then
};

}  // namespace ordo::bench
