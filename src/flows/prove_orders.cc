// Orders: each rebuilt from its events, with all that stands beside it.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/invariant.h"
#include "base/text.h"
#include "core/batch_store.h"
#include "flows/cell.h"
#include "flows/personal.h"
#include "flows/placeholder_phone.h"
#include "flows/prove_kit.h"
#include "flows/words.h"
#include "orders/delta.h"
#include "orders/order_store.h"
#include "orders/rules.h"
#include "store/lookups.h"

namespace ordo::flows {
namespace {

constexpr size_t kDifferenceMax = 300;
constexpr int64_t kPhonesMax = 2;  // of one sealed row

// What an order's events tell besides the order itself.
struct Past {
  Instant first, last;       // from its first event to its last
  int64_t due_set = 0;       // batch that named the balance's present date
  std::set<int64_t> keys;    // hashes under which it has ever had to be found
  int64_t keys_unknown = 0;  // and how many more there may be, of people who are forgotten
};

// As it was told of when it was placed, for its fingerprint.
facts::OrderFact fact_of(const orders::Order& order, const Personal& personal) {
  facts::OrderFact fact;
  fact.buyer = personal.buyer;
  fact.receiver = personal.receiver;
  fact.amounts = order.amounts;
  fact.currency = *Currency::parse(order.currency);
  for (const orders::Line& line : order.lines) {
    facts::Line& told = fact.lines.emplace_back();
    told.sku = line.sku;
    told.title = line.title;
    told.quantity = line.quantity;
  }
  return fact;
}

bool gave_placeholder(const Personal& personal) {
  return std::ranges::any_of(
      std::array{&personal.buyer.phone, &personal.receiver.phone},
      [](const std::string* phone) { return !phone->empty() && is_placeholder_phone(*phone); });
}

class OrderPass {
 public:
  explicit OrderPass(Proof& proof) : proof_(proof), rows_(proof) {}

  void run() {
    load_rules();
    lookups_.load(proof_.reader);
    thaws_ = thaws(proof_.reader);
    for (auto page = order_page(proof_.reader, 0); !page.empty();
         page = order_page(proof_.reader, page.back().id)) {
      for (const OrderKey& key : page) {
        prove_order(key);
        proof_.advance("orders", ++proof_.report.orders);
      }
    }
    rows_.finish();
    count_beside();
  }

 private:
  void load_rules() {
    rules_.emplace_back(Instant{INT64_MIN}, orders::default_lifecycles());
    core::each_config_edit(proof_.reader, proof_.keyring,
                           [this](const core::ConfigEdit& e, Instant at) {
                             if (e.kind != "lifecycles") return;
                             if (auto parsed = orders::parse_lifecycles(e.body))
                               rules_.emplace_back(at, *parsed);
                           });
  }

  void prove_order(const OrderKey& key) {
    std::optional<orders::Order> stored;
    try {
      stored = orders::load_order(proof_.reader, OrderId(key.id));
    } catch (const store::StorageError&) {
      throw;
    } catch (const std::exception& e) {
      return proof_.complain(fmt::format("order {} cannot be read: {}", key.id, e.what()));
    }
    if (!stored) return proof_.complain(fmt::format("order {} is not there any more", key.id));
    proof_.report.observations += std::ssize(stored->observations);
    const Past past = compare_with_history(*stored);
    if (stored->amounts.total != key.total) {
      proof_.complain(
          fmt::format("order {}: its total stands as {} in its column and as {} in its "
                      "document",
                      key.id, key.total, stored->amounts.total));
    }
    prove_rules(*stored, past);
    prove_money(*stored);
    prove_lookups(*stored, past);
    prove_timer(*stored, past);
    prove_words(*stored);
  }

  Past compare_with_history(const orders::Order& stored) {
    orders::Order rebuilt;
    int64_t events = 0;
    Past past;
    each_event(proof_.reader, stored.id.value, [&](const StoredEvent& event) {
      if (++events == 1) past.first = event.at;
      past.last = event.at;
      take_event(event, rebuilt, past);
    });
    proof_.report.events += events;
    if (events == 0) {
      proof_.complain(fmt::format("order {} has no events", stored.id.value));
    } else if (!(rebuilt == stored)) {
      proof_.complain(fmt::format("order {} is not what its events make of it: {}", stored.id.value,
                                  cut_utf8(orders::make_delta(rebuilt, stored), kDifferenceMax)));
    }
    return past;
  }

  void take_event(const StoredEvent& event, orders::Order& rebuilt, Past& past) {
    const bool resets = event.kind == "order.reset";
    const orders::Order before = resets ? rebuilt : orders::Order{};
    const bool placed = rebuilt.id.value == 0;
    const int64_t personal = rebuilt.personal;
    const auto due = orders::balance_due(rebuilt);
    if (auto read = orders::apply_delta(rebuilt, event.version, event.payload); !read) {
      proof_.complain(fmt::format("event {} cannot be read: {}", event.seq, read.error().detail));
    }
    if (rebuilt.personal != personal) prove_sealed(rebuilt);
    if (orders::balance_due(rebuilt) != due) past.due_set = event.batch;
    take_keys(rebuilt, placed, rebuilt.personal != personal, past);
    if (resets || event.kind == "order.moved") prove_transaction(event, rebuilt, before);
  }

  void take_keys(const orders::Order& order, bool placed, bool other_person, Past& past) {
    const auto add = [&](const std::string& key) {
      past.keys.insert(keyed_hash63(proof_.keyring.lookup(), key));
    };
    for (const orders::Line& line : order.lines) {
      if (!line.sku.empty()) add(sku_key(line.sku));
    }
    for (const orders::Parcel& parcel : order.parcels) add(tracking_key(parcel.tracking_no));
    if (!placed && !other_person) return;
    const auto personal = open_of(order);
    if (!personal) {
      past.keys_unknown += placed ? 1 : 0;  // its fingerprint
      past.keys_unknown += order.personal ? kPhonesMax : 0;
      return;
    }
    add(phone_key(personal->buyer.phone));
    add(phone_key(personal->receiver.phone));
    if (!placed) return;
    const std::string print = fingerprint(fact_of(order, *personal));
    if (!print.empty()) add(fingerprint_key(print, order.occurred_at.ms / kHourMs));
    // A program that took every text for a telephone made its fingerprint of that one.
    past.keys_unknown += gave_placeholder(*personal) ? 1 : 0;
  }

  // A person's write of a status, and for a reset the order as it was before it.
  void prove_transaction(const StoredEvent& event, const orders::Order& order,
                         const orders::Order& before) {
    ++proof_.report.transactions;
    const bool resets = event.kind == "order.reset";
    proof_.report.snapshots += resets ? 1 : 0;
    const auto use = orders::find_transaction(proof_.reader, event.transaction_id);
    if (use.order != order.id || (use.snapshot > 0) != resets) {
      if (event.batch > proof_.old_batch) {
        proof_.complain(fmt::format("transaction {} of order {} is not kept as its event has it",
                                    event.transaction_id, order.id.value));
      }
      return;
    }
    if (resets) prove_snapshot(event, order, before, use.snapshot);
  }

  void prove_snapshot(const StoredEvent& event, const orders::Order& order,
                      const orders::Order& before, int64_t id) {
    const auto row = find_snapshot(proof_.reader, id);
    const auto said = std::ranges::find_if(order.observations, [&](const orders::Observation& o) {
      return o.reset && o.transaction_id == event.transaction_id;
    });
    orders::Order kept;
    const bool same = row && row->order == order.id.value && row->at == event.at &&
                      said != order.observations.end() && row->reason == said->reason &&
                      orders::apply_delta(kept, orders::kDeltaVersion, row->content) &&
                      kept == before;
    if (same) return;
    proof_.complain(
        fmt::format("snapshot {} is not order {} as it was before its reset", id, order.id.value));
  }

  void prove_sealed(const orders::Order& order) {
    if (order.personal == 0) return;
    const auto row = orders::load_personal(proof_.reader, order.personal);
    if (!row) {
      proof_.complain(fmt::format("order {}: its sealed personal data {} is not there",
                                  order.id.value, order.personal));
    } else if (sealed_digest(row->sealed) != order.personal_digest ||
               row->person.value != order.person) {
      proof_.complain(fmt::format("order {}: the sealed personal data {} is not what history names",
                                  order.id.value, order.personal));
    }
  }

  // An edit of the whitelists reaches an order when it is folded next, and not every change folds: an
  // order must come out under one of the rules that were in force while it had its history.
  void prove_rules(const orders::Order& stored, const Past& past) {
    try {
      orders::check(stored);
    } catch (const InvariantBreach& e) {
      return proof_.complain(
          fmt::format("order {} contradicts itself: {}", stored.id.value, e.what()));
    }
    std::string difference;
    for (auto rules = rules_.rbegin(); rules != rules_.rend(); ++rules) {
      if (rules->first > past.last) continue;
      orders::Order again = stored;
      orders::refold(again, *rules->second);
      if (again == stored) return;
      if (difference.empty()) difference = orders::make_delta(stored, again);
      if (rules->first < past.first) break;
    }
    proof_.complain(fmt::format("order {} folds to something else: {}", stored.id.value,
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
      proof_.complain(
          fmt::format("order {}: {} paid and {} given back are recorded, its parts come to {} "
                      "and {}",
                      order.id.value, order.paid, order.refunded, paid, refunded));
    }
  }

  void prove_lookups(const orders::Order& order, const Past& past) {
    const int64_t id = order.id.value;
    if (orders::find_order_id(proof_.reader, order.shop, order.order_no_clean) != order.id) {
      proof_.complain(fmt::format("order {} is not found by its number", id));
    }
    for (const orders::Line& line : order.lines) {
      if (!line.sku.empty()) prove_found(sku_key(line.sku), id, "SKU " + line.sku);
    }
    for (const orders::Parcel& parcel : order.parcels) {
      prove_found(tracking_key(parcel.tracking_no), id, "parcel " + parcel.tracking_no);
    }
    if (const auto personal = open_of(order)) {
      for (const std::string& phone : {personal->buyer.phone, personal->receiver.phone}) {
        if (!is_placeholder_phone(phone)) prove_found(phone_key(phone), id, "phone");
      }
    }
    prove_explained(order, past);
  }

  // The other direction: nothing else leads to the order. What only its person's data would explain is
  // counted where that person is forgotten.
  void prove_explained(const orders::Order& order, const Past& past) {
    int64_t unexplained = 0;
    for (const int64_t hash : rows_.of_order(order.id.value)) {
      unexplained += !past.keys.contains(hash);
    }
    if (unexplained <= past.keys_unknown) return;
    proof_.complain(fmt::format("order {} is found under {} keys that nothing explains",
                                order.id.value, unexplained - past.keys_unknown));
  }

  // The timer of a balance stands until it has fired: since its date was named, or since the order was
  // thawed after it had passed.
  void prove_timer(const orders::Order& order, const Past& past) {
    const auto due = orders::balance_due(order);
    if (!due) return;
    const int64_t id = order.id.value;
    int64_t set = past.due_set;
    if (const auto thawed = thaws_.find(id); thawed != thaws_.end()) {
      for (const auto& [batch, at] : thawed->second) {
        if (at >= *due) set = std::max(set, batch);
      }
    }
    // Timers fire before a batch applies anything.
    const auto fired = proof_.fired.find({id, due->ms});
    const bool stands = fired == proof_.fired.end() || fired->second <= set;
    timers_ += stands ? 1 : 0;
    if (stands == has_timer(proof_.reader, kBalanceDue, id, *due)) return;
    proof_.complain(stands ? fmt::format("order {} waits for its balance without a timer", id)
                           : fmt::format("order {} has a timer for a balance that has fired", id));
  }

  // Each of these is one of those that were found above.
  void count_beside() {
    const ProveReport& report = proof_.report;
    if (const int64_t n = count_timers(proof_.reader, kBalanceDue); n > timers_) {
      proof_.complain(fmt::format("{} timers for balances stand, orders explain {}", n, timers_));
    }
    if (const int64_t n = count_transactions(proof_.reader); n > report.transactions) {
      proof_.complain(
          fmt::format("{} transactions are kept, events explain {}", n, report.transactions));
    }
    if (const int64_t n = count_snapshots(proof_.reader); n > report.snapshots) {
      proof_.complain(fmt::format("{} snapshots are kept, events explain {}", n, report.snapshots));
    }
  }

  // Free words open with their person's key; where it was destroyed they are beyond proof.
  void prove_words(const orders::Order& order) {
    const auto key = order.person ? person_key(order.person) : std::nullopt;
    if (!key) return;
    const auto prove_one = [&](const std::string& words) {
      if (words.starts_with(kSealedWords) && !open_words(*key, words)) {
        proof_.complain(fmt::format("order {}: sealed words do not open with the key of person {}",
                                    order.id.value, order.person));
      }
    };
    prove_one(order.note);
    prove_one(order.custom);
    for (const orders::RefundCase& refund : order.refunds) prove_one(refund.reason);
    for (const orders::Observation& seen : order.observations) {
      prove_one(seen.detail);
      prove_one(seen.reason);
    }
  }

  void prove_found(const std::string& key, int64_t id, const std::string& what) {
    ++proof_.report.lookups;
    const auto found = lookups_.find(proof_.reader, keyed_hash63(proof_.keyring.lookup(), key));
    if (std::ranges::find(found, id) == found.end()) {
      proof_.complain(fmt::format("order {} is not found by its {}", id, what));
    }
  }

  std::optional<Key256> person_key(int64_t person) {
    const auto wrapped = orders::load_person_key(proof_.reader, PersonId(person));
    if (!wrapped) return std::nullopt;
    auto key = proof_.keyring.unwrap(*wrapped, person_context(person));
    return key ? std::optional(*key) : std::nullopt;
  }

  std::optional<Personal> open_of(const orders::Order& order) {
    if (order.personal == 0) return std::nullopt;
    const auto key = person_key(order.person);
    const auto row = orders::load_personal(proof_.reader, order.personal);
    return key && row ? open_personal(*key, order.personal, row->sealed) : std::nullopt;
  }

  Proof& proof_;
  LookupRows rows_;
  store::Lookups lookups_;
  std::map<int64_t, std::vector<std::pair<int64_t, Instant>>> thaws_;
  int64_t timers_ = 0;  // for balances, that must stand
  std::vector<std::pair<Instant, std::shared_ptr<const orders::Lifecycles>>>
      rules_;  // oldest first
};

}  // namespace

void prove_orders(Proof& proof) { OrderPass(proof).run(); }

}  // namespace ordo::flows
