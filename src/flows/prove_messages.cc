// Messages against the log, and what only the log can tell: answers to calls, cursors of pulls, and who
// dealt with what was parked.
#include <fmt/format.h>

#include "base/crypto.h"
#include "core/idempotency.h"
#include "flows/prove_kit.h"
#include "flows/pull_entries.h"

namespace ordo::flows {
namespace {

constexpr size_t kEntriesMax = 50;
constexpr size_t kEntriesBytesMax = 16u << 20;

class MessagePass {
 public:
  explicit MessagePass(Proof& proof) : proof_(proof) {}

  void run() {
    calls_.start(proof_.reader, proof_.old_id);
    const auto offsets = stored_offsets(proof_.reader);
    for (const auto& [stream, extent] : message_extents(proof_.reader)) {
      const auto offset = offsets.find(stream);
      if (offset == offsets.end() || offset->second != extent.first) {
        proof_.complain(fmt::format("stream {} is applied up to message {}, but its offset says {}",
                                    stream, extent.first,
                                    offset == offsets.end() ? 0 : offset->second));
      }
      proof_.rows[stream] = extent.second;
    }
    for (const auto& [stream, offset] : offsets) {
      if (!proof_.rows.contains(stream)) {
        proof_.complain(fmt::format("stream {} has an offset but no messages", stream));
      }
      compare_with_log(stream, offset);
    }
    proof_.inbox.visit(MessageSeq(0), [&](ShopId stream, MessageSeq seq) {
      const auto offset = offsets.find(stream.value);
      proof_.report.unapplied += offset == offsets.end() || seq.value > offset->second;
    });
    const auto complain = [this](std::string what) { proof_.complain(std::move(what)); };
    calls_.compare(proof_.reader, complain);
    pulls_.compare(proof_.reader, complain);
    peaks_.compare(proof_.reader, complain);
    compare_resolved();
  }

 private:
  // A merge of two sequences in order: the log's entries of a stream and the stream's rows.
  void compare_with_log(int64_t stream, int64_t offset) {
    int64_t row_after = 0, entry_after = 0;
    std::vector<StoredMessage> rows;
    std::vector<core::Entry> entries;
    size_t row = 0, entry = 0;
    while (true) {
      if (row == rows.size()) {
        rows = message_page(proof_.reader, stream, row_after);
        if (!rows.empty()) row_after = rows.back().seq;
        row = 0;
      }
      if (entry == entries.size()) {
        entries = proof_.inbox.scan(ShopId(stream), MessageSeq(entry_after), kEntriesMax,
                                    kEntriesBytesMax);
        if (!entries.empty()) entry_after = entries.back().seq.value;
        entry = 0;
      }
      const int64_t have_row = row < rows.size() ? rows[row].seq : INT64_MAX;
      int64_t have_entry = entry < entries.size() ? entries[entry].seq.value : INT64_MAX;
      if (have_entry > offset) have_entry = INT64_MAX;
      if (have_row == INT64_MAX && have_entry == INT64_MAX) return;
      if (have_row == have_entry) {
        compare_with_entry(rows[row], entries[entry]);
      } else if (have_entry < have_row) {
        proof_.complain(
            fmt::format("message {} lies in the log before its stream's offset but was never "
                        "applied",
                        have_entry));
      } else {
        proof_.complain(
            fmt::format("message {} was applied but does not lie in the log", have_row));
      }
      row += have_row <= have_entry;
      entry += have_entry <= have_row;
      proof_.advance("messages", proof_.report.messages);
    }
  }

  void compare_with_entry(const StoredMessage& row, const core::Entry& entry) {
    ++proof_.report.messages;
    const bool same = row.route == entry.route && row.external_id == entry.external_id &&
                      row.caller == entry.caller && row.kind == static_cast<int>(entry.kind) &&
                      row.received_at == entry.received_at.ms &&
                      row.replay_of == entry.replay_of.value;
    if (!same) {
      proof_.complain(fmt::format("message {} is not described as the log has it", row.seq));
    }
    // A body erased under the retention rule reads as empty and proves nothing.
    if (!entry.body.empty() && keyed_hash63(proof_.keyring.lookup(), entry.body) != row.body_hash) {
      proof_.complain(
          fmt::format("message {} was applied with another body than the log has", row.seq));
    }
    note_claims(row);
    if (row.state != static_cast<int64_t>(core::MessageState::kApplied)) return;
    if (entry.kind == core::EntryKind::kResult) take_result(row, entry);
    if (entry.kind == core::EntryKind::kCommand) take_pull(row, entry);
    if (entry.kind == core::EntryKind::kCommand) take_peak(entry);
  }

  void take_result(const StoredMessage& row, const core::Entry& entry) {
    const auto result = core::decode_result(entry.body);
    if (!result) return calls_.miss(row.received_at);
    calls_.take(*result, row.batch, row.applied_at);
  }

  void take_pull(const StoredMessage& row, const core::Entry& entry) {
    const int64_t shop = entry.stream.value;
    if (entry.route == kPullCursor) {
      const auto change = decode_pull(entry.stream, entry.body);
      if (!change) return pulls_.miss(shop);
      pulls_.take(shop, *change, row.applied_at);
    } else if (entry.route == kPullChecked) {
      const auto window = decode_checked(entry.body);
      if (!window) return pulls_.miss(shop);
      pulls_.take_window(shop, *window, row.applied_at);
    } else if (entry.route == kPullProbe) {
      const auto hours = decode_probe(entry.body);
      if (!hours) return pulls_.miss(shop);
      pulls_.take_probe(shop, row.applied_at.plus_ms(-*hours * kHourMs));
    }
  }

  void take_peak(const core::Entry& entry) {
    if (entry.route != kRecordPeak) return;
    const auto peak = decode_peak(entry.body);
    if (!peak) return peaks_.miss(entry.received_at);
    peaks_.take(*peak);
  }

  // A replay deals with the message that it repeats unless it was parked at once; one that waited first,
  // and was parked then, has dealt with it as well.
  void note_claims(const StoredMessage& row) {
    if (row.resolved) resolved_[row.seq] = row.resolved;
    // A replay whose own key was used before came to nothing: it dealt with no message.
    if (!row.replay_of || core::repeats_a_key(row.code)) return;
    Claims& claims = claims_[row.replay_of];
    claims.by.insert(row.seq);
    claims.sure |= row.state != static_cast<int64_t>(core::MessageState::kParked);
  }

  void compare_resolved() {
    for (const StoredDismissal& d : dismissals(proof_.reader)) {
      claims_[d.message].by.insert(d.by);
      claims_[d.message].sure = true;
    }
    for (const auto& [seq, by] : resolved_) {
      const auto claims = claims_.find(seq);
      if (claims != claims_.end() && claims->second.by.contains(by)) continue;
      proof_.complain(
          fmt::format("message {} was dealt with by message {}, which did not", seq, by));
    }
    for (const auto& [seq, claims] : claims_) {
      if (!claims.sure || resolved_.contains(seq)) continue;
      proof_.complain(
          fmt::format("message {} was dealt with by message {}, but still waits for a "
                      "person",
                      seq, *claims.by.rbegin()));
    }
  }

  struct Claims {
    std::set<int64_t> by;
    bool sure = false;
  };
  Proof& proof_;
  CallFold calls_;
  PullFold pulls_;
  PeakFold peaks_;
  std::map<int64_t, int64_t> resolved_;  // message → by whom, as its row says
  std::map<int64_t, Claims> claims_;     // message → who dealt with it, as the log says
};

}  // namespace

void prove_messages(Proof& proof) { MessagePass(proof).run(); }

}  // namespace ordo::flows
