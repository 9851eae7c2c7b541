// From the alerts of a batch to what is told of them, as rules, silences and what was told before have
// it. Pure.
//
// Of one rule and one kind, the first alert is told at once and opens a group; what follows within
// group_s is counted, and told in one notice at the group's end, which stays open for another group_s as
// long as something follows. An alert that is met again (Alert::again) is told after repeat_s at the
// earliest.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/batch.h"
#include "flows/settings.h"

namespace ordo::flows {

inline constexpr const char* kNotifyGroup = "notify_group";    // a timer; its ref is the group
inline constexpr std::string_view kNotifyPrefix = "notify:";   // of targets of outgoing calls
inline constexpr const char* kNoticeRoute = "alert.notice";    // of one alert, or of many
inline constexpr const char* kNoticeTestRoute = "alert.test";  // tried once

// What followed of one shop and is not told yet: a silence of that shop silences no other.
struct Followers {
  std::string shop;  // code; empty: of none
  int64_t count = 0;
  std::string detail;  // of the last of them
  bool operator==(const Followers&) const = default;
};
// What more shops would follow of one group is counted as of none: a silence of one of those shops that is set
// only after they were counted does not hold them back at the group's end. What it silences when they are met
// is not counted at all, as of every shop.
inline constexpr size_t kFollowedShopsMax = 100;

struct NoticeGroup {
  int64_t id = 0;
  std::string rule, kind;
  Instant ends_at;
  std::vector<Followers> followed;  // the shop that was met last stands last
  bool operator==(const NoticeGroup&) const = default;
  void add(std::string_view shop, std::string detail);
  [[nodiscard]] int64_t merged() const;  // how many followed
};

// What is remembered between batches.
struct NoticeMemory {
  std::map<std::pair<std::string, std::string>, NoticeGroup> groups;  // by rule and kind
  std::map<std::pair<std::string, std::string>, Instant> told;        // by rule and an alert's key
};

// What one batch adds to it. `outbox` has no ids yet.
struct NoticeStep {
  std::vector<core::OutboxMessage> outbox;
  std::vector<NoticeGroup> kept;  // opened, grown or gone on, as they now are
  std::vector<NoticeGroup> closed;
  std::vector<core::Timer> timers, cancelled;             // ends of groups
  std::vector<std::pair<std::string, std::string>> told;  // rule, key: at the batch's time
};

// `next_id` numbers groups that are opened.
[[nodiscard]] NoticeStep notices_for(std::span<const core::Alert> alerts, const Settings& settings,
                                     NoticeMemory memory, Instant now,
                                     const std::function<int64_t()>& next_id);

// The end of a group: what followed is told, or it is closed.
[[nodiscard]] NoticeStep end_group(NoticeGroup group, const Settings& settings, Instant now);

// The end of a group whose rule is another from now on, or gone: what followed is told as the rule stood,
// and what comes opens a group of the new one.
[[nodiscard]] NoticeStep end_edited(NoticeGroup group, const AlertRule& stood,
                                    const Settings& settings, Instant now);
// Of one that can have no end any more. That its timer failed is an alert; what it counted stands in the
// list, and the next of its kind is told at once.
[[nodiscard]] NoticeStep drop_group(NoticeGroup group);

// What an outgoing notice's body says. Holds no personal data and no credentials.
struct NoticeBody {
  std::string rule, rule_name, kind, shop;
  std::string detail;  // as the alert keeps it; worded when it is sent
  std::string zone;    // in which to tell of it; empty, as programs before this left it: UTC
  channels::Severity severity = channels::Severity::kWarning;
  OrderId order;
  int64_t more = 0;  // of many: how many there were
  Instant at;
};
[[nodiscard]] std::string encode_notice(const NoticeBody& body);
[[nodiscard]] NoticeBody decode_notice(std::string_view json);
[[nodiscard]] std::string notify_address(std::string_view target);  // "notify:<code>"
[[nodiscard]] core::OutboxMessage notice_to(std::string_view target, const char* route,
                                            const NoticeBody& body, Instant now);

}  // namespace ordo::flows
