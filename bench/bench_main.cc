// `ordo-bench`: figures as ratios to floors measured in the same run.
#include <fmt/format.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <random>
#include <thread>
#include <vector>

#include "base/crypto.h"
#include "base/log.h"
#include "bench/child.h"
#include "bench/floors.h"
#include "bench/hot_stock.h"
#include "bench/measures.h"
#include "bench/merchant.h"
#include "bench/postgres_rates.h"

// Read by jemalloc where it is linked: few arenas, and freed pages go back within a second.
extern "C" {
const char* malloc_conf = "narenas:4,dirty_decay_ms:1000,muzzy_decay_ms:0";
}

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using namespace ordo::bench;

struct Options {
  bool quick = false, as_json = false, scale = true, keep_data = false;
  std::string only;  // one part of the measurement: accept, apply, postgres, hot, slices or scale
  std::string dir = "build/bench";
};

struct Line {
  std::string name;
  double value;
  std::string unit;
  double target;  // 0: none
  bool at_most = false;
};

class Report {
 public:
  explicit Report(bool quiet) : quiet_(quiet) {}
  void add(const std::string& key, const std::string& name, double value, const std::string& unit,
           double target = 0, bool at_most = false) {
    json_[key] = value;
    lines_.push_back({name, value, unit, target, at_most});
    if (!quiet_) print(lines_.back());
  }
  [[nodiscard]] const json::object& object() const { return json_; }

 private:
  static void print(const Line& l) {
    std::string verdict;
    if (l.target != 0) {
      const bool met = l.at_most ? l.value <= l.target : l.value >= l.target;
      verdict =
          fmt::format("{} {}{:g}", met ? "ok  " : "MISS", l.at_most ? "<= " : ">= ", l.target);
    }
    fmt::print("{:<52} {:>12.2f} {:<10} {}\n", l.name, l.value, l.unit, verdict);
    std::fflush(stdout);
  }
  bool quiet_;
  json::object json_;
  std::vector<Line> lines_;
};

std::string fresh(const Options& o, const std::string& name) {
  return empty_folder(fs::absolute(o.dir + "/" + name).string());
}

// Before what is asked for its slowest answers: the disk takes what was written, and a virtual machine
// whose host gives it less after minutes of full load is given its due again. A quick run has no time.
void rest(const Options& o) {
  if (o.quick) return;
  ::sync();
  std::this_thread::sleep_for(std::chrono::seconds(60));
}

// The machine's speed drifts: a floor is measured before and after what is compared with it.
void accepting(const Options& o, Report& report) {
  const int64_t n = o.quick ? 40'000 : 200'000;
  const double before = floor_append(fresh(o, "f1"), n);
  const Accepting a = measure_accepting(fresh(o, "accept"), n);
  const double after = floor_append(fresh(o, "f1"), n);
  const double floor = (before + after) / 2;
  const double rate = static_cast<double>(a.full.answered) / a.full.seconds;
  report.add("f1_per_s", "F1: raw messages appended, groups of 64", floor, "/s");
  report.add("accept_per_s", "accepted over HTTP, 64 connections", rate, "/s");
  report.add("accept_ratio", "  of F1", rate / floor, "", 0.4);
  report.add("accept_p99_ms", "  p99 at full load", a.full.p99_ms, "ms");
  report.add("accept_half_p99_ms", "  p99 at half of that load", a.half.p99_ms, "ms", 20, true);
}

double applying(const Options& o, Report& report) {
  const int64_t n = o.quick ? 40'000 : 100'000;
  const Applying a = measure_applying(fresh(o, "apply"), n);
  const RowsFloor first = floor_rows(a.database, fresh(o, "f2"), n);
  const RowsFloor second = floor_rows(a.database, fresh(o, "f2"), n);
  const double floor = (first.orders_per_s + second.orders_per_s) / 2;
  report.add("f2_per_s", "F2: the hub's rows, batches of 100 orders", floor, "orders/s");
  report.add("rows_per_order", "rows an order", first.rows_per_order, "", 14, true);
  report.add("kib_per_order", "KiB an order, raw body included", a.kib_per_order, "", 4.5, true);
  report.add("apply_per_s", "applied from the log", a.orders_per_s, "orders/s");
  report.add("apply_ratio", "  of F2", a.orders_per_s / floor, "", 0.5);
  report.add("prefetch_us", "  prefetch", a.prefetch_us, "us/order");
  report.add("apply_us", "  apply", a.apply_us, "us/order");
  report.add("persist_us", "  persist", a.persist_us, "us/order");
  report.add("commit_us", "  commit", a.commit_us, "us/order");
  report.add("duplicates_per_s", "duplicates from the log", a.duplicates_per_s, "/s");
  report.add("duplicate_ratio", "  of new orders' rate", a.duplicates_per_s / a.orders_per_s, "",
             2);
  return floor;
}

void end_to_end(const Options& o, Report& report, double floor) {
  const int64_t n = o.quick ? 25'000 : 100'000;
  const EndToEnd plain = measure_end_to_end(fresh(o, "e2e"), 0, n);
  const EndToEnd slow = measure_end_to_end(fresh(o, "slow"), 0, n / 2, 1);
  report.add("end_to_end_per_s", "end to end over HTTP", plain.per_s, "orders/s");
  report.add("end_to_end_ratio", "  of F2", plain.per_s / floor, "", 0.35);
  report.add("end_to_end_share", "  of its target", plain.per_s / floor / 0.35, "");
  report.add("slow_sync_ratio", "  with 1 ms on every sync, of that without",
             slow.per_s / plain.per_s, "", 0.6);
  report.add("memory_mib", "  peak memory", static_cast<double>(plain.peak_memory_kib) / 1024,
             "MiB", 300, true);
}

constexpr int64_t kSmall = 10'000, kLarge = 1'000'000;

void reads(const Options& o, Report& report, const std::string& dir, int64_t first, double rate) {
  rest(o);
  const Reads r = measure_reads(dir, kLarge, first, rate, 10);
  report.add("order_p99_ms", "order by number, ingest at half speed, p99", r.order_p99_ms, "ms", 5,
             true);
  report.add("list_p99_ms", "list page of 50, ingest at half speed, p99", r.list_p99_ms, "ms", 20,
             true);
  report.add("reads_stolen", "  taken by the machine's host meanwhile", 100 * r.stolen, "%");
}

void scale(const Options& o, Report& report) {
  const std::string dir = fresh(o, "scale");
  const EndToEnd young = measure_end_to_end(dir, 0, kSmall);
  const EndToEnd growing = measure_end_to_end(dir, kSmall, kLarge - kSmall);
  const EndToEnd old = measure_end_to_end(dir, kLarge, 4 * kSmall);
  report.add("scale_young_per_s", "end to end at ten thousand orders", young.per_s, "orders/s");
  report.add("scale_old_per_s", "end to end at a million orders", old.per_s, "orders/s");
  report.add("scale_ratio", "  ratio", old.per_s / young.per_s, "", 0.8);
  report.add("scale_memory_mib", "  peak memory on the way",
             static_cast<double>(growing.peak_memory_kib) / 1024, "MiB", 300, true);
  reads(o, report, dir, kLarge + 4 * kSmall, old.per_s / 2);
}

// Once more, on the million orders that `--only scale --keep` has left.
void reads_again(const Options& o, Report& report) {
  std::random_device chance;
  const std::string dir = fs::absolute(o.dir + "/scale").string();
  if (!fs::exists(dir))
    throw std::runtime_error("there is no " + dir + ": run --only scale --keep first");
  // Numbers that no earlier run has taken, of orders that are not from the future.
  const int64_t unused =
      2 * kLarge + std::uniform_int_distribution<int64_t>(0, 1'000)(chance) * kLarge;
  const EndToEnd now = measure_end_to_end(dir, unused, 4 * kSmall);
  reads(o, report, dir, unused + 4 * kSmall, now.per_s / 2);
}

// Each rate is of the same orders, or of the rows that a hub makes of them.
void on_postgres(const Options& o, Report& report) {
  if (!postgres_is_installed()) {
    fmt::print(stderr, "PostgreSQL is not installed: its measures are left out\n");
    return;
  }
  const PostgresRates r =
      measure_postgres(fresh(o, "postgres"), o.quick ? 2'000 : 20'000, o.quick ? 1 : 5);
  report.add("postgres_shared_buffers_mib", "PostgreSQL: fsync on, shared buffers",
             r.shared_buffers_mib, "MiB");
  report.add("postgres_floor_per_s", "FP: a hub's rows set-wise, batches of 1,000 orders",
             r.floor_per_s, "orders/s");
  report.add("postgres_rows_per_order", "rows an order, the log's included", r.rows_per_order, "");
  report.add("postgres_ingest_per_s", "a hub that ingests: log, decode, apply, commit",
             r.ingest_per_s, "orders/s");
  report.add("postgres_ingest_of_floor", "  of FP", r.ingest_of_floor, "", 0.5);
  report.add("postgres_prefetch_us", "  prefetch", r.hub.prefetch_us, "us/order");
  report.add("postgres_apply_us", "  apply", r.hub.apply_us, "us/order");
  report.add("postgres_persist_us", "  persist", r.hub.persist_us, "us/order");
  report.add("postgres_commit_us", "  commit", r.hub.commit_us, "us/order");
  report.add("postgres_decode_us", "  beside the lane: decoding", r.hub.decode_us, "us/order");
  report.add("postgres_log_us", "  beside the lane: the log, its commits included", r.hub.log_us,
             "us/order");
  report.add("postgres_batch", "  messages a batch", r.hub.messages_a_batch, "");
  report.add("postgres_hub_trips", "  round trips a batch", r.hub.trips_a_batch, "", 10, true);
  report.add("postgres_two_hubs_per_s", "two hubs, two merchants", r.two_hubs_per_s, "orders/s");
  report.add("postgres_two_hubs_of_one", "  of one", r.two_hubs_of_one, "", 1.4);
  report.add("postgres_session_per_s", "the same rows by our session, one lane", r.session_per_s,
             "orders/s");
  report.add("postgres_session_ratio", "  of FP", r.session_of_floor, "", 0.5);
  report.add("postgres_trips", "  round trips a batch", r.session_trips, "", 10, true);
  report.add("postgres_two_lanes_per_s", "two lanes, a schema each", r.two_lanes_per_s, "orders/s");
  report.add("postgres_two_lanes_ratio", "  of one", r.two_lanes_of_one, "", 1.4);
}

// Everybody wants the same thing.
void hot_stock(const Options& o, Report& report) {
  HotStockTurns how;
  how.turns = o.quick ? 1 : 5;
  how.reservations = o.quick ? 4'000 : 20'000;
  how.many_skus = !o.quick;
  const HotStock hot = measure_hot_stock(fresh(o, "hot"), how);
  report.add("hot_oversold", "one SKU of 1,000 units sold out: units oversold",
             static_cast<double>(hot.oversold), "");
  report.add("hot_runs", "  in so many runs, each with 1,200 buyers",
             static_cast<double>(hot.sold_out), "");
  report.add("hot_in_process_per_s", "reserved of one SKU in process, 64 callers",
             hot.in_process_per_s, "/s");
  if (hot.redis) {
    report.add("hot_redis_per_s", "  Redis: Lua decrement, always synced, 64 connections",
               hot.redis->per_s, "/s");
    report.add("hot_vs_redis", "  of Redis", hot.redis->ratio, "", 1.0);
  }
  report.add("hot_prefetch_us", "  prefetch", hot.costs.prefetch_us, "us");
  report.add("hot_apply_us", "  apply", hot.costs.apply_us, "us");
  report.add("hot_persist_us", "  persist", hot.costs.persist_us, "us");
  report.add("hot_commit_us", "  commit", hot.costs.commit_us, "us");
  report.add("hot_log_us", "  beside the lane: the log, its commits included", hot.costs.log_us,
             "us");
  report.add("hot_batch", "  reservations a batch", hot.costs.messages_a_batch, "");
  report.add("hot_http_per_s", "reserved of one SKU over HTTP, 64 connections", hot.http_per_s,
             "/s");
  if (hot.postgres) {
    report.add("hot_postgres_per_s", "  PostgreSQL: UPDATE of one row, 8 connections",
               hot.postgres->per_s, "/s");
    report.add("hot_vs_postgres", "  of PostgreSQL", hot.postgres->ratio, "", 3);
  }
  if (!hot.many) return;
  report.add("hot_many_per_s", "reserved of 10,000 SKUs at random, in process", hot.many->per_s,
             "/s");
  report.add("hot_many_of_one", "  of one SKU", hot.many->ratio, "");
}

void slices(const Options& o, Report& report) {
  rest(o);
  const Slices s = measure_slices(fresh(o, "slices"), o.quick ? 3 : 10, o.quick ? 1 : 3);
  report.add("quiet_p99_ms", "order written over the API, five shops alike, p99", s.quiet_p99_ms,
             "ms");
  report.add("flooded_p99_ms", "  while a fifth shop sends 100 times as much", s.flooded_p99_ms,
             "ms");
  report.add("flood_times", "  what it sent, of what each of the others did", s.times, "", 0);
  report.add("slices_stolen", "  taken by the machine's host meanwhile", 100 * s.stolen, "%");
  report.add("flooded_ratio", "  ratio", s.flooded_p99_ms / s.quiet_p99_ms, "", 2, true);
}

void measure(const Options& o, Report& report) {
  const auto wanted = [&](const char* part) { return o.only.empty() || o.only == part; };
  if (wanted("accept")) accepting(o, report);
  if (wanted("apply")) end_to_end(o, report, applying(o, report));
  if (wanted("postgres")) on_postgres(o, report);
  if (wanted("hot")) hot_stock(o, report);
  if (wanted("slices")) slices(o, report);
  if (wanted("scale") && !o.quick && o.scale) scale(o, report);
  if (o.only == "reads") reads_again(o, report);
}

void keep(const Report& report) {
  fs::create_directories("bench/results");
  std::ofstream file("bench/results/latest.json");
  file << json::serialize(report.object()) << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  ordo::crypto_init();
  if (const int code = run_as_child(argc, argv); code >= 0) return code;
  Options o;
  for (int i = 1; i < argc; ++i) {
    if (!std::strcmp(argv[i], "--quick"))
      o.quick = true;
    else if (!std::strcmp(argv[i], "--json"))
      o.as_json = true;
    else if (!std::strcmp(argv[i], "--no-scale"))
      o.scale = false;
    else if (!std::strcmp(argv[i], "--keep"))
      o.keep_data = true;
    else if (!std::strcmp(argv[i], "--only") && i + 1 < argc)
      o.only = argv[++i];
    else if (!std::strcmp(argv[i], "--dir") && i + 1 < argc)
      o.dir = argv[++i];
    else {
      fmt::print(stderr,
                 "ordo-bench [--quick] [--json] [--no-scale] [--only "
                 "accept|apply|hot|postgres|slices|scale|reads] [--keep] "
                 "[--dir D]\n");
      return std::strcmp(argv[i], "--help") ? 64 : 0;
    }
  }
  ordo::log::set_level(ordo::log::Level::kError);
  Report report(o.as_json);
  try {
    measure(o, report);
  } catch (const std::exception& e) {
    fmt::print(stderr, "ordo-bench: {}\n", e.what());
    return 1;
  }
  if (!o.quick && o.only.empty()) keep(report);
  if (o.as_json) fmt::print("{}\n", json::serialize(report.object()));
  if (!o.keep_data) fs::remove_all(o.dir);
  return 0;
}
