#include "watch/patrol.h"

#include <fmt/format.h>

#include <algorithm>

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

Instant silent_from(const flows::Shop& shop, Instant heard) {
  return heard.plus_ms(shop.silence_minutes.value_or(kSilenceMinutes) * kMinuteMs);
}

void add_usual(const Usual& usual, core::AlertFields& values) {
  values["usual"] = usual.calls[0];
  values["usual_days_ago"] = usual.days_ago[0];
  values["usual_before"] = usual.calls[1];
  values["usual_before_days_ago"] = usual.days_ago[1];
}

class Round {
 public:
  Round(const Seen& seen, const flows::Settings& settings) : seen_(seen), settings_(settings) {}

  std::vector<Finding> findings() {
    judge_applying();
    add_late(AlertKind::kMessagesWait, seen_.waiting);
    add_late(AlertKind::kParkedWithOrder, seen_.parked);
    add_late(AlertKind::kStatusNotTold, seen_.unsent);
    for (const auto& [id, late] : seen_.late) judge_changes(ShopId(id), late);
    judge_mirrors();
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

  void judge_changes(ShopId id, const LateChanges& late) {
    const flows::Shop* shop = running_shop(settings_, id);
    if (!shop) return;
    const Change& slowest = late.slowest;
    add(AlertKind::kChangesLate, shop,
        {{"count", late.count},
         {"limit", settings_.patrol.end_to_end_s},
         {"order_no", slowest.order_no},
         {"lag", slowest.lag_ms() / kSecondMs},
         {"said", core::moment_value(slowest.said)},
         {"received", core::moment_value(slowest.received)},
         {"committed", core::moment_value(slowest.committed)}});
    found_.back().order = slowest.order;
  }

  void judge_mirrors() {
    std::map<int64_t, std::vector<const Differing*>> by_shop;
    for (const Differing& one : seen_.differing) by_shop[one.shop.value].push_back(&one);
    for (const auto& [id, all] : by_shop) {
      const flows::Shop* shop = running_shop(settings_, ShopId(id));
      if (!shop) continue;
      const Differing& newest = **std::ranges::max_element(all, {}, &Differing::since);
      add(AlertKind::kMirrorsDiffer, shop,
          {{"count", static_cast<int64_t>(all.size())},
           {"limit", settings_.patrol.end_to_end_s},
           {"order_no", newest.order_no},
           {"ours", facts::name(newest.ours)},
           {"since", core::moment_value(newest.since)},
           {"system", newest.system},
           {"theirs", facts::name(newest.theirs)},
           {"said", core::moment_value(newest.said_at)}});
      found_.back().order = newest.order;
    }
  }

  void judge_shop(const flows::Shop& shop) {
    judge_expiry(shop);
    if (shop.paused) return;
    judge_reading(shop);
    judge_silence(shop);
  }

  void judge_silence(const flows::Shop& shop) {
    const auto heard = seen_.heard.find(shop.id.value);
    if (shop.silence_minutes == 0 || heard == seen_.heard.end()) return;
    if (seen_.now < silent_from(shop, heard->second)) return;
    const auto usual = seen_.usual.find(shop.id.value);
    const bool known = usual != seen_.usual.end();
    if (!shop.silence_minutes && !known) return;
    core::AlertFields values{{"since", core::moment_value(heard->second)},
                             {"lasts", seconds_since(heard->second, seen_.now)}};
    if (known) add_usual(usual->second, values);
    add(AlertKind::kShopSilent, &shop, std::move(values));
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
  const Seen seen = look(*settings);
  const std::vector<Finding> found = judge(seen, *settings);
  {
    std::lock_guard lock(mutex_);
    lags_ = lag_book_.figures(seen.now);
    counts_.clear();
    for (const Finding& finding : found) ++counts_[finding.kind];
  }
  tell(found);
}

std::map<std::string, int64_t> Patrol::findings() const {
  std::lock_guard lock(mutex_);
  return counts_;
}

std::map<int64_t, LagFigure> Patrol::lags() const {
  std::lock_guard lock(mutex_);
  return lags_;
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
  look_at_changes(settings, reader, seen);
  look_at_readings(settings, reader, seen);
  seen.differing = mirrors_.look(reader, settings, seen.now.plus_ms(-late_ms));
  listen(settings, reader, seen);
  return seen;
}

// Before the readings of this round: a platform that has just been read to the present was not when these
// changes were pulled.
void Patrol::look_at_changes(const flows::Settings& settings, const store::Reader& reader,
                             Seen& seen) {
  if (connected_version_ != settings.version) {
    connected_ = shops_connected(reader);
    connected_version_ = settings.version;
  }
  if (!last_event_) last_event_ = newest_event(reader);
  const Changes changes = changes_after(reader, *last_event_);
  last_event_ = changes.last_event;
  for (const Change& change : changes.all) {
    const flows::Shop* shop = settings.shop(change.shop);
    if (!shop) continue;
    const auto connected = connected_.find(shop->code);
    const auto reading = readings_.find(change.shop.value);
    const bool to_present = reading != readings_.end() && reading->second.was_current;
    const Instant since = connected == connected_.end() ? Instant{} : connected->second;
    if (is_live(change, since, to_present)) {
      lag_book_.take(change, settings.patrol.end_to_end_s * kSecondMs);
    }
  }
  seen.late = lag_book_.late(seen.now);
}

void Patrol::look_at_readings(const flows::Settings& settings, const store::Reader& reader,
                              Seen& seen) {
  const int64_t late_ms = settings.patrol.end_to_end_s * kSecondMs;
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

// What is usual is learned from the messages that are kept, a part in each round: newest first, until
// they are older than what it is compared with.
void Patrol::read_back(const store::Reader& reader, Instant now) {
  if (not_read_back_ == 0) return;
  const int64_t after = std::max<int64_t>(0, not_read_back_ - kPatrolBackRows);
  for (const Calls& calls : calls_between(reader, after, not_read_back_)) {
    callbacks_.count(calls.shop, calls.newest, calls.count);
  }
  const auto oldest = first_after(reader, after);
  const bool far_enough = oldest && *oldest < now.plus_ms(-kCallbacksKeptMs);
  not_read_back_ = far_enough ? 0 : after;
}

void Patrol::listen(const flows::Settings& settings, const store::Reader& reader, Seen& seen) {
  const int64_t newest = newest_message(reader);
  if (!last_message_) last_message_ = not_read_back_ = newest;
  for (const Calls& calls : calls_between(reader, *last_message_, newest)) {
    callbacks_.count(calls.shop, calls.newest, calls.count);
    Instant& heard = heard_[calls.shop.value];
    heard = std::max(heard, calls.newest);
  }
  last_message_ = newest;
  read_back(reader, seen.now);
  for (const auto& [id, shop] : settings.shops_by_id) {
    Instant& last = heard_.try_emplace(id, seen.now).first->second;
    if (shop->paused || shop->silence_minutes == 0) last = std::max(last, seen.now);
    if (not_read_back_ > 0 || seen.now < silent_from(*shop, last)) continue;
    if (const auto usual = callbacks_.usual_if_not_quiet(ShopId(id), last, seen.now)) {
      seen.usual[id] = *usual;
    }
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
