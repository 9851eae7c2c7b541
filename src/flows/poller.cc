#include "flows/poller.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/log.h"
#include "core/limits.h"

namespace ordo::flows {
namespace {

using channels::PullFailure;

// A shop that is added, or whose credentials change, waits so long.
constexpr int64_t kWishesEveryMs = kSecondMs;
constexpr int64_t kLogFullMs = kSecondMs;
constexpr size_t kToldMax = 1'000;

bool can_be_pulled(const Shop& shop) {
  return shop.adapter && shop.adapter->puller() && !shop.credentials.empty();
}

bool stops_the_shop(const std::string& code) {
  return code == "token_expired" || code == "permission_denied";
}

int64_t back_off_ms(int64_t failures) {
  return std::min(kPullWaitMaxMs, (2 * kSecondMs) << std::clamp<int64_t>(failures - 1, 0, 8));
}

int64_t wait_ms(const PullFailure& failure, int64_t failures) {
  const int64_t own = back_off_ms(failures);
  if (failure.error.code == "rate_limited") {
    return std::max(failure.retry_after_ms.value_or(own), kSecondMs);
  }
  return std::max(own, failure.retry_after_ms.value_or(0));
}

// What is answered of one order is its own affair; what lasts concerns the shop.
bool concerns_the_order(const std::string& code) {
  return code == "request_refused" || code == "malformed_answer" || code == "cursor_invalid";
}

int64_t pace_ms(const Shop& shop) {
  auto quota = shop.quota_per_minute;
  if (!quota) quota = shop.adapter->puller()->usual_quota_per_minute();
  return quota ? (kMinuteMs + *quota - 1) / *quota : 0;
}

// At the first failure where only a person can help, else when it lasts.
std::optional<AlertKind> alert_kind(const std::string& code, int64_t failures) {
  if (code == "cursor_invalid") return AlertKind::kPullCursorLost;
  if (stops_the_shop(code)) return AlertKind::kPullStopped;
  const bool passes = code == "platform_down" || code == "rate_limited";
  if (failures < (passes ? kPullDownAlertAfter : kPullOddAlertAfter)) return std::nullopt;
  return AlertKind::kPullFailing;
}

}  // namespace

Poller::Poller(Hub& hub, Fetcher& fetcher) : hub_(hub), fetcher_(fetcher) {}

Poller::~Poller() { stop(); }

void Poller::start() {
  stopping_ = false;
  thread_ = std::jthread([this] { run(); });
}

void Poller::stop() {
  if (!thread_.joinable()) return;
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    stopping_.notify_all();
    cv_.notify_all();
  }
  thread_.join();
}

void Poller::turn_logged(int& calls) {
  try {
    calls = poll_once();
  } catch (const std::exception& e) {
    log::error("pull_turn_failed", {{"detail", e.what()}});
  }
}

void Poller::run() {
  while (!stopping_) {
    int calls = 0;
    turn_logged(calls);
    int64_t wait = calls ? 0 : kWishesEveryMs;
    for (const auto& [id, pulling] : shops_) {
      if (pulling.next_ms > now_ms()) wait = std::min(wait, pulling.next_ms - now_ms());
    }
    std::unique_lock lock(mutex_);
    cv_.wait_for(lock, std::chrono::milliseconds(wait), [this] { return stopping_.load(); });
  }
}

int64_t Poller::now_ms() const { return hub_.clock().monotonic_ns() / 1'000'000; }

int Poller::poll_once() {
  const auto settings = hub_.settings();
  if (settings->mode == Mode::kShed) return 0;
  take_wishes(*settings);
  int calls = 0;
  for (const auto& [code, shop] : settings->shops) {
    if (stopping_) break;
    if (!can_be_pulled(shop)) continue;
    Pulling& pulling = pulling_of(shop);
    keep_books(shop, pulling);
    if (!is_due(shop, pulling)) continue;
    call(shop, pulling);
    ++calls;
  }
  return calls;
}

std::string Poller::first_cursor(const Shop& shop, Instant from) const {
  return shop.adapter->puller()->first_cursor(from);
}

Instant Poller::look_back(const Shop& shop) const {
  return hub_.clock().now().plus_ms(-shop.pull_look_back_days * kDayMs);
}

void Poller::read_from(const Shop& shop, Pulling& pulling, Instant from) const {
  pulling.state.cursor = first_cursor(shop, from);
  pulling.listed.clear();
  pulling.newest = pulling.partial = false;
}

Poller::Pulling& Poller::pulling_of(const Shop& shop) {
  if (const auto known = shops_.find(shop.id.value); known != shops_.end()) return known->second;
  const auto rows = load_pulls(hub_.database().read().reader());
  Pulling pulling;
  pulling.probe_at_ms = now_ms() + kPullProbeEveryMs;
  if (const auto row = rows.find(shop.id.value); row != rows.end()) {
    go_on_from(shop, row->second, pulling);
  }
  return shops_.emplace(shop.id.value, std::move(pulling)).first->second;
}

// Reading goes on where it was. What the open window listed before the start is not known any more, and what
// was read last may not have been looked up: both are read once more when nothing newer is to be had. A
// cursor that cannot be read is left to the first call.
void Poller::go_on_from(const Shop& shop, const PullRow& row, Pulling& pulling) {
  pulling.state = row.state;
  const Instant read_to = row.state.watermark;
  if (read_to == Instant{} || !shop.adapter->puller()->watermark(row.state.cursor)) return;
  pulling.partial = true;
  pulling.unchecked_from =
      row.checked_to == Instant{} ? read_to : std::min(read_to, row.checked_to);
}

// A probe that a person asked for. One that reaches back less far than what is being read is met anyway.
void Poller::take_wishes(const Settings& settings) {
  if (now_ms() < wishes_at_ms_) return;
  wishes_at_ms_ = now_ms() + kWishesEveryMs;
  for (const auto& [id, row] : load_pulls(hub_.database().read().reader())) {
    const Shop* shop = settings.shop(ShopId(id));
    if (!shop || !can_be_pulled(*shop)) continue;
    Pulling& pulling = pulling_of(*shop);
    if (row.probe_from == pulling.probed) continue;
    pulling.probed = row.probe_from;
    if (row.probe_from == Instant{}) continue;
    if (row.probe_from < pulling.state.watermark) read_from(*shop, pulling, row.probe_from);
    if (pulling.state.failures == 0) pulling.next_ms = now_ms();
  }
}

// What may not have been looked up, and by the hour what may have been shown late.
void Poller::read_once_more(const Shop& shop, Pulling& pulling) {
  if (!pulling.newest) return;
  Instant from = std::exchange(pulling.unchecked_from, Instant{});
  if (shop.probe_hours > 0 && now_ms() >= pulling.probe_at_ms) {
    pulling.probe_at_ms = now_ms() + kPullProbeEveryMs;
    const Instant probe = hub_.clock().now().plus_ms(-shop.probe_hours * kHourMs);
    from = from == Instant{} ? probe : std::min(from, probe);
  }
  if (from != Instant{} && from < pulling.state.watermark) read_from(shop, pulling, from);
}

bool Poller::is_due(const Shop& shop, Pulling& pulling) const {
  if (shop.paused) {
    // Whoever lets it go on wants it to be tried again.
    pulling.state.stopped_for = pulling.unfit = pulling.next_ms = 0;
    return false;
  }
  if (pulling.state.stopped_for == 0 && pulling.unfit == 0) return pulling.next_ms <= now_ms();
  const int64_t held = keyed_hash63(hub_.keyring().lookup(), shop.credentials.reveal());
  if (held == pulling.state.stopped_for || held == pulling.unfit) return false;
  pulling.state.stopped_for = pulling.unfit = pulling.next_ms = 0;
  return true;
}

void Poller::call(const Shop& shop, Pulling& pulling) {
  if (!send(pulling)) return;
  if (!pulling.wanted.empty()) return ask_for_one(shop, pulling);
  read_once_more(shop, pulling);
  const std::string cursor = next_cursor(shop, pulling);
  const auto wanted = shop.adapter->puller()->next(shop.credentials, cursor, hub_.clock().now());
  if (!wanted) return not_callable(shop, pulling, wanted.error());
  // Set when the shop can be asked, and not before: a platform that is down at first loses no day.
  pulling.state.cursor = cursor;
  auto page = fetch(shop, *wanted);
  if (stopping_) return;
  if (page) {
    take_page(shop, pulling, std::move(*page));
  } else {
    take_failure(shop, pulling, page.error());
  }
}

std::string Poller::next_cursor(const Shop& shop, Pulling& pulling) const {
  const bool first = pulling.state.cursor.empty();
  return first ? first_cursor(shop, look_back(shop)) : pulling.state.cursor;
}

channels::PullResult Poller::fetch(const Shop& shop, const channels::HttpCall& wanted) {
  const Fetched fetched = fetcher_.fetch(wanted, stopping_);
  const std::vector<std::pair<std::string_view, std::string_view>> headers(fetched.headers.begin(),
                                                                           fetched.headers.end());
  return shop.adapter->puller()->read({fetched.status, headers, fetched.body}, wanted.cursor,
                                      hub_.clock().now());
}

void Poller::ask_for_one(const Shop& shop, Pulling& pulling) {
  const channels::Puller& puller = *shop.adapter->puller();
  if (pulling.one.empty()) pulling.one = puller.cursor_for(pulling.wanted.front());
  const auto wanted = puller.next(shop.credentials, pulling.one, hub_.clock().now());
  if (!wanted && concerns_the_order(wanted.error().code)) return pass_one(pulling);
  if (!wanted) return not_callable(shop, pulling, wanted.error());
  auto page = fetch(shop, *wanted);
  if (stopping_) return;
  if (page) return take_one(shop, pulling, std::move(*page));
  if (!concerns_the_order(page.error().error.code)) {
    return take_failure(shop, pulling, page.error());
  }
  log::warn("order_not_given", {{"shop", shop.code}, {"code", page.error().error.code}});
  pass_one(pulling);
  pulling.next_ms = now_ms() + pace_ms(shop);
}

// Messages only: how far the shop has been read stays as it is.
void Poller::take_one(const Shop& shop, Pulling& pulling, channels::PullPage page) {
  Step step;
  step.next = pulling.state;
  step.next.failures = 0;
  step.next.error_code.clear();
  step.next.error_detail.clear();
  remember_denied(pulling, page);
  tell_unreadable(pulling, page, step);
  step.worth_an_entry = !step.alerts.empty() || pulling.state.failures > 0;
  step.messages = std::move(page.messages);
  pulling.one = std::move(page.cursor);
  if (pulling.one.empty()) pass_one(pulling);
  pulling.next_ms = now_ms() + std::max(page.wait_ms, pace_ms(shop));
  hand_over(shop, pulling, std::move(step));
}

void Poller::pass_one(Pulling& pulling) {
  pulling.one.clear();
  pulling.wanted.pop_front();
  if (pulling.wanted.empty()) pulling.gaps_at_ms = now_ms() + kWishesEveryMs;
}

// A shop may have credentials for its webhooks only: that is no fault.
void Poller::not_callable(const Shop& shop, Pulling& pulling, const Error& error) {
  if (error.code == "cursor_invalid") return take_failure(shop, pulling, {error, std::nullopt});
  pulling.unfit = keyed_hash63(hub_.keyring().lookup(), shop.credentials.reveal());
  log::info("shop_not_pulled", {{"shop", shop.code}, {"code", error.code}});
}

void Poller::take_page(const Shop& shop, Pulling& pulling, channels::PullPage page) {
  Step step;
  // What is read once more has been read.
  step.next.watermark =
      std::max(pulling.state.watermark,
               shop.adapter->puller()->watermark(page.cursor).value_or(pulling.state.watermark));
  step.listed = std::ssize(page.listed);
  // A count, or a list of ids, changes nothing that is worth a commit: it is asked for once more after
  // a crash.
  step.worth_an_entry = !page.messages.empty() || page.finished || !page.unreadable.empty() ||
                        pulling.state.failures > 0;
  pulling.newest = !page.more;
  const int64_t least = std::max(page.wait_ms, pace_ms(shop));
  const int64_t wait = page.more ? least : std::max(least, kPullEveryMs);
  count_page(pulling, page);
  tell_unreadable(pulling, page, step);
  step.messages = std::move(page.messages);
  step.next.cursor = std::move(page.cursor);
  if (page.finished) close_window(pulling, *page.finished, step);
  pulling.failing_told = false;
  pulling.next_ms = now_ms() + wait;
  hand_over(shop, pulling, std::move(step));
}

void Poller::count_page(Pulling& pulling, const channels::PullPage& page) {
  for (const std::string& number : page.listed) pulling.listed.try_emplace(number);
  for (const channels::PulledMessage& message : page.messages) {
    const auto listed = pulling.listed.find(message.order_no);
    if (listed != pulling.listed.end()) listed->second = message.external_id;
  }
  if (pulling.refused.size() >= kToldMax) pulling.refused.clear();
  remember_denied(pulling, page);
}

// The overlap of windows meets it again and again; a person hears of it once.
// Only what the platform denies to have lacks nothing: any other refusal may be a fault of the whole shop,
// and its orders stay missing until they come.
void Poller::remember_denied(Pulling& pulling, const channels::PullPage& page) {
  for (const channels::Unreadable& one : page.unreadable) {
    if (one.denied) pulling.refused.insert(one.order_no);
  }
}

void Poller::tell_unreadable(Pulling& pulling, const channels::PullPage& page, Step& step) {
  for (const channels::Unreadable& one : page.unreadable) {
    if (pulling.told.size() >= kToldMax) pulling.told.clear();
    if (!pulling.told.insert(one.order_no + " " + one.code).second) continue;
    step.alerts.push_back(
        {AlertKind::kOrderUnreadable, {{"order_no", one.order_no}, {"code", one.code}}, {}});
  }
}

// Looked up when what it brought has been applied.
void Poller::close_window(Pulling& pulling, const channels::PulledWindow& finished, Step& step) {
  if (std::exchange(pulling.partial, false)) return pulling.listed.clear();
  step.applied = std::make_shared<std::atomic<bool>>(false);
  pulling.checks.push_back(
      {{finished.from, finished.to, finished.total, std::exchange(pulling.listed, {})},
       step.applied});
}

void Poller::keep_books(const Shop& shop, Pulling& pulling) {
  while (!pulling.checks.empty() && *pulling.checks.front().applied) {
    PullWindow window = look_up(hub_.database().read().reader(), shop.id,
                                pulling.checks.front().listed, pulling.refused);
    window.next_at = hub_.clock().now();
    pulling.checks.pop_front();
    if (window.missing > 0)
      pulling.gaps_at_ms = std::min(pulling.gaps_at_ms, now_ms() + kWishesEveryMs);
    note(shop, pulling, window, nameless(window) > 0);
  }
  if (now_ms() >= pulling.gaps_at_ms) mend_gaps(shop, pulling);
}

// Windows overlap, and what lacks in one lacks in the next: a number is asked for on account of the first
// that names it, and a window that begins within an earlier gap is read again together with that one.
void Poller::mend_gaps(const Shop& shop, Pulling& pulling) {
  pulling.gaps_at_ms = now_ms() + kGapEveryMs;
  if (shop.paused || !pulling.wanted.empty()) return;
  const auto lease = hub_.database().read();
  std::set<std::string> named;
  Instant reached;
  for (const PullWindow& gap : load_gaps(lease.reader(), shop.id)) {
    PullWindow now_is = look_again(lease.reader(), shop.id, gap, pulling.refused);
    std::vector<std::string> own;
    for (const std::string& number : now_is.missing_numbers) {
      if (named.insert(number).second) own.push_back(number);
    }
    const bool leads = gap.from >= reached;
    reached = std::max(reached, gap.to);
    if (!own.empty() || (nameless(now_is) > 0 && leads)) ask_again(shop, pulling, own, now_is);
    const bool lasts = now_is.tries == 2 && gap.tries == 1;
    if (now_is != gap) note(shop, pulling, now_is, lasts && !now_is.missing_numbers.empty());
  }
}

void Poller::ask_again(const Shop& shop, Pulling& pulling, const std::vector<std::string>& numbers,
                       PullWindow& gap) {
  const Instant now = hub_.clock().now();
  const bool by_number =
      !numbers.empty() && !shop.adapter->puller()->cursor_for(numbers.front()).empty();
  if (now < gap.next_at || gap.tries >= (by_number ? kGapAsksMax : kGapRereadsMax)) return;
  gap.next_at = now.plus_ms(by_number ? kMinuteMs << gap.tries : kHourMs);
  ++gap.tries;
  if (by_number) {
    pulling.wanted.insert(pulling.wanted.end(), numbers.begin(), numbers.end());
    if (pulling.state.failures == 0) pulling.next_ms = now_ms();
  } else {
    read_from(shop, pulling, gap.from);
  }
}

void Poller::note(const Shop& shop, Pulling& pulling, const PullWindow& window, bool alert) {
  std::vector<PullAlert> alerts;
  if (alert) {
    alerts.push_back({AlertKind::kOrdersMissing,
                      {{"shop", shop.code},
                       {"total", window.total},
                       {"ours", window.ours},
                       {"from", core::moment_value(window.from)},
                       {"to", core::moment_value(window.to)}},
                      "orders_missing/" + shop.id.str()});
  }
  std::vector<core::InboundPtr> page;
  page.push_back(checked_entry(shop.id, window, alerts));
  pulling.unsent.push_back(std::move(page));
  (void)send(pulling);
}

void Poller::take_failure(const Shop& shop, Pulling& pulling, const PullFailure& failure) {
  const Error& error = failure.error;
  Step step;
  step.next = pulling.state;
  const int64_t failures = ++step.next.failures;
  step.next.error_code = error.code;
  step.next.error_detail = error.detail;
  log::warn("pull_failed", {{"shop", shop.code}, {"code", error.code}, {"detail", error.detail}});
  if (stops_the_shop(error.code)) {
    step.next.stopped_for = keyed_hash63(hub_.keyring().lookup(), shop.credentials.reveal());
  }
  if (error.code == "cursor_invalid") {
    step.next.cursor = first_cursor(shop, std::max(look_back(shop), pulling.state.watermark));
    pulling.listed.clear();
  }
  const auto kind = alert_kind(error.code, failures);
  const bool tell = kind && (*kind != AlertKind::kPullFailing || !pulling.failing_told);
  if (tell) {
    pulling.failing_told = true;
    step.alerts.push_back(
        {*kind, {{"shop", shop.code}, {"code", error.code}, {"why", error.detail}}, {}});
  }
  // A limit is daily bread; what lasts is told.
  step.worth_an_entry = tell || error.code != "rate_limited";
  pulling.next_ms = now_ms() + std::max(wait_ms(failure, failures), pace_ms(shop));
  hand_over(shop, pulling, std::move(step));
}

// What does not fit into one commit goes ahead of the rest: the cursor is never before its messages.
void Poller::hand_over(const Shop& shop, Pulling& pulling, Step step) {
  std::vector<core::InboundPtr> page;
  for (channels::PulledMessage& message : step.messages) {
    page.push_back(pulled_entry(shop, std::move(message)));
    if (page.size() == core::kLogPageMax) pulling.unsent.push_back(std::exchange(page, {}));
  }
  if (step.worth_an_entry) {
    // A probe is done when it has come to what is newest, and not before.
    const Instant probed = pulling.newest ? pulling.probed : Instant{};
    page.push_back(cursor_entry({shop.id, step.next, step.listed, probed}, step.alerts));
    if (step.applied) {
      page.back()->on_applied = [applied = step.applied](const core::Outcome&) { *applied = true; };
    }
  }
  if (!page.empty()) pulling.unsent.push_back(std::move(page));
  pulling.state = std::move(step.next);
  (void)send(pulling);
}

// Where the log is full, the page is kept, and nothing more is asked before it has been taken.
bool Poller::send(Pulling& pulling) {
  while (!pulling.unsent.empty()) {
    if (!hub_.submit_page(pulling.unsent.front())) {
      pulling.next_ms = now_ms() + kLogFullMs;
      return false;
    }
    pulling.unsent.erase(pulling.unsent.begin());
  }
  return true;
}

}  // namespace ordo::flows
