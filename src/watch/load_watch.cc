#include "watch/load_watch.h"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "flows/load_commands.h"
#include "flows/mend_commands.h"
#include "flows/peak_store.h"

namespace ordo::watch {
namespace {

namespace json = boost::json;
using flows::Mode;

constexpr int64_t kMinutesPerHour = 60;

// Moment 0 stands for what lies in the log only, and says nothing of its age.
int64_t age_ms(std::optional<Instant> since, Instant now) {
  return since && *since != Instant{} ? std::max<int64_t>(0, now.ms - since->ms) : 0;
}

}  // namespace

int64_t usual_peak_per_s(const flows::OverloadRule& rule, const store::Reader& reader) {
  if (rule.usual_peak_per_s) return *rule.usual_peak_per_s;
  return std::max(kUsualPeakFloorPerS, flows::busiest_minute(reader).value_or(0) / 60);
}

LoadWatch::LoadWatch(flows::Hub& hub, std::shared_ptr<LoadMeter> meter)
    : hub_(hub), meter_(std::move(meter)), ticker_(kSecondMs, "load", [this] { tick(); }) {}

void LoadWatch::stop() {
  ticker_.stop();
  record_hour();
}

void LoadWatch::tick() {
  const int64_t now_ms = hub_.clock().monotonic_ns() / 1'000'000;
  const int64_t elapsed = now_ms - std::exchange(last_ms_, now_ms);
  const bool first = elapsed == now_ms;
  const Sample sample = measure(std::max<int64_t>(1, elapsed));
  if (first) {
    minute_ = hub_.clock().now().ms / kMinuteMs;
    return;
  }
  end_minute(hub_.clock().now());
  learn(sample, taken_);
  consider(sample);
}

Sample LoadWatch::measure(int64_t elapsed_ms) {
  const LoadMeter::Taken taken = meter_->take();
  taken_ = taken.accepted;
  return {taken.accepted * kSecondMs / elapsed_ms, taken.p95_ms,
          static_cast<int64_t>(hub_.inbox().pending()),
          age_ms(hub_.feed().oldest(), hub_.clock().now())};
}

// What is slow, or shed, is no measure of what can be borne.
void LoadWatch::learn(const Sample& sample, int64_t accepted) {
  const auto settings = hub_.settings();
  in_minute_ += accepted;
  if (settings->mode == Mode::kShed || is_slow(sample, settings->overload.slow_ms)) {
    minute_counts_ = false;
  }
}

void LoadWatch::end_minute(Instant now) {
  const int64_t minute = now.ms / kMinuteMs;
  if (minute == minute_) return;
  if (minute_counts_) hour_peak_ = std::max(hour_peak_, in_minute_);
  in_minute_ = 0;
  minute_counts_ = true;
  const bool hour_ended = minute / kMinutesPerHour != minute_ / kMinutesPerHour;
  if (hour_ended) record_hour();
  minute_ = minute;
  usual_per_s_ = 0;
}

void LoadWatch::record_hour() {
  const int64_t peak = std::exchange(hour_peak_, 0);
  if (peak == 0) return;
  const int64_t hour = minute_ / kMinutesPerHour * kHourMs;
  flows::Hub::Command command;
  command.route = flows::kRecordPeak;
  command.caller = flows::kWatchCaller;
  command.body = json::serialize(json::object{{"hour", hour}, {"per_minute", peak}});
  // Where the log is full, this hour teaches nothing.
  (void)hub_.command(std::move(command));
}

void LoadWatch::consider(const Sample& sample) {
  const auto settings = hub_.settings();
  const bool may = settings->overload.automatic && !*asked_ &&
                   !flows::mode_stands_by_hand(*settings, hub_.clock().now());
  if (!may) return judge_.begin_anew();
  if (usual_per_s_ == 0) {
    usual_per_s_ = usual_peak_per_s(settings->overload, hub_.database().read().reader());
  }
  const int64_t usual = settings->overload.usual_peak_per_s.value_or(usual_per_s_);
  const auto verdict =
      judge_.judge(sample, thresholds_of(settings->overload, usual), settings->mode);
  if (verdict) change_mode(*verdict, sample, usual);
}

void LoadWatch::change_mode(const Verdict& verdict, const Sample& sample, int64_t usual_per_s) {
  flows::Hub::Command command;
  command.route = "config.mode";
  command.caller = flows::kWatchCaller;
  command.body = json::serialize(
      json::object{{"mode", name(verdict.mode)},
                   {"cause", verdict.cause},
                   {"measured", json::object{{"accepted_per_s", sample.accepted_per_s},
                                             {"usual_peak_per_s", usual_per_s},
                                             {"slow_ms_p95", sample.slow_ms_p95},
                                             {"log_pending", sample.log_pending},
                                             {"feed_oldest_ms", sample.feed_oldest_ms}}}});
  *asked_ = true;
  command.done = [asked = asked_](const core::Outcome&) { *asked = false; };
  if (!hub_.command(std::move(command))) *asked_ = false;
}

}  // namespace ordo::watch
