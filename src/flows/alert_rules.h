// Who is told of what: the documents "notify_target" (a receiver, name = code), "alert_rule" (name = code)
// and "silence" (name = id). Pure.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.h"
#include "base/result.h"
#include "base/time.h"
#include "channels/notifier.h"

namespace ordo::flows {

inline constexpr size_t kNotifyTargetsMax = 50, kAlertRulesMax = 100, kSilencesMax = 200;
inline constexpr int64_t kGroupMaxS = 24 * 3'600, kRepeatMaxS = 7 * 24 * 3'600;
inline constexpr int64_t kMetricForMaxS = 24 * 3'600;
inline constexpr int64_t kSilenceMaxMs = 366 * kDayMs;
inline constexpr int64_t kPerMinute = 18, kNoticesPerMinuteMax = 1'000;

// Alerts of these kinds tell of telling itself: no rule matches them, or they would feed themselves.
inline constexpr std::string_view kOfTelling = "notify_";
// What rules of figures raise; keyed "metric/<rule>".
inline constexpr const char* kMetricAlert = "metric_threshold";

struct NotifyTarget {
  std::string code, kind, name;
  Secret credentials;  // JSON object text, by kind
  int64_t per_minute = kPerMinute;
  std::string language = "zh";  // or "en"
  bool paused = false;
  const channels::Notifier* notifier = nullptr;
};

// A figure of /metrics, as served: a family ("ordo_parked_messages"), of which any series may meet it,
// or one series with its labels.
struct MetricTest {
  std::string name;
  std::string op;  // > >= < <=
  double value = 0;
  int64_t for_s = 0;  // has to hold so long
};

struct AlertRule {
  std::string code, name;
  std::vector<std::string> kinds;  // of alerts; {"*"}: all; empty with a metric
  std::vector<std::string> shops;  // codes; empty: any, and what belongs to none
  std::optional<MetricTest> metric;
  channels::Severity severity = channels::Severity::kWarning;
  std::vector<std::string> targets;       // codes; and
  std::vector<std::string> target_kinds;  // every receiver of these kinds, whenever it is added
  int64_t group_s = 60;  // after the first, what follows within it is told together
  int64_t repeat_s = 0;  // what is met again is told again after so long; 0: never
  bool paused = false;
};

struct Silence {
  std::string id;
  std::vector<std::string> kinds, shops;  // as in a rule
  Instant until;
  std::string reason, created_by;
};

// Whole documents, everything that is wrong said at once. What they refer to is checked by whoever knows
// the configuration. `now`: a silence ends after it.
[[nodiscard]] Result<NotifyTarget> parse_notify_target(const std::string& code,
                                                       const boost::json::object& document);
[[nodiscard]] Result<AlertRule> parse_alert_rule(const std::string& code,
                                                 const boost::json::object& document);
[[nodiscard]] Result<Silence> parse_silence(const std::string& id,
                                            const boost::json::object& document, Instant now);

// The rule that a new installation begins with, as "config.alert_rule" takes it: what must not wait goes
// to every receiver of text messages and mail. It is a rule like any other.
[[nodiscard]] boost::json::object first_alert_rule();

// One that was accepted once, whether or not it has ended.
[[nodiscard]] Result<Silence> stored_silence(const std::string& id,
                                             const boost::json::object& document);

[[nodiscard]] bool is_kind(std::string_view kind);  // 1 to 64 of a-z 0-9 _ . -
// Whether an alert of this kind and shop (empty: of none) is meant.
[[nodiscard]] bool matches(const AlertRule& rule, std::string_view kind, std::string_view shop,
                           std::string_view key);
[[nodiscard]] bool matches(const Silence& silence, std::string_view kind, std::string_view shop);
// "metric/<rule>": the key of what a rule of figures raises.
[[nodiscard]] std::string metric_key(std::string_view rule);

}  // namespace ordo::flows
