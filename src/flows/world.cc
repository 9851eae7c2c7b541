#include "flows/world.h"

#include <algorithm>

#include "base/invariant.h"
#include "flows/personal.h"

namespace ordo::flows {
namespace {

constexpr size_t kOrdersMax = 5'000;  // kept in memory between batches
constexpr size_t kPersonsMax = 50'000;

}  // namespace

std::string World::number_key(ShopId shop, const std::string& order_no) {
  return shop.str() + "/" + order_no;
}

const int64_t& World::want_number(store::Questions& questions, ShopId shop,
                                  const std::string& order_no) {
  const auto [number, is_new] = numbers_.try_emplace(number_key(shop, order_no), 0);
  if (is_new) {
    asked_.numbers.push_back(&*number);
    orders::ask_order_id(questions, shop, order_no, number->second);
    pushes_.want_any(questions);  // whether it may be the number of one that was pushed
  }
  return number->second;
}

void World::want_order(store::Questions& questions, OrderId id) {
  if (const auto held = orders_.find(id.value); held != orders_.end()) {
    held->second.used = clock_;
    stock_.want_order(questions, held->second.order);
    return;
  }
  const auto [asked, is_new] = asked_.orders.try_emplace(id.value);
  if (is_new) orders::ask_order(questions, id, asked->second);
}

void World::want_hash(store::Questions& questions, int64_t hash) {
  const auto [ids, is_new] = hashes_.try_emplace(hash);
  if (!is_new) return;
  asked_.hashes.push_back(&*ids);
  lookups_.ask(questions, hash, ids->second);
}

void World::want_person(store::Questions& questions, PersonId id) {
  if (!persons_.try_emplace(id.value).second) return;
  orders::ask_person(questions, id, asked_.persons[id.value]);
}

void World::want_transaction(store::Questions& questions, const std::string& id) {
  const auto [use, is_new] = transactions_.try_emplace(id);
  if (is_new) orders::ask_transaction(questions, id, use->second);
}

void World::want_parked(store::Questions& questions, MessageSeq seq) {
  const auto [asked, is_new] = asked_.messages.try_emplace(seq.value);
  if (is_new) core::ask_message(questions, seq, asked->second);
}

void World::want_call(store::Questions& questions, OutboxId id) {
  if (calls_.contains(id.value)) return;
  const auto [asked, is_new] = asked_.calls.try_emplace(id.value);
  if (is_new) core::ask_call(questions, id, asked->second);
}

void World::want_alert(store::Questions& questions, int64_t id) {
  if (alerts_.contains(id)) return;
  const auto [asked, is_new] = asked_.alerts.try_emplace(id);
  if (is_new) core::ask_alert(questions, id, asked->second);
}

void World::settle(store::Questions& questions) {
  questions.settle();
  pushes_.settle();
  for (const auto* number : asked_.numbers) {
    if (number->second == 0) absent_.push_back(number->first);
  }
  asked_.numbers.clear();
  stock_.take(questions);
  take_asked_orders(questions);
  take_asked_hashes();
  take_asked_persons();
  take_asked_rows();
}

void World::take_asked_orders(store::Questions& questions) {
  for (auto& [id, order] : asked_.orders) {
    if (!order.id) continue;
    numbers_[number_key(order.shop, order.order_no_clean)] = id;
    stock_.want_order(questions, order);
    orders_.emplace(id, Entry{std::move(order), nullptr, nullptr, false, clock_});
  }
  asked_.orders.clear();
}

void World::take_asked_hashes() {
  for (auto* asked : asked_.hashes) {
    for (const auto& [added, id] : new_lookups_) {
      if (added == asked->first) asked->second.push_back(id);
    }
  }
  asked_.hashes.clear();
}

void World::take_asked_persons() {
  for (const auto& [id, row] : asked_.persons) {
    Person& person = persons_[id];
    person.same_as = row.same_as;
    person.forgotten_at = row.forgotten_at;
    // Forgotten by this batch, which has not written it yet.
    for (const int64_t of : forgotten_) {
      if (same_person(PersonId(of)) != same_person(PersonId(id))) continue;
      person.forgotten_at = persons_.at(of).forgotten_at;
    }
    if (!row.wrapped || person.forgotten_at.ms > 0) continue;
    if (auto opened = keyring_.unwrap(*row.wrapped, person_context(id))) person.key = *opened;
  }
  asked_.persons.clear();
}

void World::take_asked_rows() {
  for (const auto& [seq, row] : asked_.messages) {
    if (row && row->state == core::MessageState::kParked && !row->resolved) parked_.insert(seq);
  }
  for (auto& [id, row] : asked_.calls) {
    if (row) calls_.emplace(id, std::move(*row));
  }
  for (auto& [id, row] : asked_.alerts) {
    if (row) alerts_.emplace(id, std::move(*row));
  }
  asked_.messages.clear();
  asked_.calls.clear();
  asked_.alerts.clear();
}

const core::OutboxRow* World::call(OutboxId id) const {
  const auto it = calls_.find(id.value);
  return it == calls_.end() ? nullptr : &it->second;
}

const core::AlertRow* World::alert(int64_t id) const {
  const auto it = alerts_.find(id);
  return it == alerts_.end() ? nullptr : &it->second;
}

void World::mend_call(OutboxId id, core::OutboxState to) {
  const auto it = calls_.find(id.value);
  invariant(it != calls_.end() && it->second.state == core::OutboxState::kGivenUp,
            "a call is mended only when it was given up");
  it->second.state = to;
  mended_calls_.push_back(id.value);
}

void World::put_alert(core::AlertRow alert) {
  const int64_t id = alert.id;
  invariant(alerts_.contains(id), "an alert is loaded before it is moved");
  alerts_[id] = std::move(alert);
  moved_alerts_.push_back(id);
}

void World::persist_mended(store::UnitOfWork& uow, Instant at) {
  for (const int64_t id : mended_calls_) {
    if (calls_.at(id).state == core::OutboxState::kDiscarded) {
      core::discard_call(uow, OutboxId(id), at);
    } else {
      core::retry_call(uow, OutboxId(id), at);
    }
  }
  for (const int64_t id : moved_alerts_) core::save_alert(uow, alerts_.at(id));
}

void World::forget_mended() noexcept {
  calls_.clear();
  alerts_.clear();
  mended_calls_.clear();
  moved_alerts_.clear();
}

orders::TransactionUse World::used_for(const std::string& transaction_id) const {
  const auto it = transactions_.find(transaction_id);
  invariant(it != transactions_.end(), "a transaction is looked for before it is asked for");
  return it->second;
}

OrderId World::find(ShopId shop, const std::string& order_no) const {
  const auto it = numbers_.find(number_key(shop, order_no));
  invariant(it != numbers_.end(), "an order is looked for before it is asked for");
  return OrderId(it->second);
}

OrderId World::find_loaded(ShopId shop, const std::string& order_no) const {
  const auto it = numbers_.find(number_key(shop, order_no));
  return it == numbers_.end() ? OrderId{} : OrderId(it->second);
}

const orders::Order& World::order(OrderId id) const {
  const auto it = orders_.find(id.value);
  invariant(it != orders_.end(), "an order is loaded before it is used");
  return it->second.order;
}

const std::vector<int64_t>& World::under(int64_t hash) const {
  static const std::vector<int64_t> none;
  const auto it = hashes_.find(hash);
  return it == hashes_.end() ? none : it->second;
}

const Key256* World::person_key(PersonId id) const {
  const auto it = persons_.find(id.value);
  invariant(it != persons_.end(), "a person was looked for who was not loaded");
  return it->second.key ? &*it->second.key : nullptr;
}

Instant World::forgotten_at(PersonId id) const {
  const auto it = persons_.find(id.value);
  invariant(it != persons_.end(), "a person was looked for who was not loaded");
  return it->second.forgotten_at;
}

PersonId World::same_person(PersonId id) const {
  const auto it = persons_.find(id.value);
  invariant(it != persons_.end(), "a person was looked for who was not loaded");
  int64_t same = it->second.same_as ? it->second.same_as : id.value;
  for (const auto& [own, buyer] : joined_) {
    if (same == own) same = buyer;
  }
  return PersonId(same);
}

orders::Order& World::add(orders::Order order) {
  const int64_t id = order.id.value;
  numbers_[number_key(order.shop, order.order_no_clean)] = id;
  dirty_.insert(id);
  stock_.add_order(order.id);
  if (savepoint_) savepoint_->added.push_back(id);
  auto [it, fresh] = orders_.emplace(
      id, Entry{std::move(order), std::make_unique<orders::Order>(), nullptr, false, clock_});
  invariant(fresh, "a new order has a new id");
  return it->second.order;
}

orders::Order& World::change(OrderId id) {
  const auto it = orders_.find(id.value);
  invariant(it != orders_.end(), "an order is loaded before it is changed");
  Entry& entry = it->second;
  remember(id.value, entry);
  if (!entry.before) entry.before = std::make_unique<orders::Order>(entry.order);
  if (entry.settled) {
    entry.recorded = std::make_unique<orders::Order>(entry.order);
    entry.settled = false;
  }
  dirty_.insert(id.value);
  return entry.order;
}

World::Savepoint World::here() const {
  Savepoint point;
  point.lookups = new_lookups_.size();
  point.persons = new_persons_.size();
  point.personal = new_personal_.size();
  point.joined = joined_.size();
  point.pushes = pushes_.changes();
  point.snapshots = new_snapshots_.size();
  point.forgotten = forgotten_.size();
  point.transactions = new_transactions_.size();
  return point;
}

void World::set_savepoint() {
  invariant(!savepoint_, "messages are taken over one after the other");
  savepoint_ = here();
  stock_.book().set_savepoint();
}

// The first time that an order is changed since the savepoint.
void World::remember(int64_t id, const Entry& entry) {
  if (!savepoint_ || savepoint_->orders.contains(id)) return;
  if (std::ranges::find(savepoint_->added, id) != savepoint_->added.end()) return;
  const auto copy = [](const std::unique_ptr<orders::Order>& order) {
    return order ? std::make_unique<orders::Order>(*order) : nullptr;
  };
  savepoint_->orders.emplace(
      id, Entry{entry.order, copy(entry.before), copy(entry.recorded), entry.settled, entry.used});
}

// The newest of a hash stand last, both in what is new and in what is known under it.
void World::take_back_lookups(size_t until) {
  while (new_lookups_.size() > until) {
    if (auto it = hashes_.find(new_lookups_.back().first); it != hashes_.end()) {
      it->second.pop_back();
    }
    new_lookups_.pop_back();
  }
}

void World::roll_back() {
  invariant(savepoint_.has_value(), "there is a savepoint to go back to");
  const Savepoint now = here();
  invariant(now.snapshots == savepoint_->snapshots && now.forgotten == savepoint_->forgotten &&
                now.transactions == savepoint_->transactions,
            "facts change nothing that only commands change");
  for (const int64_t id : savepoint_->added) {
    const orders::Order& order = orders_.at(id).order;
    numbers_[number_key(order.shop, order.order_no_clean)] = 0;  // as it was when it was looked for
    orders_.erase(id);
    dirty_.erase(id);
  }
  for (auto& [id, entry] : savepoint_->orders) {
    if (!entry.before) dirty_.erase(id);
    orders_.at(id) = std::move(entry);
  }
  take_back_lookups(savepoint_->lookups);
  for (size_t i = savepoint_->persons; i < new_persons_.size(); ++i) {
    persons_.erase(new_persons_[i].first);
  }
  new_persons_.resize(savepoint_->persons);
  new_personal_.resize(savepoint_->personal);
  joined_.resize(savepoint_->joined);
  pushes_.roll_back(savepoint_->pushes);
  stock_.book().roll_back();
  savepoint_.reset();
}

orders::Order& World::changing(OrderId id) {
  const auto it = orders_.find(id.value);
  invariant(it != orders_.end() && it->second.before, "an order is being changed");
  return it->second.order;
}

void World::add_lookup(int64_t hash, int64_t id) {
  // What was not asked for is not known in part either.
  if (auto it = hashes_.find(hash); it != hashes_.end()) it->second.push_back(id);
  new_lookups_.emplace_back(hash, id);
}

void World::add_person(PersonId id, const Key256& key, std::string wrapped) {
  persons_[id.value] = {key, 0, {}};
  new_persons_.emplace_back(id.value, std::move(wrapped));
}

void World::add_personal(int64_t row, orders::SealedPersonal personal) {
  new_personal_.emplace_back(row, std::move(personal));
}

void World::add_snapshot(int64_t row, OrderId order, std::string reason, std::string content) {
  new_snapshots_.push_back({row, order, std::move(reason), std::move(content)});
}

void World::use_transaction(const std::string& id, OrderId order, int64_t snapshot) {
  transactions_[id] = {order, snapshot};
  new_transactions_.emplace_back(id, orders::TransactionUse{order, snapshot});
}

void World::forget(PersonId id, Instant at) {
  const PersonId same = same_person(id);
  for (auto& [other, person] : persons_) {
    if (!person.key || same_person(PersonId(other)) != same) continue;
    person.key.reset();
    person.forgotten_at = at;
  }
  forgotten_.push_back(id.value);
}

const orders::Order& World::recorded(OrderId id) const {
  const Entry& entry = orders_.at(id.value);
  if (entry.settled) return entry.order;
  return entry.recorded ? *entry.recorded : entry.before ? *entry.before : entry.order;
}

void World::mark_recorded(OrderId id) {
  Entry& entry = orders_.at(id.value);
  entry.recorded.reset();
  entry.settled = true;
}

std::vector<OrderId> World::changed() const {
  std::vector<OrderId> ids;
  for (const int64_t id : dirty_) ids.emplace_back(id);
  std::ranges::sort(ids);
  return ids;
}

void World::persist(store::UnitOfWork& uow, core::Batch& batch) {
  const Instant at = batch.at;
  for (const auto& [id, wrapped] : new_persons_) orders::insert_person(uow, PersonId(id), wrapped);
  for (const auto& [row, personal] : new_personal_) orders::insert_personal(uow, row, personal);
  for (const OrderId id : changed()) {
    const Entry& entry = orders_.at(id.value);
    invariant(recorded(id) == entry.order, "every change of an order is recorded as an event");
    if (*entry.before == entry.order) continue;
    orders::check(entry.order);
    orders::save_order(uow, *entry.before, entry.order);
  }
  lookups_.insert(uow, new_lookups_, fresh_ids());
  for (const Snapshot& s : new_snapshots_) {
    orders::insert_snapshot(uow, s.row, s.order, at, s.reason, s.content);
  }
  for (const auto& [own, buyer] : joined_) {
    orders::join_person(uow, PersonId(own), PersonId(buyer));
  }
  for (const int64_t id : forgotten_) orders::forget_person(uow, PersonId(id), at);
  for (const auto& [id, use] : new_transactions_) orders::insert_transaction(uow, id, use);
  pushes_.persist(uow);
  attachments_.persist(uow);
  stock_.persist(uow, batch);
  papers_.persist(uow);
  for (const Write& write : other_writes_) write(uow, at);
  persist_mended(uow, at);
}

void World::committed() noexcept {
  for (const int64_t id : dirty_) {
    Entry& entry = orders_.at(id);
    entry.before.reset();
    entry.recorded.reset();
    entry.settled = false;
  }
  dirty_.clear();
  // What was absent may be created by a later batch; absence is asked for anew.
  for (const std::string& key : absent_) {
    if (auto it = numbers_.find(key); it != numbers_.end() && it->second == 0) numbers_.erase(it);
  }
  absent_.clear();
  hashes_.clear();
  new_lookups_.clear();
  new_persons_.clear();
  new_personal_.clear();
  // Whoever is the same as who was joined is the buyer as well: who he is is read anew.
  if (!joined_.empty()) persons_.clear();
  joined_.clear();
  new_snapshots_.clear();
  forgotten_.clear();
  transactions_.clear();
  new_transactions_.clear();
  pushes_.forget();
  attachments_.forget();
  stock_.committed();
  papers_.forget();
  other_writes_.clear();
  parked_.clear();
  forget_mended();
  ++clock_;
  evict();
}

void World::evict() {
  if (persons_.size() > kPersonsMax) persons_.clear();
  if (orders_.size() <= kOrdersMax) return;
  std::vector<uint64_t> ages;
  for (const auto& [id, entry] : orders_) ages.push_back(entry.used);
  std::ranges::nth_element(ages, ages.begin() + static_cast<std::ptrdiff_t>(ages.size() / 2));
  const uint64_t median = ages[ages.size() / 2];
  for (auto it = orders_.begin(); it != orders_.end();) {
    if (it->second.used > median) {
      ++it;
      continue;
    }
    numbers_.erase(number_key(it->second.order.shop, it->second.order.order_no_clean));
    it = orders_.erase(it);
  }
}

void World::discard() noexcept {
  savepoint_.reset();
  asked_ = {};
  // A batch that failed may have left anything half changed: what is true lies in the store.
  orders_.clear();
  numbers_.clear();
  persons_.clear();
  dirty_.clear();
  absent_.clear();
  hashes_.clear();
  new_lookups_.clear();
  new_persons_.clear();
  new_personal_.clear();
  joined_.clear();
  new_snapshots_.clear();
  forgotten_.clear();
  transactions_.clear();
  new_transactions_.clear();
  pushes_.forget();
  attachments_.forget();
  stock_.discard();
  papers_.forget();
  other_writes_.clear();
  parked_.clear();
  forget_mended();
}

}  // namespace ordo::flows
