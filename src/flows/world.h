// The part of a merchant's state that is in memory: what the batch touches, and what was touched
// lately. Always right, because the lane is the only writer. The lane's thread only.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/crypto.h"
#include "core/alerts_store.h"
#include "core/message_queries.h"
#include "core/outbox_queries.h"
#include "flows/attachments.h"
#include "flows/papers.h"
#include "flows/pushes.h"
#include "flows/stock_keeper.h"
#include "orders/order.h"
#include "orders/order_store.h"
#include "store/database.h"
#include "store/keyring.h"
#include "store/lookups.h"

namespace ordo::flows {

class World {
 public:
  World(const store::Keyring& keyring, store::Lookups& lookups)
      : keyring_(keyring), lookups_(lookups) {}

  // Loading, from prefetch only. What is wanted is asked for together, and is there once it was settled:
  // only then may be wanted what depends on it.
  // Which order has this number: 0 when none has.
  const int64_t& want_number(store::Questions& questions, ShopId shop, const std::string& order_no);
  void want_order(store::Questions& questions, OrderId id);
  void want_hash(store::Questions& questions, int64_t hash);
  void want_person(store::Questions& questions, PersonId id);
  void want_transaction(store::Questions& questions, const std::string& id);
  void want_parked(store::Questions& questions, MessageSeq seq);
  void want_call(store::Questions& questions, OutboxId id);
  void want_alert(store::Questions& questions, int64_t id);
  void settle(store::Questions& questions);

  // Asking, during apply: pure look-ups in memory. What was not loaded is an InvariantBreach.
  [[nodiscard]] OrderId find(ShopId shop, const std::string& order_no) const;
  // The same without the demand: none when it is not in memory.
  [[nodiscard]] OrderId find_loaded(ShopId shop, const std::string& order_no) const;
  [[nodiscard]] bool has(OrderId id) const { return orders_.contains(id.value); }
  [[nodiscard]] const orders::Order& order(OrderId id) const;
  [[nodiscard]] const std::vector<int64_t>& under(int64_t hash) const;
  [[nodiscard]] const Key256* person_key(PersonId id) const;
  [[nodiscard]] Instant forgotten_at(PersonId id) const;  // 0: never
  // Who stands for all who are the same as this person, who may be himself.
  [[nodiscard]] PersonId same_person(PersonId id) const;
  [[nodiscard]] int64_t hash(std::string_view key) const {
    return keyed_hash63(keyring_.lookup(), key);
  }

  // What this transaction id was used for: no order when it never was.
  [[nodiscard]] orders::TransactionUse used_for(const std::string& transaction_id) const;
  // Whether the message is parked and nobody has dealt with it.
  [[nodiscard]] bool awaits_person(MessageSeq seq) const { return parked_.contains(seq.value); }
  // The outgoing call, and the alert, as this batch has left it; null when there is none.
  [[nodiscard]] const core::OutboxRow* call(OutboxId id) const;
  [[nodiscard]] const core::AlertRow* alert(int64_t id) const;

  // What was pushed to other shops.
  [[nodiscard]] Pushes& pushes() { return pushes_; }
  [[nodiscard]] const Pushes& pushes() const { return pushes_; }

  // What is on hand, and who has it.
  [[nodiscard]] StockKeeper& stock() { return stock_; }
  [[nodiscard]] const StockKeeper& stock() const { return stock_; }

  // Purchase orders, transfers, stocktakes. Only commands change them.
  [[nodiscard]] Papers& papers() { return papers_; }

  // What people added to orders. Only commands change it.
  [[nodiscard]] Attachments& attachments() { return attachments_; }

  // What facts change from here on can be taken back: a message is taken over as a whole or not at all.
  // One at a time; it ends with either of the two others.
  void set_savepoint();
  void roll_back();
  void keep_changes() noexcept {
    savepoint_.reset();
    stock_.book().keep_changes();
  }

  // Changing, during apply.
  orders::Order& add(orders::Order order);
  orders::Order& change(OrderId id);    // remembers how it was committed
  orders::Order& changing(OrderId id);  // the same, for one already being changed
  void add_lookup(int64_t hash, int64_t id);
  void add_person(PersonId id, const Key256& key, std::string wrapped);
  void add_personal(int64_t row, orders::SealedPersonal personal);
  void add_snapshot(int64_t row, OrderId order, std::string reason, std::string content);
  // See orders::join_person(). Both stand for themselves, and are not the same yet.
  void join(PersonId own, PersonId buyer) { joined_.emplace_back(own.value, buyer.value); }
  // With whoever is the same.
  void forget(PersonId id, Instant at);
  void use_transaction(const std::string& id, OrderId order, int64_t snapshot = 0);
  // Rows that nothing asks for during apply, written with the batch that they belong to.
  using Write = std::function<void(store::UnitOfWork&, Instant at)>;
  void also(Write write) { other_writes_.push_back(std::move(write)); }
  void deal_with(MessageSeq seq) { parked_.erase(seq.value); }
  // One that was given up, and is to be tried again or to be discarded.
  void mend_call(OutboxId id, core::OutboxState to);
  void put_alert(core::AlertRow alert);
  // As its last event left it (a default order when it has none): what the next delta starts from.
  [[nodiscard]] const orders::Order& recorded(OrderId id) const;
  void mark_recorded(OrderId id);
  [[nodiscard]] std::vector<OrderId> changed() const;

  void persist(store::UnitOfWork& uow, core::Batch& batch);
  void committed() noexcept;
  void discard() noexcept;
  [[nodiscard]] size_t size() const { return orders_.size(); }

 private:
  struct Entry {
    orders::Order order;
    std::unique_ptr<orders::Order> before;  // as committed; set while changed in this batch
    // As of the last event of this batch. `settled`: that is how the order is now, so the copy is made
    // only when it is changed once more.
    std::unique_ptr<orders::Order> recorded;
    bool settled = false;
    uint64_t used = 0;
  };
  // Where facts have what they change. What only commands change must not differ.
  struct Savepoint {
    std::unordered_map<int64_t, Entry> orders;  // those changed since, as they were
    std::vector<int64_t> added;
    size_t lookups = 0, persons = 0, personal = 0, joined = 0, pushes = 0;
    size_t snapshots = 0, forgotten = 0, transactions = 0;
  };
  struct Person {
    std::optional<Key256> key;  // nothing when forgotten
    int64_t same_as = 0;        // as committed; what this batch has joined stands in joined_
    Instant forgotten_at;
  };
  struct Snapshot {
    int64_t row;
    OrderId order;
    std::string reason, content;
  };
  // What was asked for and is not settled.
  struct Asked {
    std::vector<const std::pair<const std::string, int64_t>*> numbers;
    std::map<int64_t, orders::Order> orders;
    std::vector<std::pair<const int64_t, std::vector<int64_t>>*> hashes;
    std::map<int64_t, orders::PersonRow> persons;
    std::map<int64_t, std::optional<core::MessageRow>> messages;
    std::map<int64_t, std::optional<core::OutboxRow>> calls;
    std::map<int64_t, std::optional<core::AlertRow>> alerts;
  };
  static std::string number_key(ShopId shop, const std::string& order_no);
  void take_asked_orders(store::Questions& questions);
  void take_asked_hashes();
  void take_asked_persons();
  void take_asked_rows();
  [[nodiscard]] Savepoint here() const;
  void remember(int64_t id, const Entry& entry);
  void take_back_lookups(size_t until);
  // Of the orders and people that this batch has made.
  [[nodiscard]] std::unordered_set<int64_t> fresh_ids() const {
    std::unordered_set<int64_t> fresh;
    for (const auto& [id, wrapped] : new_persons_) fresh.insert(id);
    for (const int64_t id : dirty_) {
      if (!orders_.at(id).before->id) fresh.insert(id);
    }
    return fresh;
  }
  void persist_mended(store::UnitOfWork& uow, Instant at);
  void forget_mended() noexcept;
  void evict();

  const store::Keyring& keyring_;
  store::Lookups& lookups_;
  std::unordered_map<int64_t, Entry> orders_;
  std::unordered_map<std::string, int64_t> numbers_;  // 0: known to be absent
  std::unordered_map<int64_t, std::vector<int64_t>> hashes_;
  std::unordered_map<int64_t, Person> persons_;
  std::unordered_set<int64_t> dirty_;
  std::vector<std::string> absent_;  // numbers found absent in this batch
  std::vector<store::Lookup> new_lookups_;
  std::vector<std::pair<int64_t, std::string>> new_persons_;
  std::vector<std::pair<int64_t, orders::SealedPersonal>> new_personal_;
  std::vector<std::pair<int64_t, int64_t>> joined_;  // own, buyer
  std::vector<Snapshot> new_snapshots_;
  std::vector<int64_t> forgotten_;
  std::unordered_map<std::string, orders::TransactionUse> transactions_;
  std::vector<std::pair<std::string, orders::TransactionUse>> new_transactions_;
  Pushes pushes_;
  Attachments attachments_;
  StockKeeper stock_;
  Papers papers_;
  std::vector<Write> other_writes_;
  std::unordered_set<int64_t> parked_;  // of those asked for
  std::unordered_map<int64_t, core::OutboxRow> calls_;
  std::unordered_map<int64_t, core::AlertRow> alerts_;
  std::vector<int64_t> mended_calls_, moved_alerts_;
  std::optional<Savepoint> savepoint_;
  Asked asked_;
  uint64_t clock_ = 0;
};

}  // namespace ordo::flows
