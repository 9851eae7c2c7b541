#include "flows/poller.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/log.h"
#include "core/limits.h"

namespace ordo::flows {
namespace {

using channels::PullFailure;

constexpr int64_t kIdleMs =
    kSecondMs;  // a shop that is added, or whose credentials change, waits so long
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

// At the first failure where only a person can help, else when it lasts.
std::optional<std::string> alert_kind(const std::string& code, int64_t failures) {
  if (code == "cursor_invalid") return "pull_cursor_lost";
  if (stops_the_shop(code)) return "pull_stopped";
  const bool passes = code == "platform_down" || code == "rate_limited";
  if (failures < (passes ? kPullDownAlertAfter : kPullOddAlertAfter)) return std::nullopt;
  return "pull_failing";
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
    int64_t wait = calls ? 0 : kIdleMs;
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
  int calls = 0;
  for (const auto& [code, shop] : settings->shops) {
    if (stopping_) break;
    if (!can_be_pulled(shop)) continue;
    Pulling& pulling = pulling_of(shop);
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

Poller::Pulling& Poller::pulling_of(const Shop& shop) {
  if (const auto known = shops_.find(shop.id.value); known != shops_.end()) return known->second;
  const auto rows = load_pulls(hub_.database().read().reader());
  Pulling pulling;
  if (const auto row = rows.find(shop.id.value); row != rows.end())
    pulling.state = row->second.state;
  return shops_.emplace(shop.id.value, std::move(pulling)).first->second;
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
  const channels::Puller& puller = *shop.adapter->puller();
  const bool first = pulling.state.cursor.empty();
  const std::string cursor = first ? first_cursor(shop, look_back(shop)) : pulling.state.cursor;
  const auto wanted = puller.next(shop.credentials, cursor, hub_.clock().now());
  if (!wanted) return not_callable(shop, pulling, wanted.error());
  // Set when the shop can be asked, and not before: a platform that is down at first loses no day.
  if (first) pulling.window_known = true;
  pulling.state.cursor = cursor;
  const Fetched fetched = fetcher_.fetch(*wanted, stopping_);
  if (stopping_) return;
  const std::vector<std::pair<std::string_view, std::string_view>> headers(fetched.headers.begin(),
                                                                           fetched.headers.end());
  auto page =
      puller.read({fetched.status, headers, fetched.body}, wanted->cursor, hub_.clock().now());
  if (page) {
    take_page(shop, pulling, std::move(*page));
  } else {
    take_failure(shop, pulling, page.error());
  }
}

// A shop may have credentials for its webhooks only: that is no fault.
void Poller::not_callable(const Shop& shop, Pulling& pulling, const Error& error) {
  if (error.code == "cursor_invalid") return take_failure(shop, pulling, {error, std::nullopt});
  pulling.unfit = keyed_hash63(hub_.keyring().lookup(), shop.credentials.reveal());
  log::info("shop_not_pulled", {{"shop", shop.code}, {"code", error.code}});
}

void Poller::take_page(const Shop& shop, Pulling& pulling, channels::PullPage page) {
  Step step;
  step.next.watermark =
      shop.adapter->puller()->watermark(page.cursor).value_or(pulling.state.watermark);
  step.listed = std::ssize(page.listed);
  // A count, or a list of ids, changes nothing that is worth a commit: it is asked for once more after
  // a crash.
  step.worth_an_entry = !page.messages.empty() || page.finished || !page.unreadable.empty() ||
                        pulling.state.failures > 0;
  const int64_t wait = page.more ? page.wait_ms : std::max(page.wait_ms, kPullEveryMs);
  count_page(pulling, page);
  tell_unreadable(pulling, page, step);
  step.messages = std::move(page.messages);
  step.next.cursor = std::move(page.cursor);
  if (page.finished) close_window(shop, pulling, *page.finished, step);
  pulling.failing_told = false;
  pulling.next_ms = now_ms() + wait;
  hand_over(shop, pulling, std::move(step));
}

void Poller::count_page(Pulling& pulling, const channels::PullPage& page) {
  pulling.listed.insert(page.listed.begin(), page.listed.end());
  for (const channels::Unreadable& one : page.unreadable) pulling.unread.insert(one.order_no);
}

// The overlap of windows meets it again and again; a person hears of it once.
void Poller::tell_unreadable(Pulling& pulling, const channels::PullPage& page, Step& step) {
  for (const channels::Unreadable& one : page.unreadable) {
    if (pulling.told.size() >= kToldMax) pulling.told.clear();
    if (!pulling.told.insert(one.order_no + " " + one.code).second) continue;
    step.alerts.push_back(
        {"order_unreadable",
         fmt::format("the platform lists {} and does not give it: {}", one.order_no, one.code)});
  }
}

// The same rows are missing from every window that overlaps this one, so that only the first asks for
// more: an alert, and the window read once again.
void Poller::close_window(const Shop& shop, Pulling& pulling,
                          const channels::PulledWindow& finished, Step& step) {
  const bool whole = std::exchange(pulling.window_known, true);
  int64_t ours = 0;
  for (const std::string& number : std::exchange(pulling.listed, {})) {
    ours += !pulling.unread.contains(number);
  }
  pulling.unread.clear();
  // Of a window that was open at the start only a part was seen.
  if (!whole || !finished.total) return;
  const auto& [from, to, total] = finished;
  step.window = WindowCount{from, to, *total, ours};
  if (*total - ours <= kPullGapMax || from < pulling.asked_again_to) return;
  pulling.asked_again_to = to;
  step.next.cursor = first_cursor(shop, from);
  step.next.watermark = from;
  step.alerts.push_back(
      {"orders_missing",
       fmt::format("{}: the platform counts {} orders from {} to {}, {} were read", shop.code,
                   *total, format_rfc3339(from), format_rfc3339(to), ours)});
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
  }
  const auto kind = alert_kind(error.code, failures);
  const bool tell = kind && (*kind != "pull_failing" || !pulling.failing_told);
  if (tell) {
    pulling.failing_told = true;
    step.alerts.push_back({*kind, fmt::format("{}: {} ({})", shop.code, error.code, error.detail)});
  }
  // A limit is daily bread; what lasts is told.
  step.worth_an_entry = tell || error.code != "rate_limited";
  pulling.next_ms = now_ms() + wait_ms(failure, failures);
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
    page.push_back(cursor_entry({shop.id, step.next, step.listed, step.window}, step.alerts));
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
