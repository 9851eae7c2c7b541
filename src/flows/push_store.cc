#include "flows/push_store.h"

namespace ordo::flows {
namespace {

constexpr store::Sql kLoadPushes{
    "pushed_orders.load",
    "SELECT shop, order_id, order_no_clean, at FROM pushed_orders WHERE shop = :shop AND order_id "
    "= :order_id"};
constexpr store::Sql kAll{
    .name = "pushed_orders.all",
    .text = "SELECT shop, order_id, order_no_clean, at FROM pushed_orders ORDER BY order_id, shop",
    .walks = true};
// The empty number stands for one that is not known; the index does not hold it.
constexpr store::Sql kFind{
    "pushed_orders.find",
    "SELECT order_id FROM pushed_orders WHERE shop = :shop AND order_no_clean = :order_no_clean "
    "AND order_no_clean <> ''"};
constexpr store::Sql kAny{"pushed_orders.any", "SELECT 1 FROM pushed_orders LIMIT 1"};
constexpr store::Sql kSavePush{
    "pushed_orders.save",
    "INSERT INTO pushed_orders(shop, order_id, order_no_clean, at) VALUES(:shop, :order_id, "
    ":order_no_clean, :at) ON CONFLICT(order_id, shop) DO UPDATE SET order_no_clean = "
    "excluded.order_no_clean"};

// The partial index of the audit holds them all, that of an order those of one.
constexpr store::Sql kPushEvents{
    .name = "pushed_orders.events",
    .text =
        "SELECT seq, order_id, kind, at, payload FROM events WHERE version = 0 AND kind IN "
        "('order.pushed', 'order.echoed') ORDER BY seq",
    .walks = true};
constexpr store::Sql kEventsOfOrder{
    "pushed_orders.events_of_order",
    "SELECT seq, order_id, kind, at, payload FROM events WHERE order_id = :order_id AND order_id > "
    "0 AND kind IN ('order.pushed', 'order.echoed') ORDER BY seq"};

core::Event read_event(const store::Row& row) {
  core::Event event;
  event.seq = EventSeq(row.integer(0));
  event.order = OrderId(row.integer(1));
  event.kind = row.text(2);
  event.version = core::kAuditVersion;
  event.at = Instant{row.integer(3)};
  event.payload = row.text(4);
  return event;
}

Push read_push(const store::Row& row) {
  return {ShopId(row.integer(0)), OrderId(row.integer(1)), std::string(row.text(2)),
          Instant{row.integer(3)}};
}

}  // namespace

std::optional<Push> load_push(const store::Reader& reader, ShopId shop, OrderId order) {
  std::optional<Push> found;
  reader.query(kLoadPushes, {{"shop", shop.value}, {"order_id", order.value}},
               [&](const store::Row& row) {
                 found = read_push(row);
                 return false;
               });
  return found;
}

void ask_push(store::Questions& questions, ShopId shop, OrderId order, std::optional<Push>& found) {
  questions.ask(kLoadPushes, {{"shop", shop.value}, {"order_id", order.value}},
                [&found](const store::Row& row) {
                  found = read_push(row);
                  return false;
                });
}

void ask_pushed(store::Questions& questions, ShopId shop, const std::string& order_no,
                OrderId& found) {
  questions.ask(kFind, {{"shop", shop.value}, {"order_no_clean", order_no}},
                [&found](const store::Row& row) {
                  found = OrderId(row.integer(0));
                  return false;
                });
}

void ask_any_push(store::Questions& questions, std::function<void()> found) {
  questions.ask(kAny, {}, [found = std::move(found)](const store::Row&) {
    found();
    return false;
  });
}

void save_push(store::UnitOfWork& uow, const Push& push) {
  uow.execute(kSavePush, {{"shop", push.shop.value},
                          {"order_id", push.order.value},
                          {"order_no_clean", push.order_no},
                          {"at", push.at.ms}});
}

void each_push(const store::Reader& reader, const std::function<void(const Push&)>& visit) {
  reader.query(kAll, {}, [&](const store::Row& row) {
    visit(read_push(row));
    return true;
  });
}

void each_push_event(const store::Reader& reader, std::optional<OrderId> order,
                     const std::function<void(const core::Event&)>& visit) {
  const auto take = [&](const store::Row& row) {
    visit(read_event(row));
    return true;
  };
  if (order) {
    reader.query(kEventsOfOrder, {{"order_id", order->value}}, take);
  } else {
    reader.query(kPushEvents, {}, take);
  }
}

}  // namespace ordo::flows
