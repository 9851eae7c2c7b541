#include "watch/patrol.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "core/alert_detail.h"

namespace ordo::watch {
namespace {

using flows::AlertKind;
using flows::Finding;

constexpr size_t kExamples = 3;

int64_t seconds_since(Instant since, Instant now) { return (now.ms - since.ms) / kSecondMs; }

const flows::Shop* running_shop(const flows::Settings& settings, ShopId id) {
  const flows::Shop* shop = settings.shop(id);
  return shop && !shop->paused ? shop : nullptr;
}

struct ByShop {
  int64_t count = 0;
  Instant oldest;
  std::string examples;
};

std::map<int64_t, ByShop> by_shop(const std::vector<Late>& late) {
  std::map<int64_t, ByShop> shops;
  for (const Late& one : late) {
    ByShop& shop = shops[one.shop.value];
    if (shop.count == 0 || one.since < shop.oldest) shop.oldest = one.since;
    if (shop.count < static_cast<int64_t>(kExamples)) {
      shop.examples += (shop.examples.empty() ? "" : ", ") + one.example;
    }
    ++shop.count;
  }
  return shops;
}

class Round {
 public:
  Round(const Seen& seen, const flows::Settings& settings) : seen_(seen), settings_(settings) {}

  std::vector<Finding> findings() {
    judge_applying();
    add_late(AlertKind::kMessagesWait, seen_.waiting);
    add_late(AlertKind::kParkedWithOrder, seen_.parked);
    add_late(AlertKind::kStatusNotTold, seen_.unsent);
    add_late(AlertKind::kChangesLate, seen_.changed);
    for (const auto& [id, shop] : settings_.shops_by_id) judge_shop(*shop);
    return std::move(found_);
  }

 private:
  void add(AlertKind kind, const flows::Shop* shop, core::AlertFields values,
           std::string_view more = {}) {
    Finding finding;
    finding.kind = name(kind);
    finding.key = name(kind);
    if (shop) finding.key += "/" + shop->id.str();
    if (!more.empty()) finding.key.append("/").append(more);
    if (shop) finding.shop = shop->code;
    finding.detail = core::alert_detail(std::move(values));
    found_.push_back(std::move(finding));
  }

  void judge_applying() {
    if (!seen_.oldest) return;
    const int64_t waits_s = seconds_since(*seen_.oldest, seen_.now);
    if (waits_s < settings_.patrol.status_follow_s) return;
    add(AlertKind::kApplyBehind, nullptr, {{"waits", waits_s}});
  }

  void add_late(AlertKind kind, const std::vector<Late>& late) {
    for (const auto& [id, all] : by_shop(late)) {
      const flows::Shop* shop = running_shop(settings_, ShopId(id));
      if (!shop) continue;
      add(kind, shop,
          {{"count", all.count},
           {"since", core::moment_value(all.oldest)},
           {"examples", all.examples}});
    }
  }

  void judge_shop(const flows::Shop& shop) {
    judge_expiry(shop);
    if (shop.paused) return;
    judge_reading(shop);
    const auto heard = seen_.heard.find(shop.id.value);
    if (shop.silence_minutes == 0 || heard == seen_.heard.end()) return;
    if (seen_.now < heard->second.plus_ms(shop.silence_minutes * kMinuteMs)) return;
    add(AlertKind::kShopSilent, &shop, {{"since", core::moment_value(heard->second)}});
  }

  // While the past is read for the first time it is far behind and moves; that is as it should be.
  void judge_reading(const flows::Shop& shop) {
    const auto at = seen_.readings.find(shop.id.value);
    if (at == seen_.readings.end() || !at->second.runs) return;
    const Reading& reading = at->second;
    const int64_t late_s = settings_.patrol.end_to_end_s;
    if (seconds_since(reading.watermark, seen_.now) < late_s) return;
    if (!reading.was_current && seconds_since(reading.moved_at, seen_.now) < late_s) return;
    add(AlertKind::kPullBehind, &shop, {{"until", core::moment_value(reading.watermark)}});
  }

  void judge_expiry(const flows::Shop& shop) {
    const Instant end = shop.credentials_expire_at;
    if (end == Instant{} || seen_.now < end.plus_ms(-7 * kDayMs)) return;
    const bool last_day = seen_.now >= end.plus_ms(-kDayMs);
    // Another end is another finding: who has renewed them hears of the next one.
    add(AlertKind::kCredentialsExpiring, &shop, {{"expires", core::moment_value(end)}},
        fmt::format("{}/{}", end.ms, last_day ? "day" : "week"));
  }

  const Seen& seen_;
  const flows::Settings& settings_;
  std::vector<Finding> found_;
};

// Moment 0 is told where some lie in the log only: nothing is known of their age.
std::optional<Instant> oldest_unapplied(flows::Hub& hub) {
  auto oldest = hub.feed().oldest();
  if (oldest == Instant{}) oldest.reset();
  const auto undurable = hub.inbox().oldest_pending();
  if (!oldest || !undurable) return oldest ? oldest : undurable;
  return std::min(*oldest, *undurable);
}

}  // namespace

std::vector<Finding> judge(const Seen& seen, const flows::Settings& settings) {
  return Round(seen, settings).findings();
}

std::optional<std::string> stalled(flows::Hub& hub) {
  const Instant now = hub.clock().now();
  const auto oldest = oldest_unapplied(hub);
  const int64_t limit_ms = hub.settings()->patrol.status_follow_s * kSecondMs;
  if (!oldest || now < oldest->plus_ms(limit_ms)) return std::nullopt;
  const Instant committed{hub.lane().metrics().last_commit_ms};
  if (now < committed.plus_ms(kLaneIdleMs)) return std::nullopt;
  return fmt::format("what came {} s ago is not applied", seconds_since(*oldest, now));
}

Patrol::Patrol(flows::Hub& hub)
    : hub_(hub), ticker_(kPatrolEveryMs, "patrol", [this] { walk(); }) {}

void Patrol::walk() {
  const auto settings = hub_.settings();
  const std::vector<Finding> found = judge(look(*settings), *settings);
  {
    std::lock_guard lock(mutex_);
    counts_.clear();
    for (const Finding& finding : found) ++counts_[finding.kind];
  }
  tell(found);
}

std::map<std::string, int64_t> Patrol::findings() const {
  std::lock_guard lock(mutex_);
  return counts_;
}

Seen Patrol::look(const flows::Settings& settings) {
  Seen seen;
  seen.now = hub_.clock().now();
  seen.oldest = oldest_unapplied(hub_);
  const auto lease = hub_.database().read();
  const store::Reader& reader = lease.reader();
  const int64_t late_ms = settings.patrol.end_to_end_s * kSecondMs;
  const Instant followed = seen.now.plus_ms(-settings.patrol.status_follow_s * kSecondMs);
  seen.waiting = waiting_since(reader, followed);
  seen.parked = parked_since(reader, followed);
  seen.unsent = unsent_since(reader, seen.now.plus_ms(-late_ms));
  look_at_readings(settings, reader, seen);
  listen(settings, reader, seen);
  return seen;
}

// A change that came late counts only where its platform had been read up to the present: else the past is
// being read, and everything in it is late.
void Patrol::look_at_readings(const flows::Settings& settings, const store::Reader& reader,
                              Seen& seen) {
  const int64_t late_ms = settings.patrol.end_to_end_s * kSecondMs;
  const auto was_current = [&](const Late& change) {
    const auto at = readings_.find(change.shop.value);
    return at != readings_.end() && at->second.was_current;
  };
  if (!last_event_) last_event_ = newest_event(reader);
  const Changes changes = changed_late(reader, *last_event_, late_ms);
  last_event_ = changes.last_event;
  std::ranges::copy_if(changes.late, std::back_inserter(seen.changed), was_current);
  for (const auto& [id, row] : flows::load_pulls(reader)) {
    const flows::Shop* shop = settings.shop(ShopId(id));
    Reading& reading = readings_[id];
    const Instant watermark = row.state.watermark;
    if (reading.watermark != watermark || reading.moved_at == Instant{})
      reading.moved_at = seen.now;
    reading.watermark = watermark;
    reading.runs = shop && !shop->paused && row.state.stopped_for == 0 && watermark != Instant{};
    reading.was_current =
        reading.runs && (reading.was_current || seen.now < watermark.plus_ms(late_ms));
  }
  seen.readings = readings_;
}

void Patrol::listen(const flows::Settings& settings, const store::Reader& reader, Seen& seen) {
  if (!last_message_) last_message_ = newest_message(reader);
  const Heard heard = heard_after(reader, *last_message_);
  last_message_ = heard.last_message;
  for (const auto& [id, at] : heard.by_shop) heard_[id] = at;
  for (const auto& [id, shop] : settings.shops_by_id) {
    Instant& last = heard_.try_emplace(id, seen.now).first->second;
    if (shop->paused || shop->silence_minutes == 0) last = std::max(last, seen.now);
  }
  seen.heard = heard_;
}

void Patrol::tell(const std::vector<Finding>& found) {
  const Instant now = hub_.clock().now();
  std::map<std::string, Instant> raised;
  for (const Finding& finding : found) {
    const auto told = raised_.find(finding.key);
    const bool again = told == raised_.end() || now >= told->second.plus_ms(kFindingAgainMs);
    raised[finding.key] = again ? now : told->second;
    if (!again) continue;
    flows::Hub::Command command;
    command.route = flows::kRaiseAlert;
    command.caller = flows::kWatchCaller;
    command.body = flows::finding_body(finding);
    // Where the log is full it is told in the next round.
    if (!hub_.command(std::move(command))) raised.erase(finding.key);
  }
  raised_ = std::move(raised);
}

}  // namespace ordo::watch
