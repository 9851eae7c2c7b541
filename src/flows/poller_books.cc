// The poller's completeness ledger: what windows listed, looked up once it has been applied, and what lacks
// asked for again.
#include <algorithm>

#include "flows/poller.h"

namespace ordo::flows {
namespace {

constexpr size_t kToldMax = 1'000;

}  // namespace

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
      pulling.gaps_at_ms = std::min(pulling.gaps_at_ms, now_ms() + kPullWishesEveryMs);
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

}  // namespace ordo::flows
