#include "bench/measures.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>
#include <utility>
#include <vector>

#include "base/log.h"
#include "bench/child.h"
#include "bench/median.h"
#include "bench/merchant.h"
#include "bench/traffic.h"
#include "flows/hub.h"

namespace ordo::bench {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr int64_t kBacklogMax = 3'000;
constexpr int64_t kChunk = 20'000;  // requests held in memory at once

double since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// The share of all processors' time since it was made that the host of a virtual machine has given to
// others (proc(5), /proc/stat: the eighth figure).
class Stolen {
 public:
  [[nodiscard]] double share() const {
    const Ticks now = read();
    return now.all > start_.all ? (now.stolen - start_.stolen) / (now.all - start_.all) : 0;
  }

 private:
  struct Ticks {
    double all = 0, stolen = 0;
  };
  static Ticks read() {
    std::ifstream file("/proc/stat");
    std::string cpu;
    file >> cpu;
    Ticks ticks;
    for (int i = 0; i < 8; ++i) {
      double n = 0;
      file >> n;
      ticks.all += n;
      if (i == 7) ticks.stolen = n;
    }
    return ticks;
  }

  const Ticks start_ = read();
};

int64_t unix_now() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::vector<std::string> requests(int64_t first, int64_t count) {
  std::vector<std::string> list;
  list.reserve(static_cast<size_t>(count));
  const int64_t now = unix_now();
  for (int64_t i = 0; i < count; ++i) list.push_back(request(first + i, now));
  return list;
}

int64_t folder_bytes(const std::string& dir) {
  int64_t bytes = 0;
  for (const auto& file : fs::recursive_directory_iterator(dir)) {
    if (file.is_regular_file()) bytes += static_cast<int64_t>(file.file_size());
  }
  return bytes;
}

void fill_log(flows::Hub& hub, ShopId shop, int64_t orders) {
  for (int64_t i = 0; i < orders; ++i) {
    if (!hub.submit(order_entry(shop, i))) throw std::runtime_error(hub.refusal().detail);
    if (i % 512 == 511) hub.inbox().flush();
  }
  while (hub.inbox().flush()) {
  }
}

// Starts the lane on what lies in the log and waits until it is through.
double apply_log(const std::string& dir, uint64_t messages, Applying* stages) {
  auto hub = open_hub(dir);
  const auto start = Clock::now();
  hub->start();
  const core::LaneMetrics& m = hub->lane().metrics();
  while (m.messages < messages) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  const double seconds = since(start);
  if (stages) {
    const auto us = [&](const core::Latency& stage) {
      return static_cast<double>(stage.sum_ns()) / 1000.0 / static_cast<double>(messages);
    };
    stages->prefetch_us = us(m.prefetch);
    stages->apply_us = us(m.apply);
    stages->persist_us = us(m.persist);
    stages->commit_us = us(m.commit);
  }
  hub->stop();
  return seconds;
}

}  // namespace

Accepting measure_accepting(const std::string& dir, int64_t messages) {
  Child child({dir, false, 0});
  Accepting result;
  result.full = send_all(requests(0, messages), {child.port(), 64, 0, {}});
  const double rate = static_cast<double>(result.full.answered) / result.full.seconds;
  result.half = send_all(requests(messages, messages / 2), {child.port(), 64, rate / 2, {}});
  return result;
}

Applying measure_applying(const std::string& dir, int64_t orders) {
  Applying result;
  {
    auto hub = open_hub(dir);
    fill_log(*hub, make_shop(*hub, kShop), orders);
  }
  result.orders_per_s =
      static_cast<double>(orders) / apply_log(dir, static_cast<uint64_t>(orders), &result);
  result.kib_per_order =
      static_cast<double>(folder_bytes(dir)) / 1024.0 / static_cast<double>(orders);
  result.database = dir + "/ordo.db";
  fs::copy_file(result.database, dir + "/../f2-source.db", fs::copy_options::overwrite_existing);
  result.database = dir + "/../f2-source.db";
  {
    auto hub = open_hub(dir);
    fill_log(*hub, make_shop(*hub, kShop), orders);
  }
  result.duplicates_per_s =
      static_cast<double>(orders) / apply_log(dir, static_cast<uint64_t>(orders), nullptr);
  return result;
}

EndToEnd measure_end_to_end(const std::string& dir, int64_t first, int64_t orders,
                            int extra_sync_ms) {
  Child child({dir, true, extra_sync_ms});
  EndToEnd result;
  double seconds = 0;
  int64_t sent = 0;
  while (sent < orders) {
    const int64_t n = std::min(kChunk, orders - sent);
    const auto chunk = requests(first + sent, n);
    const auto start = Clock::now();
    LoadOptions load{child.port(), 64, 0, {}};
    load.may_send = [&] { return child.durable() - child.applied() < kBacklogMax; };
    const LoadResult r = send_all(chunk, load);
    if (r.refused) throw std::runtime_error(fmt::format("{} messages were refused", r.refused));
    sent += n;
    while (child.applied() < sent) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    seconds += since(start);
  }
  result.per_s = static_cast<double>(orders) / seconds;
  result.peak_memory_kib = child.peak_memory_kib();
  return result;
}

Slices measure_slices(const std::string& dir, int seconds, int rounds) {
  constexpr double kRate = 20;
  // So many that a flood does not wait for its answers.
  constexpr int kFloodConnections = 128;
  Child child({dir, true, 0});
  int64_t written = 0, flooded = 0;
  double flood_per_s = 0;
  const auto write_while = [&](double flood) {
    const auto others = static_cast<int64_t>(kRate * kOtherShops * seconds);
    const auto count = static_cast<int64_t>(flood * (seconds + 1));
    const auto messages = requests(std::exchange(flooded, flooded + count), count);
    std::vector<std::string> orders;
    orders.reserve(static_cast<size_t>(others));
    for (int64_t i = 0; i < others; ++i) orders.push_back(api_request(written++, child.key()));
    LoadResult r;
    {
      std::jthread flooding([&] {
        const LoadResult f = send_all(messages, {child.port(), kFloodConnections, flood, {}});
        flood_per_s = static_cast<double>(f.answered) / f.seconds;
      });
      r = send_all(orders, {child.port(), 8, kRate * kOtherShops, {}, true});
    }
    if (r.refused) throw std::runtime_error(fmt::format("{} orders were refused", r.refused));
    while (child.applied() < child.durable()) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return r.p99_ms;
  };
  (void)write_while(kRate);  // the first seconds of a process are not what is asked about
  const Stolen stolen;
  std::vector<double> quiet, loud;
  for (int i = 0; i < rounds; ++i) {
    quiet.push_back(write_while(kRate));
    loud.push_back(write_while(100 * kRate));
  }
  return {median(quiet), median(loud), flood_per_s / kRate, stolen.share()};
}

Reads measure_reads(const std::string& dir, int64_t orders, int64_t first, double rate_per_s,
                    int seconds) {
  Child child({dir, true, 0});
  child.wait_until_warm();
  const auto count = static_cast<int64_t>(rate_per_s * seconds);
  std::jthread ingest([&] {
    for (int64_t sent = 0; sent < count; sent += kChunk) {
      const auto chunk = requests(first + sent, std::min(kChunk, count - sent));
      (void)send_all(chunk, {child.port(), 32, rate_per_s, {}});
    }
  });
  const auto get = [&](const std::string& target) {
    return fmt::format("GET {} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\n\r\n",
                       target, child.key());
  };
  std::vector<std::string> by_number, pages;
  for (int64_t i = 0; i < 100 * seconds; ++i) {
    by_number.push_back(get("/api/v1/orders?channel_order_no=" + order_number(i * 7919 % orders)));
  }
  for (int64_t i = 0; i < 20 * seconds; ++i)
    pages.push_back(get("/api/v1/orders?limit=50&status=paid"));
  const Stolen stolen;
  const LoadResult numbers = send_all(by_number, {child.port(), 4, 200, {}, true});
  const LoadResult lists = send_all(pages, {child.port(), 4, 40, {}, true});
  return {numbers.p99_ms, lists.p99_ms, stolen.share()};
}

}  // namespace ordo::bench
