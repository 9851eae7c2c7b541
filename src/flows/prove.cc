#include "flows/prove.h"

#include <fmt/format.h>

#include <charconv>

#include "base/invariant.h"
#include "base/text.h"
#include "core/batch_store.h"
#include "flows/personal.h"
#include "flows/prove_pushes.h"
#include "flows/prove_queries.h"
#include "flows/words.h"
#include "orders/delta.h"
#include "orders/order_store.h"
#include "orders/rules.h"
#include "store/lookups.h"

namespace ordo::flows {
namespace {

constexpr size_t kDifferenceMax = 300;
constexpr int64_t kProgressEvery = 1000;

// One stretch of a batch's `applied`: "3:101-180", "w5:7" (woken), "twaiting_expired:7:1700" (a timer).
struct Stretch {
  char kind = 'm';  // 'm' messages, 'w' a woken one, 't' a timer
  int64_t stream = 0, first = 0, last = 0;
};

std::optional<Stretch> read_stretch(std::string_view text) {
  Stretch s;
  if (text.starts_with('t')) return Stretch{'t', 0, 0, 0};
  if (text.starts_with('w')) {
    s.kind = 'w';
    text.remove_prefix(1);
  }
  const char* const end = text.data() + text.size();
  const auto stream = std::from_chars(text.data(), end, s.stream);
  if (stream.ec != std::errc{} || stream.ptr == end || *stream.ptr != ':') return std::nullopt;
  const auto first = std::from_chars(stream.ptr + 1, end, s.first);
  if (first.ec != std::errc{}) return std::nullopt;
  s.last = s.first;
  if (first.ptr == end) return s;
  const auto last = std::from_chars(first.ptr + 1, end, s.last);
  if (*first.ptr != '-' || last.ec != std::errc{} || last.ptr != end) return std::nullopt;
  return s;
}

// From an order's first event to its last.
struct Span {
  Instant first, last;
};

class Prover {
 public:
  Prover(store::Database& database, const core::Inbox& inbox, const store::Keyring& keyring,
         const ProveProgress& progress)
      : database_(database),
        lease_(database.read()),
        reader_(lease_.reader()),
        inbox_(inbox),
        keyring_(keyring),
        progress_(progress) {}

  ProveReport run() {
    report_.waiting = count_waiting(reader_);
    load_rules();
    lookups_.load(reader_);
    prove_orders();
    prove_messages();
    prove_batches();
    prove_personal();
    prove_pushes(reader_, [this](std::string sentence) { complain(std::move(sentence)); });
    for (const Impossible& rows : impossible_rows()) {
      reader_.query(rows.sql, {}, [&](const store::Row& row) {
        complain(fmt::format(fmt::runtime(rows.sentence), row.integer(0)));
        return true;
      });
    }
    const std::string engine = database_.integrity();
    if (engine != "ok") complain("the engine finds the database damaged: " + engine);
    return std::move(report_);
  }

 private:
  void complain(std::string sentence) {
    if (report_.complaints.size() < kProveComplaintsMax) {
      report_.complaints.push_back(std::move(sentence));
    } else {
      ++report_.withheld;
    }
  }

  void advance(std::string_view stage, int64_t done) {
    if (progress_ && done % kProgressEvery == 0) progress_(stage, done);
  }

  void load_rules() {
    rules_.emplace_back(Instant{INT64_MIN}, orders::default_lifecycles());
    core::each_config_edit(reader_, keyring_, [this](const core::ConfigEdit& e, Instant at) {
      if (e.kind != "lifecycles") return;
      if (auto parsed = orders::parse_lifecycles(e.body)) rules_.emplace_back(at, *parsed);
    });
  }

  void prove_orders() {
    for (auto page = order_page(reader_, 0); !page.empty();
         page = order_page(reader_, page.back().id)) {
      for (const OrderKey& key : page) {
        prove_order(key);
        advance("orders", ++report_.orders);
      }
    }
  }

  void prove_order(const OrderKey& key) {
    std::optional<orders::Order> stored;
    try {
      stored = orders::load_order(reader_, OrderId(key.id));
    } catch (const store::StorageError&) {
      throw;
    } catch (const std::exception& e) {
      return complain(fmt::format("order {} cannot be read: {}", key.id, e.what()));
    }
    if (!stored) return complain(fmt::format("order {} is not there any more", key.id));
    report_.observations += std::ssize(stored->observations);
    const Span span = compare_with_history(*stored);
    if (stored->amounts.total != key.total) {
      complain(
          fmt::format("order {}: its total stands as {} in its column and as {} in its "
                      "document",
                      key.id, key.total, stored->amounts.total));
    }
    prove_rules(*stored, span);
    prove_money(*stored);
    prove_lookups(*stored);
    prove_words(*stored);
  }

  Span compare_with_history(const orders::Order& stored) {
    orders::Order rebuilt;
    int64_t events = 0;
    Span span;
    each_event(reader_, stored.id.value, [&](const StoredEvent& event) {
      if (++events == 1) span.first = event.at;
      span.last = event.at;
      const int64_t personal = rebuilt.personal;
      if (auto read = orders::apply_delta(rebuilt, event.version, event.payload); !read) {
        complain(fmt::format("event {} cannot be read: {}", event.seq, read.error().detail));
      }
      if (rebuilt.personal != personal) prove_sealed(rebuilt);
    });
    report_.events += events;
    if (events == 0) {
      complain(fmt::format("order {} has no events", stored.id.value));
    } else if (!(rebuilt == stored)) {
      complain(fmt::format("order {} is not what its events make of it: {}", stored.id.value,
                           cut_utf8(orders::make_delta(rebuilt, stored), kDifferenceMax)));
    }
    return span;
  }

  void prove_sealed(const orders::Order& order) {
    if (order.personal == 0) return;
    const auto row = orders::load_personal(reader_, order.personal);
    if (!row) {
      complain(fmt::format("order {}: its sealed personal data {} is not there", order.id.value,
                           order.personal));
    } else if (sealed_digest(row->sealed) != order.personal_digest ||
               row->person.value != order.person) {
      complain(fmt::format("order {}: the sealed personal data {} is not what history names",
                           order.id.value, order.personal));
    }
  }

  // An edit of the whitelists reaches an order when it is folded next, and not every change folds: an
  // order must come out under one of the rules that were in force while it had its history.
  void prove_rules(const orders::Order& stored, Span span) {
    try {
      orders::check(stored);
    } catch (const InvariantBreach& e) {
      return complain(fmt::format("order {} contradicts itself: {}", stored.id.value, e.what()));
    }
    std::string difference;
    for (auto rules = rules_.rbegin(); rules != rules_.rend(); ++rules) {
      if (rules->first > span.last) continue;
      orders::Order again = stored;
      orders::refold(again, *rules->second);
      if (again == stored) return;
      if (difference.empty()) difference = orders::make_delta(stored, again);
      if (rules->first < span.first) break;
    }
    complain(fmt::format("order {} folds to something else: {}", stored.id.value,
                         cut_utf8(difference, kDifferenceMax)));
  }

  void prove_money(const orders::Order& order) {
    int64_t paid = order.payments.empty() ? order.amounts.paid : 0;
    for (const orders::PaymentPart& part : order.payments) paid += part.amount;
    int64_t refunded = 0;
    for (const orders::RefundCase& refund : order.refunds) {
      if (refund.status == facts::RefundStatus::kDone) refunded += refund.amount;
    }
    if (paid != order.paid || refunded != order.refunded) {
      complain(
          fmt::format("order {}: {} paid and {} given back are recorded, its parts come to {} "
                      "and {}",
                      order.id.value, order.paid, order.refunded, paid, refunded));
    }
  }

  void prove_lookups(const orders::Order& order) {
    const int64_t id = order.id.value;
    if (orders::find_order_id(reader_, order.shop, order.order_no_clean) != order.id) {
      complain(fmt::format("order {} is not found by its number", id));
    }
    for (const orders::Line& line : order.lines) {
      if (!line.sku.empty()) prove_found(sku_key(line.sku), id, "SKU " + line.sku);
    }
    for (const orders::Parcel& parcel : order.parcels) {
      prove_found(tracking_key(parcel.tracking_no), id, "parcel " + parcel.tracking_no);
    }
    if (const auto personal = open_of(order)) {
      for (const std::string& phone : {personal->buyer.phone, personal->receiver.phone}) {
        if (!phone.empty()) prove_found(phone_key(phone), id, "phone");
      }
    }
  }

  // Free words open with their person's key; where it was destroyed they are beyond proof.
  void prove_words(const orders::Order& order) {
    const auto key = order.person ? person_key(order.person) : std::nullopt;
    if (!key) return;
    const auto prove_one = [&](const std::string& words) {
      if (words.starts_with(kSealedWords) && !open_words(*key, words)) {
        complain(fmt::format("order {}: sealed words do not open with the key of person {}",
                             order.id.value, order.person));
      }
    };
    prove_one(order.note);
    for (const orders::RefundCase& refund : order.refunds) prove_one(refund.reason);
    for (const orders::Observation& seen : order.observations) prove_one(seen.detail);
  }

  void prove_found(const std::string& key, int64_t id, const std::string& what) {
    ++report_.lookups;
    const auto found = lookups_.find(reader_, keyed_hash63(keyring_.lookup(), key));
    if (std::ranges::find(found, id) == found.end()) {
      complain(fmt::format("order {} is not found by its {}", id, what));
    }
  }

  std::optional<Key256> person_key(int64_t person) {
    const auto wrapped = orders::load_person_key(reader_, PersonId(person));
    if (!wrapped) return std::nullopt;
    auto key = keyring_.unwrap(*wrapped, person_context(person));
    return key ? std::optional(*key) : std::nullopt;
  }

  std::optional<Personal> open_of(const orders::Order& order) {
    if (order.personal == 0) return std::nullopt;
    const auto key = person_key(order.person);
    const auto row = orders::load_personal(reader_, order.personal);
    return key && row ? open_personal(*key, order.personal, row->sealed) : std::nullopt;
  }

  void prove_personal() {
    for (auto page = personal_page(reader_, 0); !page.empty();
         page = personal_page(reader_, page.back().id)) {
      for (const StoredPersonal& row : page) {
        advance("personal", ++report_.personal);
        if (is_forgotten(reader_, row.person)) continue;
        const auto key = person_key(row.person);
        if (!key || !open_personal(*key, row.id, row.sealed)) {
          complain(
              fmt::format("personal data {} does not open with the key of person {}, who is "
                          "not forgotten",
                          row.id, row.person));
        }
      }
    }
  }

  void prove_messages() {
    const auto offsets = stored_offsets(reader_);
    for (const auto& [stream, extent] : message_extents(reader_)) {
      const auto offset = offsets.find(stream);
      if (offset == offsets.end() || offset->second != extent.first) {
        complain(fmt::format("stream {} is applied up to message {}, but its offset says {}",
                             stream, extent.first, offset == offsets.end() ? 0 : offset->second));
      }
      rows_[stream] = extent.second;
    }
    for (const auto& [stream, offset] : offsets) {
      if (!rows_.contains(stream)) {
        complain(fmt::format("stream {} has an offset but no messages", stream));
      }
      compare_with_log(stream, offset);
    }
    inbox_.visit(MessageSeq(0), [&](ShopId stream, MessageSeq seq) {
      const auto offset = offsets.find(stream.value);
      report_.unapplied += offset == offsets.end() || seq.value > offset->second;
    });
  }

  // A merge of two sequences in order: the log's entries of a stream and the stream's rows.
  void compare_with_log(int64_t stream, int64_t offset) {
    int64_t row_after = 0, entry_after = 0;
    std::vector<StoredMessage> rows;
    std::vector<core::Entry> entries;
    size_t row = 0, entry = 0;
    while (true) {
      if (row == rows.size()) {
        rows = message_page(reader_, stream, row_after);
        if (!rows.empty()) row_after = rows.back().seq;
        row = 0;
      }
      if (entry == entries.size()) {
        entries = inbox_.scan(ShopId(stream), MessageSeq(entry_after), 50);
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
        complain(
            fmt::format("message {} lies in the log before its stream's offset but was never "
                        "applied",
                        have_entry));
      } else {
        complain(fmt::format("message {} was applied but does not lie in the log", have_row));
      }
      row += have_row <= have_entry;
      entry += have_entry <= have_row;
      advance("messages", report_.messages);
    }
  }

  void compare_with_entry(const StoredMessage& row, const core::Entry& entry) {
    ++report_.messages;
    const bool same = row.route == entry.route && row.external_id == entry.external_id &&
                      row.caller == entry.caller && row.kind == static_cast<int>(entry.kind) &&
                      row.received_at == entry.received_at.ms &&
                      row.replay_of == entry.replay_of.value;
    if (!same) complain(fmt::format("message {} is not described as the log has it", row.seq));
    // A body erased under the retention rule reads as empty and proves nothing.
    if (!entry.body.empty() && keyed_hash63(keyring_.lookup(), entry.body) != row.body_hash) {
      complain(fmt::format("message {} was applied with another body than the log has", row.seq));
    }
  }

  void prove_batches() {
    std::map<int64_t, int64_t> newest, counted;
    for (auto page = batch_page(reader_, 0); !page.empty();
         page = batch_page(reader_, page.back().no)) {
      for (const StoredBatch& batch : page) {
        advance("batches", ++report_.batches);
        prove_batch(batch, newest, counted);
      }
    }
    for (const auto& [stream, rows] : rows_) {
      if (counted[stream] != rows) {
        complain(fmt::format("stream {} has {} messages, its batches account for {}", stream, rows,
                             counted[stream]));
      }
    }
  }

  void prove_batch(const StoredBatch& batch, std::map<int64_t, int64_t>& newest,
                   std::map<int64_t, int64_t>& counted) {
    std::string_view rest = batch.applied;
    while (!rest.empty()) {
      const std::string_view text = rest.substr(0, rest.find(','));
      rest.remove_prefix(std::min(text.size() + 1, rest.size()));
      const auto stretch = read_stretch(text);
      if (!stretch) {
        complain(fmt::format("batch {} has a record that cannot be read", batch.no));
      } else if (stretch->kind == 'm') {
        prove_stretch(batch.no, *stretch, newest[stretch->stream], counted[stretch->stream]);
      } else if (stretch->kind == 'w' &&
                 (stretch->first > newest[stretch->stream] ||
                  settled_in_range(reader_, stretch->stream, stretch->first, stretch->last,
                                   batch.no) != stretch->last - stretch->first + 1)) {
        complain(
            fmt::format("batch {} woke message {}, which did not wait", batch.no, stretch->first));
      }
    }
  }

  void prove_stretch(int64_t batch, const Stretch& stretch, int64_t& newest, int64_t& counted) {
    const int64_t length = stretch.last - stretch.first + 1;
    if (stretch.first <= newest) {
      complain(
          fmt::format("batch {} applied message {} after {} of the same stream: twice, or out "
                      "of order",
                      batch, stretch.first, newest));
    }
    if (settled_in_range(reader_, stretch.stream, stretch.first, stretch.last, batch) != length) {
      complain(
          fmt::format("batch {} applied messages {} to {} of stream {}, whose rows say "
                      "otherwise",
                      batch, stretch.first, stretch.last, stretch.stream));
    }
    newest = std::max(newest, stretch.last);
    counted += length;
  }

  store::Database& database_;
  const store::ReadLease lease_;
  const store::Reader& reader_;
  const core::Inbox& inbox_;
  const store::Keyring& keyring_;
  const ProveProgress& progress_;
  store::Lookups lookups_;
  ProveReport report_;
  std::map<int64_t, int64_t> rows_;  // by stream
  std::vector<std::pair<Instant, std::shared_ptr<const orders::Lifecycles>>>
      rules_;  // oldest first
};

}  // namespace

ProveReport prove(store::Database& database, const core::Inbox& inbox,
                  const store::Keyring& keyring, const ProveProgress& progress) {
  return Prover(database, inbox, keyring, progress).run();
}

}  // namespace ordo::flows
