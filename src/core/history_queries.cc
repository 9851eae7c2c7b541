// Reading history back, to check it.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/chain.h"
#include "core/effects.h"

namespace ordo::core {
namespace {

using store::Row;
using store::Sql;

constexpr Sql kBatches{
    .name = "history.batches",
    .text =
        "SELECT no, at, config, applied, head, last_event, last_id, effects FROM batches ORDER "
        "BY no",
    .walks = true};
constexpr Sql kEvents{"history.events",
                      "SELECT seq, order_id, kind, version, at, message, transaction_id, actor, "
                      "payload FROM events WHERE seq > :after AND seq <= :last ORDER BY seq"};
constexpr Sql kEventCount{"history.count", "SELECT count(*) FROM events"};

class Verifier {
 public:
  Verifier(const store::Reader& reader, const Key256& signer) : reader_(reader), signer_(signer) {}

  HistoryReport run(const std::vector<SignedHead>& exported) {
    reader_.query(kBatches, {}, [&](const Row& row) { return batch(row); });
    const int64_t stored = reader_.integer(kEventCount).value_or(0);
    if (stored != report_.events) {
      complain(fmt::format("{} events are stored but the batches account for {}", stored,
                           report_.events));
    }
    for (const SignedHead& head : exported) check(head);
    for (const SignedHead& head : recorded_) check_recorded(head, exported);
    return std::move(report_);
  }

 private:
  bool batch(const Row& row) {
    const int64_t no = row.integer(0);
    if (no != report_.batches + 1) {
      complain(fmt::format("batch {} follows batch {}: some are missing", no, report_.batches));
      report_.batches = no - 1;
    }
    ++report_.batches;
    check_format(no, row.text(7));
    HeadBuilder head(previous_, no, row.integer(1), row.integer(6), row.integer(2), row.text(3),
                     row.text(7));
    const int64_t last = row.integer(5);
    events(head, last);
    const Digest computed = head.finish();
    if (bytes_view(computed) != row.text(4)) {
      complain(
          fmt::format("batch {} does not hash to its recorded head: its events or its record "
                      "were altered",
                      no));
    }
    // Going on from what is recorded keeps one alteration from hiding a second.
    std::copy_n(row.text(4).begin(), std::min<size_t>(32, row.text(4).size()),
                reinterpret_cast<char*>(previous_.data()));
    heads_[no] = std::string(row.text(4));
    return report_.complaints.size() < 50;
  }

  // A batch that says less than those before it hides something.
  void check_format(int64_t no, std::string_view effects) {
    if (effects.empty() && effects_known_) {
      complain(fmt::format("batch {} has an older format than the batches before it", no));
    } else if (!effects.empty() && !decode_effects(effects)) {
      complain(fmt::format("batch {} has a format that this program does not know; use a newer one",
                           no));
    }
    effects_known_ |= !effects.empty();
  }

  void events(HeadBuilder& head, int64_t last) {
    reader_.query(kEvents, {{"after", last_event_}, {"last", last}}, [&](const Row& e) {
      if (e.integer(0) != ++last_event_) {
        complain(fmt::format("event {} is missing", last_event_));
        last_event_ = e.integer(0);
      }
      head.add(e.integer(0), e.integer(1), e.text(2), e.integer(3), e.integer(4), e.integer(5),
               e.text(6), e.text(7), e.text(8));
      ++report_.events;
      if (e.text(2) == kHeadExported) {
        if (auto told = parse_head_payload(e.text(8))) recorded_.push_back(std::move(*told));
      }
      return true;
    });
    if (last_event_ != last)
      complain(fmt::format("events {}..{} are missing", last_event_ + 1, last));
    last_event_ = last;
  }

  void check(const SignedHead& head) {
    ++report_.heads;
    const auto it = heads_.find(head.batch);
    if (it == heads_.end() || it->second != head.head) {
      complain(fmt::format("the signed head of batch {} is not the one that history has now",
                           head.batch));
    } else if (!ed25519_verify(signer_, head_message(head.batch, head.head), head.signature)) {
      complain(fmt::format("the signature of head {} is not the merchant's", head.batch));
    } else {
      report_.covered = std::max(report_.covered, head.batch);
    }
  }

  // A head is recorded after its line is on the disk.
  void check_recorded(const SignedHead& head, const std::vector<SignedHead>& exported) {
    const auto it = heads_.find(head.batch);
    if (it == heads_.end() ||
        !ed25519_verify(signer_, head_message(head.batch, it->second), head.signature)) {
      complain(
          fmt::format("history says that it signed the head of batch {}, which is not the one "
                      "that it has now",
                      head.batch));
    }
    const bool there = std::ranges::any_of(exported, [&](const SignedHead& line) {
      return line.batch == head.batch && line.signature == head.signature;
    });
    if (there) return;
    complain(
        fmt::format("the signed head of batch {} was exported, and is missing from the "
                    "exported heads: lines were removed",
                    head.batch));
  }

  void complain(std::string what) { report_.complaints.push_back(std::move(what)); }

  const store::Reader& reader_;
  const Key256& signer_;
  HistoryReport report_;
  Digest previous_{};
  int64_t last_event_ = 0;
  bool effects_known_ = false;
  std::map<int64_t, std::string> heads_;
  std::vector<SignedHead> recorded_;
};

}  // namespace

HistoryReport verify_history(const store::Reader& reader, const Key256& signer,
                             const std::vector<SignedHead>& exported) {
  return Verifier(reader, signer).run(exported);
}

}  // namespace ordo::core
