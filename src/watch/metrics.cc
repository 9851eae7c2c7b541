#include "watch/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <fstream>
#include <limits>
#include <map>
#include <mutex>
#include <span>

#include "core/entry.h"
#include "flows/poll_store.h"
#include "watch/figures.h"
#include "watch/patrol.h"

namespace ordo::watch {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::map<std::string, std::string>;

const prometheus::Histogram::BucketBoundaries kSeconds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                          0.1,   0.25,   0.5,   1,    2.5,   5};

constexpr const char* kHookRoute = "/hooks/{channel}/{shop}";
constexpr int kStatusFirst = 100, kStatusLast = 599;

double seconds_of(int64_t ns) { return static_cast<double>(ns) / 1e9; }

// Families that are filled at the moment of asking.
class Sheet {
 public:
  void gauge(const char* name, const char* help, double value, const Labels& labels = {}) {
    add(name, help, MetricType::Gauge, labels).gauge.value = value;
  }
  void counter(const char* name, const char* help, double value, const Labels& labels = {}) {
    add(name, help, MetricType::Counter, labels).counter.value = value;
  }
  void histogram(const char* name, const char* help, const core::Latency& latency,
                 const Labels& labels) {
    ClientMetric::Histogram& out = add(name, help, MetricType::Histogram, labels).histogram;
    for (size_t i = 0; i <= core::Latency::kBoundsUs.size(); ++i) {
      out.sample_count += latency.in_bucket(i);
      const double bound = i < core::Latency::kBoundsUs.size()
                               ? static_cast<double>(core::Latency::kBoundsUs[i]) / 1e6
                               : std::numeric_limits<double>::infinity();
      out.bucket.push_back({out.sample_count, bound});
    }
    out.sample_sum = seconds_of(latency.sum_ns());
  }
  [[nodiscard]] std::vector<MetricFamily> take() { return std::move(families_); }

 private:
  ClientMetric& add(const char* name, const char* help, MetricType type, const Labels& labels) {
    if (families_.empty() || families_.back().name != name) {
      families_.push_back({name, help, type, {}});
    }
    ClientMetric& metric = families_.back().metric.emplace_back();
    for (const auto& [key, value] : labels) metric.label.push_back({key, value});
    return metric;
  }

  std::vector<MetricFamily> families_;
};

void put_lane(Sheet& sheet, const core::LaneMetrics& lane) {
  for (size_t i = 1; i < lane.by_state.size(); ++i) {
    sheet.counter("ordo_messages_total", "Messages by what they came to.",
                  static_cast<double>(lane.by_state[i].load()),
                  {{"state", std::string(core::name(static_cast<core::MessageState>(i)))}});
  }
  const auto count = [&](const char* name, const char* help, uint64_t n) {
    sheet.counter(name, help, static_cast<double>(n));
  };
  count("ordo_lane_batches_total", "Batches committed.", lane.batches.load());
  count("ordo_lane_retries_total", "Batches run again after a storage fault.", lane.retries.load());
  count("ordo_lane_breaches_total", "Commands set aside after a breached invariant.",
        lane.breaches.load());
  count("ordo_lane_timers_total", "Timers fired.", lane.timers.load());
  sheet.gauge("ordo_lane_last_batch_messages", "Messages in the last batch.",
              static_cast<double>(lane.last_batch_size.load()));
}

// A group of the log, an entry, a batch: each stage counts what it does at once.
void put_stages(Sheet& sheet, flows::Hub& hub) {
  const core::LogMetrics& log = hub.inbox().metrics();
  const core::LaneMetrics& lane = hub.lane().metrics();
  const std::pair<const char*, const core::Latency*> stages[] = {
      {"log_append", &log.append},  {"log_sync", &log.sync},   {"decode", &hub.decoding()},
      {"prefetch", &lane.prefetch}, {"apply", &lane.apply},    {"persist", &lane.persist},
      {"commit", &lane.commit},     {"publish", &lane.publish}};
  for (const auto& [stage, latency] : stages) {
    sheet.histogram("ordo_stage_seconds",
                    "Time of each stage: of the log a group, of decoding an entry, of the lane a "
                    "batch.",
                    *latency, {{"stage", stage}});
  }
  for (const auto& [stage, latency] : std::span(stages).subspan(3)) {
    sheet.counter("ordo_lane_stage_seconds_total", "Time that the lane has spent in each stage.",
                  seconds_of(latency->sum_ns()), {{"stage", stage}});
  }
}

std::string shop_label(const flows::Settings& settings, int64_t stream) {
  if (ShopId(stream) == core::kSystemStream) return "system";
  const flows::Shop* shop = settings.shop(ShopId(stream));
  return shop ? shop->code : std::to_string(stream);
}

void put_street(Sheet& sheet, flows::Hub& hub, const QueueFigures& queues) {
  const auto settings = hub.settings();
  sheet.gauge("ordo_log_pending_messages", "Entries accepted but not yet durable.",
              static_cast<double>(queues.log.depth));
  sheet.gauge("ordo_log_oldest_pending_seconds", "Age of the oldest entry not yet durable.",
              age_seconds(queues.now, queues.log.oldest));
  sheet.gauge("ordo_log_last_sequence", "Last durable sequence of the log.",
              static_cast<double>(hub.inbox().last().value));
  for (const auto& [stream, depth] : queues.feed) {
    sheet.gauge("ordo_feed_depth_messages", "Durable entries in memory, to be applied.",
                static_cast<double>(depth), {{"shop", shop_label(*settings, stream)}});
  }
  sheet.gauge("ordo_feed_oldest_seconds", "Age of the oldest durable entry not yet applied.",
              age_seconds(queues.now, queues.feed_oldest));
  sheet.gauge("ordo_mode", "0 normal, 1 queue only, 2 shedding.",
              static_cast<double>(settings->mode));
}

void put_held(Sheet& sheet, const QueueFigures& queues) {
  const auto age = [&](const Queue& queue) { return age_seconds(queues.now, queue.oldest); };
  const auto depth = [](const Queue& queue) { return static_cast<double>(queue.depth); };
  sheet.gauge("ordo_waiting_messages", "Messages that wait for their order.",
              depth(queues.waiting));
  sheet.gauge("ordo_waiting_oldest_seconds", "Age of the oldest message that waits.",
              age(queues.waiting));
  sheet.gauge("ordo_parked_messages", "Messages set aside for a person.", depth(queues.parked));
  sheet.gauge("ordo_parked_oldest_seconds", "Age of the oldest message set aside.",
              age(queues.parked));
  const std::pair<const char*, const Queue*> calls[] = {
      {"open", &queues.calls_open}, {"with_a_person", &queues.calls_with_a_person}};
  for (const auto& [state, queue] : calls) {
    sheet.gauge("ordo_outbox_messages", "Outgoing calls not delivered yet.", depth(*queue),
                {{"state", state}});
  }
  for (const auto& [state, queue] : calls) {
    sheet.gauge("ordo_outbox_oldest_seconds", "Age of the oldest outgoing call not delivered yet.",
                age(*queue), {{"state", state}});
  }
}

void put_sizes(Sheet& sheet, flows::Hub& hub) {
  sheet.gauge("ordo_database_size_bytes", "Size of the database: its file, or its tables.",
              static_cast<double>(hub.database().size_bytes()));
  sheet.gauge("ordo_database_warm",
              "1 once the file was read after the start: answers are slower before.",
              hub.warm() ? 1 : 0);
  sheet.gauge("ordo_log_size_bytes", "Size of the log's files.",
              static_cast<double>(hub.inbox().size_bytes()));
  sheet.gauge("ordo_lookups_memory_bytes", "Memory of the look-up filters.",
              static_cast<double>(hub.lookups().memory_bytes()));
}

// Where a replica is given.
void put_reads(Sheet& sheet, flows::Hub& hub) {
  const auto reads = hub.database().read_counts();
  if (!reads) return;
  const std::pair<const char*, int64_t> counts[] = {{"at_replica", reads->at_replica},
                                                    {"replica_behind", reads->behind},
                                                    {"replica_busy", reads->busy},
                                                    {"replica_away", reads->not_there}};
  for (const auto& [outcome, n] : counts) {
    sheet.counter("ordo_replica_reads_total",
                  "Reading that a replica may answer: there, or at the primary and why.",
                  static_cast<double>(n), {{"outcome", outcome}});
  }
  sheet.gauge("ordo_replica_away", "1 while the replica does not answer, or is none.",
              reads->is_away ? 1 : 0);
}

void put_pulls(Sheet& sheet, flows::Hub& hub) {
  const auto settings = hub.settings();
  const auto pulls = flows::load_pulls(hub.database().read().reader());
  for (const auto& [shop, pull] : pulls) {
    if (pull.state.watermark == Instant{}) continue;
    sheet.gauge("ordo_pull_watermark_seconds",
                "Age of the moment up to which everything of a shop has been read.",
                age_seconds(hub.clock().now(), pull.state.watermark),
                {{"shop", shop_label(*settings, shop)}});
  }
  for (const auto& [shop, pull] : pulls) {
    sheet.gauge("ordo_pull_failures", "Calls to a shop's platform that failed, in a row.",
                static_cast<double>(pull.state.failures), {{"shop", shop_label(*settings, shop)}});
  }
}

void put_calls(Sheet& sheet, flows::Hub& hub) {
  const core::CallMetrics& calls = hub.calls().metrics();
  for (const core::CallKind kind : core::kCallKinds) {
    const core::CallMetrics::Kind& of = calls.of(kind);
    const std::pair<const char*, int64_t> outcomes[] = {{"ok", of.ok.load()},
                                                        {"failed", of.failed.load()}};
    for (const auto& [outcome, n] : outcomes) {
      sheet.counter("ordo_calls_total", "Calls that the hub made, an attempt each.",
                    static_cast<double>(n),
                    {{"kind", std::string(core::name(kind))}, {"outcome", outcome}});
    }
  }
  for (const core::CallKind kind : core::kCallKinds) {
    sheet.histogram("ordo_call_seconds", "Time of calls that the hub made, until their end.",
                    calls.of(kind).took, {{"kind", std::string(core::name(kind))}});
  }
  sheet.counter("ordo_call_records_dropped_total",
                "Records of calls that were not kept: too many at once, or the disk took none.",
                static_cast<double>(calls.dropped.load()));
  sheet.gauge("ordo_call_log_size_bytes", "Size of the file that holds records of calls.",
              static_cast<double>(hub.calls().size_bytes()));
}

void put_findings(Sheet& sheet, const std::map<std::string, int64_t>& by_kind) {
  for (const flows::AlertKind each : kFindings) {
    const std::string_view kind = name(each);
    const auto found = by_kind.find(std::string(kind));
    sheet.gauge("ordo_patrol_findings", "What the patrol finds, by kind.",
                found == by_kind.end() ? 0 : static_cast<double>(found->second),
                {{"finding", std::string(kind)}});
  }
}

void put_lags(Sheet& sheet, const flows::Settings& settings,
              const std::map<int64_t, LagFigure>& lags) {
  const auto put = [&](int64_t shop, const char* quantile, int64_t ms) {
    sheet.gauge("ordo_status_lag_seconds",
                "From the moment that a shop's platform names to our commit: live changes of the "
                "last hour, the newest hundred.",
                static_cast<double>(ms) / kSecondMs,
                {{"shop", shop_label(settings, shop)}, {"quantile", quantile}});
  };
  for (const auto& [shop, lag] : lags) {
    put(shop, "0.5", lag.median_ms);
    put(shop, "0.95", lag.p95_ms);
  }
}

void put_process(Sheet& sheet) {
  std::ifstream statm("/proc/self/statm");
  double size = 0, resident = 0;
  statm >> size >> resident;
  const auto page = static_cast<double>(::sysconf(_SC_PAGESIZE));
  sheet.gauge("process_virtual_memory_bytes", "Virtual memory of the process.", size * page);
  sheet.gauge("process_resident_memory_bytes", "Resident memory of the process.", resident * page);
}

}  // namespace

struct Metrics::Impl {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests = prometheus::BuildCounter()
                                                          .Name("ordo_http_requests_total")
                                                          .Help("Requests by route and status.")
                                                          .Register(registry);
  prometheus::Family<prometheus::Histogram>& latency =
      prometheus::BuildHistogram()
          .Name("ordo_http_request_duration_seconds")
          .Help("Time from request to answer, by route.")
          .Register(registry);
  std::atomic<int64_t> refused_webhooks{0};

  // Kept, because finding a metric by its labels costs more than all the rest of a webhook's counting.
  prometheus::Histogram& hook_latency =
      latency.Add({{"method", "POST"}, {"route", kHookRoute}}, kSeconds);
  std::array<std::atomic<prometheus::Counter*>, kStatusLast - kStatusFirst + 1> hook_requests{};
  std::mutex patrolled_mutex;
  std::map<std::string, int64_t> findings;
  std::map<int64_t, LagFigure> lags;  // by shop
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

void Metrics::count_request(std::string_view method, std::string_view route, int status,
                            double seconds) {
  const std::string m(method), r(route);
  impl_->requests.Add({{"method", m}, {"route", r}, {"status", std::to_string(status)}})
      .Increment();
  impl_->latency.Add({{"method", m}, {"route", r}}, kSeconds).Observe(seconds);
}

void Metrics::count_webhook(int status, double seconds) {
  const int known = std::clamp(status, kStatusFirst, kStatusLast);
  auto& kept = impl_->hook_requests.at(static_cast<size_t>(known - kStatusFirst));
  prometheus::Counter* counter = kept.load(std::memory_order_acquire);
  if (!counter) {
    // The same labels are the same counter, whoever of two threads comes first.
    counter = &impl_->requests.Add(
        {{"method", "POST"}, {"route", kHookRoute}, {"status", std::to_string(known)}});
    kept.store(counter, std::memory_order_release);
  }
  counter->Increment();
  impl_->hook_latency.Observe(seconds);
}

void Metrics::add_refused_webhooks(int64_t total) { impl_->refused_webhooks.store(total); }

void Metrics::set_patrolled(const Patrol& patrol) {
  auto findings = patrol.findings();
  auto lags = patrol.lags();
  std::lock_guard lock(impl_->patrolled_mutex);
  impl_->findings = std::move(findings);
  impl_->lags = std::move(lags);
}

std::string Metrics::text(flows::Hub& hub) const {
  Sheet sheet;
  const QueueFigures queues = read_queues(hub);
  put_lane(sheet, hub.lane().metrics());
  put_stages(sheet, hub);
  put_street(sheet, hub, queues);
  put_held(sheet, queues);
  put_sizes(sheet, hub);
  put_reads(sheet, hub);
  put_pulls(sheet, hub);
  put_calls(sheet, hub);
  put_process(sheet);
  sheet.counter("ordo_webhooks_refused_total", "Webhooks whose signature was not right.",
                static_cast<double>(impl_->refused_webhooks.load()));
  {
    std::lock_guard lock(impl_->patrolled_mutex);
    put_findings(sheet, impl_->findings);
    put_lags(sheet, *hub.settings(), impl_->lags);
  }
  std::vector<MetricFamily> families = sheet.take();
  for (MetricFamily& f : impl_->registry.Collect()) families.push_back(std::move(f));
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace ordo::watch
