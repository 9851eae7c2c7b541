// Which orders of ours were pushed to which shop, and under which number that shop knows them.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/ids.h"
#include "base/time.h"
#include "core/batch.h"
#include "store/database.h"

namespace ordo::flows {

struct Push {
  ShopId shop;           // where it was pushed to
  OrderId order;         // ours, of another shop
  std::string order_no;  // that shop's number of it, cleaned; empty while it is not known
  Instant at;            // when it was registered
  bool operator==(const Push&) const = default;
};

[[nodiscard]] std::optional<Push> load_push(const store::Reader& reader, ShopId shop,
                                            OrderId order);
void ask_push(store::Questions& questions, ShopId shop, OrderId order, std::optional<Push>& found);
// None: that shop's number is not one under which an order was pushed.
void ask_pushed(store::Questions& questions, ShopId shop, const std::string& order_no,
                OrderId& found);
// Called where anything was ever pushed.
void ask_any_push(store::Questions& questions, std::function<void()> found);
void save_push(store::UnitOfWork& uow, const Push& push);
// By order and shop.
void each_push(const store::Reader& reader, const std::function<void(const Push&)>& visit);
// What history tells of pushes, oldest first: of one order, or of every order.
void each_push_event(const store::Reader& reader, std::optional<OrderId> order,
                     const std::function<void(const core::Event&)>& visit);

}  // namespace ordo::flows
