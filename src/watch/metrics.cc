#include "watch/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <map>
#include <mutex>

#include "core/entry.h"
#include "core/message_queries.h"
#include "core/outbox_queries.h"
#include "flows/poll_store.h"
#include "watch/patrol.h"

namespace ordo::watch {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::map<std::string, std::string>;

const prometheus::Histogram::BucketBoundaries kSeconds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                          0.1,   0.25,   0.5,   1,    2.5,   5};

double seconds_of(uint64_t ns) { return static_cast<double>(ns) / 1e9; }

// Families that are filled at the moment of asking.
class Sheet {
 public:
  void gauge(const char* name, const char* help, double value, const Labels& labels = {}) {
    add(name, help, MetricType::Gauge, labels).gauge.value = value;
  }
  void counter(const char* name, const char* help, double value, const Labels& labels = {}) {
    add(name, help, MetricType::Counter, labels).counter.value = value;
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
  const std::pair<const char*, uint64_t> stages[] = {{"prefetch", lane.prefetch_ns.load()},
                                                     {"apply", lane.apply_ns.load()},
                                                     {"persist", lane.persist_ns.load()},
                                                     {"commit", lane.commit_ns.load()},
                                                     {"publish", lane.publish_ns.load()}};
  for (const auto& [stage, ns] : stages) {
    sheet.counter("ordo_lane_stage_seconds_total", "Time that the lane has spent in each stage.",
                  seconds_of(ns), {{"stage", stage}});
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

double age_seconds(Instant now, std::optional<Instant> since) {
  return since ? static_cast<double>(std::max<int64_t>(0, now.ms - since->ms)) / 1000 : 0;
}

std::string shop_label(const flows::Settings& settings, int64_t stream) {
  if (ShopId(stream) == core::kSystemStream) return "system";
  const flows::Shop* shop = settings.shop(ShopId(stream));
  return shop ? shop->code : std::to_string(stream);
}

void put_queues(Sheet& sheet, flows::Hub& hub) {
  const auto settings = hub.settings();
  const Instant now = hub.clock().now();
  sheet.gauge("ordo_log_pending_messages", "Entries accepted but not yet durable.",
              static_cast<double>(hub.inbox().pending()));
  sheet.gauge("ordo_log_oldest_pending_seconds", "Age of the oldest entry not yet durable.",
              age_seconds(now, hub.inbox().oldest_pending()));
  sheet.gauge("ordo_log_last_sequence", "Last durable sequence of the log.",
              static_cast<double>(hub.inbox().last().value));
  for (const auto& [stream, depth] : hub.feed().depth_by_stream()) {
    sheet.gauge("ordo_feed_depth_messages", "Durable entries in memory, to be applied.",
                static_cast<double>(depth), {{"shop", shop_label(*settings, stream)}});
  }
  sheet.gauge("ordo_feed_oldest_seconds", "Age of the oldest durable entry not yet applied.",
              age_seconds(now, hub.feed().oldest()));
  sheet.gauge("ordo_mode", "0 normal, 1 queue only, 2 shedding.",
              static_cast<double>(settings->mode));
}

double sum(const std::map<int64_t, int64_t>& counts) {
  int64_t total = 0;
  for (const auto& [stream, n] : counts) total += n;
  return static_cast<double>(total);
}

void put_store(Sheet& sheet, flows::Hub& hub) {
  const auto lease = hub.database().read();
  sheet.gauge("ordo_waiting_messages", "Messages that wait for their order.",
              sum(core::waiting_by_stream(lease.reader())));
  sheet.gauge("ordo_parked_messages", "Messages set aside for a person.",
              sum(core::parked_by_stream(lease.reader())));
  const core::OutboxCounts outbox = core::count_outbox(lease.reader());
  sheet.gauge("ordo_outbox_messages", "Outgoing calls not delivered yet.",
              static_cast<double>(outbox.open), {{"state", "open"}});
  sheet.gauge("ordo_outbox_messages", "Outgoing calls not delivered yet.",
              static_cast<double>(outbox.with_a_person), {{"state", "with_a_person"}});
  sheet.gauge("ordo_database_size_bytes", "Size of the database file.",
              static_cast<double>(hub.database().size_bytes()));
  sheet.gauge("ordo_log_size_bytes", "Size of the log's files.",
              static_cast<double>(hub.inbox().size_bytes()));
  sheet.gauge("ordo_lookups_memory_bytes", "Memory of the look-up filters.",
              static_cast<double>(hub.lookups().memory_bytes()));
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

void put_findings(Sheet& sheet, const std::map<std::string, int64_t>& by_kind) {
  for (const std::string_view kind : kFindings) {
    const auto found = by_kind.find(std::string(kind));
    sheet.gauge("ordo_patrol_findings", "What the patrol finds, by kind.",
                found == by_kind.end() ? 0 : static_cast<double>(found->second),
                {{"finding", std::string(kind)}});
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
  std::mutex findings_mutex;
  std::map<std::string, int64_t> findings;
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

void Metrics::add_refused_webhooks(int64_t total) { impl_->refused_webhooks.store(total); }

void Metrics::set_findings(std::map<std::string, int64_t> by_kind) {
  std::lock_guard lock(impl_->findings_mutex);
  impl_->findings = std::move(by_kind);
}

std::string Metrics::text(flows::Hub& hub) const {
  Sheet sheet;
  put_lane(sheet, hub.lane().metrics());
  put_queues(sheet, hub);
  put_store(sheet, hub);
  put_pulls(sheet, hub);
  put_process(sheet);
  sheet.counter("ordo_webhooks_refused_total", "Webhooks whose signature was not right.",
                static_cast<double>(impl_->refused_webhooks.load()));
  {
    std::lock_guard lock(impl_->findings_mutex);
    put_findings(sheet, impl_->findings);
  }
  std::vector<MetricFamily> families = sheet.take();
  for (MetricFamily& f : impl_->registry.Collect()) families.push_back(std::move(f));
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace ordo::watch
