#include "flows/notices.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json_read.h"
#include "base/text.h"
#include "flows/alert_words.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;
using channels::Severity;

// A sentence of an older program may be long; a notice says how it begins.
constexpr size_t kDetailBytesMax = 1'000;

std::string_view bounded(std::string_view detail) {
  return detail.starts_with('{') ? detail : cut_utf8(detail, kDetailBytesMax);
}

std::string shop_code(const Settings& settings, ShopId id) {
  const Shop* shop = settings.shop(id);
  return shop ? shop->code : std::string();
}

bool silenced(const Settings& settings, std::string_view kind, std::string_view shop, Instant now) {
  return std::ranges::any_of(settings.silences, [&](const Silence& silence) {
    return silence.until > now && matches(silence, kind, shop);
  });
}

bool among(const std::vector<std::string>& list, std::string_view one) {
  return std::ranges::find(list, one) != list.end();
}

void send(NoticeStep& step, const Settings& settings, const AlertRule& rule, const NoticeBody& body,
          Instant now) {
  for (const std::string& target : rule.targets) {
    // What was removed since is not called; what is paused is, so that its row says why it was not told.
    if (!settings.notify_targets.contains(target)) continue;
    step.outbox.push_back(notice_to(target, kNoticeRoute, body, now));
  }
  for (const auto& [code, target] : settings.notify_targets) {
    if (!among(rule.target_kinds, target.kind) || among(rule.targets, code)) continue;
    step.outbox.push_back(notice_to(code, kNoticeRoute, body, now));
  }
}

NoticeBody body_of(const Settings& settings, const AlertRule& rule, std::string kind,
                   std::string shop, std::string detail, Instant at) {
  NoticeBody body;
  body.zone = zone_of(settings, settings.shop(shop));
  body.rule = rule.code;
  body.rule_name = rule.name;
  body.kind = std::move(kind);
  body.shop = std::move(shop);
  body.detail = std::move(detail);
  body.severity = rule.severity;
  body.at = at;
  return body;
}

core::Timer end_of(const NoticeGroup& group) { return {group.ends_at, kNotifyGroup, group.id}; }

class Deciding {
 public:
  Deciding(const Settings& settings, NoticeMemory memory, Instant now,
           const std::function<int64_t()>& next_id)
      : settings_(settings), memory_(std::move(memory)), now_(now), next_id_(next_id) {}

  void take(const core::Alert& alert) {
    const std::string shop = shop_code(settings_, alert.shop);
    if (silenced(settings_, alert.kind, shop, now_)) return;
    for (const AlertRule& rule : settings_.alert_rules) {
      if (matches(rule, alert.kind, shop, alert.key) && is_due(rule, alert)) {
        tell(rule, alert, shop);
      }
    }
  }

  NoticeStep finish() {
    for (auto& [key, group] : memory_.groups) {
      if (std::ranges::find(touched_, key) != touched_.end()) step_.kept.push_back(group);
    }
    return std::move(step_);
  }

 private:
  bool is_due(const AlertRule& rule, const core::Alert& alert) const {
    if (!alert.again) return true;
    if (rule.repeat_s == 0) return false;
    const auto told = memory_.told.find({rule.code, alert.key});
    return told == memory_.told.end() || now_.ms - told->second.ms >= rule.repeat_s * kSecondMs;
  }

  void tell(const AlertRule& rule, const core::Alert& alert, const std::string& shop) {
    if (!alert.key.empty() && rule.repeat_s > 0) {
      memory_.told[{rule.code, alert.key}] = now_;
      step_.told.emplace_back(rule.code, alert.key);
    }
    const std::pair key{rule.code, alert.kind};
    if (const auto open = memory_.groups.find(key); open != memory_.groups.end()) {
      open->second.add(shop, alert.detail);
      touch(key);
      return;
    }
    NoticeBody body = body_of(settings_, rule, alert.kind, shop, alert.detail, now_);
    body.order = alert.order;
    send(step_, settings_, rule, body, now_);
    if (rule.group_s > 0) open(key, rule.group_s);
  }

  void open(const std::pair<std::string, std::string>& key, int64_t group_s) {
    NoticeGroup group{next_id_(), key.first, key.second, now_.plus_ms(group_s * kSecondMs), {}};
    step_.timers.push_back(end_of(group));
    memory_.groups.emplace(key, std::move(group));
    touch(key);
  }

  void touch(const std::pair<std::string, std::string>& key) {
    if (std::ranges::find(touched_, key) == touched_.end()) touched_.push_back(key);
  }

  const Settings& settings_;
  NoticeMemory memory_;
  Instant now_;
  const std::function<int64_t()>& next_id_;
  NoticeStep step_;
  std::vector<std::pair<std::string, std::string>> touched_;
};

void tell_followers(NoticeStep& step, const NoticeGroup& group, const AlertRule& rule,
                    const Settings& settings, Instant now) {
  const Followers* last = nullptr;
  int64_t more = 0;
  for (const Followers& of_shop : group.followed) {
    if (silenced(settings, group.kind, of_shop.shop, now)) continue;
    last = &of_shop;
    more += of_shop.count;
  }
  if (rule.paused || !last) return;
  NoticeBody body = body_of(settings, rule, group.kind, last->shop, last->detail, now);
  body.more = more;
  send(step, settings, rule, body, now);
}

int64_t number(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_int64() ? v->as_int64() : 0;
}

}  // namespace

void NoticeGroup::add(std::string_view shop, std::string detail) {
  auto known = std::ranges::find(followed, shop, &Followers::shop);
  if (known == followed.end() && followed.size() >= kFollowedShopsMax) {
    known = std::ranges::find(followed, std::string_view(), &Followers::shop);
    shop = {};
  }
  Followers of_shop{std::string(shop), 0, {}};
  if (known != followed.end()) {
    of_shop = std::move(*known);
    followed.erase(known);
  }
  ++of_shop.count;
  of_shop.detail = std::move(detail);
  followed.push_back(std::move(of_shop));
}

int64_t NoticeGroup::merged() const {
  int64_t all = 0;
  for (const Followers& of_shop : followed) all += of_shop.count;
  return all;
}

NoticeStep notices_for(std::span<const core::Alert> alerts, const Settings& settings,
                       NoticeMemory memory, Instant now, const std::function<int64_t()>& next_id) {
  Deciding deciding(settings, std::move(memory), now, next_id);
  for (const core::Alert& alert : alerts) deciding.take(alert);
  return deciding.finish();
}

NoticeStep end_group(NoticeGroup group, const Settings& settings, Instant now) {
  NoticeStep step;
  const auto rule = std::ranges::find(settings.alert_rules, group.rule, &AlertRule::code);
  const bool over = group.followed.empty() || rule == settings.alert_rules.end() || rule->paused ||
                    rule->group_s == 0;
  if (rule != settings.alert_rules.end()) tell_followers(step, group, *rule, settings, now);
  if (over) {
    step.closed.push_back(std::move(group));
    return step;
  }
  group.followed.clear();
  group.ends_at = now.plus_ms(rule->group_s * kSecondMs);
  step.timers.push_back(end_of(group));
  step.kept.push_back(std::move(group));
  return step;
}

NoticeStep end_edited(NoticeGroup group, const AlertRule& stood, const Settings& settings,
                      Instant now) {
  NoticeStep step;
  tell_followers(step, group, stood, settings, now);
  step.cancelled.push_back(end_of(group));
  step.closed.push_back(std::move(group));
  return step;
}

NoticeStep drop_group(NoticeGroup group) {
  NoticeStep step;
  step.closed.push_back(std::move(group));
  return step;
}

std::string encode_notice(const NoticeBody& body) {
  json::object o{{"rule", body.rule},
                 {"rule_name", body.rule_name},
                 {"kind", body.kind},
                 {"shop", body.shop},
                 {"detail", bounded(body.detail)},
                 {"zone", body.zone},
                 {"severity", channels::name(body.severity)},
                 {"order", body.order.value},
                 {"more", body.more},
                 {"at", body.at.ms}};
  return json::serialize(o);
}

NoticeBody decode_notice(std::string_view text_of_json) {
  NoticeBody body;
  json::error_code failed;
  const json::value value = json::parse({text_of_json.data(), text_of_json.size()}, failed);
  const json::object* o = failed ? nullptr : value.if_object();
  if (!o) return body;
  body.rule = json_text(*o, "rule");
  body.rule_name = json_text(*o, "rule_name");
  body.kind = json_text(*o, "kind");
  body.shop = json_text(*o, "shop");
  body.detail = json_text(*o, "detail");
  body.zone = json_text(*o, "zone");
  body.severity = channels::parse_severity(json_text(*o, "severity")).value_or(Severity::kWarning);
  body.order = OrderId(number(*o, "order"));
  body.more = number(*o, "more");
  body.at = Instant{number(*o, "at")};
  return body;
}

std::string notify_address(std::string_view target) {
  return std::string(kNotifyPrefix) + std::string(target);
}

core::OutboxMessage notice_to(std::string_view target, const char* route, const NoticeBody& body,
                              Instant now) {
  core::OutboxMessage message;
  message.target = notify_address(target);
  message.route = route;
  message.body = encode_notice(body);
  message.created_at = now;
  message.repeatable = core::Repeatable::kIdempotent;  // twice told is better than not at all
  return message;
}

}  // namespace ordo::flows
