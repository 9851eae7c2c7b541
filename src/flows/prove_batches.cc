// Batches: each accounts for what it applied, and what it says that it wrote is what its rows still say.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "core/batch_store.h"
#include "core/effects.h"
#include "core/limits.h"
#include "flows/cell.h"
#include "flows/notices.h"
#include "flows/prove_kit.h"
#include "stock/prove_queries.h"

namespace ordo::flows {
namespace {

using core::EffectDigests;
using core::EffectKind;
using core::Effects;
using core::MessageEffect;

// One stretch of a batch's `applied`: "3:101-180", "w5:7" (woken), "twaiting_expired:7:1700" (a timer).
struct Stretch {
  char kind = 'm';  // 'm' messages, 'w' woken ones, 't' a timer
  int64_t stream = 0, first = 0, last = 0;
  std::string_view timer;    // its kind
  int64_t ref = 0, due = 0;  // and what it was about
};

bool read_number(std::string_view& text, int64_t& number) {
  const char* const end = text.data() + text.size();
  const auto [at, failed] = std::from_chars(text.data(), end, number);
  text.remove_prefix(static_cast<size_t>(at - text.data()));
  return failed == std::errc{};
}

bool skip(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<Stretch> read_timer(std::string_view text) {
  Stretch s{.kind = 't'};
  s.timer = text.substr(0, text.find(':'));
  text.remove_prefix(s.timer.size());
  const bool read = skip(text, ':') && read_number(text, s.ref) && skip(text, ':') &&
                    read_number(text, s.due) && text.empty();
  return read ? std::optional(s) : std::nullopt;
}

std::optional<Stretch> read_stretch(std::string_view text) {
  if (skip(text, 't')) return read_timer(text);
  Stretch s;
  if (skip(text, 'w')) s.kind = 'w';
  if (!read_number(text, s.stream) || !skip(text, ':') || !read_number(text, s.first)) {
    return std::nullopt;
  }
  s.last = s.first;
  if (skip(text, '-') && !read_number(text, s.last)) return std::nullopt;
  return text.empty() ? std::optional(s) : std::nullopt;
}

class BatchPass {
 public:
  explicit BatchPass(Proof& proof) : proof_(proof) {}

  void run() {
    for (auto page = batch_page(proof_.reader, 0); !page.empty();
         page = batch_page(proof_.reader, page.back().no)) {
      for (const StoredBatch& batch : page) {
        proof_.advance("batches", ++proof_.report.batches);
        prove_batch(batch);
      }
    }
    for (const auto& [stream, rows] : proof_.rows) {
      if (counted_[stream] != rows) {
        proof_.complain(fmt::format("stream {} has {} messages, its batches account for {}", stream,
                                    rows, counted_[stream]));
      }
    }
    const int64_t answers = count_answers(proof_.reader);
    if (answers != proof_.report.answers) {
      proof_.complain(fmt::format("{} answers are stored, messages account for {}", answers,
                                  proof_.report.answers));
    }
  }

 private:
  void prove_batch(const StoredBatch& batch) {
    Effects found;
    int64_t answers = 0;
    answers_ = answers_at(proof_.reader, batch.at);
    std::vector<Stretch> timers;
    std::set<int64_t> woken;
    std::string_view rest = batch.applied;
    while (!rest.empty()) {
      const std::string_view text = rest.substr(0, rest.find(','));
      rest.remove_prefix(std::min(text.size() + 1, rest.size()));
      const auto stretch = read_stretch(text);
      if (!stretch) {
        proof_.complain(fmt::format("batch {} has a record that cannot be read", batch.no));
      } else if (stretch->kind == 't') {
        timers.push_back(*stretch);
      } else {
        for (int64_t seq = stretch->first; stretch->kind == 'w' && seq <= stretch->last; ++seq) {
          woken.insert(seq);
        }
        answers += prove_stretch(batch, *stretch, found);
      }
    }
    // A timer that ran a message which had waited is told of by that message. A balance's is about an
    // order, whose id says nothing of messages.
    for (const Stretch& timer : timers) {
      if (timer.timer == kBalanceDue || !woken.contains(timer.ref)) take_timer(batch, timer, found);
    }
    gather_written(batch, found);
    proof_.report.answers += answers;
    if (batch.effects.empty()) {
      proof_.report.old_batches += 1;
    } else {
      compare(batch, found.digests(proof_.keyring.lookup()));
    }
    last_id_ = batch.last_id;
    last_config_ = batch.config;
  }

  void take_timer(const StoredBatch& batch, const Stretch& stretch, Effects& found) {
    if (stretch.timer == kBalanceDue) {
      proof_.fired[{stretch.ref, stretch.due}] = batch.no;
      return;
    }
    // Those are about no message.
    if (stretch.timer == kNotifyGroup || stretch.timer == kStockExpiry) return;
    for (const StoredEffect& row : message_effects(proof_.reader, stretch.ref, stretch.ref)) {
      if (row.batch == batch.no) found.settled(row.effect());
    }
  }

  // Answers how many of its messages' answers are kept.
  int64_t prove_stretch(const StoredBatch& batch, const Stretch& stretch, Effects& found) {
    const int64_t length = stretch.last - stretch.first + 1;
    int64_t settled = 0, answers = 0;
    for (const StoredEffect& row : message_effects(proof_.reader, stretch.first, stretch.last)) {
      if (row.stream != stretch.stream) continue;
      settled += row.batch >= batch.no;
      if (stretch.kind == 'w') {
        if (row.batch == batch.no) found.settled(row.effect());
        continue;
      }
      // Settled by a later batch: it waited when this one wrote it.
      MessageEffect written = row.effect();
      if (row.batch > batch.no) written.state = static_cast<int64_t>(core::MessageState::kWaiting);
      found.inserted(written);
      answers += find_answer(row, found);
    }
    if (stretch.kind == 'm') count_stretch(batch.no, stretch, settled == length);
    if (stretch.kind == 'w' && (stretch.first > newest_[stretch.stream] || settled != length)) {
      proof_.complain(
          fmt::format("batch {} woke message {}, which did not wait", batch.no, stretch.first));
    }
    return answers;
  }

  void count_stretch(int64_t batch, const Stretch& stretch, bool rows_agree) {
    int64_t& newest = newest_[stretch.stream];
    if (stretch.first <= newest) {
      proof_.complain(
          fmt::format("batch {} applied message {} after {} of the same stream: twice, or out "
                      "of order",
                      batch, stretch.first, newest));
    }
    if (!rows_agree) {
      proof_.complain(
          fmt::format("batch {} applied messages {} to {} of stream {}, whose rows say "
                      "otherwise",
                      batch, stretch.first, stretch.last, stretch.stream));
    }
    newest = std::max(newest, stretch.last);
    counted_[stretch.stream] += stretch.last - stretch.first + 1;
  }

  // Answers how many there are: one or none.
  int64_t find_answer(const StoredEffect& row, Effects& found) const {
    const auto kept = answers_.find(row.seq);
    if (kept == answers_.end()) return 0;
    const KeptAnswer& answer = kept->second;
    found.answered({row.seq, answer.body_hash, answer.status, answer.at, answer.caller,
                    answer.route, answer.key, answer.answer});
    return 1;
  }

  void gather_written(const StoredBatch& batch, Effects& found) {
    for (const StoredAlert& a : alerts_between(proof_.reader, last_id_, batch.last_id)) {
      ++proof_.report.alerts;
      found.raised(a.alert, a.at);
    }
    for (const core::OutboxMessage& call : calls_between(proof_.reader, last_id_, batch.last_id)) {
      ++proof_.report.calls;
      found.created(call);
    }
    for (const stock::Movement& m : stock::moved_by(proof_.reader, BatchNo(batch.no))) {
      found.wrote(EffectKind::kStock, m.item.value, effect_row(m));
    }
    core::each_config_edit(proof_.reader, proof_.keyring, last_config_, batch.config,
                           [&](const core::ConfigEdit& edit, Instant at) {
                             ++proof_.report.configurations;
                             found.edited(edit, at);
                           });
  }

  void compare(const StoredBatch& batch, const EffectDigests& found) {
    const auto told = core::decode_effects(batch.effects);
    if (!told) {
      proof_.complain(fmt::format("batch {} has a record that cannot be read", batch.no));
      return;
    }
    const int64_t age_ms = proof_.newest_at.ms - batch.at.ms;
    compare(batch, *told, found, EffectKind::kMessages, "message rows", false);
    compare(batch, *told, found, EffectKind::kAlerts, "alerts", false);
    compare(batch, *told, found, EffectKind::kConfig, "documents of configuration", false);
    compare(batch, *told, found, EffectKind::kStock, "movements of stock", false);
    // These leave by age; as long as one of a batch's may have left, what has not can still be too many,
    // but no longer be compared.
    compare(batch, *told, found, EffectKind::kCalls, "outgoing calls",
            age_ms >= core::kOutboxKeptMs);
    compare(batch, *told, found, EffectKind::kAnswers, "stored answers",
            age_ms >= core::kIdempotencyMs);
  }

  void compare(const StoredBatch& batch, const EffectDigests& told, const EffectDigests& found,
               EffectKind kind, std::string_view what, bool may_have_left) {
    const auto have = found.find(kind), want = told.find(kind);
    const core::EffectDigest stored = have == found.end() ? core::EffectDigest{} : have->second;
    const core::EffectDigest written = want == told.end() ? core::EffectDigest{} : want->second;
    if (stored == written || (may_have_left && stored.count < written.count)) return;
    proof_.complain(fmt::format("batch {}: its {} are not what it wrote ({} of {})", batch.no, what,
                                stored.count, written.count));
  }

  Proof& proof_;
  std::map<int64_t, KeptAnswer> answers_;        // of the moment of the batch at hand
  std::map<int64_t, int64_t> newest_, counted_;  // by stream
  int64_t last_id_ = 0, last_config_ = 0;        // of the batch before
};

}  // namespace

void prove_batches(Proof& proof) { BatchPass(proof).run(); }

}  // namespace ordo::flows
