#include "orders/parts_store.h"

#include <boost/json.hpp>

namespace ordo::orders {
namespace {

using store::Row;
using store::Sql;
namespace json = boost::json;

constexpr Sql kInsertLine{
    "order_lines.insert",
    "INSERT INTO order_lines(order_id, pos, line_no, sku, channel_sku, title, quantity, "
    "unit_price, "
    "discount, allocated, packed, shipped, delivered, returned, refunded) VALUES(:order_id, :pos, "
    ":line_no, :sku, :channel_sku, :title, :quantity, :unit_price, :discount, :allocated, :packed, "
    ":shipped, :delivered, :returned, :refunded)"};
constexpr Sql kDeleteLine{"order_lines.delete",
                          "DELETE FROM order_lines WHERE order_id = :order_id AND pos = :pos"};
constexpr Sql kLines{
    "order_lines.load",
    "SELECT line_no, sku, channel_sku, title, quantity, unit_price, discount, "
    "allocated, packed, shipped, delivered, returned, refunded FROM order_lines WHERE "
    "order_id = :order_id ORDER BY pos"};
constexpr Sql kInsertObservation{
    "observations.insert",
    "INSERT INTO observations(order_id, no, axis, subject, to_state, from_state, occurred_at, "
    "recorded_at, flags, verdict, via, source, actor, transaction_id, message, reason, detail) "
    "VALUES(:order_id, :no, :axis, :subject, :to_state, :from_state, :occurred_at, :recorded_at, "
    ":flags, :verdict, :via, :source, :actor, :transaction_id, :message, :reason, :detail)"};
constexpr Sql kUpdateObservation{
    "observations.update",
    "UPDATE observations SET to_state = :to_state, from_state = :from_state, flags = :flags, "
    "verdict = "
    ":verdict, via = :via, reason = :reason WHERE order_id = :order_id AND no = :no"};
constexpr Sql kObservations{
    "observations.load",
    "SELECT no, axis, subject, to_state, from_state, occurred_at, recorded_at, flags, verdict, "
    "via, "
    "source, actor, transaction_id, message, reason, detail FROM observations WHERE order_id = "
    ":order_id ORDER BY no"};
constexpr Sql kInsertParcel{"parcels.insert",
                            "INSERT INTO parcels(order_id, pos, tracking_no, carrier, status, "
                            "last_scan_at, lines) VALUES(:order_id, :pos, :tracking_no, :carrier, "
                            ":status, :last_scan_at, :lines)"};
constexpr Sql kDeleteParcel{"parcels.delete",
                            "DELETE FROM parcels WHERE order_id = :order_id AND pos = :pos"};
constexpr Sql kParcels{
    "parcels.load",
    "SELECT tracking_no, carrier, status, last_scan_at, lines FROM parcels WHERE "
    "order_id = :order_id ORDER BY pos"};
constexpr Sql kInsertPayment{
    "payments.insert",
    "INSERT INTO payments(order_id, pos, payment_no, method, amount, paid_at) "
    "VALUES(:order_id, :pos, :payment_no, :method, :amount, :paid_at)"};
constexpr Sql kDeletePayment{"payments.delete",
                             "DELETE FROM payments WHERE order_id = :order_id AND pos = :pos"};
constexpr Sql kPayments{"payments.load",
                        "SELECT payment_no, method, amount, paid_at FROM payments WHERE order_id = "
                        ":order_id ORDER BY pos"};
constexpr Sql kInsertRefund{"refunds.insert",
                            "INSERT INTO refunds(order_id, pos, refund_no, kind, reason, status, "
                            "amount, lines) VALUES(:order_id, :pos, :refund_no, :kind, :reason, "
                            ":status, :amount, :lines)"};
constexpr Sql kDeleteRefund{"refunds.delete",
                            "DELETE FROM refunds WHERE order_id = :order_id AND pos = :pos"};
constexpr Sql kRefunds{"refunds.load",
                       "SELECT refund_no, kind, reason, status, amount, lines FROM refunds WHERE "
                       "order_id = :order_id ORDER BY pos"};
constexpr Sql kInsertMirror{
    "mirrors.insert",
    "INSERT INTO mirrors(order_id, pos, system, status_raw, status, said_at, "
    "message) VALUES(:order_id, :pos, :system, :status_raw, :status, :said_at, "
    ":message)"};
constexpr Sql kDeleteMirror{"mirrors.delete",
                            "DELETE FROM mirrors WHERE order_id = :order_id AND pos = :pos"};
constexpr Sql kMirrors{"mirrors.load",
                       "SELECT system, status_raw, status, said_at, message FROM mirrors WHERE "
                       "order_id = :order_id ORDER BY pos"};

std::string quantities_json(const std::vector<std::pair<std::string, int64_t>>& lines) {
  if (lines.empty()) return {};
  json::array list;
  for (const auto& [line, quantity] : lines) list.push_back(json::array{line, quantity});
  return json::serialize(list);
}

std::vector<std::pair<std::string, int64_t>> read_quantities(std::string_view text) {
  std::vector<std::pair<std::string, int64_t>> lines;
  if (text.empty()) return lines;
  // Named, because a range-for does not keep the document alive that its array is part of.
  const json::value document = json::parse({text.data(), text.size()});
  for (const json::value& pair : document.as_array()) {
    lines.emplace_back(pair.at(0).as_string(), pair.at(1).to_number<int64_t>());
  }
  return lines;
}

int64_t flags(const Observation& o) {
  return o.implied + 2 * o.by_hand + 4 * o.reset + 8 * o.settled;
}

void insert(store::UnitOfWork& uow, int64_t order, int64_t pos, const Line& l) {
  uow.execute(kInsertLine, {{"order_id", order},
                            {"pos", pos},
                            {"line_no", l.line_no},
                            {"sku", l.sku},
                            {"channel_sku", l.channel_sku},
                            {"title", l.title},
                            {"quantity", l.quantity},
                            {"unit_price", l.unit_price},
                            {"discount", l.discount},
                            {"allocated", l.allocated},
                            {"packed", l.packed},
                            {"shipped", l.shipped},
                            {"delivered", l.delivered},
                            {"returned", l.returned},
                            {"refunded", l.refunded}});
}

void insert(store::UnitOfWork& uow, int64_t order, const Observation& o) {
  uow.execute(kInsertObservation, {{"order_id", order},
                                   {"no", o.no},
                                   {"axis", static_cast<int>(o.axis)},
                                   {"subject", o.subject},
                                   {"to_state", o.to},
                                   {"from_state", o.from},
                                   {"occurred_at", o.occurred_at.ms},
                                   {"recorded_at", o.recorded_at.ms},
                                   {"flags", flags(o)},
                                   {"verdict", static_cast<int>(o.verdict)},
                                   {"via", o.via},
                                   {"source", o.source},
                                   {"actor", o.actor},
                                   {"transaction_id", o.transaction_id},
                                   {"message", o.message.value},
                                   {"reason", o.reason},
                                   {"detail", o.detail}});
}

void update(store::UnitOfWork& uow, int64_t order, const Observation& o) {
  uow.execute(kUpdateObservation, {{"to_state", o.to},
                                   {"from_state", o.from},
                                   {"flags", flags(o)},
                                   {"verdict", static_cast<int>(o.verdict)},
                                   {"via", o.via},
                                   {"reason", o.reason},
                                   {"order_id", order},
                                   {"no", o.no}});
}

void insert(store::UnitOfWork& uow, int64_t order, int64_t pos, const Parcel& p) {
  const std::string lines = quantities_json(p.lines);
  uow.execute(kInsertParcel, {{"order_id", order},
                              {"pos", pos},
                              {"tracking_no", p.tracking_no},
                              {"carrier", p.carrier},
                              {"status", static_cast<int>(p.status)},
                              {"last_scan_at", p.last_scan_at.ms},
                              {"lines", lines}});
}

void insert(store::UnitOfWork& uow, int64_t order, int64_t pos, const PaymentPart& p) {
  uow.execute(kInsertPayment, {{"order_id", order},
                               {"pos", pos},
                               {"payment_no", p.payment_no},
                               {"method", p.method},
                               {"amount", p.amount},
                               {"paid_at", p.paid_at.ms}});
}

void insert(store::UnitOfWork& uow, int64_t order, int64_t pos, const RefundCase& r) {
  const std::string lines = quantities_json(r.lines);
  uow.execute(kInsertRefund, {{"order_id", order},
                              {"pos", pos},
                              {"refund_no", r.refund_no},
                              {"kind", r.kind},
                              {"reason", r.reason},
                              {"status", static_cast<int>(r.status)},
                              {"amount", r.amount},
                              {"lines", lines}});
}

void insert(store::UnitOfWork& uow, int64_t order, int64_t pos, const Mirror& m) {
  uow.execute(kInsertMirror, {{"order_id", order},
                              {"pos", pos},
                              {"system", m.system},
                              {"status_raw", m.status_raw},
                              {"status", m.status},
                              {"said_at", m.said_at.ms},
                              {"message", m.message.value}});
}

// Parts keep their places; a changed one is written anew, one that is gone is removed.
template <class Part>
void save_part(store::UnitOfWork& uow, int64_t order, const Sql& remove,
               const std::vector<Part>& before, const std::vector<Part>& after) {
  for (size_t i = 0; i < std::max(before.size(), after.size()); ++i) {
    if (i < before.size() && i < after.size() && before[i] == after[i]) continue;
    const auto pos = static_cast<int64_t>(i);
    if (i < before.size()) uow.execute(remove, {{"order_id", order}, {"pos", pos}});
    if (i < after.size()) insert(uow, order, pos, after[i]);
  }
}

void save_observations(store::UnitOfWork& uow, const Order& before, const Order& after) {
  for (size_t i = 0; i < after.observations.size(); ++i) {
    if (i >= before.observations.size()) {
      insert(uow, after.id.value, after.observations[i]);
    } else if (!(before.observations[i] == after.observations[i])) {
      update(uow, after.id.value, after.observations[i]);
    }
  }
}

void ask_lines(store::Questions& questions, int64_t id, Order& order) {
  questions.ask(kLines, {{"order_id", id}}, [&order](const Row& r) {
    order.lines.push_back({std::string(r.text(0)), std::string(r.text(1)), std::string(r.text(2)),
                           std::string(r.text(3)), r.integer(4), r.integer(5), r.integer(6),
                           r.integer(7), r.integer(8), r.integer(9), r.integer(10), r.integer(11),
                           r.integer(12)});
    return true;
  });
}

void ask_money(store::Questions& questions, int64_t id, Order& order) {
  questions.ask(kPayments, {{"order_id", id}}, [&order](const Row& r) {
    order.payments.push_back(
        {std::string(r.text(0)), std::string(r.text(1)), r.integer(2), Instant{r.integer(3)}});
    return true;
  });
  questions.ask(kRefunds, {{"order_id", id}}, [&order](const Row& r) {
    order.refunds.push_back({std::string(r.text(0)), std::string(r.text(1)), std::string(r.text(2)),
                             static_cast<facts::RefundStatus>(r.integer(3)), r.integer(4),
                             read_quantities(r.text(5))});
    return true;
  });
}

}  // namespace

void save_parts(store::UnitOfWork& uow, const Order& before, const Order& after) {
  const int64_t id = after.id.value;
  save_part(uow, id, kDeleteLine, before.lines, after.lines);
  save_observations(uow, before, after);
  save_part(uow, id, kDeleteParcel, before.parcels, after.parcels);
  save_part(uow, id, kDeletePayment, before.payments, after.payments);
  save_part(uow, id, kDeleteRefund, before.refunds, after.refunds);
  save_part(uow, id, kDeleteMirror, before.mirrors, after.mirrors);
}

void ask_observations(store::Questions& questions, OrderId id, Order& order) {
  questions.ask(kObservations, {{"order_id", id.value}}, [&order](const Row& r) {
    Observation& o = order.observations.emplace_back();
    o.no = r.integer(0);
    o.axis = static_cast<Axis>(r.integer(1));
    o.subject = r.text(2);
    o.to = static_cast<int>(r.integer(3));
    o.from = static_cast<int>(r.integer(4));
    o.occurred_at = Instant{r.integer(5)};
    o.recorded_at = Instant{r.integer(6)};
    o.implied = (r.integer(7) & 1) != 0;
    o.by_hand = (r.integer(7) & 2) != 0;
    o.reset = (r.integer(7) & 4) != 0;
    o.settled = (r.integer(7) & 8) != 0;
    o.verdict = static_cast<Verdict>(r.integer(8));
    o.via = r.text(9);
    o.source = r.text(10);
    o.actor = r.text(11);
    o.transaction_id = r.text(12);
    o.message = MessageSeq(r.integer(13));
    o.reason = r.text(14);
    o.detail = r.text(15);
    return true;
  });
}

void ask_parts(store::Questions& questions, OrderId id, Order& order) {
  ask_lines(questions, id.value, order);
  questions.ask(kParcels, {{"order_id", id.value}}, [&order](const Row& r) {
    order.parcels.push_back({std::string(r.text(0)), std::string(r.text(1)),
                             static_cast<facts::ParcelStatus>(r.integer(2)), Instant{r.integer(3)},
                             read_quantities(r.text(4))});
    return true;
  });
  ask_money(questions, id.value, order);
  questions.ask(kMirrors, {{"order_id", id.value}}, [&order](const Row& r) {
    order.mirrors.push_back({std::string(r.text(0)), std::string(r.text(1)), std::string(r.text(2)),
                             Instant{r.integer(3)}, MessageSeq(r.integer(4))});
    return true;
  });
}

}  // namespace ordo::orders
