#include "watch/metric_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/alert_detail.h"

namespace ordo::watch {
namespace {

using flows::AlertRule;
using flows::MetricTest;

bool names(const MetricTest& test, const Figure& figure) {
  const std::string_view series = figure.series;
  return series == test.name || series.substr(0, series.find('{')) == test.name;
}

bool meets(const MetricTest& test, double value) {
  if (test.op == ">") return value > test.value;
  if (test.op == ">=") return value >= test.value;
  if (test.op == "<") return value < test.value;
  return value <= test.value;
}

const Figure* first_that_meets(const MetricTest& test, std::span<const Figure> figures) {
  const auto found = std::ranges::find_if(figures, [&](const Figure& figure) {
    return names(test, figure) && meets(test, figure.value);
  });
  return found == figures.end() ? nullptr : &*found;
}

std::string words_of(const MetricTest& test) {
  return fmt::format("{} {} {} for {} s", test.name, test.op, test.value, test.for_s);
}

flows::Finding finding_of(const std::string& key, const MetricTest& test, const Figure& figure) {
  core::AlertFields values{{"figure", figure.series},
                           {"value", fmt::format("{}", figure.value)},
                           {"op", test.op},
                           {"limit", fmt::format("{}", test.value)}};
  if (test.for_s > 0) values["lasts"] = test.for_s;
  return {flows::kMetricAlert, key, core::alert_detail(std::move(values)), "", {}};
}

bool is_due(const AlertRule& rule, Instant since, std::optional<Instant> raised, Instant now) {
  if (!raised) return now.ms - since.ms >= rule.metric->for_s * kSecondMs;
  return rule.repeat_s > 0 && now.ms - raised->ms >= rule.repeat_s * kSecondMs;
}

}  // namespace

std::vector<Figure> read_figures(std::string_view text) {
  std::vector<Figure> figures;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const size_t blank = line.rfind(' ');
    if (line.starts_with('#') || blank == std::string_view::npos) continue;
    const std::string_view digits = line.substr(blank + 1);
    double value = 0;
    const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (failed != std::errc() || end != digits.data() + digits.size() || std::isnan(value))
      continue;
    figures.push_back({std::string(line.substr(0, blank)), value});
  }
  return figures;
}

std::vector<flows::Finding> MetricRules::judge(std::span<const AlertRule> rules,
                                               std::span<const Figure> figures, Instant now) {
  std::vector<flows::Finding> findings;
  std::map<std::string, Holding, std::less<>> holding;
  for (const AlertRule& rule : rules) {
    if (!rule.metric || rule.paused) continue;
    const Figure* figure = first_that_meets(*rule.metric, figures);
    if (!figure) continue;
    const std::string key = flows::metric_key(rule.code);
    const std::string test = words_of(*rule.metric);
    const auto before = holding_.find(key);
    const bool goes_on = before != holding_.end() && before->second.test == test;
    Holding now_holds = goes_on ? before->second : Holding{test, now, {}};
    if (is_due(rule, now_holds.since, now_holds.raised, now)) {
      findings.push_back(finding_of(key, *rule.metric, *figure));
    }
    holding.emplace(key, std::move(now_holds));
  }
  holding_ = std::move(holding);
  return findings;
}

void MetricRules::raised(std::string_view key, Instant now) {
  if (const auto held = holding_.find(key); held != holding_.end()) held->second.raised = now;
}

}  // namespace ordo::watch
