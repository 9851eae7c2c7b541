#include "orders/order_store.h"

#include <boost/json.hpp>

#include "orders/fields.h"
#include "orders/parts_store.h"

namespace ordo::orders {
namespace {

using store::Row;
using store::Sql;
using store::Value;

constexpr Sql kInsert{
    "orders.insert",
    "INSERT INTO orders(id, shop, channel, order_no, channel_order_no, order_no_clean, status, "
    "payment, "
    "fulfilment, after_sale, balance_open, occurred_at, updated_at_platform, received_at, "
    "committed_at, business_day, currency, total, paid, refunded, person, personal, "
    "personal_digest, "
    "version, document) VALUES(:id, :shop, :channel, :order_no, :channel_order_no, "
    ":order_no_clean, "
    ":status, :payment, :fulfilment, :after_sale, :balance_open, :occurred_at, "
    ":updated_at_platform, "
    ":received_at, :committed_at, :business_day, :currency, :total, :paid, :refunded, :person, "
    ":personal, :personal_digest, :version, :document)"};
constexpr Sql kUpdate{
    "orders.update",
    "UPDATE orders SET channel_order_no = :channel_order_no, status = :status, payment = :payment, "
    "fulfilment = :fulfilment, after_sale = :after_sale, balance_open = :balance_open, "
    "occurred_at = :occurred_at, updated_at_platform = :updated_at_platform, committed_at = "
    ":committed_at, business_day = :business_day, currency = :currency, total = :total, paid = "
    ":paid, "
    "refunded = :refunded, person = :person, personal = :personal, personal_digest = "
    ":personal_digest, version = :version, document = :document WHERE id = :id"};
constexpr Sql kLoad{
    "orders.load",
    "SELECT id, shop, channel, order_no, channel_order_no, order_no_clean, status, payment, "
    "fulfilment, after_sale, balance_open, occurred_at, updated_at_platform, received_at, "
    "committed_at, business_day, currency, paid, refunded, person, personal, personal_digest, "
    "version, "
    "document FROM orders WHERE id = :id"};
constexpr Sql kFind{
    "orders.find", "SELECT id FROM orders WHERE shop = :shop AND order_no_clean = :order_no_clean"};
constexpr Sql kPersonKey{"persons.key", "SELECT wrapped FROM persons WHERE id = :id"};
constexpr Sql kPerson{"persons.load",
                      "SELECT wrapped, same_as, forgotten_at FROM persons WHERE id = :id"};
constexpr Sql kInsertPerson{
    "persons.insert", "INSERT INTO persons(id, wrapped, forgotten_at) VALUES(:id, :wrapped, 0)"};
constexpr Sql kJoin{"persons.join", "UPDATE persons SET same_as = :buyer WHERE id = :id"};
constexpr Sql kJoinJoined{
    "persons.join_joined",
    "UPDATE persons SET same_as = :buyer WHERE same_as = :id AND same_as > 0"};
constexpr Sql kSameAs{"persons.same_as", "SELECT same_as FROM persons WHERE id = :id"};
constexpr Sql kForget{
    "persons.forget",
    "UPDATE persons SET wrapped = NULL, forgotten_at = :at WHERE id = :id AND wrapped "
    "IS NOT NULL"};
constexpr Sql kForgetJoined{
    "persons.forget_joined",
    "UPDATE persons SET wrapped = NULL, forgotten_at = :at WHERE same_as = :id AND same_as > 0 AND "
    "wrapped IS NOT NULL"};
constexpr Sql kPersonal{"personal.load", "SELECT person, sealed FROM personal WHERE id = :id"};
constexpr Sql kInsertPersonal{
    "personal.insert", "INSERT INTO personal(id, person, sealed) VALUES(:id, :person, :sealed)"};
constexpr Sql kInsertSnapshot{
    "snapshots.insert",
    "INSERT INTO snapshots(id, order_id, at, reason, content) VALUES(:id, "
    ":order_id, :at, :reason, :content)"};
constexpr Sql kTransaction{"transactions.find",
                           "SELECT order_id, snapshot FROM transactions WHERE id = :id"};
constexpr Sql kInsertTransaction{
    "transactions.insert",
    "INSERT INTO transactions(id, order_id, snapshot) VALUES(:id, :order_id, :snapshot)"};
constexpr Sql kSnapshot{"snapshots.load",
                        "SELECT content FROM snapshots WHERE id = :id AND order_id = :order_id"};

void insert_order(store::UnitOfWork& uow, const Order& o) {
  const std::string document = document_json(o);
  uow.execute(kInsert, {{"id", o.id.value},
                        {"shop", o.shop.value},
                        {"channel", o.channel},
                        {"order_no", o.order_no},
                        {"channel_order_no", o.channel_order_no},
                        {"order_no_clean", o.order_no_clean},
                        {"status", static_cast<int>(o.status)},
                        {"payment", static_cast<int>(o.axes.payment)},
                        {"fulfilment", static_cast<int>(o.axes.fulfilment)},
                        {"after_sale", static_cast<int>(o.axes.after_sale)},
                        {"balance_open", o.balance_open},
                        {"occurred_at", o.occurred_at.ms},
                        {"updated_at_platform", o.updated_at_platform.ms},
                        {"received_at", o.received_at.ms},
                        {"committed_at", o.committed_at.ms},
                        {"business_day", o.business_day},
                        {"currency", o.currency},
                        {"total", o.amounts.total},
                        {"paid", o.paid},
                        {"refunded", o.refunded},
                        {"person", o.person},
                        {"personal", o.personal},
                        {"personal_digest", o.personal_digest},
                        {"version", o.version},
                        {"document", document}});
}

void update_order(store::UnitOfWork& uow, const Order& o) {
  const std::string document = document_json(o);
  uow.execute(kUpdate, {{"channel_order_no", o.channel_order_no},
                        {"status", static_cast<int>(o.status)},
                        {"payment", static_cast<int>(o.axes.payment)},
                        {"fulfilment", static_cast<int>(o.axes.fulfilment)},
                        {"after_sale", static_cast<int>(o.axes.after_sale)},
                        {"balance_open", o.balance_open},
                        {"occurred_at", o.occurred_at.ms},
                        {"updated_at_platform", o.updated_at_platform.ms},
                        {"committed_at", o.committed_at.ms},
                        {"business_day", o.business_day},
                        {"currency", o.currency},
                        {"total", o.amounts.total},
                        {"paid", o.paid},
                        {"refunded", o.refunded},
                        {"person", o.person},
                        {"personal", o.personal},
                        {"personal_digest", o.personal_digest},
                        {"version", o.version},
                        {"document", document},
                        {"id", o.id.value}});
}

void read_columns(const Row& row, Order& o) {
  o.id = OrderId(row.integer(0));
  o.shop = ShopId(row.integer(1));
  o.channel = row.text(2);
  o.order_no = row.text(3);
  o.channel_order_no = row.text(4);
  o.order_no_clean = row.text(5);
  o.status = static_cast<facts::Status>(row.integer(6));
  o.axes = {static_cast<Payment>(row.integer(7)), static_cast<Fulfilment>(row.integer(8)),
            static_cast<AfterSale>(row.integer(9))};
  o.balance_open = row.integer(10) != 0;
  o.occurred_at = Instant{row.integer(11)};
  o.updated_at_platform = Instant{row.integer(12)};
  o.received_at = Instant{row.integer(13)};
  o.committed_at = Instant{row.integer(14)};
  o.business_day = static_cast<int32_t>(row.integer(15));
  o.currency = row.text(16);
  o.paid = row.integer(17);
  o.refunded = row.integer(18);
  o.person = row.integer(19);
  o.personal = row.integer(20);
  o.personal_digest = row.text(21);
  o.version = row.integer(22);
  read_document(row.text(23), o);
}

void ask_whole(store::Questions& questions, OrderId id, Order& order) {
  ask_parts(questions, id, order);
  ask_observations(questions, id, order);
}

// Its row first: most that are asked for by somebody who mistook the id are not there.
template <class AskRest>
std::optional<Order> load_with(const store::Reader& reader, OrderId id, AskRest&& ask_rest) {
  std::optional<Order> order;
  reader.query(kLoad, {{"id", id.value}}, [&](const Row& row) {
    read_columns(row, order.emplace());
    return false;
  });
  if (!order) return order;
  store::Questions rest(reader);
  ask_rest(rest, id, *order);
  rest.settle();
  return order;
}

}  // namespace

void save_order(store::UnitOfWork& uow, const Order& before, const Order& after) {
  if (!before.id)
    insert_order(uow, after);
  else
    update_order(uow, after);
  save_parts(uow, before, after);
}

std::optional<Order> load_summary(const store::Reader& reader, OrderId id) {
  return load_with(reader, id, ask_parts);
}

std::optional<Order> load_order(const store::Reader& reader, OrderId id) {
  return load_with(reader, id, ask_whole);
}

void ask_order(store::Questions& questions, OrderId id, Order& order) {
  questions.ask(kLoad, {{"id", id.value}}, [&order](const Row& row) {
    read_columns(row, order);
    return false;
  });
  ask_whole(questions, id, order);
}

OrderId find_order_id(const store::Reader& reader, ShopId shop, std::string_view order_no_clean) {
  return OrderId(reader.integer(kFind, {{"shop", shop.value}, {"order_no_clean", order_no_clean}})
                     .value_or(0));
}

void ask_order_id(store::Questions& questions, ShopId shop, std::string_view order_no_clean,
                  int64_t& id) {
  questions.ask(kFind, {{"shop", shop.value}, {"order_no_clean", order_no_clean}},
                [&id](const Row& row) {
                  id = row.integer(0);
                  return false;
                });
}

std::optional<std::string> load_person_key(const store::Reader& reader, PersonId id) {
  return reader.text(kPersonKey, {{"id", id.value}});
}

void ask_person(store::Questions& questions, PersonId id, PersonRow& person) {
  questions.ask(kPerson, {{"id", id.value}}, [&person](const Row& row) {
    if (!row.is_null(0)) person.wrapped = std::string(row.text(0));
    person.same_as = row.integer(1);
    person.forgotten_at = Instant{row.integer(2)};
    return false;
  });
}

void insert_person(store::UnitOfWork& uow, PersonId id, std::string_view wrapped) {
  uow.execute(kInsertPerson, {{"id", id.value}, {"wrapped", Value::blob(wrapped)}});
}

void join_person(store::UnitOfWork& uow, PersonId own, PersonId buyer) {
  uow.execute(kJoinJoined, {{"buyer", buyer.value}, {"id", own.value}});
  uow.execute(kJoin, {{"buyer", buyer.value}, {"id", own.value}});
}

bool forget_person(store::UnitOfWork& uow, PersonId id, Instant at) {
  const int64_t same_as = uow.integer(kSameAs, {{"id", id.value}}).value_or(0);
  const int64_t buyer = same_as ? same_as : id.value;
  const auto own = uow.execute_counting(kForgetJoined, {{"at", at.ms}, {"id", buyer}});
  return uow.execute_counting(kForget, {{"at", at.ms}, {"id", buyer}}) + own > 0;
}

std::optional<SealedPersonal> load_personal(const store::Reader& reader, int64_t id) {
  std::optional<SealedPersonal> found;
  reader.query(kPersonal, {{"id", id}}, [&](const Row& row) {
    found = SealedPersonal{PersonId(row.integer(0)), std::string(row.text(1))};
    return false;
  });
  return found;
}

void insert_personal(store::UnitOfWork& uow, int64_t id, const SealedPersonal& p) {
  uow.execute(kInsertPersonal,
              {{"id", id}, {"person", p.person.value}, {"sealed", Value::blob(p.sealed)}});
}

TransactionUse find_transaction(const store::Reader& reader, std::string_view id) {
  TransactionUse use;
  store::Questions question(reader);
  ask_transaction(question, id, use);
  question.settle();
  return use;
}

void ask_transaction(store::Questions& questions, std::string_view id, TransactionUse& use) {
  questions.ask(kTransaction, {{"id", id}}, [&use](const Row& row) {
    use = {OrderId(row.integer(0)), row.integer(1)};
    return false;
  });
}

void insert_transaction(store::UnitOfWork& uow, std::string_view id, const TransactionUse& use) {
  uow.execute(kInsertTransaction,
              {{"id", id}, {"order_id", use.order.value}, {"snapshot", use.snapshot}});
}

void insert_snapshot(store::UnitOfWork& uow, int64_t id, OrderId order, Instant at,
                     std::string_view reason, std::string_view content) {
  uow.execute(kInsertSnapshot, {{"id", id},
                                {"order_id", order.value},
                                {"at", at.ms},
                                {"reason", reason},
                                {"content", content}});
}

std::optional<std::string> load_snapshot(const store::Reader& reader, OrderId order, int64_t id) {
  return reader.text(kSnapshot, {{"id", id}, {"order_id", order.value}});
}

}  // namespace ordo::orders
