#include "flows/poller.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "core/limits.h"
#include "flows/call_trace.h"

namespace ordo::flows {
namespace {

using channels::PullFailure;

constexpr int64_t kLogFullMs = kSecondMs;

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

// At the first failure where only a person can help, else when it lasts.
std::optional<AlertKind> alert_kind(const std::string& code, int64_t failures) {
  if (code == "cursor_invalid") return AlertKind::kPullCursorLost;
  if (stops_the_shop(code)) return AlertKind::kPullStopped;
  const bool passes = code == "platform_down" || code == "rate_limited";
  if (failures < (passes ? kPullDownAlertAfter : kPullOddAlertAfter)) return std::nullopt;
  return AlertKind::kPullFailing;
}

// What goes wrong in one turn is no reason to pull nothing any more.
template <class Step>
bool logged(Step&& step) {
  try {
    step();
    return true;
  } catch (const std::exception& e) {
    log::error("pull_turn_failed", {{"detail", e.what()}});
    return false;
  }
}

}  // namespace

Poller::Poller(Hub& hub, Fetcher& fetcher) : hub_(hub), fetcher_(fetcher), calls_(fetcher) {}

Poller::~Poller() { stop(); }

void Poller::start() {
  calls_.start();
  thread_ = std::jthread([this] { run(); });
}

void Poller::stop() {
  if (!thread_.joinable()) return;
  calls_.stop();
  thread_.join();
  flights_.clear();
}

void Poller::run() {
  const SetOff by_threads = [this](Flight flight, channels::HttpCall call) {
    const int64_t shop = flight.shop->id.value;
    flights_.emplace(shop, std::move(flight));
    calls_.make(shop, std::move(call));
  };
  for (int64_t wait = 0; !calls_.stopping();) {
    for (CallThreads::Made& made : calls_.wait(wait)) {
      Pulling& pulling = shops_.at(made.shop);
      // Not asked again at once, and again: it may go wrong in the same way.
      if (!logged([&] { land(std::move(made)); })) pulling.next_ms = now_ms() + kMinuteMs;
    }
    if (calls_.stopping()) return;
    int turns = 0;
    logged([&] { turns = turn(by_threads); });
    wait = turns ? 0 : idle_ms();
  }
}

int64_t Poller::idle_ms() const {
  int64_t wait = kPullWishesEveryMs;
  for (const auto& [id, pulling] : shops_) {
    if (flights_.contains(id)) continue;
    const int64_t at = std::max(pulling.next_ms, allowances_.next_ms(ShopId(id)));
    if (at > now_ms()) wait = std::min(wait, at - now_ms());
  }
  return wait;
}

int64_t Poller::now_ms() const { return hub_.clock().monotonic_ns() / 1'000'000; }

int Poller::poll_once() {
  return turn([this](Flight flight, const channels::HttpCall& call) {
    arrive(std::move(flight), fetcher_.fetch(call, calls_.stopping()));
  });
}

int Poller::turn(const SetOff& set_off) {
  const auto settings = hub_.settings();
  if (settings->mode == Mode::kShed) return 0;
  if (settings != learnt_) allowances_.learn(*settings);
  learnt_ = settings;
  hear_wishes(*settings);
  int turns = 0;
  for (const auto& [shop, pulling] : due(*settings)) {
    if (calls_.stopping()) break;
    if (!has_room(*shop)) continue;
    ++turns;
    pulling->asked = ++turns_;
    auto call = next_call(*shop, *pulling);
    if (!call) continue;
    allowances_.count(shop->id, now_ms());
    Flight made = flight(settings, *shop, *pulling, *call);
    set_off(std::move(made), std::move(*call));
  }
  return turns;
}

// Whoever was asked longest ago first. A shop whose call is under way waits for its answer: until then it
// stays as it is.
std::vector<Poller::Due> Poller::due(const Settings& settings) {
  std::vector<Due> found;
  for (const auto& [code, shop] : settings.shops) {
    if (!can_be_pulled(shop) || flights_.contains(shop.id.value)) continue;
    Pulling& pulling = pulling_of(shop);
    take_wish(shop, pulling);
    keep_books(shop, pulling);
    if (is_due(shop, pulling)) found.push_back({&shop, &pulling});
  }
  std::ranges::sort(found, {},
                    [](const Due& d) { return std::pair(d.pulling->asked, d.shop->id); });
  return found;
}

bool Poller::has_room(const Shop& shop) const {
  if (allowances_.next_ms(shop.id) > now_ms() || flights_.size() >= kCallsInFlightMax) return false;
  const auto of_channel = std::ranges::count_if(
      flights_, [&](const auto& flight) { return flight.second.shop->channel == shop.channel; });
  return of_channel < static_cast<int64_t>(kCallsOfChannelMax);
}

void Poller::land(CallThreads::Made made) {
  auto flight = flights_.extract(made.shop);
  if (flight) arrive(std::move(flight.mapped()), std::move(made.fetched));
}

void Poller::arrive(Flight flight, Fetched fetched) {
  if (calls_.stopping()) return;  // it was cut off, and did not fail
  const Shop& shop = *flight.shop;
  Pulling& pulling = shops_.at(shop.id.value);
  flight.exchange.answer = std::move(fetched);
  auto page = read(flight);
  keep_record(flight, page);
  if (flight.single) {
    arrive_one(shop, pulling, std::move(page));
  } else if (page) {
    take_page(shop, pulling, std::move(*page));
  } else {
    take_failure(shop, pulling, page.error());
  }
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
  const auto lease = hub_.database().read();
  const auto rows = load_pulls(lease.reader());
  Pulling pulling;
  pulling.probe_at_ms = now_ms() + kPullProbeEveryMs;
  if (const auto row = rows.find(shop.id.value); row != rows.end()) {
    go_on_from(shop, row->second, looked_up_until(lease.reader(), shop.id), pulling);
  }
  return shops_.emplace(shop.id.value, std::move(pulling)).first->second;
}

// Reading goes on where it was. What the open window listed before the start is not known any more, and what
// was read last may not have been looked up: both are read once more when nothing newer is to be had. A
// cursor that cannot be read is left to the first call.
void Poller::go_on_from(const Shop& shop, const PullRow& row, Instant looked_up, Pulling& pulling) {
  pulling.state = row.state;
  const Instant read_to = row.state.watermark;
  if (read_to == Instant{} || !shop.adapter->puller()->watermark(row.state.cursor)) return;
  pulling.partial = true;
  pulling.unchecked_from = looked_up == Instant{} ? read_to : std::min(read_to, looked_up);
}

void Poller::hear_wishes(const Settings& settings) {
  if (now_ms() < wishes_at_ms_) return;
  wishes_at_ms_ = now_ms() + kPullWishesEveryMs;
  for (const auto& [id, row] : load_pulls(hub_.database().read().reader())) {
    const Shop* shop = settings.shop(ShopId(id));
    if (shop && can_be_pulled(*shop)) pulling_of(*shop).wished = row.probe_from;
  }
}

// A probe that a person asked for. One that reaches back less far than what is being read is met anyway.
void Poller::take_wish(const Shop& shop, Pulling& pulling) {
  if (pulling.wished == pulling.probed) return;
  pulling.probed = pulling.wished;
  if (pulling.wished == Instant{}) return;
  if (pulling.wished < pulling.state.watermark) read_from(shop, pulling, pulling.wished);
  if (pulling.state.failures == 0) pulling.next_ms = now_ms();
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

// Nothing where the log has no room, or where there is nothing to ask with.
std::optional<channels::HttpCall> Poller::next_call(const Shop& shop, Pulling& pulling) {
  if (!send(pulling)) return std::nullopt;
  if (!pulling.wanted.empty()) return call_for_one(shop, pulling);
  read_once_more(shop, pulling);
  const std::string cursor = next_cursor(shop, pulling);
  auto wanted = shop.adapter->puller()->next(shop.credentials, cursor, hub_.clock().now());
  if (!wanted) {
    not_callable(shop, pulling, wanted.error());
    return std::nullopt;
  }
  // Set when the shop can be asked, and not before: a platform that is down at first loses no day.
  pulling.state.cursor = cursor;
  return std::move(*wanted);
}

std::string Poller::next_cursor(const Shop& shop, Pulling& pulling) const {
  const bool first = pulling.state.cursor.empty();
  return first ? first_cursor(shop, look_back(shop)) : pulling.state.cursor;
}

Poller::Flight Poller::flight(std::shared_ptr<const Settings> settings, const Shop& shop,
                              const Pulling& pulling, const channels::HttpCall& call) const {
  Flight flight{std::move(settings), &shop, call.cursor, !pulling.wanted.empty(), {}, {}, now_ms()};
  flight.record.kind = core::CallKind::kPull;
  flight.record.shop = shop.id;
  if (flight.single) flight.record.subject = pulling.wanted.front();
  flight.record.started_at = hub_.clock().now();
  flight.exchange.method = call.method;
  flight.exchange.url = call.url;
  flight.exchange.request_body = call.body;
  return flight;
}

channels::PullResult Poller::read(const Flight& flight) const {
  const Fetched& fetched = flight.exchange.answer;
  const std::vector<std::pair<std::string_view, std::string_view>> headers(fetched.headers.begin(),
                                                                           fetched.headers.end());
  return flight.shop->adapter->puller()->read({fetched.status, headers, fetched.body},
                                              flight.cursor, hub_.clock().now());
}

void Poller::keep_record(Flight& flight, const channels::PullResult& page) {
  flight.record.duration_ms = now_ms() - flight.started_ms;
  trace_pull(*flight.shop->adapter->puller(), flight.cursor, page, flight.record);
  trace_exchange(flight.exchange, CallSecrets(flight.shop->credentials, flight.shop->adapter),
                 flight.record);
  hub_.calls().record(std::move(flight.record));
}

std::optional<channels::HttpCall> Poller::call_for_one(const Shop& shop, Pulling& pulling) {
  const channels::Puller& puller = *shop.adapter->puller();
  if (pulling.one.empty()) pulling.one = puller.cursor_for(pulling.wanted.front());
  auto wanted = puller.next(shop.credentials, pulling.one, hub_.clock().now());
  if (wanted) return std::move(*wanted);
  if (concerns_the_order(wanted.error().code)) {
    pass_one(pulling);
  } else {
    not_callable(shop, pulling, wanted.error());
  }
  return std::nullopt;
}

void Poller::arrive_one(const Shop& shop, Pulling& pulling, channels::PullResult page) {
  if (page) return take_one(shop, pulling, std::move(*page));
  if (!concerns_the_order(page.error().error.code)) {
    return take_failure(shop, pulling, page.error());
  }
  log::warn("order_not_given", {{"shop", shop.code}, {"code", page.error().error.code}});
  pass_one(pulling);
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
  allowances_.hold(shop.id, now_ms() + page.wait_ms);
  hand_over(shop, pulling, std::move(step));
}

void Poller::pass_one(Pulling& pulling) {
  pulling.one.clear();
  pulling.wanted.pop_front();
  if (pulling.wanted.empty()) pulling.gaps_at_ms = now_ms() + kPullWishesEveryMs;
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
  // What is to be read once more is not waited for.
  const bool goes_on = page.more || pulling.unchecked_from != Instant{};
  pulling.next_ms = goes_on ? 0 : now_ms() + kPullEveryMs;
  allowances_.hold(shop.id, now_ms() + page.wait_ms);
  count_page(pulling, page);
  tell_unreadable(pulling, page, step);
  step.messages = std::move(page.messages);
  step.next.cursor = std::move(page.cursor);
  if (page.finished) close_window(pulling, *page.finished, step);
  pulling.failing_told = false;
  hand_over(shop, pulling, std::move(step));
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
  pulling.next_ms = now_ms() + wait_ms(failure, failures);
  // What was too much was too much of all who share it.
  if (error.code == "rate_limited") allowances_.hold(shop.id, pulling.next_ms);
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
