#include "watch/metric_watch.h"

#include <algorithm>
#include <chrono>

#include "base/log.h"

namespace ordo::watch {
namespace {

bool is_of_figures(const flows::AlertRule& rule) { return rule.metric && !rule.paused; }

}  // namespace

MetricWatch::MetricWatch(flows::Hub& hub, std::function<std::string()> figures)
    : hub_(hub), figures_(std::move(figures)) {}

MetricWatch::~MetricWatch() { stop(); }

void MetricWatch::start() {
  stopping_ = false;
  thread_ = std::jthread([this] { run(); });
}

void MetricWatch::stop() {
  if (!thread_.joinable()) return;
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    cv_.notify_all();
  }
  thread_.join();
}

void MetricWatch::look() {
  const auto settings = hub_.settings();
  const bool any = std::ranges::any_of(settings->alert_rules, is_of_figures);
  const auto figures = any ? read_figures(figures_()) : std::vector<Figure>();
  const Instant now = hub_.clock().now();
  for (const flows::Finding& finding : rules_.judge(settings->alert_rules, figures, now)) {
    flows::Hub::Command command;
    command.route = flows::kRaiseAlert;
    command.body = flows::finding_body(finding);
    command.caller = flows::kWatchCaller;
    if (hub_.command(std::move(command))) rules_.raised(finding.key, now);
  }
}

void MetricWatch::run() {
  while (true) {
    try {
      look();
    } catch (const std::exception& e) {
      log::error("figures_not_judged", {{"detail", e.what()}});
    }
    std::unique_lock lock(mutex_);
    cv_.wait_for(lock, std::chrono::milliseconds(kFiguresEveryMs), [this] { return stopping_; });
    if (stopping_) return;
  }
}

}  // namespace ordo::watch
