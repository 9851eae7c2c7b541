#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/limits.h"
#include "flows/peak_store.h"
#include "flows/prove_kit.h"

namespace ordo::flows {

using core::OutboxState;

void CallFold::start(const store::Reader& reader, int64_t after_id) {
  after_id_ = after_id;
  for (auto page = call_page(reader, after_id); !page.empty();
       page = call_page(reader, page.back().id)) {
    for (const StoredCall& row : page) calls_[row.id].next_at = row.created_at;
  }
  for (const StoredMend& mend : mends(reader)) mends_[mend.call].push_back(mend);
}

// What a batch's answers come to is written before what its commands decide.
void CallFold::mend_until(int64_t id, Call& call, int64_t batch) {
  const auto found = mends_.find(id);
  if (found == mends_.end()) return;
  auto& open = found->second;
  while (!open.empty() && open.front().batch < batch) {
    const StoredMend mend = open.front();
    open.erase(open.begin());
    if (call.state != static_cast<int64_t>(OutboxState::kGivenUp)) continue;
    if (mend.discards) {
      call.state = static_cast<int64_t>(OutboxState::kDiscarded);
      call.settled_at = mend.at;
    } else {
      call.state = static_cast<int64_t>(OutboxState::kWaiting);
      call.attempts = 0;
      call.next_at = mend.at;
    }
  }
}

void CallFold::take(const core::OutboxResult& result, int64_t batch, Instant at) {
  const auto found = calls_.find(result.id.value);
  if (found == calls_.end()) return;
  Call& call = found->second;
  mend_until(result.id.value, call, batch);
  if (result.delivered && call.settled_at == 0) {
    call = {static_cast<int64_t>(OutboxState::kDelivered), call.attempts + 1, call.next_at, at.ms,
            ""};
  } else if (!result.delivered && call.state == static_cast<int64_t>(OutboxState::kWaiting)) {
    call.attempts += result.counts ? 1 : 0;
    call.error = result.error;
    if (result.discard) {
      call.state = static_cast<int64_t>(OutboxState::kDiscarded);
      call.settled_at = at.ms;
      return;
    }
    call.state =
        static_cast<int64_t>(result.give_up ? OutboxState::kGivenUp : OutboxState::kWaiting);
    call.next_at = result.retry_at_ms;
  }
}

void CallFold::miss(int64_t received_at) { missed_until_ = std::max(missed_until_, received_at); }

void CallFold::compare(const store::Reader& reader,
                       const std::function<void(std::string)>& complain) {
  for (auto page = call_page(reader, after_id_); !page.empty();
       page = call_page(reader, page.back().id)) {
    for (const StoredCall& row : page) {
      if (row.created_at <= missed_until_) continue;
      Call& call = calls_[row.id];
      mend_until(row.id, call, INT64_MAX);
      if (call == Call{row.state, row.attempts, row.next_at, row.settled_at, row.error}) continue;
      complain(fmt::format("call {} is not what its answers make of it", row.id));
    }
  }
}

void PeakFold::take(const Peak& peak) {
  int64_t& held = peaks_[peak.hour.ms];
  held = std::max(held, peak.per_minute);
  std::erase_if(peaks_, [&](const auto& kept) { return kept.first < peak.hour.ms - kPeaksKeptMs; });
}

// Of an hour that lies before what was erased nothing is known.
void PeakFold::miss(Instant received_at) { missed_until_ = std::max(missed_until_, received_at); }

void PeakFold::compare(const store::Reader& reader,
                       const std::function<void(std::string)>& complain) const {
  const auto rows = load_peaks(reader);
  std::set<int64_t> hours;
  for (const auto& peaks : {rows, peaks_}) {
    for (const auto& [hour, per_minute] : peaks) hours.insert(hour);
  }
  for (const int64_t hour : hours) {
    if (hour <= missed_until_.ms) continue;
    const auto row = rows.find(hour), want = peaks_.find(hour);
    const bool both = row != rows.end() && want != peaks_.end();
    if (both && row->second == want->second) continue;
    complain(fmt::format("the peak of the hour from {} is not what the log says",
                         format_rfc3339(Instant{hour})));
  }
}

void PullFold::take(int64_t shop, const PullChange& change, Instant at) {
  Shop& held = shops_[shop];
  held.known = held.asked = true;
  held.row.state = change.state;
  held.row.listed_total += change.listed;
  if (change.state.failures == 0) {
    held.row.at = at;
    held.at_known = true;
  }
  if (held.row.probe_from == change.probed) held.row.probe_from = {};
}

void PullFold::take_window(int64_t shop, const PullWindow& window, Instant at) {
  Shop& held = shops_[shop];
  held.windows[{window.to.ms, window.from.ms}] = {shop, window, at.ms};
  std::erase_if(held.windows,
                [&](const auto& known) { return known.first.first < at.ms - kPullWindowsKeptMs; });
  Instant& until = held.row.complete_until;
  if (until == Instant{}) until = window.from;
  for (const auto& [ends, known] : held.windows) {
    const bool reaches = known.window.missing == 0 && known.window.from <= until;
    if (reaches && known.window.to > until) until = known.window.to;
  }
  if (!held.asked) until = {};  // there is no row that could say so
}

void PullFold::take_probe(int64_t shop, Instant from) {
  Shop& held = shops_[shop];
  Instant& wanted = held.row.probe_from;
  if (held.asked && (wanted == Instant{} || from < wanted)) wanted = from;
}

void PullFold::miss(int64_t shop) {
  Shop& held = shops_[shop];
  held.known = held.at_known = held.complete = false;
  held.asked = true;
  held.windows.clear();  // it may have told of any of them anew
}

void PullFold::compare_row(int64_t shop, const Shop& want, const PullRow& row,
                           const std::function<void(std::string)>& complain) const {
  const PullState &have = row.state, &said = want.row.state;
  const bool same = !want.known ||
                    (have.cursor == said.cursor && have.watermark == said.watermark &&
                     have.error_code == said.error_code && have.error_detail == said.error_detail &&
                     have.failures == said.failures && have.stopped_for == said.stopped_for &&
                     (!want.at_known || row.at == want.row.at) &&
                     (!want.complete || (row.listed_total == want.row.listed_total &&
                                         row.complete_until == want.row.complete_until &&
                                         row.probe_from == want.row.probe_from)));
  if (!same) {
    complain(fmt::format("how far shop {} has been pulled is not what the log says", shop));
  }
}

void PullFold::compare(const store::Reader& reader,
                       const std::function<void(std::string)>& complain) const {
  const auto rows = load_pulls(reader);
  for (const auto& [shop, row] : rows) {
    const auto want = shops_.find(shop);
    if (want == shops_.end()) {
      complain(fmt::format("shop {} has been pulled, but the log holds no cursor of it", shop));
    } else {
      compare_row(shop, want->second, row, complain);
    }
  }
  std::map<int64_t, std::map<Window, StoredWindow>> stored;
  for (const StoredWindow& w : pull_windows(reader))
    stored[w.shop][{w.window.to.ms, w.window.from.ms}] = w;
  for (const auto& [shop, want] : shops_) {
    if (!rows.contains(shop)) {
      complain(
          fmt::format("shop {} is not known to have been pulled, but the log holds a cursor "
                      "of it",
                      shop));
    }
    auto& have = stored[shop];
    for (const auto& [window, count] : want.windows) {
      const auto row = have.find(window);
      if (row == have.end() || row->second != count) {
        complain(fmt::format("a window of shop {} that ended at {} is not as the log has it", shop,
                             window.first));
      }
      if (row != have.end()) have.erase(row);
    }
    // What is left was told by entries that are erased, or by nobody.
    if (!want.complete) have.clear();
  }
  for (const auto& [shop, windows] : stored) {
    for (const auto& [window, count] : windows) {
      complain(fmt::format("a window of shop {} that ended at {} is not in the log", shop,
                           window.first));
    }
  }
}

}  // namespace ordo::flows
